"""The built site and the live rooms, without Elasticsearch and the language model: for gunicorn, as the real server.

gunicorn --worker-class gevent "tests.browser.room_app:create('dist', '.data', 'token')"
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_openapi3.openapi import OpenAPI

from demo_server import live
from demo_server.config import Settings
from demo_server.errors import install
from demo_server.security import SecurityHeaders
from demo_server.site import Site


def create(site: str, data_dir: str, token: str) -> Flask:
    """The application, with the presenter's token."""
    app = OpenAPI("rooms", doc_ui=False)
    settings = Settings("http://127.0.0.1:9", (), site=Path(site), data_dir=Path(data_dir), presenter_token=token)
    app.register_api(live.blueprint(settings))
    install(app)
    app.wsgi_app = SecurityHeaders(Site(app.wsgi_app, Path(site), frozenset({"live"})))  # type: ignore[method-assign]
    return app
