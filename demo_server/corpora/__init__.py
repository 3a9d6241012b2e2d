"""The four indexes a newcomer can ask about: `documents` and `books` read real data, `load` brings them into an engine.

Each index has a folder: `mapping.json` (its fields), `questions.json` (what it is, and questions it can answer), and
whatever data no package brings.
"""
