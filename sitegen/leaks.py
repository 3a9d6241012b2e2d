"""Speaker notes that got into a file that others will read: pages, data, PDF and PPTX alike.

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "page.html").write_text("<p>Ask who has used Linux before the\\n first demo begins.")
>>> leaked_notes(folder, folder.iterdir(), ["Ask who has used Linux before the first demo begins. Smile."])
["page.html: holds 1 speaker notes, such as 'Ask who has used Linux before the first'"]
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

PROBE_WORDS = 8  # so many words in a row of a note are no coincidence
TEXT = {".html", ".js", ".mjs", ".json", ".css", ".txt", ".xml", ".svg", ".webmanifest"}
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
HEX_STRING = re.compile(rb"<((?:[0-9A-Fa-f]{2})+)>")
LITERAL = re.compile(rb"\((\xfe\xff(?:[^()\\]|\\.)*)\)", re.DOTALL)


def leaked_notes(folder: Path, files: Iterable[Path], notes: Iterable[str]) -> list[str]:
    """Files, named below `folder`, that hold words of the speaker's notes, with the first words found."""
    probes = [probe for note in notes if (probe := _probe(note))]
    problems = []
    for path in sorted(files):
        text = words_of(path)
        leaked = [probe for probe in probes if probe in text]
        if leaked:
            name = path.relative_to(folder).as_posix()
            problems.append(f"{name}: holds {len(leaked)} speaker notes, such as {leaked[0]!r}")
    return problems


def words_of(path: Path) -> str:
    """What can be read in a file, its white space made even; "" for a kind of file that holds no words.

    Of a PDF: the strings in it (annotations, titles, alternative text), where notes go; not the letters on its pages,
    which are glyphs of a cut-down font.
    """
    if path.suffix in TEXT:
        return _even(path.read_text(errors="replace"))
    if path.suffix == ".pptx":
        return _even(" ".join(_of_office(path)))
    if path.suffix == ".pdf":
        return _even(" ".join(_of_pdf(path.read_bytes())))
    return ""


def _of_office(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                xml = parts.read(name).decode(errors="replace")
                yield re.sub(r"<[^>]+>", "", re.sub(r"</a:p>|<a:br/>", " ", xml))


def _of_pdf(data: bytes) -> Iterator[str]:
    for part in [data, *_streams(data)]:
        yield part.decode("latin-1")
        for found in HEX_STRING.findall(part):
            yield _pdf_string(bytes.fromhex(found.decode()))
        for found in LITERAL.findall(part):
            yield _pdf_string(found)


def _streams(data: bytes) -> Iterator[bytes]:
    for packed in STREAM.findall(data):
        unpack = zlib.decompressobj()
        try:
            yield unpack.decompress(packed)
        except zlib.error:
            continue  # a picture or a font: no words in it


def _pdf_string(raw: bytes) -> str:
    """Text strings of a PDF are UTF-16 with a mark at their head, else Latin letters."""
    return raw[2:].decode("utf-16-be", "replace") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1")


def _probe(note: str) -> str:
    words = note.split()
    return " ".join(words[:PROBE_WORDS]) if len(words) >= PROBE_WORDS else ""


def _even(text: str) -> str:
    return " ".join(text.split())
