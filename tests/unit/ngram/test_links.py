"""What a link to the lab may say: run by Node, over links that strangers wrote."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.node import evaluated

SCRIPTS = Path(__file__).resolve().parents[3] / "site/scripts/ngram"
NUMBERS = {
    "order": (0, 16, "order"),
    "t": (0, 2, "temperature"),
    "k": (1, 256, "topK"),
    "p": (0.01, 1, "topP"),
    "seed": (0, 2**31, "seed"),
    "n": (1, 20_000, "length"),
}
PANELS = {
    "compare.width": (1, 8),
    "compare.depth": (2, 30),
    "backoff.order": (1, 6),
    "compress.order": (1, 8),
    "machine.order": (1, 3),
}
WORDS = {
    "pace": {"watch", "slow", "once"},
    "quality.smoothing": {"absolute-discount", "witten-bell", "kneser-ney", "add-one", "ppm"},
    "answers.kind": {"all", "unseen", "seen", "wrong", "right"},
}
TEXTS = ("corpus", "lifelong.first", "lifelong.second")
HOSTILE = [
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "own-1",
    "expressions+own-1",
    "NaN",
    "Infinity",
    "1e999",
    "-1",
    "0x10",
    " 5",
    "5.5",
    "",
    "\0",
    "🐋" * 40,
    "a" * 5000,
    "a+" * 4000,
    "t0-" * 900,
]
USUAL = {"corpus": "expressions", "order": 5, "temperature": 1, "topK": None, "topP": None, "seed": 7, "length": 300}
USUAL |= {"prompt": "", "pace": "watch"}
NEARLY = (" 5", "5.5", "0x10")  # numbers, to JavaScript; whether they fit depends on the knob


def node(module: str, expression: str, *values: object) -> Any:
    """The value of an expression over a module of this folder."""
    return evaluated(SCRIPTS / module, expression, *values)


NAMES = [*NUMBERS, *PANELS, *WORDS, *TEXTS, "prompt", "compare.ways", "__proto__", "machine.__proto__", "x"]


def links(many: int) -> list[dict[str, str]]:
    """Links of up to eight names, each with a hostile value or a few letters."""
    coin = random.Random(4)

    def value() -> str:
        letters = "abcdefkpt0123456789.-+&=%<>🐋\0 "
        return coin.choice(HOSTILE) if coin.random() < 0.5 else "".join(coin.choices(letters, k=coin.randrange(9)))

    return [{name: value() for name in coin.sample(NAMES, coin.randrange(9))} for _ in range(many)]


def test_whatever_a_link_says_only_what_may_be_is_taken() -> None:
    given_links = links(1500)
    queries = [urlencode({name: text.encode(errors="replace") for name, text in link.items()}) for link in given_links]
    found = node("address.js", "v[0].map((query) => m.fromQuery(query))", queries)
    again = node(
        "address.js",
        "v[0].map(({settings, panels}) => m.fromQuery(m.toQuery({settings: {...v[1], ...settings}, panels})))",
        found,
        USUAL,
    )
    for link, state, second in zip(given_links, found, again, strict=True):
        settings_, panels = state["settings"], state["panels"]
        for low, high, name in NUMBERS.values():
            assert name not in settings_ or low <= settings_[name] <= high
        for name, (low, high) in PANELS.items():
            assert name not in panels or (low <= panels[name] <= high and panels[name] == int(panels[name]))
        for name, words in WORDS.items():
            assert settings_.get(name, panels.get(name)) in {None, *words}
        assert len(settings_.get("prompt", "")) <= 2000
        for text in (
            settings_.get("corpus", "a"),
            panels.get("lifelong.first", "a"),
            panels.get("lifelong.second", "a"),
        ):
            assert set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-+")
            assert "own-" not in text
        assert all((name in panels) != (name in state["damaged"]) for name in link if name in PANELS)
        assert second["damaged"] == []
        assert second["panels"] == panels
        assert USUAL | second["settings"] == USUAL | settings_


def test_what_a_link_may_never_say_is_refused_and_named() -> None:
    names = [*NUMBERS, *PANELS, *WORDS, "compare.ways"]
    cases = [(name, text) for name in names for text in HOSTILE if text not in NEARLY]
    cases += [(name, text) for name in TEXTS for text in HOSTILE if not re.fullmatch(r"[a-z0-9-]*", text) or not text]
    queries = [f"{quote(name)}={quote(text)}" for name, text in cases]
    found = node("address.js", "v[0].map((query) => m.fromQuery(query))", queries)
    for (name, _), state in zip(cases, found, strict=True):
        assert state == {"settings": {}, "panels": {}, "damaged": [name]}


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("t0-t1-k3-p0.8", [(0, None, None), (1, None, None), (1, 3, None), (1, None, 0.8)]),
        ("t0.7k5p0.9", [(0.7, 5, 0.9)]),
        ("t2", [(2, None, None)]),
    ],
)
def test_ways_are_read_and_written(text: str, ways: list[tuple[float, int | None, float | None]]) -> None:
    found = node("ways.js", "m.readWays(v[0])", text)
    assert [(way["temperature"], way["topK"], way["topP"]) for way in found] == ways
    assert node("ways.js", "m.writeWays(m.readWays(v[0]))", text) == text


@pytest.mark.parametrize(
    "text", ["", "t", "t3", "t2.1", "k0", "k257", "p0", "p1.1", "p.5", "t1-", "t1-x", "t1-t1-t1-t1-t1"]
)
def test_what_is_no_way_is_refused(text: str) -> None:
    assert node("ways.js", "m.readWays(v[0]) ?? null", text) is None


def test_ways_have_names() -> None:
    said = node("ways.js", "m.readWays('t0-t1-t0.5-t1.5').concat(m.readWays('k3-p0.8-t0.7k3p0.8')).map(m.told)")
    assert [(way["name"], way["say"]) for way in said] == [
        ("Greedy", "temperature 0"),
        ("Sampled", "temperature 1"),
        ("Temperature 0.5", "the likely become likelier"),
        ("Temperature 1.5", "the unlikely become likelier"),
        ("Top-k", "the 3 likeliest"),
        ("Top-p", "the fewest with 80 %"),
        ("Top-k and top-p", "temperature 0.7, the 3 likeliest, the fewest with 80 %"),
    ]
