"""What a model may write around its query, and what is no query."""

from __future__ import annotations

import pytest

from demo_server.nlq.parse import ParseError, parse


@pytest.mark.parametrize(
    "text",
    [
        '{"query":{"match_all":{}}}',
        '  {"query": {"match_all": {}}}\n',
        '```json\n{"query":{"match_all":{}}}\n```',
        'Sure! Here is the query:\n{"query":{"match_all":{}}} I hope this helps.',
    ],
)
def test_a_query_is_found_in_what_surrounds_it(text: str) -> None:
    assert parse(text) == {"query": {"match_all": {}}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("I cannot do that.", "not JSON"),
        ("[1, 2]", "must be one JSON object"),
        ('{"query": {"match_all": {}}', "not JSON"),
        ('{"size": NaN}', "NaN"),
        ('{"size": 1, "size": 10000}', "'size' is written twice"),
        ('{"size": 1} {"size": 2}', "more than one"),
        ('{"a":' * 60 + "1" + "}" * 60, "nested deeper"),
        ('{"a":' * 3000 + "1" + "}" * 3000, "nested deeper"),
        ('{"size": ' + "9" * 5000 + "}", "not JSON"),
        ("{" + " " * 30_000, "longer than"),
    ],
)
def test_anything_else_is_told_why(text: str, said: str) -> None:
    with pytest.raises(ParseError, match=said):
        parse(text)
