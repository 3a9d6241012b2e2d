"""The way people type: no capitals, no question mark, a slip of the finger, a word too many.

Nothing between two MARKs is touched: values reach the query as they stand in the question.
"""

from __future__ import annotations

from random import Random

from demo_server.finetune.clauses import MARK

NEIGHBOURS = dict(zip("abcdefghijklmnopqrstuvwxyz", "snvfrdghujklmnbopeatyecwxtz", strict=False))
OPENERS = (
    "please ",
    "hi, ",
    "hey, ",
    "ok, ",
    "now ",
    "so ",
    "and ",
    "well, ",
    "um, ",
    "hello, ",
    "can you tell me: ",
    "quick question: ",
)
CLOSERS = (" please", " thanks", " pls", " thx", " asap", "!", " ...", "??", " ok?", " , please", ", any order",
           " I mean", ", if there are any", " - what was that again", ", remind me", ", whatever there is",
           " - anything?", ", or so I heard")  # fmt: skip


def slip(rng: Random, word: str) -> str:
    """One slip of the finger in a word of five letters or more: swapped, dropped, doubled or neighbouring letters."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.random()
    if kind < 0.35:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.65:
        return word[:at] + word[at + 1 :]
    if kind < 0.85:
        return word[:at] + word[at] + word[at:]
    return word[:at] + NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :]


def typed(rng: Random, question: str) -> str:
    """The question as somebody types it; the marks are gone."""
    pieces = question.split(MARK)
    casing = rng.random()
    slips = rng.random() < 0.14
    for position in range(0, len(pieces), 2):
        piece = pieces[position]
        if slips and piece.strip():
            words = piece.split(" ")
            at = rng.randrange(len(words))
            words[at] = slip(rng, words[at])
            piece = " ".join(words)
        if casing < 0.35:
            piece = piece.lower()
        elif casing > 0.985:
            piece = piece.upper()
        pieces[position] = piece
    text = "".join(pieces).strip()
    if rng.random() < 0.3:
        text = text.rstrip("?").strip()
    elif rng.random() < 0.12 and not text.endswith("?"):
        text += "?"
    elif rng.random() < 0.05:
        text += "."
    if rng.random() < 0.07:
        text = rng.choice(OPENERS) + text
    if rng.random() < 0.06:
        text += rng.choice(CLOSERS)
    if casing >= 0.35 and pieces[0].strip() and rng.random() < 0.6:
        text = text[:1].upper() + text[1:]
    return text
