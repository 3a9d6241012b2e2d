"""Runs inside Pyodide, from compile_zip.mjs: /tmp/in.zip with its .py files compiled becomes /tmp/out.zip.

`prefix` (the folder that tracebacks name) and `optimize` (2 drops docstrings and assertions) are set by the caller.
"""

from __future__ import annotations

import importlib.util
import marshal
import zipfile

INPUT, OUTPUT = "/tmp/in.zip", "/tmp/out.zip"  # noqa: S108 - in Pyodide's own memory, not on a disk
HASH_BASED_UNCHECKED = (1).to_bytes(4, "little")  # PEP 552: no source beside it to compare with
prefix: str
optimize: int
EPOCH = (2020, 1, 1, 0, 0, 0)


def compiled(name: str, source: bytes) -> bytes:
    """The bytes of a .pyc for `source`."""
    code = compile(source, prefix + name, "exec", dont_inherit=True, optimize=optimize)  # noqa: F821
    return importlib.util.MAGIC_NUMBER + HASH_BASED_UNCHECKED + importlib.util.source_hash(source) + marshal.dumps(code)


with zipfile.ZipFile(INPUT) as source, zipfile.ZipFile(OUTPUT, "w") as target:
    for entry in sorted(source.infolist(), key=lambda entry: entry.filename):
        name, data = entry.filename, source.read(entry)
        if name.endswith("/"):
            continue
        if name.endswith(".py"):
            name, data = name + "c", compiled(name, data)
        target.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED, compresslevel=9)
