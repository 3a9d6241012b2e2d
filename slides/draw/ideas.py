"""Figures of the three ideas: a teacher, a search for examples, a thin correction."""

from __future__ import annotations

import math

from slides.draw.canvas import Figure, coin
from slides.draw.learning import cloud


def teach() -> Figure:
    """The teacher fills the store, the store fills the small model's prompt."""
    figure = Figure("ideas-teach", 668, 450)
    figure.box(4, 40, 150, 76, "question", size=26, bold=True)
    figure.arrow((154, 78), (268, 78), gap=4, dash="10 8", tone="warm")
    figure.text(210, 28, "now and\nthen", size=20, tone="warm")
    figure.box(268, 30, 180, 96, "large\nmodel", size=27, bold=True, stroke="warm", tone="warm")
    figure.arrow((448, 78), (520, 78), gap=4, tone="warm")
    figure.box(520, 24, 144, 108, "valid?\nruns?\nfinds?", size=23)
    figure.arrow((592, 132), (592, 196), gap=4)
    figure.text(580, 164, "keep", size=21, anchor="end")
    figure.rect(520, 198, 144, 108, fill="sunken", stroke="ink")
    for k in (0, 1, 2):
        figure.line((542, 222 + k * 15), (642, 222 + k * 15), tone="soft", width=4)
    figure.text(592, 284, "examples", size=23, bold=True)
    figure.path([(592, 310), (592, 376), (580, 376)], tone="accent", width=4)
    figure.arrow((584, 376), (450, 376), tone="accent", width=4)
    figure.text(560, 412, "into the prompt", size=22, tone="accent")
    figure.box(268, 328, 180, 96, "small\nmodel", size=27, bold=True, fill="accent-soft", stroke="accent")
    figure.path([(79, 120), (79, 376), (90, 376)])
    figure.arrow((86, 376), (266, 376))
    figure.text(96, 260, "always", size=22, anchor="start")
    return figure


def rag() -> Figure:
    """The nearest stored questions go into the prompt."""
    figure = Figure("ideas-rag", 1130, 380)
    rng = coin(21)
    figure.box(4, 130, 180, 88, "question", size=28, bold=True)
    figure.arrow((184, 174), (276, 174), gap=4)
    figure.text(230, 142, "embed", size=21, tone="soft")
    figure.rect(280, 14, 400, 320, fill="surface", stroke="line", width=2)
    stored = [
        *cloud(rng, 376, 110, 30, 8),
        *cloud(rng, 560, 96, 34, 8),
        *cloud(rng, 398, 254, 30, 7),
        *cloud(rng, 566, 242, 36, 9),
    ]
    stored = [p for p in stored if 296 < p[0] < 664 and 30 < p[1] < 318]
    question = (520.0, 206.0)
    stored.sort(key=lambda point: math.dist(point, question))
    nearest = stored[:3]
    reach = (math.dist(stored[2], question) + math.dist(stored[3], question)) / 2
    figure.circle(*question, reach, stroke="accent", dash="8 7", width=2.5)
    for point in stored:
        close = point in nearest
        if close:
            figure.line(question, point, tone="accent", width=2.5)
        figure.circle(*point, 9 if close else 7, fill="accent" if close else "soft", opacity=None if close else 0.6)
    figure.circle(*question, 12, fill="warm")
    figure.text(480, 360, "stored questions, by meaning", size=20, tone="soft")
    figure.arrow((680, 174), (762, 174), gap=4, tone="accent", width=4)
    figure.rect(766, 66, 176, 216, fill="surface", stroke="ink")
    figure.text(854, 44, "prompt", size=24, tone="soft")
    for k in range(3):
        figure.rect(784, 84 + k * 48, 140, 36, fill="accent-soft", stroke="accent", width=2, radius=5)
        figure.text(854, 103 + k * 48, "example", size=20)
    figure.rect(784, 232, 140, 36, fill="surface", stroke="warm", width=2, radius=5)
    figure.text(854, 251, "question", size=20, tone="warm")
    figure.arrow((942, 174), (1006, 174), gap=4)
    figure.box(1006, 124, 120, 100, "small\nmodel", size=25, bold=True, fill="accent-soft", stroke="accent")
    return figure


def lora() -> Figure:
    """A frozen matrix and two thin ones, drawn to scale for width 576 and rank 16."""
    figure = Figure("ideas-lora", 548, 430)
    side = 260.0
    thin = side * 16 / 576
    figure.rect(4, 40, side, side, fill="sunken", stroke="ink", radius=4)
    figure.text(134, 160, "W", size=44, bold=True, italic=True)
    figure.text(134, 206, "frozen", size=22, tone="soft")
    figure.text(296, 170, "+", size=44, bold=True)
    figure.rect(332, 40, thin, side, fill="accent", radius=2)
    figure.text(336, 20, "B", size=30, bold=True, italic=True, tone="accent")
    figure.text(360, 170, "·", size=40, bold=True)
    figure.rect(378, 166, 166, thin, fill="accent", radius=2)
    figure.text(462, 146, "A", size=30, bold=True, italic=True, tone="accent")
    figure.text(134, 20, "576 × 576", size=22, tone="soft")
    figure.text(470, 206, "16 × 576", size=22, tone="soft")
    figure.text(374, 322, "576 × 16", size=22, tone="soft")
    figure.text(134, 372, f"{576 * 576:,} numbers".replace(",", " "), size=25)
    figure.text(420, 372, f"{2 * 576 * 16:,} numbers".replace(",", " "), size=25, bold=True, tone="accent")
    figure.text(274, 412, f"{100 * 2 * 16 / 576:.1f} % of the matrix", size=22, tone="soft")
    return figure


FIGURES = (teach, rag, lora)
