"""The Python that the browser gets: reproducible, complete, checked by hash, and the same model as here."""

import json
import random
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provision import cache_dir
from pyodide_ngram import expressions, sampling
from pyodide_ngram.model import NgramModel
from sitegen import corpora, fallbacks, ngram_wheel, pyodide_runtime
from sitegen.errors import BuildError
from sitegen.node_tools import ROOT

RUN = """
import { loadPyodide } from "%(runtime)s/pyodide.mjs";
const python = await loadPyodide({ indexURL: "%(runtime)s/", packages: ["pyodide-ngram"], stdout: () => {} });
console.log(python.runPython(`
import json, random, zipfile
from pyodide_ngram import expressions, sampling, model
trained = model.NgramModel(4)
trained.learn(expressions.corpus(300, random.Random(1)))
json.dumps({
    "text": sampling.generate(trained, b"sum(", 80, random.Random(7)).hex(),
    "package": model.__file__,
    "library": zipfile.__file__,
    "numpy": __import__("numpy").__version__,
})
`));
process.exit(0);
"""


@pytest.fixture(scope="module")
def runtime() -> Path:
    cache = cache_dir() / "build"
    return pyodide_runtime.build(cache, ngram_wheel.build(cache))


def test_the_wheel_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = ngram_wheel.build(tmp_path / "a"), ngram_wheel.build(tmp_path / "b")
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_compiling_depends_on_the_source_alone(tmp_path: Path) -> None:
    """Constant sets are stored in the order of their hashes, which Python draws anew for each process by default."""
    source = tmp_path / "source.zip"
    source.write_bytes(ngram_wheel.zipped({"m.py": b"def f(x):\n    return x in {'a', 'b', 'c', 'd', 'e', 'f'}\n"}))
    for name in ("first.zip", "second.zip"):
        ngram_wheel.compile_zip(source, tmp_path / name, "/lib/")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_the_wheel_holds_compiled_modules_and_a_true_record(runtime: Path) -> None:
    wheel = next(runtime.glob("pyodide_ngram-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        record = archive.read(next(name for name in names if name.endswith("/RECORD"))).decode()
    assert "pyodide_ngram/model.pyc" in names
    assert not [name for name in names if name.endswith(".py")]
    assert {line.split(",")[0] for line in record.splitlines()} == names


def test_the_lock_names_what_lies_beside_it(runtime: Path) -> None:
    lock = json.loads((runtime / "pyodide-lock.json").read_text())
    assert lock["info"]["version"] == "0.27.7"
    assert set(lock["packages"]) == {"numpy", "pyodide-ngram"}
    for package in lock["packages"].values():
        assert pyodide_runtime.digest_of(runtime / package["file_name"]) == package["sha256"]


def test_the_same_seed_writes_the_same_text_in_pyodide(runtime: Path) -> None:
    script = RUN % {"runtime": runtime}
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    model = NgramModel(4)
    model.learn(expressions.corpus(300, random.Random(1)))
    assert bytes.fromhex(answer["text"]) == sampling.generate(model, b"sum(", 80, random.Random(7))
    assert answer["package"].endswith(".pyc")
    assert answer["library"].endswith(".pyc")
    assert answer["numpy"] == "2.0.2"


def test_a_numpy_that_is_not_the_locked_one_is_refused(runtime: Path, tmp_path: Path) -> None:
    ours = next(runtime.glob("pyodide_ngram-*.whl"))
    numpy = next(runtime.glob("numpy-*.whl"))
    (tmp_path / ours.name).write_bytes(ours.read_bytes())
    (tmp_path / numpy.name).write_bytes(numpy.read_bytes() + b"\0")
    with pytest.raises(BuildError, match="sha256"):
        pyodide_runtime.write_lock(ngram_wheel.PYODIDE / "pyodide-lock.json", tmp_path, ours.name, numpy.name)


def test_texts_are_whole_and_say_where_they_are_from() -> None:
    folder = corpora.build(cache_dir() / "build")
    index = json.loads((folder / "index.json").read_text())
    assert {entry["id"] for entry in index} >= {"moby-dick", "state-of-the-union"}
    for entry in index:
        assert (folder / entry["file"]).stat().st_size == entry["bytes"]
        assert entry["licence"]
        assert entry["source"]
    book = (folder / "moby-dick.txt").read_text()
    assert book.index("Call me Ishmael") < book.index("Towards thee I roll") < book.index("another orphan")


@given(st.integers(1785, 2025), st.integers(0, 240))
@settings(max_examples=25, deadline=None)
def test_any_period_can_be_cut_out_of_the_parts(first: int, years: int) -> None:
    """As site/scripts/ngram/periods.js does it: from the first address of the period to the first one after it."""
    folder, last = corpora.build(cache_dir() / "build"), first + years
    pieces = []
    for part in json.loads((folder / "addresses.json").read_text()):
        data = (folder / part["file"]).read_bytes()
        assert len(data) == part["bytes"]
        starts = [start for year, start, _ in part["speeches"] if first <= year <= last]
        after = [start for year, start, _ in part["speeches"] if year > last]
        if starts:
            pieces.append(data[starts[0] : after[0] - len(corpora.BETWEEN) if after else len(data)])
    whole = corpora.text(f"state-of-the-union-{first}-{last}", Path("unused"))
    assert corpora.BETWEEN.encode().join(pieces) == whole


def test_a_seed_means_the_same_corpus_here_and_in_the_page() -> None:
    shelf = (ROOT / "site/scripts/ngram/texts.js").read_text()
    numbers = re.search(r"EXPRESSIONS = \{([^}]*)\}", shelf)
    assert numbers is not None
    assert {k.strip(): int(v) for k, v in (pair.split(":") for pair in numbers[1].split(","))} == fallbacks.EXPRESSIONS


def test_a_fallback_is_the_text_that_the_demo_will_write() -> None:
    attributes = {"corpus": "expressions", "order": "5", "seed": "7", "length": "60", "prompt": "sum("}
    model = NgramModel(5)
    model.learn(fallbacks.corpus_bytes("expressions", Path("unused")))
    expected = sampling.generate(model, b"sum(", 60, random.Random(7)).decode()
    assert fallbacks.sampled(attributes, Path("unused")).text == expected
