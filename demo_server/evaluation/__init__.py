"""How often the answer is right: questions by hand, asked of the real pipeline, judged by what their queries find.

The way of a measurement: `questions/` → `sets` (read) → `asking` (the pipeline, here or behind a URL) → `runs` (every
answer kept as it comes) → `execution` and `equivalence` (judged) → `report` (figures with intervals) → `reports/`.
"""
