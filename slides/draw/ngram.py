"""The figure of the part on the byte n-gram model that stands beside a running panel: the ladder of backing off."""

from __future__ import annotations

from collections import Counter

from slides.draw.canvas import Figure

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


def backoff() -> Figure:
    """Drop the oldest byte until the context is known; counts from five short expressions."""
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


FIGURES = (backoff,)
