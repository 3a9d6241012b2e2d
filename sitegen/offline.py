"""`sw.js`, with which a browser keeps the whole site: the worker's code after a list of all files and their hashes.

>>> split({"index.html": "a1", "read/index.html": "b2", "corpora/moby-dick.txt": "c3", "sw.js": "d4", "x.br": "e5"})
({'': 'a1', 'read/': 'b2'}, {'corpora/moby-dick.txt': 'c3'})

A file's hash is remembered with its date and size, so that a build in which little changed hashes little.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from sitegen.assets import SCRIPTS, esbuild
from sitegen.node_tools import run
from sitegen.output import Output

WORKER = "sw.js"
SHORT = 16  # hex digits of SHA-256: enough to tell files apart, and to notice one that was cut short or replaced
CORE = (".html", ".js", ".css", ".svg", ".woff2")
LATER = ("pyodide/", "corpora/", "recorded/")
# What a browser need not keep: packed twins, files to download, the answer that says that no server is there (a server
# gives another one), the page for wrong addresses, pages that only lead to a slide, and the worker itself.
LEFT_OUT = (".br", ".gz", ".pdf", ".pptx", "/health", "/404.html", f"/{WORKER}", "/social-card.png", "/card.png")


def write(out: Output, build: str, cache: Path, leave: Iterable[Path] = ()) -> Path:
    """Write the worker for all files written so far but those of `leave`; `build` names this version of the site."""
    left = set(leave)
    core, rest = split(hashes(out.folder, out.written - left, cache))
    site = json.dumps({"build": build, "core": core, "rest": rest}, separators=(",", ":"), sort_keys=True)
    return out.write(WORKER, f"self.TALK_SITE={site};\n{code()}")


def code() -> str:
    """The worker's own script, as one classic script."""
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8", "--log-level=error"]
    return run("offline", [esbuild(), SCRIPTS / "offline/worker.js", *options])


def split(hashed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is kept first, and what afterwards; a page goes by its folder's address."""
    core: dict[str, str] = {}
    rest: dict[str, str] = {}
    for name, value in sorted(hashed.items()):
        if f"/{name}".endswith(LEFT_OUT):
            continue
        path = name.removesuffix("index.html") if f"/{name}".endswith("/index.html") else name
        first = not name.startswith(LATER) and (name.endswith(CORE) or name.startswith("read/"))
        (core if first else rest)[path] = value
    return core, rest


def hashes(folder: Path, files: Iterable[Path], cache: Path) -> dict[str, str]:
    """Each file's hash by its path below `folder`."""
    cache.mkdir(parents=True, exist_ok=True)
    record = cache / f"{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}.json"
    known: dict[str, list[object]] = json.loads(record.read_text()) if record.is_file() else {}
    found = {}
    for path in files:
        name, facts = path.relative_to(folder).as_posix(), path.stat()
        before = known.get(name)
        stamp = [facts.st_mtime_ns, facts.st_size]
        if before is None or before[:2] != stamp:
            known[name] = [*stamp, hashlib.sha256(path.read_bytes()).hexdigest()[:SHORT]]
        found[name] = str(known[name][2])
    record.write_text(json.dumps({name: known[name] for name in sorted(found)}))
    return found
