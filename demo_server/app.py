"""The application: settings in, a Flask app out; nothing is started and nothing is asked until a request comes.

>>> from demo_server.config import Settings
>>> app = create_app(Settings(elasticsearch_url="http://127.0.0.1:9", profiles=()))
>>> app.test_client().get("/health").get_json()["service"]
'llm-talk'
"""

from __future__ import annotations

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from demo_server.config import Settings


def create_app(settings: Settings) -> Flask:
    """The site and the API over the given Elasticsearch and models."""
    app = Flask("demo_server", static_folder=None)

    @app.get("/health")
    def health() -> ResponseReturnValue:
        return jsonify(service="llm-talk", status="starting", parts={})

    app.config["TALK"] = settings
    return app
