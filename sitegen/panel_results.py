"""What each panel of the n-gram lab shows before it runs: its own question, asked of the package by the build.

>>> result = panel("ngram-backoff", {"corpus": "expressions", "order": "2"}, Path("unused"))
>>> [label for label, _, _ in result.bars], result.said.startswith("Dropping the newest byte")
(['drop the oldest', 'drop the newest', 'drop one at random'], True)

The messages are those that the panels send to the same `bridge`, so the numbers are those that they will show.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyodide_ngram.bridge import Session
from sitegen import corpora

# The same numbers as EXPRESSIONS in site/scripts/ngram/texts.js: a seed means the same text here and in the browser.
EXPRESSIONS = {"count": 4000, "depth": 2, "branching": 4, "max_value": 9, "seed": 1}

# What the panels ask for (the constants at the heads of site/scripts/ngram/*-panel.js).
SAMPLED, COMPARED, AT_LEAST, ASKED, ORDER, POINTS = 300, 240, 20, 300, 7, 9
FIRST, SECOND, WINDOW, LIMIT = 80_000, 40_000, 2000, 3000

Bar = tuple[str, float, str]  # label, value, and the value in words


@dataclass(frozen=True)
class Result:
    """A panel's answer on paper: one sentence, and what of a text, bars and a table there is to see."""

    said: str
    prompt: str = ""
    text: str = ""
    label: str = ""
    bars: list[Bar] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class Asked:
    """A session of the bridge, asked one question after the other."""

    def __init__(self, folder: Path) -> None:
        self._session, self._folder, self._id = Session(), folder, 0
        self.progress: list[dict[str, Any]] = []

    def ask(self, request: str, /, **message: object) -> dict[str, Any]:
        """The result of one request; what came before it is in `progress`. Raises ValueError with an error's words."""
        replies: list[dict[str, Any]] = []
        self._id += 1
        asyncio.run(self._session.handle({"id": self._id, "type": request, **message}, replies.append))
        self.progress = replies[:-1]
        if replies[-1]["type"] != "result":
            raise ValueError(f"{request}: {replies[-1]['message']}")
        return replies[-1]

    def text(self, name: str, start: int = 0, end: int | None = None) -> int:
        """The handle of a corpus, or of its bytes from `start` to `end`."""
        if name == "expressions":
            return int(self.ask("corpus", kind="expressions", **EXPRESSIONS)["corpus"])
        data = corpora.text(name, self._folder)[start:end]
        return int(self.ask("corpus", kind="text", name=name, bytes=data)["corpus"])

    def parts(self, name: str) -> tuple[int, int]:
        """What is learnt from, and what is measured on, as `parts` in site/scripts/ngram/shelf.js."""
        if name == "expressions":
            other = {**EXPRESSIONS, "count": round(EXPRESSIONS["count"] / 8), "seed": EXPRESSIONS["seed"] + 1}
            return self.text(name), int(self.ask("corpus", kind="expressions", **other)["corpus"])
        end = len(corpora.text(name, self._folder)) * 9 // 10
        return self.text(name, 0, end), self.text(name, end)

    def model(self, name: str, order: int) -> int:
        """The handle of a model of a corpus."""
        return int(self.ask("train", corpus=self.text(name), order=order)["model"])


def step(asked: Asked, given: Mapping[str, str]) -> Result:
    """The first byte after the prompt: its candidates and the coin."""
    model, knobs = asked.model(given.get("corpus", "expressions"), int(given.get("order", "5"))), knobs_of(given)
    prompt = given.get("prompt", "")
    asked.ask("sample", model=model, seed=int(given.get("seed", "7")), n=1, prompt=prompt, trace=True)
    coin = asked.progress[-1]["steps"][0]["coin"]
    found = asked.ask("step", model=model, context=prompt, coin=coin, **knobs)
    rows = sorted(found["stages"], key=lambda row: (-row[1], row[0]))[:8]
    context = found["tried"][-1][0]
    return Result(
        said=f"The last {len(context)} bytes, “{printable(context)}”, were followed by a byte {found['total']:,} "
        f"times. The coin, {coin:.3f}, takes “{printable(bytes([found['byte']]))}”.",
        label=f"Candidates after “{printable(prompt.encode())}”",
        bars=[(printable(bytes([row[0]])), row[5], f"{row[1]:,}×, {percent(row[5])}") for row in rows],
    )


def source(asked: Asked, given: Mapping[str, str]) -> Result:
    """A text, how much of it is copied, and the places that voted for its first byte."""
    corpus, order = given.get("corpus", "moby-dick"), int(given.get("order", "8"))
    model, prompt = asked.model(corpus, order), given.get("prompt", "")
    seed = int(given.get("seed", "7"))
    text = asked.ask("sample", model=model, prompt=prompt, n=SAMPLED, seed=seed, trace=True, **knobs_of(given))
    first = asked.progress[0]["steps"][0]
    share = asked.ask("copied", model=model, text=text["text_bytes"], at_least=AT_LEAST)["share"]
    votes = asked.ask("places", model=model, context=first["context"], byte=first["byte"], limit=4)
    byte, context = printable(bytes([first["byte"]])), printable(first["context"])
    return Result(
        said=f"{votes['count']:,} places in the training text voted for “{byte}” after “{context}”. Of the text, "
        f"{percent(share)} is copied in passages of {AT_LEAST} bytes or more.",
        prompt=prompt,
        text=printable(text["text_bytes"][:160]),
        head=["places that voted", "byte"],
        rows=[[quoted(place), f"{place['offset']:,}"] for place in votes["places"]],
    )


def answers(asked: Asked, given: Mapping[str, str]) -> Result:
    """Results looked up, against results worked out."""
    order = int(given.get("order", "16"))
    model, corpus = asked.model("expressions", order), asked.text("expressions")
    found = asked.ask("answers", model=model, corpus=corpus, count=ASKED, seed=1)
    guess = found["majority_right"] / max(1, found["seen"] + found["unseen"])
    unseen = [row for row in found["rows"] if not row["seen"] and len(row["expression"]) < 40][:6]
    return Result(
        said=f"Right on {percent(found['seen_right'] / max(1, found['seen']))} of what it saw and on "
        f"{percent(found['unseen_right'] / max(1, found['unseen']))} of what it did not; always saying "
        f"“{found['majority']}” is right on {percent(guess)}.",
        head=["never seen", "result", "the model says", "p(truth)"],
        rows=[[row["expression"], row["truth"], row["answer"], percent(row["probability"])] for row in unseen],
    )


def backoff(asked: Asked, given: Mapping[str, str]) -> Result:
    """Three rules, the same counts."""
    train, test = asked.parts(given.get("corpus", "moby-dick"))
    rows = asked.ask("backoff", train=train, test=test, order=int(given.get("order", "4")), seed=1)["rows"]
    names = {"oldest": "drop the oldest", "newest": "drop the newest", "random": "drop one at random"}
    bits = {row["rule"]: row["bits_per_byte"] for row in rows}
    return Result(
        said=f"Dropping the newest byte instead of the oldest costs {bits['newest'] - bits['oldest']:.2f} bits a byte "
        "on this text. The counts do not say which to drop.",
        label="Bits per byte by the rule of backing off, less is better",
        bars=[(names[rule], value, f"{value:.2f}") for rule, value in bits.items()],
    )


def lifelong(asked: Asked, given: Mapping[str, str]) -> Result:
    """A frozen and an adaptive model, before and after the author changes."""
    first = asked.text(given.get("first", "moby-dick"), 0, FIRST)
    second = asked.text(given.get("second", "state-of-the-union"), 0, SECOND)
    found = asked.ask("lifelong", first=first, second=second, order=int(given.get("order", "4")), window=WINDOW)
    change = -(-found["change"] // WINDOW)
    bars: list[Bar] = []
    for when, part in (("before", slice(change)), ("after", slice(change, None))):
        for kind in ("frozen", "adaptive"):
            mean = sum(found[kind][part]) / max(1, len(found[kind][part]))
            bars.append((f"{kind}, {when}", mean, f"{mean:.2f}"))
    return Result(
        said=f"After the change the frozen model needs {bars[2][2]} bits a byte, the one that goes on learning "
        f"{bars[3][2]}: storing more data is all it takes.",
        label="Bits per byte before and after the author changes",
        bars=bars,
    )


def states(asked: Asked, given: Mapping[str, str]) -> Result:
    """Contexts seen, and those that there could be."""
    corpus = asked.text(given.get("corpus", "moby-dick"))
    rows = asked.ask("states", corpus=corpus, order=ORDER, points=POINTS)["rows"][-ORDER - 1 :]
    last = rows[-1]
    return Result(
        said=f"Learnt from {last['bytes']:,} bytes. Of the contexts of {last['length']} bytes in a new part of the "
        f"same text, {percent(last['unseen'])} were never seen.",
        head=["bytes of context", "possible", "seen", "of a new text, never seen"],
        rows=[
            [str(row["length"]), possible(row["possible_log2"]), f"{row['seen']:,}", percent(row["unseen"])]
            for row in rows[1:]
        ],
    )


def compress(asked: Asked, given: Mapping[str, str]) -> Result:
    """The size of a text, by the model and by others."""
    data = given.get("text", "").encode()
    found = asked.ask("compress", data=data, order=int(given.get("order", "6")))
    sizes = {"as it is": len(data)} | {name: round(bits * len(data) / 8) for name, bits in found["peers"].items()}
    sizes["this model"] = found["size"]
    return Result(
        said=f"{len(data):,} bytes become {found['size']:,}, {8 * found['size'] / len(data):.2f} bits a byte.",
        text=given.get("text", ""),
        label="Size in bytes",
        bars=[(name, size, f"{size:,} B") for name, size in sizes.items()],
    )


def compare(asked: Asked, given: Mapping[str, str]) -> Result:
    """The same beginning and the same coins, in several ways to choose."""
    model, prompt = asked.model(given.get("corpus", "moby-dick"), int(given.get("order", "5"))), given.get("prompt", "")
    rows: list[list[str]] = []
    for way in given.get("ways", "t0-t1-k3-p0.8").split("-"):
        knobs = way_of(way)
        seed = int(given.get("seed", "7"))
        made = asked.ask("sample", model=model, prompt=prompt, n=COMPARED, seed=seed, trace=True, **knobs)
        text = printable(prompt.encode() + made["text_bytes"])[:120]
        rows.append([said_of(knobs), text, f"{made['bits_per_byte']:.2f}"])
    tree = asked.ask("beam", model=model, prompt=prompt, n=14, width=3)
    return Result(
        said=f"The likeliest 14 bytes that a beam of 3 finds are “{printable(tree['best'])}”, at "
        f"{-tree['log2_probability']:.1f} bits. Bits are those of a byte, by the model's own counts.",
        head=["chosen by", "the same coins", "bits"],
        rows=rows,
    )


def quality(asked: Asked, given: Mapping[str, str]) -> Result:
    """Bits per byte by order, on text learnt and not learnt."""
    train, test = asked.parts(given.get("corpus", "expressions"))
    smoothing = given.get("smoothing", "absolute-discount")
    found = asked.ask("orders", train=train, test=test, order=ORDER, smoothing=smoothing)
    best = min(range(len(found["test"])), key=lambda order: found["test"][order])
    floor = "" if found["floor"] is None else f" Whoever knew the process would need {found['floor']:.2f}."
    peers = ", ".join(f"{name} {bits:.2f}" for name, bits in found["peers"].items())
    return Result(
        said=f"Best on unseen text: order {best}, {found['test'][best]:.2f} bits a byte ({peers}).{floor}",
        head=["order", *map(str, range(len(found["test"])))],
        rows=[
            ["text it learnt", *(f"{bits:.2f}" for bits in found["train"])],
            ["unseen text", *(f"{bits:.2f}" for bits in found["test"])],
        ],
    )


def machine(asked: Asked, given: Mapping[str, str]) -> Result:
    """Where the walk is in the long run, and the loop without coins."""
    model = asked.model(given.get("corpus", "expressions"), int(given.get("order", "1")))
    found = asked.ask("chain", model=model, context="", limit=LIMIT)
    ranked = sorted(zip(found["stationary"], found["states"], strict=True), key=lambda pair: -pair[0])[:8]
    loop = max(found["cycles"], key=lambda cycle: cycle["basin"])
    return Result(
        said=f"{len(found['states']):,} states, {len(found['moves']):,} moves; {found['entropy_rate']:.2f} bits a byte "
        f"in the long run. Without coins it ends in the loop “{printable(loop['text'])}”.",
        label="Where it is in the long run: the states visited most",
        bars=[(printable(state) or "∅", share, percent(share)) for share, state in ranked],
    )


PANELS: dict[str, Callable[[Asked, Mapping[str, str]], Result]] = {
    "ngram-step": step,
    "ngram-source": source,
    "ngram-answers": answers,
    "ngram-backoff": backoff,
    "ngram-lifelong": lifelong,
    "ngram-states": states,
    "ngram-compare": compare,
    "ngram-compress": compress,
    "ngram-quality": quality,
    "ngram-machine": machine,
}


def panel(tag: str, attributes: Mapping[str, str], folder: Path) -> Result:
    """The result of a panel with these attributes; `folder` holds the corpora.

    Raises OSError for an unknown corpus, ValueError for an attribute that is no number or that the package refuses.
    """
    return PANELS[tag](Asked(folder), attributes)


# --- words ---


def knobs_of(given: Mapping[str, str]) -> dict[str, object]:
    """The sampling knobs among attributes."""
    return {
        "temperature": float(given.get("temperature", "1")),
        "top_k": int(given["top-k"]) if given.get("top-k") else None,
        "top_p": float(given["top-p"]) if given.get("top-p") else None,
    }


WAY = re.compile(r"(?:t(\d(?:\.\d{1,3})?))?(?:k(\d{1,3}))?(?:p(0\.\d{1,3}|1))?")  # as site/scripts/ngram/ways.js


def way_of(text: str) -> dict[str, Any]:
    """A way to choose as an attribute has it. Raises ValueError for a text that is none.

    >>> way_of("t0.7k5")
    {'temperature': 0.7, 'top_k': 5, 'top_p': None}
    """
    found = WAY.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"“{text}” is no way to choose: write t0.7, k3, p0.8, or t0.7k3p0.8")
    t, k, p = found.groups()
    return {"temperature": float(t or 1), "top_k": int(k) if k else None, "top_p": float(p) if p else None}


def said_of(knobs: Mapping[str, Any]) -> str:
    """A way to choose in words.

    >>> said_of({"temperature": 1.0, "top_k": 3, "top_p": None})
    'the 3 likeliest'
    """
    t, k, p = knobs["temperature"], knobs["top_k"], knobs["top_p"]
    cut = ([f"the {k} likeliest"] if k else []) + ([f"the fewest with {100 * p:.0f} %"] if p else [])
    return ", ".join(cut if cut and t == 1 else [f"temperature {t:g}", *cut])


def printable(text: bytes) -> str:
    """Bytes as text on one line.

    >>> printable(b"a\\nb")
    'a⏎b'
    """
    return text.decode(errors="replace").replace("\n", "⏎").replace("\r", "␍")


def quoted(place: Mapping[str, Any]) -> str:
    """A place in the training text, a line around it."""
    return f"…{printable(place['before'][-28:])}[{printable(place['after'][:1])}]{printable(place['after'][1:24])}…"


def percent(share: float) -> str:
    """A share in percent.

    >>> percent(0.5), percent(0.042), percent(0.0004)
    ('50 %', '4.2 %', '0.04 %')
    """
    value = 100 * share
    return f"{value:.{0 if value >= 10 or value == 0 else 1 if value >= 1 else 2}f} %"


def possible(log2: int) -> str:
    """A power of two in words.

    >>> possible(8), possible(56)
    ('256', '7.2 · 10¹⁶')
    """
    number = 2**log2
    if number < 10**8:
        return f"{number:,}"
    power = len(str(number)) - 1
    return f"{number / 10**power:.1f} · 10{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(digit)] for digit in str(power))}"
