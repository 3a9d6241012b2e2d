"""Figures of the section on language models: a chain of conditionals, ways to choose, stages of training."""

from __future__ import annotations

import math
from itertools import pairwise

from slides.draw.canvas import Figure, Point

LOGITS = (2.0, 1.0, 0.0, -1.0)


def softmax(logits: tuple[float, ...], temperature: float) -> list[float]:
    """Probabilities of the logits at a temperature.

    >>> [round(p, 2) for p in softmax(LOGITS, 1.0)]
    [0.64, 0.24, 0.09, 0.03]
    """
    weights = [math.exp(z / temperature) for z in logits]
    return [w / sum(weights) for w in weights]


def chain() -> Figure:
    """The chain rule: each word has arrows from all words before it, and a factor of its own."""
    figure = Figure("language-chain", 1130, 280)
    words = ("the", "cat", "sat", "down")
    factors = ("Pr(the)", "Pr(cat | the)", "Pr(sat | the cat)", "Pr(down | the cat sat)")
    centres = (110.0, 378.0, 652.0, 960.0)
    for j in range(1, 4):
        for i in range(j):
            bend = -14 - 20 * (j - i)
            figure.arrow((centres[i] + 14, 118), (centres[j] - 14, 118), bend=bend, gap=4, tone="accent", width=2.5)
    for x, word, factor in zip(centres, words, factors, strict=True):
        figure.box(x - 66, 122, 132, 76, word, size=30, bold=True, fill="accent-soft", stroke="accent")
        figure.text(x, 244, factor, size=25)
    for a, b in pairwise(centres):
        figure.text((a + b) / 2 - (14 if b == 960 else 4), 244, "·", size=34, bold=True)
    return figure


def vectors() -> Figure:
    """The best-known picture of word2vec, as a sketch: one step, twice."""
    figure = Figure("language-vectors", 548, 430)
    figure.rect(2, 2, 544, 390, fill="surface", stroke="line", width=2)
    places: dict[str, Point] = {"man": (92, 318), "woman": (326, 348), "king": (196, 92), "queen": (430, 122)}
    figure.arrow(places["man"], places["woman"], tone="accent", width=4, gap=14)
    figure.arrow(places["king"], places["queen"], tone="accent", width=4, gap=14)
    figure.arrow(places["man"], places["king"], tone="soft", width=2.5, dash="9 8", gap=14)
    figure.arrow(places["woman"], places["queen"], tone="soft", width=2.5, dash="9 8", gap=14)
    for word, (x, y) in places.items():
        figure.circle(x, y, 10, fill="ink")
        above = word in ("king", "queen")
        figure.text(x, y - 30 if above else y + 26, word, size=27, bold=True)
    figure.text(274, 414, "a sketch: king − man + woman ≈ queen", size=20, tone="soft")
    return figure


def temperature() -> Figure:
    """The softmax of the logits 2, 1, 0, −1 at three temperatures, with its values."""
    figure = Figure("language-temperature", 548, 480)
    for row, (t, tone) in enumerate(((0.5, "accent"), (1.0, "ink"), (2.0, "warm"))):
        top = row * 160
        figure.text(4, top + 76, f"T = {t:g}", anchor="start", size=26, bold=True, tone=tone)
        figure.line((124, top + 128), (544, top + 128), tone="line", width=2)
        for i, p in enumerate(softmax(LOGITS, t)):
            x, height = 138 + i * 104, 96 * p
            figure.rect(x, top + 128 - height, 76, max(height, 2), fill=tone, radius=3)
            figure.text(x + 38, top + 128 - height - 16, f"{p:.2f}", size=21)
    return figure


def geometric(count: int, ratio: float) -> list[float]:
    """Probabilities that fall by a constant ratio.

    >>> [round(p, 3) for p in geometric(3, 0.5)]
    [0.571, 0.286, 0.143]
    """
    weights = [ratio**i for i in range(count)]
    return [w / sum(weights) for w in weights]


def topkp() -> Figure:
    """The same ten bars cut by number and by mass."""
    figure = Figure("language-topkp", 1130, 380)
    bars = geometric(10, 0.7)
    nucleus = next(n for n in range(1, 11) if sum(bars[:n]) >= 0.9)
    for left, keep, name in ((10.0, 3, "top-k, k = 3"), (590.0, nucleus, "top-p, p = 0.9")):
        figure.line((left, 310), (left + 530, 310), tone="soft", width=2)
        for i, p in enumerate(bars):
            x, height = left + 10 + i * 52, 740 * p
            kept = i < keep
            figure.rect(
                x,
                310 - height,
                40,
                height,
                fill="accent" if kept else "sunken",
                stroke="accent" if kept else "line",
                width=2,
                radius=4,
            )
        cut = left + 10 + keep * 52 - 6
        figure.line((cut, 60), (cut, 326), tone="warm", dash="9 8")
        mass = sum(bars[:keep])
        figure.text(cut + 14, 84, f"{keep} tokens kept", anchor="start", size=24)
        figure.text(cut + 14, 118, f"{100 * mass:.0f} % of the mass", anchor="start", size=24, tone="warm")
        figure.text(left + 265, 352, name, size=28, bold=True)
    return figure


def beam() -> Figure:
    """Two steps, in which the greedy choice loses; joint probabilities at the leaves."""
    figure = Figure("language-beam", 668, 440)
    root: Point = (40, 220)
    branches = (
        (0.5, (214.0, 110.0), "warm", ((0.4, 50.0), (0.3, 114.0), (0.3, 178.0))),
        (0.4, (214.0, 290.0), "accent", ((0.9, 260.0), (0.1, 320.0))),
        (0.1, (214.0, 400.0), "soft", ()),
    )
    best = max(p * q for p, _, _, leaves in branches for q, _ in leaves)
    for p, point, tone, leaves in branches:
        figure.arrow(root, point, tone=tone, width=4 if leaves else 2, gap=18)
        middle = ((root[0] + point[0]) / 2 - 4, (root[1] + point[1]) / 2 - 20)
        figure.text(*middle, f"{p:g}", size=24, tone=tone, bold=bool(leaves))
        for q, y in leaves:
            top = p * q == best or (tone == "warm" and q == 0.4)
            figure.arrow(point, (400, y), tone=tone if top else "soft", width=4 if top else 2, gap=16)
            figure.text(326, (point[1] + y) / 2 - 15, f"{q:g}", size=21, tone=tone if top else "soft", bold=top)
            figure.circle(400, y, 9, fill=tone if top else "soft")
            figure.text(
                420, y, f"{p:g} × {q:g} = {p * q:.2f}", anchor="start", size=22, bold=top, tone=tone if top else "soft"
            )
        figure.circle(*point, 13, fill=tone)
    figure.circle(*root, 15, fill="ink")
    figure.text(420, 18, "greedy", tone="warm", bold=True, size=23, anchor="start")
    figure.text(420, 226, "beam finds this", tone="accent", bold=True, size=23, anchor="start")
    return figure


def prompting() -> Figure:
    """One line of thought, and a tree of them."""
    figure = Figure("language-prompting", 548, 480)
    figure.text(120, 22, "chain", size=26, bold=True)
    figure.text(388, 22, "tree", size=26, bold=True)
    stops = ("question", "step", "step", "step", "answer")
    for i, name in enumerate(stops):
        y = 50 + i * 88
        end = i in (0, 4)
        figure.box(
            44, y, 152, 56, name, size=24, fill="accent-soft" if end else "surface", stroke="accent" if end else "ink"
        )
        if i < 4:
            figure.arrow((120, y + 56), (120, y + 88), gap=3, width=2.5)
    root: Point = (388, 78)
    figure.line((228, 50), (228, 460), tone="line", width=2)
    first = ((278.0, 190.0), (388.0, 190.0), (498.0, 190.0))
    second = ((328.0, 302.0), (388.0, 302.0), (448.0, 302.0))
    for point in first:
        good = point == first[1]
        figure.line(root, point, tone="accent" if good else "soft", width=4 if good else 2)
    for point in second:
        good = point == second[2]
        figure.line(first[1], point, tone="accent" if good else "soft", width=4 if good else 2)
    figure.line(second[2], (388, 420), tone="accent", width=4)
    for point in (*first, *second):
        dropped = point not in (first[1], second[2])
        figure.circle(*point, 18, fill="surface", stroke="soft" if dropped else "accent")
        if dropped:
            figure.text(*point, "×", size=26, tone="bad", bold=True)
    figure.box(312, 50, 152, 56, "question", size=24, fill="accent-soft", stroke="accent")
    figure.box(312, 402, 152, 56, "answer", size=24, fill="accent-soft", stroke="accent")
    return figure


def recipe() -> Figure:
    """Three stages, each with its data and its yardstick."""
    figure = Figure("language-recipe", 1130, 370)
    stages = (
        ("pre-train", "raw text\nby the trillion tokens", "the next token\nin the text", "base model"),
        ("fine-tune", "examples of the task\nthousands or more", "the answer\nsomebody wrote", "it follows"),
        ("reinforce", "its own answers\nscored", "what people prefer,\nwhat can be checked", "it pleases, it reasons"),
    )
    for i, (name, data, right, outcome) in enumerate(stages):
        x = 4 + i * 388
        figure.rect(x, 4, 340, 362, fill="surface", stroke="line", width=2)
        figure.rect(x, 4, 340, 66, fill="accent", radius=10)
        figure.text(x + 170, 38, name, size=30, bold=True, tone="accent-ink")
        figure.text(x + 22, 96, "data", size=20, tone="soft", anchor="start")
        figure.text(x + 22, 140, data, size=25, anchor="start")
        figure.text(x + 22, 196, "right is", size=20, tone="soft", anchor="start")
        figure.text(x + 22, 240, right, size=25, anchor="start", tone="warm")
        figure.line((x + 22, 292), (x + 318, 292), tone="line", width=2)
        figure.text(x + 170, 328, outcome, size=26, bold=True)
        if i < 2:
            figure.arrow((x + 340, 186), (x + 388, 186), gap=4, width=4, tone="accent")
    return figure


def murderer() -> Figure:
    """All the evidence, and one word to predict."""
    figure = Figure("language-murderer", 548, 478)
    clues = ("the muddy boots", "the changed will", "the stopped clock", "the silent dog")
    for i, clue in enumerate(clues):
        figure.box(4, 4 + i * 76, 300, 60, clue, size=25, width=2.5)
    figure.path([(318, 4), (334, 4), (334, 292), (318, 292)], tone="soft", width=2.5)
    figure.text(350, 128, "all the\nevidence", size=25, tone="soft", anchor="start")
    figure.arrow((334, 200), (414, 334), bend=-26, tone="accent", width=4, gap=2)
    figure.rect(4, 338, 540, 136, fill="accent-soft", stroke="accent")
    figure.text(274, 374, "“… so I conclude that", size=27)
    figure.text(186, 430, "the murderer is", size=27)
    figure.rect(318, 404, 180, 50, fill="surface", stroke="accent", dash="9 8")
    figure.text(408, 430, "?", size=30, bold=True, tone="accent")
    figure.text(512, 430, "”", size=27)
    return figure


FIGURES = (chain, vectors, temperature, topkp, beam, prompting, recipe, murderer)
