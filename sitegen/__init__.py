"""The steps of `python build.py`, one module each, in the order data flows.

facts → deck → slides → fallbacks → ngram_wheel → pyodide_runtime → corpora → assets → article → pages → licenses →
compress → checks; `watch`, `exports` and `social_card` are run on request. Nothing here is imported by the server.
"""
