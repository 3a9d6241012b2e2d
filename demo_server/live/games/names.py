"""Names for those who want one: drawn from two lists, so that there is nothing to moderate and nobody to recognise.

>>> import random
>>> drawn(random.Random(1), taken=set())
'gentle condor'
"""

from __future__ import annotations

import random
from collections.abc import Container
from pathlib import Path

FIRST, SECOND = (line.split() for line in Path(__file__).with_name("names.txt").read_text().splitlines())


def drawn(coin: random.Random, taken: Container[str]) -> str:
    """A name that nobody in the room has; with a number behind it when luck fails twenty times."""
    name = ""
    for _ in range(20):
        name = f"{coin.choice(FIRST)} {coin.choice(SECOND)}"
        if name not in taken:
            return name
    return f"{name} {coin.randrange(2, 1000)}"
