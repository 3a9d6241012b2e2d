"""The demo server: serves the built site and answers questions in English about Elasticsearch indexes.

A request flows app -> routes -> nlq (mapping, schema, examples, prompt, model, validation, search) -> answer.
"""
