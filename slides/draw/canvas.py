"""A small drawing board for SVG: a few shapes, the palette's tones, one stroke, one arrowhead.

>>> figure = Figure("demo-dot", 100, 40)
>>> figure.circle(20, 20, 8, fill="accent")
>>> figure.text(40, 20, "a dot", anchor="start")
>>> print(figure.svg())
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" width="100" height="40" fill="none">
<circle cx="20" cy="20" r="8" fill="var(--accent, #0b5cad)"/>
<text x="40" y="27.7" fill="currentColor" font-size="22">a dot</text>
</svg>

Coordinates are pixels of the 1280×720 slide, y downwards. Colours are the variables of site/styles/tokens.css, so that
a figure inlined in a page follows light and dark; the light value stands behind each for viewers without them.
A tone may also be a colour of its own (`#808080`): a photograph keeps its greys in the dark.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

TONES = {
    "ink": "currentColor",
    "soft": "var(--ink-soft, #555a64)",
    "line": "var(--line, #d9d5cb)",
    "ground": "var(--ground, #fbfaf7)",
    "surface": "var(--surface, #ffffff)",
    "sunken": "var(--sunken, #f1efe9)",
    "accent": "var(--accent, #0b5cad)",
    "accent-ink": "var(--accent-ink, #ffffff)",
    "accent-soft": "var(--accent-soft, #e3eefa)",
    "warm": "var(--warm, #a8440c)",
    "good": "var(--good, #1d6b3a)",
    "bad": "var(--bad, #b3261e)",
    "none": "none",
}
STROKE = 3.0
TYPE = 22.0
CODE = "var(--font-code, monospace)"

Point = tuple[float, float]


def coin(seed: int) -> random.Random:
    """The randomness of one figure; a fixed seed, so that it is the same figure each time."""
    return random.Random(seed)


def number(value: float) -> str:
    """A coordinate with at most one decimal: 3.0 → '3', 3.14 → '3.1'."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if f"{value:.1f}" not in ("-0.0", "0.0") else "0"


class Figure:
    """One drawing, `width` × `height` pixels; shapes are painted in the order they are added."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self.name, self.width, self.height = name, width, height
        self._parts: list[str] = []

    def _add(self, element: str, attributes: dict[str, object], content: str | None = None) -> None:
        pairs = []
        for key, value in attributes.items():
            if value is None:
                continue
            shown = number(value) if isinstance(value, (int, float)) else escape(str(value))
            pairs.append(f' {key}="{shown}"')
        tail = "/>" if content is None else f">{content}</{element}>"
        self._parts.append(f"<{element}{''.join(pairs)}{tail}")

    @staticmethod
    def _paint(
        fill: str | None, stroke: str | None, width: float, dash: str | None, opacity: float | None
    ) -> dict[str, object]:
        paint: dict[str, object] = {"fill": TONES.get(fill, fill) if fill else None}
        if stroke:
            paint |= {"stroke": TONES.get(stroke, stroke), "stroke-width": width, "stroke-dasharray": dash}
        if opacity is not None:
            paint["opacity"] = f"{opacity:.2f}"
        return paint

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = STROKE,
        dash: str | None = None,
        radius: float = 10,
        opacity: float | None = None,
    ) -> None:
        """A rectangle with rounded corners, from its upper left corner."""
        paint = self._paint(fill, stroke, width, dash, opacity)
        self._add("rect", {"x": x, "y": y, "width": w, "height": h, "rx": radius or None, **paint})

    def circle(
        self,
        x: float,
        y: float,
        r: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = STROKE,
        dash: str | None = None,
        opacity: float | None = None,
    ) -> None:
        """A circle around (x, y)."""
        self._add("circle", {"cx": x, "cy": y, "r": r, **self._paint(fill, stroke, width, dash, opacity)})

    def ellipse(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        turn: float = 0,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = STROKE,
        dash: str | None = None,
        opacity: float | None = None,
    ) -> None:
        """An ellipse around (x, y), turned by `turn` degrees clockwise."""
        paint = self._paint(fill, stroke, width, dash, opacity)
        spin = f"rotate({number(turn)} {number(x)} {number(y)})" if turn else None
        self._add("ellipse", {"cx": x, "cy": y, "rx": rx, "ry": ry, "transform": spin, **paint})

    def line(
        self,
        a: Point,
        b: Point,
        *,
        tone: str = "ink",
        width: float = STROKE,
        dash: str | None = None,
        opacity: float | None = None,
    ) -> None:
        """A straight stroke from a to b."""
        paint = self._paint(None, tone, width, dash, opacity)
        self._add("line", {"x1": a[0], "y1": a[1], "x2": b[0], "y2": b[1], **paint, "stroke-linecap": "round"})

    def path(
        self,
        points: Iterable[Point],
        *,
        tone: str = "ink",
        width: float = STROKE,
        dash: str | None = None,
        fill: str | None = None,
        opacity: float | None = None,
        closed: bool = False,
    ) -> None:
        """A polyline through the points; enough of them look like a curve."""
        d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")
        paint = self._paint(fill, tone if tone != "none" else None, width, dash, opacity)
        self._add("path", {"d": d, **paint, "stroke-linejoin": "round", "stroke-linecap": "round"})

    def arrow(
        self,
        a: Point,
        b: Point,
        *,
        bend: float = 0,
        tone: str = "ink",
        width: float = STROKE,
        dash: str | None = None,
        gap: float = 0,
    ) -> None:
        """An arrow from a to b. `bend` pixels bow it to the right of its direction; `gap` leaves air at both ends."""
        curve = list(_bow(a, b, bend))
        curve = _trim(curve, gap, gap)
        head = _trim(curve, 0, 13)
        tip, base = curve[-1], head[-1]
        length = math.dist(tip, base) or 1
        ux, uy = (tip[0] - base[0]) / length, (tip[1] - base[1]) / length
        self.path(_trim(head, 0, -1), tone=tone, width=width, dash=dash)
        wings = [tip, (base[0] - uy * 8, base[1] + ux * 8), (base[0] + uy * 8, base[1] - ux * 8)]
        self.path(wings, tone="none", fill=tone, closed=True)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = TYPE,
        tone: str = "ink",
        anchor: str = "middle",
        bold: bool = False,
        code: bool = False,
        italic: bool = False,
        spacing: float = 1.24,
    ) -> None:
        """Words around (x, y): centred vertically over all their lines; `anchor` is start, middle or end."""
        lines = words.split("\n")
        first = y - (len(lines) - 1) * size * spacing / 2 + size * 0.35
        for i, line in enumerate(lines):
            attributes = {
                "x": x,
                "y": first + i * size * spacing,
                "fill": TONES[tone],
                "font-size": size,
                "text-anchor": None if anchor == "start" else anchor,
                "font-weight": "650" if bold else None,
                "font-style": "italic" if italic else None,
                "font-family": CODE if code else None,
                "xml:space": "preserve" if "  " in line else None,
            }
            self._add("text", attributes, escape(line, quote=False))

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        words: str = "",
        *,
        fill: str = "surface",
        stroke: str = "ink",
        tone: str = "ink",
        dash: str | None = None,
        size: float = TYPE,
        bold: bool = False,
        code: bool = False,
        radius: float = 10,
        width: float = STROKE,
    ) -> None:
        """A labelled box, from its upper left corner."""
        self.rect(x, y, w, h, fill=fill, stroke=stroke, dash=dash, radius=radius, width=width)
        if words:
            self.text(x + w / 2, y + h / 2, words, size=size, tone=tone, bold=bold, code=code)

    def svg(self) -> str:
        """The drawing as text: one element a line, no blank lines, no ids."""
        size = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        shown = f'width="{number(self.width)}" height="{number(self.height)}" fill="none"'
        body = "\n".join(self._parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {shown}>\n{body}\n</svg>'

    def save(self, folder: Path) -> None:
        """Write `<name>.svg` into the folder."""
        (folder / f"{self.name}.svg").write_text(self.svg() + "\n")


def _bow(a: Point, b: Point, bend: float) -> Iterable[Point]:
    """Points of a quadratic curve from a to b whose middle lies `bend` pixels beside the straight line."""
    length = math.dist(a, b) or 1
    nx, ny = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
    middle = ((a[0] + b[0]) / 2 + 2 * bend * nx, (a[1] + b[1]) / 2 + 2 * bend * ny)
    steps = 24 if bend else 1
    for i in range(steps + 1):
        t = i / steps
        yield (
            (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * middle[0] + t * t * b[0],
            (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * middle[1] + t * t * b[1],
        )


def _trim(points: Sequence[Point], start: float, end: float) -> list[Point]:
    """The polyline without its first `start` and last `end` pixels (a negative `end` lengthens it)."""
    trimmed = _cut(list(points), start)
    return _cut(trimmed[::-1], end)[::-1]


def _cut(points: list[Point], length: float) -> list[Point]:
    while len(points) > 2 and length > math.dist(points[0], points[1]):
        length -= math.dist(points[0], points[1])
        points = points[1:]
    (x0, y0), (x1, y1) = points[0], points[1]
    share = length / (math.dist(points[0], points[1]) or 1)
    return [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share), *points[1:]]
