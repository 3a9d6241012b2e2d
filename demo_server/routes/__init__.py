"""The API, one module a concern: questions, indexes, examples, state (health, metrics, profiles) and its own docs.

Each module has `blueprint(services)`; `app.create_app` registers them all.
"""
