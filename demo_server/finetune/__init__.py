"""Fine-tuning the embedded model on questions that are composed, never collected (the talk's third idea).

The way of the data: `vocabulary/` (words) → `fields` (what a field is and how people speak of it) → `worlds` (an index
made of fields, invented or real) → `conditions` (one clause and its phrase) → `questions` (intent, question, query) →
`noise` (the way people type) → `generate` (examples); then `train` → `export` → `card`.
"""
