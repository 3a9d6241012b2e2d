"""The documents of the unseen indexes: composed by a seeded coin, so that everybody measures on the same ones.

>>> games = list(documents("chessgames"))
>>> len(games), games == list(documents("chessgames"))
(240, True)
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent
SEED = 1848

Document = dict[str, Any]
Words = dict[str, Any]


def documents(index: str) -> Iterator[Document]:
    """The documents of one of INDEXES, in a fixed order. Raises KeyError for another index."""
    words = tomllib.loads((FOLDER / index / "words.toml").read_text(encoding="utf-8"))
    return INDEXES[index](words, Random(f"{index} {SEED}"))


def properties(index: str) -> dict[str, Any]:
    """The mapping of one of INDEXES, as an index is created with it."""
    mapping: dict[str, Any] = json.loads((FOLDER / index / "mapping.json").read_text(encoding="utf-8"))
    return mapping


def _day(rng: Random, first: int, last: int) -> date:
    """A day from 1 January of `first` to 31 December of `last`."""
    start = date(first, 1, 1)
    return start + timedelta(days=rng.randrange((date(last + 1, 1, 1) - start).days))


def chessgames(words: Words, rng: Random) -> Iterator[Document]:
    """240 games: the stronger side wins more often, and lost games are short."""
    masters = words["masters"]
    made = 0
    while made < 240:
        white, black = rng.sample(masters, 2)
        first, last = max(white[2], black[2]), min(white[3], black[3])
        if first > last:
            continue  # they never sat at the same board
        made += 1
        day = _day(rng, first, last)
        elo_white, elo_black = (rng.randint(master[1] - 40, master[1] + 30) for master in (white, black))
        for_white = 0.36 + (elo_white - elo_black) / 800
        coin = rng.random()
        outcome = "1-0" if coin < for_white else "1/2-1/2" if coin < for_white + 0.38 else "0-1"
        plies = rng.randint(40, 180) if outcome == "1/2-1/2" else rng.randint(36, 130)
        game = {
            "white": white[0],
            "black": black[0],
            "opening": rng.choice(words["openings"][rng.choices(("e4", "d4", "other"), (5, 4, 1))[0]]),
            "outcome": outcome,
            "plies": plies,
            "tournament": rng.choice(words["tournaments"]),
            "contested": day.isoformat(),
            "rapid": rng.random() < 0.2,
        }
        if day.year >= 1970:  # the rating system was not in use before
            game |= {"elo_white": elo_white, "elo_black": elo_black}
        if rng.random() < 0.8:
            game["annotation"] = rng.choice(words["annotations"]).format(move=rng.randint(9, plies // 2))
        yield game


def tramstops(words: Words, rng: Random) -> Iterator[Document]:
    """120 stops: the farther out, the higher the zone and the fewer the passengers."""
    names = [f"{street} {kind}" for street in words["streets"] for kind in words["kinds"]]
    boroughs = list(words["routes"])
    for name in rng.sample(names, 120):
        borough = rng.choice(boroughs)
        zone = 1 if borough in ("Oldtown", "Riverside") else rng.choice((2, 2, 3, 4))
        opened = _day(rng, 1898, 2019)
        stop = {
            "stop": name,
            "borough": borough,
            "routes": sorted(rng.sample(words["routes"][borough], rng.randint(1, len(words["routes"][borough])))),
            "fare_zone": zone,
            "step_free": rng.random() < (0.9 if opened.year > 1990 else 0.4),
            "sheltered": rng.random() < 0.6,
            "boardings": int(rng.lognormvariate(7.4 - zone * 0.45, 0.7)) // 10 * 10,
            "kerb_cm": rng.choice((12.0, 18.5, 24.0, 28.5, 30.0)),
            "inaugurated": opened.isoformat(),
            "surroundings": f"Near {rng.choice(words['near'])}; {rng.choice(words['also'])}.",
        }
        if opened.year < 2005 and rng.random() < 0.6:
            stop["overhauled"] = _day(rng, max(opened.year + 8, 1975), 2022).isoformat()
        yield stop


def manuscripts(words: Words, rng: Random) -> Iterator[Document]:
    """150 books: the hand fits the century, and paper comes late."""
    for number in range(1, 151):
        century = rng.choices(range(7, 16), (2, 3, 6, 5, 6, 8, 6, 5, 5))[0]
        folios = rng.randint(12, 320)
        book = {
            "shelfmark": f"Cod. {rng.choice(('Lat.', 'Theol.', 'Med.', 'Hist.'))} {number}",
            "scriptorium": rng.choice(words["houses"]),
            "hand": rng.choice(words["hands"][str(century)]),
            "support": rng.choice(("paper", "vellum")) if century >= 14 else "vellum",
            "century": century,
            "folios": folios,
            "lacunae": rng.choice((0, 0, 0, 1, 1, 2, 3, 5, 8)),
            "illuminated": rng.random() < 0.3,
            "digitised": rng.random() < 0.45,
            "accession": _day(rng, 1802, 2015).isoformat(),
            "incipit": rng.choice(words["incipits"]),
            "contents": rng.choice(words["contents"]),
        }
        if rng.random() < 0.55:
            book["scribe"] = rng.choice(words["scribes"])
        yield book


def hives(words: Words, rng: Random) -> Iterator[Document]:
    """160 colonies: many mites and a swarm cost honey."""
    apiaries = list(words["apiaries"])
    for number in range(1, 161):
        apiary = rng.choice(apiaries)
        mites, swarmed = int(rng.expovariate(1 / 14)), rng.random() < 0.22
        honey = max(0.0, rng.gauss(24, 9) - mites * 0.25 - (9 if swarmed else 0))
        mood = "wary" if swarmed or mites > 25 or rng.random() < 0.2 else "calm"
        hive = {
            "colony": f"H{number:03}",
            "apiary": apiary,
            "beekeeper": rng.choice(words["keepers"]),
            "queen_line": rng.choice(words["lines"]),
            "queen_marked": rng.random() < 0.65,
            "swarmed": swarmed,
            "mites": mites,
            "brood_frames": rng.randint(2, 11),
            "established": _day(rng, 2015, 2023).isoformat(),
            "inspected": _day(rng, 2024, 2024).isoformat(),
            "forage": rng.choice(words["apiaries"][apiary]),
            "log": f"{rng.choice(words['log'][mood])}; {rng.choice(words['log']['action'])}.",
        }
        if rng.random() < 0.9:
            hive["honey_kg"] = round(honey, 1)
        yield hive


INDEXES: dict[str, Callable[[Words, Random], Iterator[Document]]] = {
    "chessgames": chessgames,
    "tramstops": tramstops,
    "manuscripts": manuscripts,
    "hives": hives,
}
