"""A trained model as a file: its order and its text, since counting again is quicker than storing every count.

>>> load(dump(5, b"to be or not to be"))
(5, b'to be or not to be')
>>> load(b"just some text")                  # any other file is a text to learn, of whatever order one likes
(None, b'just some text')

The dictionaries of a model of order 5 take some hundred times the memory of the text they count. What is kept is the
text, compressed, with a checksum.
"""

from __future__ import annotations

import zlib

from pyodide_ngram.errors import CorruptBlob, whole_number

MAGIC = b"NGRAM1\n"
_MAX_ORDER = 2**31 - 1


def dump(order: int, text: bytes) -> bytes:
    """The file of a model of `order` that learnt `text`. Raises BadArgument for an order that is none."""
    number = whole_number("order", order, 0, _MAX_ORDER)
    return MAGIC + number.to_bytes(4, "big") + zlib.compress(text)


def load(blob: bytes) -> tuple[int | None, bytes]:
    """The order and the text of a file by `dump`; None and the file itself if it is another file.

    Raises CorruptBlob for a model file that was cut or changed.
    """
    if not blob.startswith(MAGIC):
        return None, blob
    start = len(MAGIC) + 4
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(blob[start:]) + reader.flush()
    except zlib.error as error:
        raise CorruptBlob("the model file was changed", hint="train it again") from error
    if not reader.eof or reader.unused_data:
        raise CorruptBlob("the model file was cut short or added to", hint="train it again")
    return int.from_bytes(blob[len(MAGIC) : start], "big"), text
