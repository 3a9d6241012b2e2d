"""After the model: a value that the index does not hold, replaced by the one that can only be meant.

A keyword is matched as a whole, so `turing` finds nothing where the index holds `Alan Turing`; a misspelt word in a
text finds nothing either. Each replacement is reported, for a person must be able to see what was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from demo_server.nlq.clauses import Clause, rewritten
from demo_server.nlq.values import Catalogue

Spelt = Callable[[str, str], str]
"""From a text field and words to the words as its documents spell them."""


Why = Literal["value", "left out", "order", "phrase", "either"]


@dataclass(frozen=True)
class Correction:
    """What was changed in a query, and `why`.

    "value": `was` stood in a clause on `field`, which holds no such value; `now` stands there. "left out": `now` was
    added. "order": the result was sorted by `was`, it is by `now`; there is no field. "phrase": the words `now` must
    stand next to each other. "either": one of the values `now` is enough.
    """

    field: str
    was: str
    now: str
    why: Why = "value"

    def public(self) -> dict[str, str]:
        """As the API shows it."""
        return asdict(self)


def corrected(query: dict[str, Any], catalogue: Catalogue, spelt: Spelt) -> tuple[dict[str, Any], list[Correction]]:
    """The query with values that exist, and what was replaced. Only asked of queries that `validate` lets pass."""
    made: list[Correction] = []
    if "query" not in query:
        return query, made
    return {**query, "query": rewritten(query["query"], lambda one: _leaf(one, catalogue, spelt, made))}, made


def _leaf(clause: Clause, catalogue: Catalogue, spelt: Spelt, made: list[Correction]) -> Clause:
    ((kind, body),) = clause.items()

    def replaced(field: str, was: Any) -> Any:
        if not isinstance(was, str):
            return was
        now = catalogue.nearest(field, was) if kind in ("term", "terms") else spelt(field, was)
        if now is None or now == was:
            return was
        made.append(Correction(field, was, now))
        return now

    match kind:
        case "term" | "match_phrase":
            return {kind: {field: replaced(field, value) for field, value in body.items()}}
        case "terms":
            return {kind: {field: [replaced(field, value) for value in values] for field, values in body.items()}}
        case "match":
            return {
                kind: {
                    field: {**value, "query": replaced(field, value["query"])}
                    if isinstance(value, dict)
                    else replaced(field, value)
                    for field, value in body.items()
                }
            }
    return clause
