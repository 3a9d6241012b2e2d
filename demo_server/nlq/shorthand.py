"""Queries in shorthand: a line for each condition, and a last one for what is wanted of the documents.

>>> query = {"size": 5, "query": {"bool": {"must": [{"term": {"author": "John Milton"}}],
...          "must_not": [{"match": {"content": "Satan"}}]}}, "sort": [{"published": "desc"}]}
>>> print(written(query))
author = John Milton
not content ~ Satan
top 5 published desc

It is what the fine-tuned model writes. Half of a query in Elasticsearch's own language is brackets, and `must` or
`must_not` stand before the conditions they hold, so that a model must know all of them before it writes the first.
Here each condition is settled where it stands, a fifth of the query's signs are enough, and a rule does the rest.

| line | clause |
|---|---|
| `f = a`, `f = a \\| b` | the field holds the value, or one of them |
| `f ~ words`, `f ~ "words"` | all the words stand in the text, or stand there side by side |
| `f ~ a \\| b`, `f \\| g = a` | either of the texts; either of the fields |
| `f < a`, `<=`, `>`, `>=`, `f = a..b` | a range |
| `has f`, `no f` | the field is there, or is not |
| `not …` | none of that |
| `all` | every document |
| `show 5`, `sort f asc`, `top 5 f desc` | documents: how many, in which order |
| `count`, `avg f`, `sum f`, `min f`, `max f`, `distinct f` | a number |
| `per f`, `per f top 5`, `per f yearly`, `per f by 10` | groups by value, by time, by steps |
| `per f; per g`, `per f top 1; avg g desc` | groups of groups; a measure of each, and the groups ranked by it |
| `cannot: prices` | the index cannot answer |

A million is `1M` and ten thousand `10k`: zeros are easily miscounted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from demo_server.nlq.clauses import text_of
from demo_server.nlq.mapping import Field, IndexMapping
from demo_server.nlq.parse import MAX_CHARS, ParseError
from demo_server.nlq.schema import ORDERED

Clause = dict[str, Any]

CANNOT = "cannot: "
INTERVALS = {"yearly": "year", "quarterly": "quarter", "monthly": "month", "weekly": "week", "daily": "day"}
ADVERBS = {interval: adverb for adverb, interval in INTERVALS.items()}
COMPARISONS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
SIGNS = {name: sign for sign, name in COMPARISONS.items()}
METRICS = {"avg": "avg", "sum": "sum", "min": "min", "max": "max", "distinct": "cardinality"}
MEASURES = {name: word for word, name in METRICS.items()}
SCALES = {"k": 10**3, "M": 10**6, "B": 10**9}

_CONDITION = re.compile(r"(not )?(\S.*?) (=|~|<=|>=|<|>) (\S.*)")
_PRESENCE = re.compile(r"(has|no) (\S.*)")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)([kMB]?)")
_PER = re.compile(r"per (\S.*?)(?: top (\d+)| by (\S+)| (yearly|quarterly|monthly|weekly|daily))?")
_MEASURE = re.compile(r"(avg|sum|min|max|distinct) (\S.*?)(?: (asc|desc))?")
_ORDERED = re.compile(r"(?:sort|top (\d+)) (\S.*) (asc|desc)")


class NoShorthand(ValueError):
    """The query says something that shorthand has no line for."""


def written(query: dict[str, Any]) -> str:
    """A query, or `{"unanswerable": "what of"}`, in shorthand. Raises NoShorthand.

    >>> written({"size": 0, "aggs": {"groups": {"terms": {"field": "genre", "size": 1, "order": {"value": "desc"}},
    ...          "aggs": {"value": {"avg": {"field": "budget"}}}}}})
    'per genre top 1; avg budget desc'
    """
    if "unanswerable" in query:
        return CANNOT + str(query["unanswerable"])
    conditions = _conditions(query["query"]) if "query" in query else []
    wanted = _wanted(query)
    lines = [*conditions, *([wanted] if wanted else [])]
    return "\n".join(lines or ["all"])


def read(text: str, mapping: IndexMapping) -> dict[str, Any]:
    """The query that shorthand stands for; `{"unanswerable": …}` where it says so.

    Raises ParseError with the line that cannot be read, in plain English.
    """
    if len(text) > MAX_CHARS:
        raise ParseError(f"the answer is longer than {MAX_CHARS} characters")
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    if not lines:
        raise ParseError("the answer is empty")
    if lines[0].startswith(CANNOT.strip()):
        return {"unanswerable": lines[0][len(CANNOT.strip()) :].strip()}
    reader = _Reader(mapping)
    for line in lines[:-1]:
        reader.condition(line)
    reader.last(lines[-1])
    return reader.query()


def grammar(mapping: IndexMapping) -> str:
    """The shorthand of one mapping as a GBNF grammar, which holds a model's decoding to its fields.

    >>> from demo_server.nlq.mapping import from_properties
    >>> print(grammar(from_properties("notes", {"by": {"type": "keyword"}})).splitlines()[0])
    root ::= "cannot: " text | (condition "\\n")* last
    """
    asked = [field for field in mapping.fields if field.searchable]
    texts = [field for field in asked if field.kind == "text"]
    exact = [field for field in asked if field.kind != "text"]
    ordered = [field for field in asked if field.kind in ORDERED]
    grouped = mapping.of("keyword", "integer", "boolean", aggregatable=True)
    numbers = mapping.of("integer", "number", aggregatable=True)
    dates = mapping.of("date", aggregatable=True)
    conditions, wanted, steps = [], ['"count"', '"show " size'], []
    if exact:
        conditions.append('"not "? exact (" | " exact)* " = " text')
    if texts:
        conditions.append('"not "? texts (" | " texts)* " ~ " text')
    if ordered:
        conditions.append('"not "? ordered (" < " | " <= " | " > " | " >= ") value')
    conditions.append('("has " | "no ") any')
    if mapping.of(aggregatable=True):
        wanted += ['("sort " | "top " size " ") sorted " " way', '"distinct " sorted']
    if numbers or dates:
        wanted.append("metric")
    if grouped:
        steps.append('"per " grouped (" top " size)?')
    if dates:
        steps.append(f'"per " dates ({" | ".join(_quoted(" " + adverb) for adverb in INTERVALS)})')
    if numbers:
        steps.append('"per " numbers " by " value')
    if steps:
        below = ["step", '"distinct " sorted (" " way)?', *(['metric (" " way)?'] if numbers or dates else [])]
        wanted.append(f'step ("; " ({" | ".join(below)}))?')
    measures = [
        *(['("avg " | "sum ") numbers'] if numbers else []),
        *(['("min " | "max ") measured'] if numbers or dates else []),
    ]
    rules = {
        "root": f'{_quoted(CANNOT)} text | (condition "\\n")* last',
        "last": 'condition | wanted | "all"',
        "condition": " | ".join(conditions),
        "wanted": " | ".join(wanted),
        "step": " | ".join(steps),
        "metric": " | ".join(measures),
        "exact": _names(exact),
        "texts": _names(texts),
        "ordered": _names(ordered),
        "any": _names(asked),
        "sorted": _names(mapping.of(aggregatable=True)),
        "grouped": _names(grouped),
        "numbers": _names(numbers),
        "dates": _names(dates),
        "measured": _names([*numbers, *dates]),
        "text": "[^\\x00-\\x1F ] [^\\x00-\\x1F]*",
        "value": "[0-9a-zA-Z/:.-]+",
        "size": "[1-9] [0-9]?",
        "way": '"asc" | "desc"',
    }
    used = {"root"}
    frontier = ["root"]
    while frontier:
        bare = re.sub(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]', "", rules[frontier.pop()])
        for name in re.findall(r"[a-z]+", bare):
            if name not in used:
                used.add(name)
                frontier.append(name)
    return "\n".join(f"{name} ::= {body}" for name, body in rules.items() if name in used and body)


def _names(fields: Iterable[Field]) -> str:
    return " | ".join(_quoted(field.name) for field in fields)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _conditions(clause: Clause) -> list[str]:
    """The lines of a query's clause."""
    if "match_all" in clause:
        return []
    if "bool" not in clause:
        return _lines(clause)
    parts = clause["bool"]
    lines = [line for part in ("must", "filter") for one in parts.get(part, ()) for line in _lines(one)]
    if parts.get("should"):
        if lines and parts.get("minimum_should_match") != 1:
            raise NoShorthand("a wish is no condition")
        lines.append(_either(parts["should"]))
    for one in parts.get("must_not", ()):
        line = _line(one)
        lines.append(f"no {line.removeprefix('has ')}" if line.startswith("has ") else f"not {line}")
    return lines


def _lines(clause: Clause) -> list[str]:
    """The line of a condition; the lines of several that one nested object fulfils."""
    inner = clause.get("nested", {}).get("query", {})
    if list(inner.get("bool", ())) == ["must"]:
        return [_line(one) for one in inner["bool"]["must"]]
    return [_line(clause)]


def _line(clause: Clause) -> str:
    ((kind, body),) = clause.items()
    if kind == "nested":
        return _line(body["query"])
    if kind == "exists":
        return f"has {body['field']}"
    if kind not in ("term", "terms", "match", "match_phrase", "range"):
        raise NoShorthand(f"there is no line for '{kind}'")
    ((field, value),) = body.items()
    match kind:
        case "term":
            return f"{field} = {_said(value)}"
        case "terms":
            return f"{field} = {' | '.join(map(_said, value))}"
        case "match_phrase":
            return f'{field} ~ "{_said(value)}"'
        case "match":
            words = text_of(value)
            every = isinstance(value, dict) and value.get("operator") == "and"
            return f"{field} ~ {_said(words) if every else ' | '.join(map(_said, words.split()))}"
    return _range(field, value)


def _range(field: str, bounds: dict[str, Any]) -> str:
    if set(bounds) == {"gte", "lte"}:
        low, high = _said(bounds["gte"]), _said(bounds["lte"])
        return f"{field} = {low}" + ("" if low == high and isinstance(bounds["gte"], str) else f"..{high}")
    if len(bounds) != 1:
        raise NoShorthand("a range has one bound, or both of its ends are in it")
    ((bound, value),) = bounds.items()
    return f"{field} {SIGNS[bound]} {_said(value)}"


def _either(clauses: list[Clause]) -> str:
    """One line for alternatives: several texts in a field, or one value in several fields."""
    lines = [_line(clause) for clause in clauses]
    parts = [match.groups() for line in lines if (match := _CONDITION.fullmatch(line))]
    if len(parts) == len(lines) and len({sign for _, _, sign, _ in parts}) == 1 and parts[0][2] in "=~":
        fields = list(dict.fromkeys(field for _, field, _, _ in parts))
        values = list(dict.fromkeys(value for _, _, _, value in parts))
        if (len(fields) == 1 or len(values) == 1) and len(fields) * len(values) == len(parts):
            return f"{' | '.join(fields)} {parts[0][2]} {' | '.join(values)}"
    raise NoShorthand("alternatives share their field or their value")


def _said(value: Any) -> str:
    """A value as shorthand has it.

    >>> [_said(value) for value in (1500000, 20000, 1990, True, "C++")]
    ['1.5M', '20k', '1990', 'true', 'C++']
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        for sign, least, most, step in (("B", 9, 15, 8), ("M", 6, 9, 5), ("k", 4, 6, 3)):
            if 10**least <= abs(value) < 10**most and value % 10**step == 0:
                return f"{value / SCALES[sign]:g}{sign}"
        return str(value)
    if isinstance(value, float):
        return f"{value:g}" if value == float(f"{value:g}") else str(value)
    if not isinstance(value, str) or not value.strip() or value != value.strip() or "\n" in value or " | " in value:
        raise NoShorthand("the value has no place on a line")
    return value


def _wanted(query: dict[str, Any]) -> str:
    """The last line; empty where documents are wanted as they come."""
    if "_source" in query:
        raise NoShorthand("documents come whole")
    if "aggs" in query:
        if query.get("size") != 0 or len(query["aggs"]) != 1:
            raise NoShorthand("one thing is asked at a time")
        return _aggregation(next(iter(query["aggs"].values())))
    size = query.get("size")
    if "sort" not in query:
        return "" if size is None else f"show {size}" if size else "count"
    if len(query["sort"]) != 1:
        raise NoShorthand("there is one order")
    ((field, way),) = query["sort"][0].items()
    if isinstance(way, dict) and "nested" in way:
        raise NoShorthand("documents are ordered by what is their own")
    way = way["order"] if isinstance(way, dict) else way
    return f"sort {field} {way}" if size is None else f"top {size} {field} {way}"


def _aggregation(agg: dict[str, Any]) -> str:
    kinds = [kind for kind in agg if kind != "aggs"]
    if len(kinds) != 1:
        raise NoShorthand("one thing is asked at a time")
    kind, body = kinds[0], agg[kinds[0]]
    if kind in MEASURES:
        return f"{MEASURES[kind]} {body['field']}"
    below = list(agg.get("aggs", {}).items())
    if len(below) > 1:
        raise NoShorthand("groups have one thing below them")
    line = f"per {body['field']}"
    order = {}
    match kind:
        case "terms":
            line += f" top {body['size']}" if "size" in body else ""
            order = body.get("order", {})
        case "date_histogram":
            line += f" {ADVERBS[body['calendar_interval']]}"
        case "histogram":
            line += f" by {_said(body['interval'])}"
        case _:
            raise NoShorthand(f"there is no line for '{kind}'")
    if not below:
        if order:
            raise NoShorthand("groups are ranked by their measure")
        return line
    name, inner = below[0]
    if order and list(order) != [name]:
        raise NoShorthand("groups are ranked by their measure")
    return f"{line}; {_aggregation(inner)}" + (f" {order[name]}" if order else "")


class _Reader:
    """Collects the clauses of a query, line by line."""

    def __init__(self, mapping: IndexMapping) -> None:
        self._mapping = mapping
        self._must: list[Clause] = []
        self._should: list[Clause] = []
        self._must_not: list[Clause] = []
        self._wanted: dict[str, Any] = {}

    def query(self) -> dict[str, Any]:
        """What the lines came to."""
        must = _together(self._must)
        parts: dict[str, Any] = {
            name: clauses
            for name, clauses in (("must", must), ("should", self._should), ("must_not", self._must_not))
            if clauses
        }
        wanted = dict(self._wanted)
        if not parts:
            clause: Clause | None = None if "aggs" in wanted else {"match_all": {}}
        elif list(parts) == ["must"] and len(must) == 1:
            clause = must[0]
        else:
            if must and self._should:
                parts["minimum_should_match"] = 1
            clause = {"bool": parts}
        size = {"size": wanted.pop("size")} if "size" in wanted else {}
        return {**size, **({} if clause is None else {"query": clause}), **wanted}

    def condition(self, line: str) -> None:
        """Read a condition. Raises ParseError."""
        if match := _CONDITION.fullmatch(line):
            negated, fields, sign, value = match.groups()
            clauses = [
                _within(field, one)
                for field in map(self._field, fields.split(" | "))
                for one in self._clauses(field, sign, value)
            ]
            if negated:
                self._must_not += clauses
            elif len(clauses) == 1:
                self._must += clauses
            elif self._should:
                raise ParseError(f"there can be one choice between alternatives, and '{line}' is the second")
            else:
                self._should = clauses
        elif match := _PRESENCE.fullmatch(line):
            word, name = match.groups()
            field = self._field(name)
            (self._must if word == "has" else self._must_not).append(_within(field, {"exists": {"field": field.name}}))
        else:
            raise ParseError(f"the line '{line[:200]}' cannot be read")

    def last(self, line: str) -> None:
        """Read the last line: what is wanted, or one more condition. Raises ParseError."""
        if line == "all":
            return
        if line == "count":
            self._wanted = {"size": 0}
        elif match := re.fullmatch(r"show (\d{1,4})", line):
            self._wanted = {"size": int(match[1])}
        elif match := _ORDERED.fullmatch(line):
            size, name, way = match.groups()
            self._wanted = {**({"size": int(size)} if size else {}), "sort": [{self._field(name).name: way}]}
        elif match := _MEASURE.fullmatch(line):
            self._wanted = {"size": 0, "aggs": {"value": self._metric(*match.groups()[:2])}}
        elif _PER.fullmatch(line.split("; ")[0]):
            self._wanted = {"size": 0, "aggs": {"groups": self._groups(line)}}
        else:
            self.condition(line)

    def _field(self, name: str) -> Field:
        field = self._mapping.field(name)
        if field is None:
            raise ParseError(f"there is no field '{name[:100]}' in '{self._mapping.index}'")
        return field

    @staticmethod
    def _clauses(field: Field, sign: str, value: str) -> list[Clause]:
        """What a condition on one field comes to; several clauses are alternatives."""
        if sign == "~":
            if len(value) > 2 and value[0] == value[-1] == '"':
                return [{"match_phrase": {field.name: value[1:-1]}}]
            return [_match(field.name, words) for words in value.split(" | ")]
        if sign in COMPARISONS:
            return [{"range": {field.name: {COMPARISONS[sign]: _value(field, value)}}}]
        if field.kind in ("integer", "number", "date") and ".." in value:
            low, high = value.split("..", 1)
            return [{"range": {field.name: {"gte": _value(field, low), "lte": _value(field, high)}}}]
        values = [_value(field, one) for one in value.split(" | ")]
        if field.kind == "date":
            return [{"range": {field.name: {"gte": one, "lte": one}}} for one in values]
        if len(values) == 1:
            return [{"term": {field.name: values[0]}}]
        return [{"terms": {field.name: list(dict.fromkeys(values))}}]

    def _metric(self, word: str, name: str) -> Clause:
        return {METRICS[word]: {"field": self._field(name).name}}

    def _groups(self, line: str) -> Clause:
        """Groups, and what is below them."""
        head, *rest = line.split("; ")
        match = _PER.fullmatch(head)
        if match is None or len(rest) > 1:
            raise ParseError(f"the line '{line[:200]}' cannot be read")
        name, size, step, adverb = match.groups()
        field = self._field(name)
        groups: Clause
        if adverb:
            groups = {"date_histogram": {"field": field.name, "calendar_interval": INTERVALS[adverb]}}
        elif step:
            groups = {"histogram": {"field": field.name, "interval": _number(field, step)}}
        else:
            groups = {"terms": {"field": field.name, **({"size": int(size)} if size else {})}}
        if not rest:
            return groups
        if measure := _MEASURE.fullmatch(rest[0]):
            word, of, way = measure.groups()
            if way:
                if "terms" not in groups:
                    raise ParseError("only groups by value can be ranked by a measure")
                groups["terms"]["order"] = {"value": way}
            return {**groups, "aggs": {"value": self._metric(word, of)}}
        return {**groups, "aggs": {"subgroups": self._groups(rest[0])}}


def _within(field: Field, clause: Clause) -> Clause:
    """The clause, in the nested object that its field is in."""
    return {"nested": {"path": field.nested, "query": clause}} if field.nested else clause


def _together(clauses: list[Clause]) -> list[Clause]:
    """Conditions on one kind of nested object are meant of one and the same object."""
    by_path: dict[str, list[Clause]] = {}
    for clause in clauses:
        if "nested" in clause:
            by_path.setdefault(clause["nested"]["path"], []).append(clause["nested"]["query"])
    joined = [
        {"nested": {"path": path, "query": inner[0] if len(inner) == 1 else {"bool": {"must": inner}}}}
        for path, inner in by_path.items()
    ]
    return [clause for clause in clauses if "nested" not in clause] + joined


def _match(field: str, words: str) -> Clause:
    return {"match": {field: {"query": words, "operator": "and"} if " " in words else words}}


def _value(field: Field, text: str) -> Any:
    """A value of the field's kind."""
    if field.kind in ("integer", "number"):
        return _number(field, text)
    if field.kind == "boolean":
        if text not in ("true", "false"):
            raise ParseError(f"'{field.name}' is true or false, not '{text[:100]}'")
        return text == "true"
    return text


def _number(field: Field, text: str) -> int | float:
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 24:
        raise ParseError(f"'{field.name}' is a number, and '{text[:100]}' is none")
    value = float(match[1]) * SCALES.get(match[2], 1)
    if "." not in match[1] and not match[2]:
        return int(match[1])
    return int(value) if value.is_integer() else round(value, 6)
