"""Games in which the audience is the language model, and what else a room may say.

`letters` (bets and bits) → `ngram`, `llm` (what machines expect) → `shannon`, `temperature`, `poll`, `board` (kinds) →
`store` (what is kept) → `games` (who may do what, who is told; `pace`: how often) → `machine` (the language model
plays along) → `routes`; `shapes` says what may be sent, `result` what is taken home, `names` what phones are called.
"""
