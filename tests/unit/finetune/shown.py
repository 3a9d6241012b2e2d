"""A mapping back from the line that a model is shown."""

from __future__ import annotations

import re

from demo_server.nlq.mapping import IndexMapping, from_properties

SHOWN = re.compile(r"(?P<index>[^(]+)\((?P<fields>[^)]*)\)")


def mapping_shown(line: str) -> IndexMapping:
    """The mapping, sub-fields as fields of their own."""
    shown = SHOWN.match(line)
    assert shown is not None
    properties = {}
    for part in shown["fields"].split(","):
        name, _, type_ = part.rpartition(":")
        properties[name] = {"type": type_}
    return from_properties(shown["index"], properties)
