"""The folder a build writes: files change only when their bytes do, and what an earlier build left over goes.

>>> import tempfile
>>> out = Output(Path(tempfile.mkdtemp()))
>>> out.write("read/index.html", "<p>one</p>").read_text()
'<p>one</p>'
>>> out.write("read/index.html", "<p>one</p>") in out.changed     # the same bytes: the file is left alone
True
>>> again = Output(out.folder)
>>> again.write("read/index.html", "<p>one</p>") in again.changed
False
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Output:
    """Where a build writes (`folder`), what it wrote (`written`) and which of that is new (`changed`)."""

    folder: Path
    written: set[Path] = field(default_factory=set)
    changed: set[Path] = field(default_factory=set)

    def write(self, name: str, data: str | bytes) -> Path:
        """Write `data` (text as UTF-8) at `name`, a path relative to the folder; leaves an equal file untouched."""
        path = self.folder / name
        content = data.encode() if isinstance(data, str) else data
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            self.changed.add(path)
        self.written.add(path)
        return path

    def copy(self, name: str, source: Path) -> Path:
        """Copy `source` to `name`; leaves an equal file untouched."""
        path = self.folder / name
        if not path.is_file() or not filecmp.cmp(source, path, shallow=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, path)
            self.changed.add(path)
        self.written.add(path)
        return path

    def keep(self, paths: Iterable[Path]) -> None:
        """Count files that another tool wrote into the folder as this build's own."""
        self.written.update(paths)

    def prune(self, records: Path) -> list[Path]:
        """Delete what the last build wrote here and this one did not; files of others are never touched.

        `records` is a folder (in the cache) that remembers what was written to which output folder.
        """
        record = records / f"{hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:16]}.json"
        before = {self.folder / name for name in json.loads(record.read_text())} if record.is_file() else set()
        stale = sorted(path for path in before - self.written if path.is_file())
        for path in stale:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
        records.mkdir(parents=True, exist_ok=True)
        names = sorted(path.relative_to(self.folder).as_posix() for path in self.written)
        record.write_text(json.dumps(names))
        return stale
