"""Figures of the section on search: the loop of a tool, buckets of an aggregation, the way of a question."""

from __future__ import annotations

from slides.draw.canvas import Figure


def tools() -> Figure:
    """The model writes a call, the program decides and runs it, the result is read."""
    figure = Figure("search-tools", 548, 470)
    figure.text(80, 20, "question", size=24)
    figure.arrow((80, 36), (80, 88), gap=3)
    figure.box(4, 90, 152, 96, "model", bold=True, size=28, fill="accent-soft", stroke="accent")
    figure.arrow((156, 138), (376, 138), gap=5)
    figure.text(266, 114, "writes a call", size=22)
    figure.box(378, 90, 166, 96, "check", bold=True, size=28, fill="surface", stroke="warm", tone="warm")
    figure.arrow((461, 186), (461, 296), gap=5)
    figure.text(448, 240, "allowed", size=22, anchor="end")
    figure.box(378, 298, 166, 96, "tool", bold=True, size=28)
    figure.arrow((376, 346), (158, 346), gap=5)
    figure.text(266, 322, "result", size=22)
    figure.box(4, 298, 152, 96, "context", bold=True, size=26, fill="sunken")
    figure.arrow((80, 298), (80, 188), gap=5)
    figure.text(94, 240, "reads it", size=22, anchor="start")
    figure.arrow((156, 104), (286, 34), gap=4, tone="soft")
    figure.text(296, 26, "answer, when done", size=22, tone="soft", anchor="start")
    figure.text(274, 444, "the model writes, the program decides", size=24, tone="soft")
    return figure


def aggregation() -> Figure:
    """Documents fall into one bucket for each value of a field."""
    figure = Figure("search-aggregation", 548, 470)
    authors = ("Shannon", "Hinton", "Sutton")
    documents = (1, 0, 1, 2, 0, 1, 1)
    figure.text(72, 20, "documents", size=22, tone="soft")
    tones = ("accent", "warm", "good")
    heights = [documents.count(i) for i in range(3)]
    for row, author in enumerate(documents):
        y = 40 + row * 60
        figure.rect(4, y, 136, 46, fill="surface", stroke="line", width=2, radius=6)
        figure.circle(26, y + 23, 8, fill=tones[author])
        for k, width in enumerate((80, 56)):
            figure.line((44, y + 16 + k * 14), (44 + width, y + 16 + k * 14), tone="line", width=4)
    for i, (name, tone) in enumerate(zip(authors, tones, strict=True)):
        y = 66 + i * 138
        figure.text(262, y, name, size=26, anchor="start", bold=True, tone=tone)
        for k in range(heights[i]):
            figure.rect(262 + k * 52, y + 22, 44, 44, fill=tone, radius=5)
        figure.text(274 + heights[i] * 52, y + 44, str(heights[i]), size=30, bold=True, anchor="start")
    figure.arrow((146, 240), (244, 240), gap=2, width=4, tone="soft")
    figure.text(196, 212, "terms", size=22, tone="soft", code=True)
    figure.text(398, 20, "buckets", size=22, tone="soft")
    return figure


def way() -> Figure:
    """From a question to a result, with the one schema in the middle of it."""
    figure = Figure("search-way", 1130, 400)
    figure.box(4, 130, 170, 80, "question", size=26, bold=True)
    figure.box(4, 18, 170, 72, "mapping", size=26)
    figure.box(236, 18, 170, 72, "schema", size=28, bold=True, fill="accent", stroke="accent", tone="accent-ink")
    figure.arrow((174, 54), (236, 54), gap=4)
    figure.box(236, 130, 170, 80, "prompt", size=26)
    figure.arrow((174, 170), (236, 170), gap=4)
    figure.box(236, 262, 170, 72, "examples", size=26, fill="sunken")
    figure.arrow((321, 262), (321, 212), gap=4)
    figure.arrow((321, 90), (321, 130), gap=4, tone="accent")
    figure.box(478, 130, 150, 80, "model", size=28, bold=True, fill="accent-soft", stroke="accent")
    figure.arrow((406, 170), (478, 170), gap=4)
    figure.box(712, 130, 150, 80, "check", size=28, bold=True, stroke="warm", tone="warm")
    figure.arrow((628, 170), (712, 170), gap=4)
    figure.text(670, 150, "query", size=19, tone="soft")
    figure.arrow((406, 54), (553, 128), bend=-22, tone="accent", gap=5)
    figure.text(560, 66, "steers", size=21, tone="accent", anchor="start")
    figure.arrow((406, 40), (787, 128), bend=-44, tone="accent", gap=5)
    figure.text(760, 50, "checks", size=21, tone="accent", anchor="start")
    figure.arrow((787, 212), (553, 212), bend=-46, tone="warm", gap=5)
    figure.text(670, 330, "its errors, in words,", size=22, tone="warm")
    figure.text(670, 360, "twice at most", size=22, tone="warm")
    figure.box(940, 130, 186, 80, "run, limited", size=26)
    figure.arrow((862, 170), (940, 170), gap=4)
    figure.arrow((1033, 210), (1033, 272), gap=4)
    figure.box(940, 274, 186, 80, "result", size=28, bold=True, fill="accent-soft", stroke="accent")
    return figure


FIGURES = (tools, aggregation, way)
