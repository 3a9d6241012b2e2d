"""Figures of the section on generative models: arrows turned round, and a straight line on logarithmic axes."""

from __future__ import annotations

from slides.draw.canvas import Figure
from slides.draw.rules import CAT, draw_cat

KAPLAN_EXPONENT = 0.076  # loss against parameters: Kaplan et al. 2020, equation 1.1


def reversed_arrows() -> Figure:
    """Recognition above, generation below."""
    figure = Figure("generative-reversed", 1130, 390)
    cell = 11.0
    w, h = len(CAT[0]) * cell, len(CAT) * cell
    for y, tone, name, formula in (
        (16.0, "ink", "recognise", "Pr(label | image)"),
        (216.0, "accent", "generate", "Pr(image | label)"),
    ):
        middle = y + h / 2 + 6
        figure.text(4, middle - 18, name, size=32, bold=True, anchor="start", tone=tone)
        figure.text(4, middle + 24, formula, size=24, anchor="start", tone="soft")
        figure.rect(370, y, w + 26, h + 14, fill="surface", stroke="ink", width=2.5)
        draw_cat(figure, 383, y + 7, cell, grid=False)
        left, right = (592.0, middle), (878.0, middle)
        if tone == "ink":
            figure.arrow(left, right, width=5, gap=4)
            note = "leaves out nearly everything"
        else:
            figure.arrow(right, left, width=5, gap=4, tone="accent")
            note = "has to fill in everything"
        figure.text(735, middle - 34, note, size=19, tone="soft")
        figure.box(892, middle - 42, 190, 84, "“cat”", size=36, bold=True, fill="accent-soft", stroke=tone)
    figure.line((4, 196), (1126, 196), tone="line", width=2)
    return figure


def scaling() -> Figure:
    """The power law itself, with its value at each tenfold step relative to the first."""
    figure = Figure("generative-scaling", 548, 470)
    left, bottom, step = 84.0, 380.0, 106.0
    figure.arrow((left, bottom), (540, bottom), width=2.5)
    figure.arrow((left, bottom), (left, 14), width=2.5)
    values = [10 ** (-KAPLAN_EXPONENT * decade) for decade in range(5)]
    points = [(left + i * step, 70 + 250 * i / 4) for i in range(5)]
    figure.path(points, tone="accent", width=5)
    for i, ((x, y), value) in enumerate(zip(points, values, strict=True)):
        figure.line((x, bottom), (x, bottom + 8), width=2)
        figure.text(x, bottom + 28, f"{10**i:,}" if i else "1", size=20, tone="soft")
        figure.circle(x, y, 10, fill="accent")
        last = i == len(values) - 1
        figure.text(
            x - 16 if last else x + 16,
            y + 24 if last else y - 26,
            f"{value:.2f}",
            size=24,
            bold=True,
            anchor="end" if last else "start",
        )
    figure.text(310, 446, "parameters (× the first)", size=22, tone="soft")
    figure.text(40, 40, "loss", size=22, tone="soft")
    figure.text(540, 40, "both axes logarithmic", size=20, tone="soft", anchor="end")
    return figure


FIGURES = (reversed_arrows, scaling)
