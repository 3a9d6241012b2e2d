"""What the browser needs to run Python, as one folder: runtime, compiled standard library, numpy, our wheel, a lock.

>>> wheel = Path("pyodide_ngram-0.1.0-cp312-none-any.whl")
>>> sorted(RUNTIME)
['pyodide.asm.js', 'pyodide.asm.wasm', 'pyodide.mjs']
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from provision import FetchError, fetch
from sitegen.artefacts import artefact, digest
from sitegen.errors import BuildError
from sitegen.ngram_wheel import PYODIDE, compile_zip
from sitegen.node_tools import NODE

RUNTIME = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")
STDLIB = "python_stdlib.zip"


def build(cache: Path, ngram_wheel: Path, progress: Callable[[str, int, int], None] | None = None) -> Path:
    """The folder in the cache that becomes `dist/pyodide/`. A few seconds when something changed, else nothing.

    Raises BuildError when numpy's wheel cannot be had, or is not the one that Pyodide's own lock file names.
    """
    try:
        numpy_wheel = fetch("pyodide-numpy", progress)
    except FetchError as missing:
        raise BuildError("pyodide runtime", str(missing)) from missing
    stdlib = compiled_stdlib(cache)
    key = digest(PYODIDE / "package.json", numpy_wheel, ngram_wheel, stdlib, Path(__file__))

    def make(folder: Path) -> None:
        for name in RUNTIME:
            shutil.copyfile(PYODIDE / name, folder / name)
        shutil.copyfile(stdlib, folder / STDLIB)
        for wheel in (numpy_wheel, ngram_wheel):
            shutil.copyfile(wheel, folder / wheel.name)
        write_lock(PYODIDE / "pyodide-lock.json", folder, ngram_wheel.name, numpy_wheel.name)
        sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
        (folder / "sizes.json").write_text(json.dumps(sizes))

    return artefact(cache, "pyodide-runtime", key, make)


def compiled_stdlib(cache: Path) -> Path:
    """Pyodide's standard library as .pyc files, which halves the browser's wait; some 4 s when it is made.

    Without docstrings, which nobody reads in a browser: 3.4 MB instead of 4.0.
    """
    key = digest(
        PYODIDE / STDLIB, PYODIDE / "package.json", NODE / "compile_zip.py", NODE / "compile_zip.mjs", Path(__file__)
    )
    made = artefact(
        cache,
        "pyodide-stdlib",
        key,
        lambda folder: compile_zip(PYODIDE / STDLIB, folder / STDLIB, "/lib/python312.zip/"),
    )
    return made / STDLIB


def write_lock(upstream: Path, folder: Path, ngram_wheel: str, numpy_wheel: str) -> None:
    """Write `pyodide-lock.json` for the two packages that the site ships, with their hashes.

    pyodide-lock 0.1.2, because 0.2 drops `info.version`, without which Pyodide 0.27.7 refuses the file.
    Raises BuildError when numpy's wheel is not the one in Pyodide's own lock file: the browser would only warn.
    """
    from pyodide_lock import PackageSpec, PyodideLockSpec  # here, because pydantic takes 0.2 s to import

    spec = PyodideLockSpec.from_json(upstream)
    numpy = spec.packages["numpy"]
    found = digest_of(folder / numpy_wheel)
    if numpy.file_name != numpy_wheel or numpy.sha256 != found:
        why = f"{numpy_wheel} has sha256 {found}, Pyodide expects {numpy.file_name} with {numpy.sha256}"
        raise BuildError("pyodide runtime", why, "delete it from the cache folder and build again")
    # Not add_wheels_to_spec: it knows no compiled wheels (cp312-none-any, as pyodide-build names them).
    ours = PackageSpec(
        name="pyodide-ngram",
        version=ngram_wheel.split("-")[1],
        file_name=ngram_wheel,
        install_dir="site",
        sha256=digest_of(folder / ngram_wheel),
        package_type="package",
        imports=["pyodide_ngram"],
        depends=["numpy"],
    )
    spec.packages = {"numpy": numpy, "pyodide-ngram": ours}
    spec.to_json(folder / "pyodide-lock.json")


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
