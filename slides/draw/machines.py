"""The figure of the section on machines: a language model of order two over two letters, as a state graph."""

from __future__ import annotations

from slides.draw.canvas import Figure, Point


def fsm() -> Figure:
    """Four states, each with an arrow for each letter that may come next."""
    figure = Figure("machines-fsm", 668, 440)
    states: dict[str, Point] = {"aa": (120, 220), "ab": (334, 80), "ba": (334, 360), "bb": (548, 220)}
    arrows = (
        ("aa", "ab", "b", 0),
        ("ab", "bb", "b", 0),
        ("bb", "ba", "a", 0),
        ("ba", "aa", "a", 0),
        ("ab", "ba", "a", 34),
        ("ba", "ab", "b", 34),
    )
    for a, b, letter, bend in arrows:
        (x0, y0), (x1, y1) = states[a], states[b]
        figure.arrow(states[a], states[b], bend=bend, gap=52, tone="accent" if letter == "b" else "warm", width=3.5)
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        side = bend + 24 if bend else -24
        x = (x0 + x1) / 2 - (y1 - y0) / length * side
        y = (y0 + y1) / 2 + (x1 - x0) / length * side
        figure.text(x, y, letter, code=True, size=30, bold=True, tone="accent" if letter == "b" else "warm")
    for name, (x, y) in states.items():
        if name in ("aa", "bb"):
            out = -1 if name == "aa" else 1
            tone = "warm" if name == "aa" else "accent"
            figure.arrow((x + out * 30, y + 30), (x + out * 30, y - 30), bend=out * 46, gap=18, tone=tone, width=3.5)
            figure.text(x + out * 100, y, name[0], code=True, size=30, bold=True, tone=tone)
        figure.circle(x, y, 48, fill="surface", stroke="ink")
        figure.text(x, y, name, code=True, size=32, bold=True)
    return figure


FIGURES = (fsm,)
