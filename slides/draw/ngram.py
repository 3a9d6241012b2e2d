"""Figures of the part on the byte n-gram model: the window, the counts, the ladder, the explosion, the interval."""

from __future__ import annotations

import math
from collections import Counter

from slides.draw.canvas import Figure, Point, coin

MOBY_DICK_BYTES = 1_216_414  # dist/corpora/moby-dick.txt
LESSON = b"max(3,8)=8.min(3,8)=3.sum(3,8)=11.max(2,5)=5.max(9,1)=9."


def counts(data: bytes, order: int) -> dict[bytes, Counter[int]]:
    """The model in three lines: for each context of `order` bytes, how often which byte followed.

    >>> {context: dict(row) for context, row in counts(b"abab", 1).items()}
    {b'a': {98: 2}, b'b': {97: 1}}
    """
    table: dict[bytes, Counter[int]] = {}
    for i in range(order, len(data)):
        table.setdefault(data[i - order : i], Counter())[data[i]] += 1
    return table


def window() -> Figure:
    """The last five bytes are the context; what came before does not exist for the model."""
    figure = Figure("ngram-window", 548, 300)
    text = "sum(4,max(2"
    cell = 45.0
    for i, letter in enumerate(text):
        x, inside = 2 + i * cell, i >= len(text) - 5
        figure.rect(
            x,
            110,
            cell,
            64,
            fill="accent-soft" if inside else "ground",
            stroke="accent" if inside else "line",
            width=2.5,
            radius=4,
        )
        figure.text(x + cell / 2, 142, letter, code=True, size=28, bold=inside, tone="ink" if inside else "soft")
    x = 2 + len(text) * cell
    figure.rect(x + 3, 110, cell - 2, 64, stroke="warm", dash="7 6", radius=4)
    figure.text(x + 24, 142, "?", size=28, bold=True, tone="warm")
    figure.path([(274, 96), (274, 84), (494, 84), (494, 96)], tone="accent", width=2.5)
    figure.text(384, 60, "context, n = 5", size=25, tone="accent", bold=True)
    figure.text(136, 60, "forgotten", size=25, tone="soft")
    figure.arrow((384, 178), (518, 178), bend=36, tone="warm", gap=4)
    figure.text(450, 258, "predict", size=25, tone="warm", bold=True)
    return figure


def expression() -> Figure:
    """sum(2,min(9,4)), evaluated from the leaves."""
    figure = Figure("ngram-expression", 548, 450)
    nodes: dict[str, Point] = {
        "sum": (200, 50),
        "2": (90, 190),
        "min": (310, 190),
        "9": (220, 330),
        "4": (400, 330),
    }
    for a, b in (("sum", "2"), ("sum", "min"), ("min", "9"), ("min", "4")):
        figure.line(nodes[a], nodes[b])
    for name, (x, y) in nodes.items():
        inner = name.isalpha()
        figure.circle(x, y, 42 if inner else 34, fill="accent-soft" if inner else "surface", stroke="ink")
        figure.text(x, y, name, code=True, size=27, bold=True)
    for (x, y), name in (((386, 190), "= 4"), ((276, 50), "= 6")):
        figure.text(x, y, name, code=True, size=30, bold=True, tone="accent", anchor="start")
    figure.text(240, 426, "sum(2,min(9,4))=6.", code=True, size=28)
    return figure


def dictionary() -> Figure:
    """Real counts at order 3 of the five expressions shown above them."""
    figure = Figure("ngram-dict", 548, 490)
    for i, line in enumerate(("max(3,8)=8.min(3,8)=3.", "sum(3,8)=11.max(2,5)=5.", "max(9,1)=9.")):
        figure.text(4, 18 + i * 32, line, code=True, size=23, anchor="start", tone="soft")
    table = counts(LESSON, 3)
    figure.text(4, 134, "context", size=21, anchor="start", tone="soft")
    figure.text(174, 134, "next byte: count", size=21, anchor="start", tone="soft")
    for row, context in enumerate((b"max", b"ax(", b",8)", b"8)=")):
        y = 156 + row * 84
        figure.box(4, y, 110, 62, context.decode(), code=True, size=28, bold=True, fill="accent-soft", stroke="accent")
        figure.arrow((114, y + 31), (170, y + 31), gap=4)
        x = 174.0
        for byte, count in sorted(table[context].items()):
            figure.box(x, y, 116, 62, f"{chr(byte)} : {count}", code=True, size=26, width=2.5)
            x += 124
    return figure


def backoff() -> Figure:
    """Drop the oldest byte until the context is known; counts from the same five expressions."""
    figure = Figure("ngram-backoff", 548, 470)
    text = b"n(8,"
    y = 6.0
    for order in range(len(text), 0, -1):
        row = counts(LESSON, order).get(text[-order:])
        for i, letter in enumerate(text.decode()):
            inside = i >= len(text) - order
            figure.rect(
                4 + i * 56,
                y,
                52,
                54,
                fill="accent-soft" if inside else None,
                stroke="accent" if inside else "line",
                width=2.5,
                radius=5,
                dash=None if inside else "5 6",
            )
            if inside:
                figure.text(30 + i * 56, y + 28, letter, code=True, size=28, bold=True)
        if row:
            break
        oldest = 30 + (len(text) - order) * 56
        figure.text(250, y + 28, "never seen", size=25, anchor="start", tone="soft")
        figure.arrow((oldest, y + 56), (oldest, y + 90), tone="warm", gap=2)
        figure.text(oldest + 20, y + 73, "drop the oldest", size=20, tone="warm", anchor="start")
        y += 92
    times = row.total() if row else 0
    figure.text(250, y + 28, f"seen {times} times", size=25, anchor="start", bold=True, tone="accent")
    figure.arrow((198, y + 56), (198, y + 92), tone="accent", gap=2)
    for k, (byte, count) in enumerate(sorted((row or {}).items())):
        figure.box(118 + k * 112, y + 96, 104, 54, f"{chr(byte)} : {count}", code=True, size=24, width=2.5)
    return figure


def power_of_ten(value: float) -> str:
    """A large number as it is written by hand.

    >>> power_of_ten(1_216_414)
    '1.2·10⁶'
    """
    exponent = int(math.log10(value))
    return f"{value / 10**exponent:.1f}·10" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def explosion() -> Figure:
    """256 to the power n on a logarithmic scale, against the bytes of a whole book."""
    figure = Figure("ngram-explosion", 1130, 400)
    bottom, unit, left = 336.0, 15.0, 130.0
    figure.line((left, bottom), (1126, bottom), tone="soft", width=2)
    line = bottom - math.log10(MOBY_DICK_BYTES) * unit
    figure.line((left, line), (1126, line), dash="10 8", width=2.5)
    for n in range(1, 9):
        decades = n * math.log10(256)
        x, height = left + 24 + (n - 1) * 124, decades * unit
        enough = 256**n < MOBY_DICK_BYTES
        figure.rect(x, bottom - height, 76, height, fill="accent" if enough else "warm", radius=4)
        label = f"{256**n:,}" if n < 3 else power_of_ten(256**n)
        figure.rect(x - 10, bottom - height - 36, 96, 30, fill="ground", radius=0)
        figure.text(x + 38, bottom - height - 20, label, size=22, bold=True)
        figure.text(x + 38, bottom + 26, f"n = {n}", size=24)
    figure.text(4, line - 14, "all of\nMoby Dick", size=21, anchor="start")
    figure.text(4, line + 46, f"{power_of_ten(MOBY_DICK_BYTES)} bytes", size=18, anchor="start", tone="soft")
    figure.text(4, 24, "possible contexts", size=24, anchor="start", tone="soft")
    figure.text(4, 54, "logarithmic scale", size=20, anchor="start", tone="soft")
    return figure


def arithmetic() -> Figure:
    """The interval of the text “aba” under a model that gives a 0.6, b 0.3 and the end 0.1 at every step."""
    figure = Figure("ngram-arithmetic", 1130, 340)
    shares = (("a", 0.6), ("b", 0.3), (".", 0.1))
    low, high = 0.0, 1.0
    left, width = 150.0, 820.0
    for row, letter in enumerate("ab."):
        y = 8 + row * 104
        x = left
        chosen = (0.0, 0.0)
        figure.text(130, y + 30, f"{low:.3g} – {high:.3g}", anchor="end", size=21, tone="soft")
        start = low
        for name, share in shares:
            mine = name == letter
            figure.box(
                x,
                y,
                width * share,
                58,
                name,
                size=28,
                bold=mine,
                code=True,
                fill="accent" if mine else "surface",
                stroke="accent" if mine else "soft",
                tone="accent-ink" if mine else "ink",
                radius=3,
                width=2,
            )
            if mine:
                chosen = (x, x + width * share)
                found = (start, start + (high - low) * share)
            start += (high - low) * share
            x += width * share
        low, high = found
        figure.text(1126, y + 30, f"× {dict(shares)[letter]:g}", anchor="end", size=26, bold=True, tone="accent")
        if row < 2:
            figure.line((chosen[0], y + 58), (left, y + 104), tone="accent", width=2, dash="6 6")
            figure.line((chosen[1], y + 58), (left + width, y + 104), tone="accent", width=2, dash="6 6")
    size = high - low
    figure.text(560, 314, f"width {size:.3g}, so {-math.log2(size):.1f} bits for “ab.”", size=26, bold=True, tone="ink")
    return figure


def physics() -> Figure:
    """Every position of a thrown ball at every moment, or its start and the law."""
    figure = Figure("ngram-physics", 548, 460)
    figure.rect(2, 2, 544, 214, fill="surface", stroke="line", width=2)
    rng = coin(12)
    for _ in range(7):
        x0, y0 = 20 + rng.random() * 60, 196 - rng.random() * 20
        vx, vy = 7 + rng.random() * 11, -(12 + rng.random() * 7)
        for t in range(28):
            x, y = x0 + vx * t, y0 + vy * t + 0.5 * 0.95 * t * t
            if x < 536 and 12 < y < 206:
                figure.circle(x, y, 3.6, fill="ink", opacity=0.75)
    figure.text(534, 28, "every position", size=22, tone="soft", anchor="end")
    figure.arrow((274, 222), (274, 284), tone="accent", width=4, gap=5)
    figure.text(294, 252, "compress", size=24, tone="accent", bold=True, anchor="start")
    figure.rect(2, 290, 544, 166, fill="accent-soft", stroke="accent")
    figure.circle(60, 344, 9, fill="accent")
    figure.arrow((60, 344), (112, 314), tone="accent", gap=0)
    figure.text(156, 334, "where each one started", size=26, anchor="start")
    figure.text(72, 410, "F = ma", size=25, bold=True, tone="accent", anchor="middle")
    figure.text(156, 410, "one law for all of them", size=26, anchor="start")
    return figure


FIGURES = (window, expression, dictionary, backoff, explosion, arithmetic, physics)
