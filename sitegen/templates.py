"""Jinja2 over `site/templates/`, with the few filters that the pages share.

>>> thousands(1216414), day("2026-11-24T10:00:00+00:00"), slug("What is $n$? A 2nd try")
('1,216,414', '24 November 2026', 'what-is-n-a-2nd-try')
"""

from __future__ import annotations

import datetime as dt
import json
import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sitegen.node_tools import ROOT

TEMPLATES = ROOT / "site/templates"


def environment() -> Environment:
    """Templates that escape what they print and fail on a name they do not know."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2", "svg.j2"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(thousands=thousands, day=day, slug=slug, printable=printable, json=as_json)
    return templates


def thousands(number: float) -> str:
    """A whole number with its groups of three."""
    return f"{number:,.0f}"


def day(timestamp: str) -> str:
    """The day of an ISO timestamp, in words."""
    moment = dt.datetime.fromisoformat(timestamp)
    return f"{moment.day} {moment:%B %Y}"


def slug(text: str) -> str:
    """A title as it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[$\\{}’']", "", text.lower())).strip("-") or "slide"


def as_json(value: object) -> str:
    """JSON on one line, as people write it: `tojson` would escape what the template escapes anyway."""
    return json.dumps(value, ensure_ascii=False)


def printable(byte: int) -> str:
    """One byte as a reader sees it.

    >>> [printable(byte) for byte in (97, 32, 10, 200)]
    ['a', '␣', '↵', '\\\\xc8']
    """
    return {32: "␣", 10: "↵"}.get(byte, chr(byte) if 33 <= byte < 127 else f"\\x{byte:02x}")
