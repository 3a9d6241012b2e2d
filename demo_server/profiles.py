"""Which language models may be asked: each profile is one table of a TOML file, and no request ever carries a URL.

>>> embedded, = load(DEFAULT_FILE, embedded_url="http://127.0.0.1:9999/v1")
>>> embedded.name, embedded.base_url, embedded.can("json_schema")
('embedded', 'http://127.0.0.1:9999/v1', True)
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_FILE = Path(__file__).with_name("profiles.toml")

EMBEDDED = "embedded"
"""As `base_url` in the file: the model that the server runs itself, wherever its port is today."""

CAPABILITIES = frozenset({"json_schema", "embeddings", "adapters"})
"""What an endpoint may support. `json_schema`: decoding held to a JSON Schema by `response_format`."""


class ProfileError(Exception):
    """The profiles' file cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Profile:
    """One OpenAI-compatible endpoint and the model to ask there.

    `first_token_seconds` bounds the wait for the first token, `stall_seconds` the wait between two tokens;
    `api_key_env` names the environment variable that holds the key (the key itself is never in the file);
    `at_once` questions are put to it at the same time, whoever comes then waits in line; `choices` answers to one of
    them may be asked for in one request (the API's `n`); `embedding_model` is asked for embeddings where that is
    another model; `price_in` and `price_out` are what a million tokens cost, for limits.
    """

    name: str
    base_url: str
    model: str
    title: str = ""
    api_key_env: str | None = None
    supports: frozenset[str] = frozenset()
    max_tokens: int = 256
    temperature: float = 0.0
    first_token_seconds: float = 20.0
    stall_seconds: float = 5.0
    examples: int = 8
    at_once: int = 8
    choices: int = 1
    embedding_model: str | None = None
    price_in: float | None = None
    price_out: float | None = None

    def can(self, capability: str) -> bool:
        """Does the endpoint support `capability` (one of CAPABILITIES)?"""
        return capability in self.supports

    def api_key(self, environment: Mapping[str, str] | None = None) -> str | None:
        """The key for the endpoint, or None where it needs none or the variable is not set."""
        if self.api_key_env is None:
            return None
        return (os.environ if environment is None else environment).get(self.api_key_env) or None


def load(path: Path, embedded_url: str | None) -> tuple[Profile, ...]:
    """The profiles of a TOML file, in its order: the first one is the default.

    A profile whose `base_url` is "embedded" gets `embedded_url`, and is left out when that is None.
    Raises ProfileError for a file that cannot be read, an unknown key, a wrong type or no usable profile.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from error
    found = []
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ProfileError(f"{path}: '{name}' must be a table such as [{name}]")
        if table.get("base_url") == EMBEDDED:
            if embedded_url is None:
                continue
            table = {**table, "base_url": embedded_url}
        found.append(_profile(path, name, table))
    if not found:
        raise ProfileError(f"{path}: no profile can be used; add one with base_url, model and, if needed, api_key_env")
    return tuple(found)


def _profile(path: Path, name: str, table: dict[str, object]) -> Profile:
    known = {field.name for field in fields(Profile)} - {"name"}
    if unknown := sorted(set(table) - known):
        raise ProfileError(f"{path}: [{name}] has an unknown key '{unknown[0]}'; known are {', '.join(sorted(known))}")
    values: dict[str, object] = {}
    for key, value in table.items():
        values[key] = _checked(path, name, key, value)
    for key in ("base_url", "model"):
        if key not in values:
            raise ProfileError(f"{path}: [{name}] needs '{key}'")
    return Profile(name=name, **values)  # type: ignore[arg-type]


def _checked(path: Path, name: str, key: str, value: object) -> object:
    if key == "supports":
        if not isinstance(value, list) or not set(value) <= CAPABILITIES:
            raise ProfileError(f"{path}: [{name}] 'supports' must be a list out of {', '.join(sorted(CAPABILITIES))}")
        return frozenset(value)
    if key in ("max_tokens", "examples", "at_once", "choices"):
        if type(value) is not int or value < 1:
            raise ProfileError(f"{path}: [{name}] '{key}' must be a whole number of at least 1")
        return value
    if key in ("temperature", "first_token_seconds", "stall_seconds", "price_in", "price_out"):
        if type(value) not in (int, float) or value < 0:  # type: ignore[operator]
            raise ProfileError(f"{path}: [{name}] '{key}' must be a number of at least 0")
        return float(value)  # type: ignore[arg-type]
    if not isinstance(value, str) or not value:
        raise ProfileError(f"{path}: [{name}] '{key}' must be a text")
    if key == "base_url" and urlsplit(value).scheme not in ("http", "https"):
        raise ProfileError(f"{path}: [{name}] 'base_url' must begin with http:// or https://, or be \"embedded\"")
    return value
