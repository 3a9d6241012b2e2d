"""What a talk needs, looked at before the talk: a list of findings, each ready or not, with what to do.

`server` (parts, a question, a room, notes) and `browser` (pages, demos, sizes, by `look.mjs`) make `findings`.
"""
