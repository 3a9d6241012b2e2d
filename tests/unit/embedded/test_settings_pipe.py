"""The settings that go through the pipe to the web server's process come out the same."""

from __future__ import annotations

import json
from pathlib import Path

from demo_server import profiles
from demo_server.config import Settings
from demo_server.embedded.web import settings_from_json, settings_to_json


def test_settings_survive_the_pipe() -> None:
    settings = Settings(
        elasticsearch_url="http://127.0.0.1:20001",
        profiles=profiles.load(profiles.DEFAULT_FILE, "http://127.0.0.1:20002/v1"),
        elasticsearch_api_key="key",
        site=Path("/site"),
        data_dir=Path("/data"),
        presenter_token="token",
        indexes=("articles",),
        without=frozenset({"links", "corrections"}),
    )
    assert settings_from_json(json.loads(json.dumps(settings_to_json(settings)))) == settings
    assert settings_from_json(settings_to_json(Settings("http://x", ()))) == Settings("http://x", ())
