"""Figures of the section on learning: loops, panels of points, and a tree of futures."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from slides.draw.canvas import Figure, Point, coin


def cloud(rng: random.Random, x: float, y: float, spread: float, count: int, *, apart: float = 17) -> list[Point]:
    """Points scattered around (x, y), at least `apart` pixels from each other so that none hides another."""
    points: list[Point] = []
    while len(points) < count:
        new = (x + rng.gauss(0, spread), y + rng.gauss(0, spread))
        if all(math.dist(new, old) >= apart for old in points):
            points.append(new)
    return points


def brain() -> Figure:
    """Predict, compare, correct."""
    figure = Figure("learning-brain", 548, 430)
    figure.box(4, 150, 150, 96, "brain", bold=True, fill="accent-soft", stroke="accent", size=26)
    figure.box(394, 150, 150, 96, "world", bold=True, size=26)
    figure.circle(274, 198, 40, fill="surface", stroke="ink")
    figure.text(274, 198, "≠ ?", size=26, bold=True)
    figure.arrow((154, 198), (234, 198), gap=4)
    figure.arrow((394, 198), (314, 198), gap=4)
    figure.arrow((80, 148), (468, 148), bend=-80, tone="soft", gap=4)
    figure.text(274, 40, "act", tone="soft", size=24)
    figure.text(194, 124, "prediction", size=22)
    figure.text(356, 124, "senses", size=22)
    figure.arrow((274, 238), (80, 248), bend=-58, tone="warm", gap=5)
    figure.text(240, 356, "error: change the brain", tone="warm", bold=True, size=24)
    figure.text(240, 394, "no error: carry on", tone="soft", size=22)
    return figure


def turned() -> Figure:
    """Programming and learning: the same three things, one arrow turned."""
    figure = Figure("learning-turned", 1130, 360)
    for y, name, inputs, output, tone in (
        (8, "Programming", ("rules", "data"), "answers", "ink"),
        (192, "Learning", ("answers", "data"), "rules", "accent"),
    ):
        figure.text(4, y + 76, name, size=32, bold=True, anchor="start", tone=tone)
        for i, words in enumerate(inputs):
            top = y + 4 + i * 78
            figure.box(276, top, 190, 66, words, size=26)
            figure.arrow((466, top + 33), (570, y + 76), gap=6)
        figure.box(572, y + 24, 220, 104, "computer" if tone == "ink" else "learner", size=28, bold=True, fill="sunken")
        figure.arrow((792, y + 76), (892, y + 76), gap=6, tone=tone, width=4)
        filled = tone == "accent"
        figure.box(
            896,
            y + 36,
            220,
            80,
            output,
            size=28,
            bold=True,
            fill="accent" if filled else "surface",
            stroke=tone,
            tone="accent-ink" if filled else "ink",
        )
    figure.line((4, 180), (1126, 180), tone="line", width=2)
    return figure


def supervised() -> Figure:
    """Labelled points, a boundary fitted to them, a new point."""
    figure = Figure("learning-supervised", 548, 450)
    rng = coin(3)
    figure.rect(2, 2, 544, 446, fill="surface", stroke="line", width=2)

    def boundary(y: float) -> float:
        return 290 + 62 * math.sin(y / 74) + 0.1 * (y - 220)

    figure.path(
        [(2, 2), *((boundary(y), y) for y in range(2, 449, 6)), (2, 448)], tone="none", fill="accent-soft", closed=True
    )
    figure.path([(boundary(y), y) for y in range(2, 449, 6)], tone="accent", width=4)
    for x, y in cloud(rng, 150, 240, 78, 24, apart=30):
        if 20 < x < boundary(y) - 16 and 20 < y < 400 and math.dist((x, y), (238, 84)) > 40:
            figure.circle(x, y, 9, fill="accent")
    for x, y in cloud(rng, 430, 220, 78, 24, apart=30):
        if boundary(y) + 16 < x < 526 and 20 < y < 430:
            figure.rect(x - 8, y - 8, 16, 16, fill="warm", radius=2)
    figure.circle(238, 84, 24, fill="surface", stroke="ink")
    figure.text(238, 84, "?", bold=True, size=30)
    figure.text(16, 424, "cat", anchor="start", tone="accent", bold=True, size=26)
    figure.text(532, 424, "dog", anchor="end", tone="warm", bold=True, size=26)
    return figure


def unsupervised() -> Figure:
    """Three questions to unlabelled points."""
    figure = Figure("learning-unsupervised", 1130, 380)
    rng = coin(8)
    for i, name in enumerate(("clustering", "fewer dimensions", "density")):
        figure.rect(i * 390 + 2, 2, 346, 310, fill="surface", stroke="line", width=2)
        figure.text(i * 390 + 175, 348, name, size=28, bold=True)
    for (x, y), tone in zip(((96, 96), (246, 116), (156, 232)), ("accent", "warm", "good"), strict=True):
        figure.circle(x, y, 66, stroke=tone, dash="9 8")
        for px, py in cloud(rng, x, y, 20, 9):
            figure.circle(px, py, 7, fill=tone)
    curve = [(430 + t * 2.5, 156 + 62 * math.sin(t / 17)) for t in range(6, 108)]
    figure.path(curve, tone="accent", opacity=0.35, width=10)
    for cx, cy in curve[2::7]:
        figure.circle(cx + rng.gauss(0, 5), cy + rng.gauss(0, 7), 7, fill="ink")
    figure.line((444, 276), (694, 276), tone="accent", width=4)
    for t in range(8, 108, 7):
        figure.circle(444 + t * 2.4 - 10, 276, 7, fill="accent")
    for scale in (1.0, 0.72, 0.44, 0.18):
        figure.ellipse(955, 158, 142 * scale, 96 * scale, -24, fill="accent", opacity=0.13 if scale > 0.2 else 0.3)
    for _ in range(34):
        a, b = rng.gauss(0, 58), rng.gauss(0, 34)
        turn = math.radians(-24)
        px, py = 955 + a * math.cos(turn) - b * math.sin(turn), 158 + a * math.sin(turn) + b * math.cos(turn)
        if 796 < px < 1112 and 16 < py < 298:
            figure.circle(px, py, 5, fill="ink")
    return figure


def selfsupervised() -> Figure:
    """Each prefix is an input, the next word its label."""
    figure = Figure("learning-selfsupervised", 548, 420)
    words = ("the", "whale", "is", "white")
    widths = (86, 122, 70, 122)
    figure.text(6, 26, "input", anchor="start", tone="soft", size=22)
    figure.text(542, 26, "label", anchor="end", tone="accent", size=22)
    for row in range(1, 4):
        y, x = 62 + (row - 1) * 118, 4.0
        for i in range(row):
            figure.box(x, y, widths[i], 70, words[i], size=26, width=2.5)
            x += widths[i] + 10
        figure.arrow((x, y + 35), (420, y + 35), tone="accent", gap=4)
        figure.box(422, y, 122, 70, words[row], size=26, fill="accent", stroke="accent", tone="accent-ink", bold=True)
    return figure


def reinforcement() -> Figure:
    """Agent and environment."""
    figure = Figure("learning-reinforcement", 548, 430)
    figure.box(154, 20, 240, 96, "agent", bold=True, fill="accent-soft", stroke="accent", size=30)
    figure.box(154, 310, 240, 96, "environment", bold=True, size=28)
    figure.arrow((394, 68), (394, 358), bend=-92, gap=5)
    figure.text(462, 213, "action", size=25, anchor="end")
    figure.arrow((154, 358), (154, 68), bend=-92, gap=5)
    figure.text(86, 196, "state", size=25, anchor="start")
    figure.text(86, 232, "reward", size=25, tone="warm", bold=True, anchor="start")
    return figure


def planning() -> Figure:
    """Imagined futures, and the first step of the best one."""
    figure = Figure("learning-planning", 548, 480)
    figure.text(4, 240, "now", anchor="start", size=24, bold=True)
    root = (84.0, 240.0)
    good = (1, 2, 1)
    levels = ((210, 150), (344, 50), (470, 16.7))
    frontier: list[tuple[Point, tuple[int, ...]]] = [(root, ())]
    best: list[Point] = [root]
    for x, spread in levels:
        following = []
        for point, steps in frontier:
            for branch in (0, 1, 2):
                target = (float(x), point[1] + (branch - 1) * spread)
                chosen = (*steps, branch)
                if chosen == good[: len(chosen)]:
                    best.append(target)
                figure.line(point, target, tone="soft", width=1.6, opacity=0.7)
                following.append((target, chosen))
        frontier = following
    for leaf, steps in frontier:
        if steps != good:
            figure.circle(*leaf, 4, fill="bad")
    for a, b in pairwise(best):
        figure.line(a, b, tone="accent", width=5)
    figure.arrow(best[0], best[1], tone="accent", width=6, gap=0)
    figure.circle(*root, 15, fill="ink")
    for point in best[1:3]:
        figure.circle(*point, 9, fill="accent")
    figure.circle(*best[3], 13, fill="good")
    figure.text(494, best[3][1], "goal", tone="good", bold=True, anchor="start", size=22)
    figure.text(4, 436, "only this step\nis really taken", tone="accent", size=22, bold=True, anchor="start")
    figure.line((64, 406), (138, 252), tone="accent", width=2, dash="4 6")
    return figure


FIGURES = (brain, turned, supervised, unsupervised, selfsupervised, reinforcement, planning)
