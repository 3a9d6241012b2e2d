"""Figures of the opening and of the section on rules: boxes, trees, and a cat that no rule catches."""

from __future__ import annotations

from slides.draw.canvas import Figure

# Brightness of a cat's face, 0 (dark) to 9 (light, left out); symmetric, so only the left half is written.
CAT_HALF = (
    "99599999",
    "99559999",
    "99535999",
    "99535555",
    "99556646",
    "95666646",
    "95600666",
    "95601666",
    "22666671",
    "95666772",
    "22666727",
    "95566777",
    "99556666",
    "99995555",
)
CAT = [row + row[::-1] for row in CAT_HALF]


def draw_cat(figure: Figure, x: float, y: float, cell: float, *, grid: bool = True) -> None:
    """The cat's face in square cells from (x, y), on paper of its own: dark is dark on a dark page too."""
    figure.rect(x - 6, y - 6, len(CAT[0]) * cell + 12, len(CAT) * cell + 12, fill="#f4f2ec", radius=4)
    for row, cells in enumerate(CAT):
        for column, shade in enumerate(cells):
            left, top = x + column * cell, y + row * cell
            if grid:
                figure.rect(left, top, cell, cell, stroke="#d9d5cb", width=1, radius=0)
            if shade != "9":
                level = 38 + 21 * int(shade)
                figure.rect(left, top, cell, cell, fill=f"#{level:02x}{level:02x}{level:02x}", radius=0)


def title_tokens() -> Figure:
    """A sentence whose last token is still to come."""
    figure = Figure("title-tokens", 1120, 110)
    x = 4.0
    for word, width in (("a", 84), ("model", 170), ("predicts", 220), ("the", 120), ("next", 144)):
        figure.box(x, 10, width, 90, word, size=36, stroke="line", width=2)
        x += width + 16
    figure.box(x, 10, 150, 90, "?", size=44, bold=True, tone="accent", stroke="accent", fill="accent-soft", dash="10 8")
    return figure


def rules_inference() -> Figure:
    """Two premises, one rule, one conclusion."""
    figure = Figure("rules-inference", 548, 420)
    figure.text(130, 24, "a fact", tone="soft", size=20)
    figure.box(4, 44, 252, 76, "human(socrates)", code=True, size=22)
    figure.text(416, 24, "a rule", tone="soft", size=20)
    figure.box(284, 44, 260, 76, "human(X)\n→ mortal(X)", code=True, size=21)
    figure.arrow((130, 120), (246, 204), gap=4)
    figure.arrow((414, 120), (302, 204), gap=4)
    figure.circle(274, 226, 34, fill="accent-soft", stroke="accent")
    figure.text(274, 226, "∴", size=34, tone="accent", bold=True)
    figure.arrow((274, 260), (274, 322), gap=4)
    figure.box(
        124, 324, 300, 80, "mortal(socrates)", code=True, fill="accent", stroke="accent", tone="accent-ink", size=24
    )
    return figure


def rules_reduction() -> Figure:
    """A problem taken apart and its solutions put together."""
    figure = Figure("rules-reduction", 548, 470)
    figure.box(150, 8, 248, 72, "big problem", bold=True, fill="accent-soft", stroke="accent")
    middles, leaf = (92.0, 274.0, 456.0), 0
    for x in middles:
        figure.arrow((274, 80), (x, 168), gap=5)
        figure.box(x - 62, 170, 124, 60, "smaller", size=22)
        for dx in (-42.0, 42.0):
            figure.arrow((x, 230), (x + dx, 300), gap=5, width=2.5)
            figure.box(x + dx - 33, 302, 66, 50, "✓", tone="good", stroke="good", size=26, bold=True, width=2.5)
            leaf += 1
    figure.path([(16, 376), (16, 392), (532, 392), (532, 376)], tone="soft", width=2.5)
    figure.arrow((274, 392), (274, 424), tone="soft", gap=0)
    figure.text(274, 446, "combine the solutions", tone="soft")
    return figure


def rules_cat() -> Figure:
    """A cat in pixels, and the beginning of a rule for it."""
    figure = Figure("rules-cat", 548, 486)
    draw_cat(figure, 98, 8, 22)
    figure.rect(0, 338, 548, 144, fill="sunken", stroke="line", width=1.5)
    rule = ("if dark(3,6) and dark(12,6)", "   and dark(7,8) and …", "   unless it is asleep, or …")
    for i, line in enumerate(rule):
        figure.text(24, 370 + i * 36, line, code=True, size=24, anchor="start", tone="ink" if i < 2 else "warm")
    return figure


FIGURES = (title_tokens, rules_inference, rules_reduction, rules_cat)
