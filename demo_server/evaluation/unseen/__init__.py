"""Indexes that no training data, no shipped example and no prompt knows: what a model does with a mapping it never met.

Each has a folder with `mapping.json` and `words.toml`; `documents` composes the documents out of the words, always
the same ones.
"""
