"""Figures of the section on networks: curves through points, cells that stay empty, units and layers."""

from __future__ import annotations

import math
from itertools import groupby, pairwise

import numpy as np

from slides.draw.canvas import Figure, Point, coin
from slides.draw.learning import cloud
from slides.draw.rules import draw_cat


def overfitting() -> Figure:
    """Least-squares polynomials of degree 1, 3 and 10 through the same eleven noisy points."""
    figure = Figure("networks-overfitting", 1130, 380)
    rng = coin(5)
    xs = np.linspace(-1, 1, 11)
    ys = np.array([math.sin(2.4 * x) + rng.gauss(0, 0.28) for x in xs])
    for i, (degree, name) in enumerate(((1, "degree 1: too stiff"), (3, "degree 3"), (10, "degree 10: no error"))):
        left = i * 390 + 2
        figure.rect(left, 2, 346, 310, fill="surface", stroke="line", width=2)
        fit = np.polynomial.Polynomial.fit(xs, ys, degree)
        curve = [(float(x), float(fit(x))) for x in np.linspace(-1, 1, 320)]
        place = [(left + 173 + x * 152, 157 - y * 76) for x, y in curve]
        tone = "good" if degree == 3 else "accent" if degree == 1 else "bad"
        for inside, stretch in groupby(place, key=lambda point: 4 < point[1] < 310):
            if inside:
                figure.path(stretch, tone=tone, width=4)
        for x, y in zip(xs, ys, strict=True):
            figure.circle(left + 173 + float(x) * 152, 157 - float(y) * 76, 8, fill="ink")
        figure.text(left + 173, 348, name, size=27, bold=True)
    return figure


def curse() -> Figure:
    """Twenty points and ten steps an axis: how many cells hold one, counted."""
    figure = Figure("networks-curse", 1130, 400)
    rng = coin(2)
    points = [(rng.random(), rng.random(), rng.random()) for _ in range(20)]
    cells = [{tuple(int(c * 10) for c in p[:d]) for p in points} for d in (1, 2, 3)]

    left, side = 2, 300
    for i in range(10):
        filled = (i,) in cells[0]
        figure.rect(
            left + i * 30, 140, 30, 30, fill="accent-soft" if filled else "surface", stroke="soft", width=1.2, radius=0
        )
    for x, _, _ in points:
        figure.circle(left + x * side, 155, 5, fill="accent")

    left, top = 405, 8
    for i in range(10):
        for j in range(10):
            filled = (i, j) in cells[1]
            figure.rect(
                left + i * 30,
                top + j * 30,
                30,
                30,
                fill="accent-soft" if filled else "surface",
                stroke="line",
                width=1.2,
                radius=0,
            )
    for x, y, _ in points:
        figure.circle(left + x * side, top + y * side, 5, fill="accent")

    def cube(x: float, y: float, z: float) -> Point:
        return (824 + 190 * x + 100 * z, 302 - 196 * y - 92 * z)

    for i in range(11):
        t = i / 10
        for a, b in (
            ((t, 0, 0), (t, 1, 0)),
            ((0, t, 0), (1, t, 0)),
            ((t, 1, 0), (t, 1, 1)),
            ((0, 1, t), (1, 1, t)),
            ((1, t, 0), (1, t, 1)),
            ((1, 0, t), (1, 1, t)),
        ):
            figure.line(cube(*a), cube(*b), tone="line", width=1.2)
    for p in points:
        figure.circle(*cube(*p), 5, fill="accent")

    for x, total, count in ((152, 10, len(cells[0])), (555, 100, len(cells[1])), (970, 1000, len(cells[2]))):
        figure.text(x, 344, f"{total:,} cells", size=28, bold=True)
        figure.text(x, 380, f"{count} hold a point", size=24, tone="accent" if count * 2 > total else "warm")
    return figure


def net() -> Figure:
    """A feed-forward network with two hidden layers; the widths of the lines are its (random) weights."""
    figure = Figure("networks-net", 548, 450)
    rng = coin(11)
    layers = [(64.0, 3), (204.0, 4), (344.0, 4), (484.0, 2)]
    nodes = [[(x, 200 + (i - (n - 1) / 2) * 96) for i in range(n)] for x, n in layers]
    for before, after in pairwise(nodes):
        for a in before:
            for b in after:
                weight = rng.gauss(0, 1)
                tone = "accent" if weight > 0 else "warm"
                figure.line(a, b, tone=tone, width=min(0.8 + 2.4 * abs(weight), 6), opacity=0.75)
    for i, layer in enumerate(nodes):
        for point in layer:
            filled = i in (1, 2)
            figure.circle(*point, 24, fill="surface" if not filled else "accent-soft", stroke="ink")
    for x, name in ((64, "input"), (274, "hidden layers"), (484, "output")):
        figure.text(x, 426, name, size=24, tone="soft")
    return figure


def bias() -> Figure:
    """Three hypotheses through the same four points, with no error at all."""
    figure = Figure("networks-bias", 548, 430)
    figure.rect(2, 2, 544, 370, fill="surface", stroke="line", width=2)
    xs = (92.0, 212.0, 332.0, 452.0)

    def line(x: float) -> float:
        return 318 - 0.52 * (x - 40)

    span = [10 + i * 2 for i in range(265)]
    figure.path([(x, line(x) - 58 * math.sin((x - 92) * math.pi / 60)) for x in span], tone="warm")
    stairs: list[Point] = [(10, line(xs[0]))]
    for a, b in pairwise(xs):
        stairs += [((a + b) / 2, line(a)), ((a + b) / 2, line(b))]
    figure.path([*stairs, (538, line(xs[-1]))], tone="good", dash="11 8")
    figure.path([(10, line(10)), (538, line(538))], tone="accent", width=5)
    for x in xs:
        figure.circle(x, line(x), 12, fill="ink")
    for x, name, tone in ((92, "a line", "accent"), (274, "a wave", "warm"), (456, "a staircase", "good")):
        figure.text(x, 406, name, tone=tone, size=25, bold=True)
    return figure


def ood() -> Figure:
    """Islands of data in a wide plane; two models agree on them and nowhere else."""
    figure = Figure("networks-ood", 548, 450)
    rng = coin(6)
    figure.rect(2, 2, 544, 446, fill="surface", stroke="line", width=2)
    for x, y in ((96.0, 330.0), (198.0, 252.0), (300.0, 190.0)):
        figure.circle(x, y, 52, fill="accent-soft")
        for px, py in cloud(rng, x, y, 20, 9, apart=13):
            figure.circle(px, py, 5, fill="accent")
    first = [(20 + i * 5, 388 - i * 3.45) for i in range(0, 101)]
    figure.path(first, tone="ink", dash="12 9")
    second = []
    for i in range(0, 101):
        x, y = 20 + i * 5, 388 - i * 3.45
        second.append((x, y + max(0.0, (x - 310) / 60) ** 2 * 26))
    figure.path([p for p in second if p[1] < 440], tone="warm", dash="4 9", width=4)
    figure.line((452, 12), (452, 438), tone="line", width=2)
    figure.circle(452, 90, 11, fill="ink")
    answer = next(y for x, y in second if x >= 450)
    figure.circle(452, answer, 11, fill="warm")
    figure.circle(452, 218, 26, fill="surface", stroke="ink")
    figure.text(452, 218, "?", bold=True, size=30)
    figure.text(20, 30, "seen in training", tone="accent", anchor="start", size=23)
    figure.text(534, 424, "new input", anchor="end", size=23)
    figure.text(436, 66, "model A", anchor="end", size=22)
    figure.text(432, answer + 14, "model B", anchor="end", size=22, tone="warm")
    return figure


def layers() -> Figure:
    """Pixels, edges, parts, object."""
    figure = Figure("networks-layers", 668, 420)
    rng = coin(4)
    width, lefts = 140, (2.0, 178.0, 352.0, 526.0)
    for x in lefts:
        figure.rect(x, 90, width, 200, fill="surface", stroke="ink", width=2.5)
    for a, b in pairwise(lefts):
        figure.arrow((a + width, 190), (b, 190), gap=3, tone="accent", width=4)
    for i in range(6):
        for j in range(9):
            figure.rect(
                lefts[0] + 10 + i * 20, 100 + j * 20, 20, 20, fill="ink", radius=0, opacity=0.12 + 0.7 * rng.random()
            )
    for i in range(3):
        for j in range(4):
            x, y, turn = lefts[1] + 34 + i * 36, 118 + j * 48, (i * 4 + j) * math.pi / 12
            dx, dy = 15 * math.cos(turn), 15 * math.sin(turn)
            figure.line((x - dx, y - dy), (x + dx, y + dy), width=5)
    x = lefts[2] + 70
    figure.path([(x - 34, 146), (x - 14, 106), (x + 6, 146)], width=5)
    figure.ellipse(x + 34, 150, 20, 13, stroke="ink", width=4)
    figure.circle(x + 34, 150, 6, fill="ink")
    figure.path([(x - 34, 196), (x - 10, 196), (x - 22, 212)], fill="ink", closed=True, width=3)
    figure.path([(x - 22, 212), (x - 22, 224)], width=4)
    for k in (-9, 0, 9):
        figure.line((x + 12, 214 + k / 2), (x + 52, 208 + k), width=3)
    figure.path([(x - 40, 276), (x - 10, 252), (x + 24, 274), (x + 48, 256)], width=5)
    draw_cat(figure, lefts[3] + 7.6, 135, 7.8, grid=False)
    for x, name in zip(lefts, ("pixels", "edges", "parts", "objects"), strict=True):
        figure.text(x + width / 2, 330, name, size=27, bold=True)
    figure.arrow((6, 376), (660, 376), tone="soft", width=2.5)
    figure.text(334, 402, "deeper", tone="soft", size=22)
    return figure


def program() -> Figure:
    """Layers as the steps of a program; feeding the output back gives more steps."""
    figure = Figure("networks-program", 548, 440)
    rng = coin(9)
    columns, rows = (40.0, 152.0, 264.0, 376.0, 488.0), (70.0, 138.0, 206.0)
    for a, b in pairwise(columns):
        for i, y in enumerate(rows):
            for j in {i, rng.randrange(3)}:
                figure.line((a, y), (b, rows[j]), tone="soft", width=2.2)
    for n, x in enumerate(columns):
        for y in rows:
            figure.circle(x, y, 19, fill="surface" if n in (0, 4) else "accent-soft", stroke="ink", width=2.5)
    for x, name in zip(columns, ("in", "step 1", "step 2", "step n", "out"), strict=True):
        figure.text(x, 20, name, size=21, tone="soft")
    figure.text(320, 172, "…", size=30)
    figure.arrow((488, 232), (40, 232), bend=-50, tone="accent", width=4, gap=4)
    figure.text(264, 372, "write the output, read it again:", tone="accent", size=24)
    figure.text(264, 406, "as many steps as needed", tone="accent", size=24, bold=True)
    return figure


FIGURES = (overfitting, curse, net, bias, ood, layers, program)
