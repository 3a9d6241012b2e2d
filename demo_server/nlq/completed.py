"""After the model: a value that the question names in whole and the query leaves out is put into it.

>>> query, added = completed(
...     {"size": 0, "aggs": {"groups": {"terms": {"field": "director"}}}},
...     "directors of most dramas", [Link("dramas", "genre", "Drama")])
>>> query["query"], added[0].now
({'term': {'genre': 'Drama'}}, 'Drama')

Only a value whose every word stands in the question, and that can be meant of one field alone, is added: half a name
may be chance, and so may a word that two fields hold. Behind "not" or "without" it is what must not be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from demo_server.nlq.corrected import Correction
from demo_server.nlq.links import Link
from demo_server.nlq.values import words

_NEGATED = re.compile(
    r"\b(?:not|no|nor|without|except|minus|excluding|other than|but)\b[^,;.]{0,12}$|n['’]t\b[^,;.]{0,12}$", re.I
)


def completed(query: dict[str, Any], question: str, links: Sequence[Link]) -> tuple[dict[str, Any], list[Correction]]:
    """The query with what it left out, and what was added."""
    added = []
    written = json.dumps(query, ensure_ascii=False)
    for link in links:
        rivals = [other for other in links if other.said == link.said and other != link]
        if not link.value or rivals or not _whole(link) or json.dumps(link.value, ensure_ascii=False) in written:
            continue
        negated = _NEGATED.search(question[: question.find(link.said)])
        clause = {"term": {link.field: link.value}}
        query = {**query, "query": _with(query.get("query"), clause, "must_not" if negated else "must")}
        added.append(Correction(link.field, "", link.value, "left out"))
    return query, added


def _whole(link: Link) -> bool:
    """Does every word of the value stand in the question?"""
    return [word.stem for word in words(link.said)] == [word.stem for word in words(link.value)]


def _with(clause: dict[str, Any] | None, new: dict[str, Any], part: str) -> dict[str, Any]:
    """The clause and the new one, both."""
    if clause is None or "match_all" in clause:
        return new if part == "must" else {"bool": {part: [new]}}
    if "bool" not in clause:
        return {"bool": {"must": [clause, new]}} if part == "must" else {"bool": {"must": [clause], part: [new]}}
    inner = dict(clause["bool"])
    if part == "must" and "should" in inner and "must" not in inner and "filter" not in inner:
        inner.setdefault("minimum_should_match", 1)  # with a must beside it, a should alone would be a wish
    inner[part] = [*inner.get(part, ()), new]
    return {"bool": inner}
