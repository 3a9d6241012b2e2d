"""The wheel of `pyodide_ngram` for the browser: reproducible, and compiled by the very Pyodide that will run it.

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "demo.zip").write_bytes(zipped({"demo/__init__.pyc": b"\\0"}))
>>> wheel = pack(folder / "demo.zip", "demo", "1.0", "cp312-none-any", folder)
>>> wheel.name, sorted(zipfile.ZipFile(wheel).namelist())[0]
('demo-1.0-cp312-none-any.whl', 'demo-1.0.dist-info/METADATA')
"""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sitegen.artefacts import artefact, digest, digest_tree
from sitegen.node_tools import MODULES, NODE, ROOT, run_node

PACKAGE = ROOT / "pyodide_ngram"
PYODIDE = MODULES / "pyodide"
TAG = "cp312-none-any"  # .pyc files of the Python inside Pyodide 0.27.7; no machine code
EPOCH = (2020, 1, 1, 0, 0, 0)


def build(cache: Path) -> Path:
    """The wheel's path in the cache; made when the package, Pyodide or the compiling changed. Some 2 s when it is made.

    Raises BuildError when Node or Pyodide fails.
    """
    names = sources(PACKAGE)
    version = project_version()
    key = digest(
        digest_tree(PACKAGE, names),
        version,
        PYODIDE / "package.json",
        NODE / "compile_zip.py",
        NODE / "compile_zip.mjs",
        Path(__file__),
    )

    def make(folder: Path) -> None:
        source, compiled = folder / "source.zip", folder / "compiled.zip"
        source.write_bytes(zipped({f"pyodide_ngram/{name}": (PACKAGE / name).read_bytes() for name in names}))
        compile_zip(source, compiled, "/lib/python3.12/site-packages/")
        pack(compiled, "pyodide_ngram", version, TAG, folder)
        source.unlink()
        compiled.unlink()

    return next(artefact(cache, "ngram-wheel", key, make).glob("*.whl"))


def compile_zip(source: Path, target: Path, prefix: str, optimize: int = 0) -> None:
    """Compile the .py files of a zip under Pyodide.

    `prefix` is the folder that tracebacks will name; `optimize` 2 drops docstrings and assertions.
    """
    run_node("ngram wheel", [NODE / "compile_zip.mjs", PYODIDE, source, target, prefix, str(optimize)])


def sources(package: Path) -> list[str]:
    """The files of a flat package, by name; what installing or running it left there is not among them."""
    return sorted(path.name for path in package.iterdir() if path.suffix in (".py", ".typed"))


def project_version() -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def pack(contents: Path, name: str, version: str, tag: str, folder: Path) -> Path:
    """Make a wheel of a zip's files by adding metadata and hashes (PEP 427). Equal input gives equal bytes."""
    with zipfile.ZipFile(contents) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    info = f"{name}-{version}.dist-info"
    distribution = name.replace("_", "-")
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n".encode()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: sitegen\nRoot-Is-Purelib: true\nTag: {tag}\n".encode()
    record = [f"{entry},sha256={_record_hash(data)},{len(data)}" for entry, data in sorted(files.items())]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    wheel = folder / f"{name}-{version}-{tag}.whl"
    wheel.write_bytes(zipped(files))
    return wheel


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on nothing but the files: sorted, one date, one compression."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return sink.getvalue()


def _record_hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
