"""Ten thousand things that a model should not write, from a seed; and a judge of queries that shares no code with ours.

Each output begins as a good query over the mapping of `wire.MAPPING` and is spoilt in one of the ways in `KINDS`.
`fault` is written from the list in the design alone (which clauses, which fields, which sizes): it uses neither the
schema nor the validator, so the two can disagree.
"""

from __future__ import annotations

import copy
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

FIELDS = {
    "author": "keyword", "title": "text", "title.raw": "keyword", "publication_date": "date", "pages": "integer",
}  # fmt: skip
MOST_HITS, MOST_BUCKETS, MOST_CLAUSES, MOST_VALUES, MOST_CHARS = 50, 100, 8, 32, 200

SCRIPT = {"source": "Runtime.getRuntime().exec('id')", "lang": "painless"}
LOOKUP = {"index": "secrets", "id": "1", "path": "password"}
CLAUSES: list[Any] = [
    {"script": {"script": SCRIPT}},
    {"script_score": {"query": {"match_all": {}}, "script": SCRIPT}},
    {"function_score": {"query": {"match_all": {}}, "script_score": {"script": SCRIPT}}},
    {"regexp": {"author": {"value": "(.*a){99}", "max_determinized_states": 10**9}}},
    {"wildcard": {"author": {"value": "*a*b*c*"}}},
    {"prefix": {"author": ""}},
    {"fuzzy": {"title": {"value": "x", "fuzziness": 99, "max_expansions": 10**9}}},
    {"query_string": {"query": "_index:secrets OR /.*/"}},
    {"simple_query_string": {"query": "*", "fields": ["*"]}},
    {"terms": {"author": LOOKUP}},
    {"terms": {"author": [LOOKUP]}},
    {"percolate": {"field": "query", **LOOKUP}},
    {"more_like_this": {"like": [{"_index": "secrets", "_id": "1"}], "min_term_freq": 0}},
    {"geo_shape": {"author": {"indexed_shape": LOOKUP}}},
    {"wrapper": {"query": "eyJtYXRjaF9hbGwiOnt9fQ=="}},
    {"has_child": {"type": "x", "query": {"match_all": {}}}},
    {"nested": {"path": "author", "query": {"match_all": {}}}},
    {"span_multi": {"match": {"regexp": {"title": ".*"}}}},
    {"intervals": {"title": {"match": {"query": "x", "filter": {"script": SCRIPT}}}}},
    {"knn": {"field": "vector", "query_vector": [0.0] * 9, "num_candidates": 10_000}},
    {"ids": {"values": ["1"]}},
    {"combined_fields": {"query": "x", "fields": ["*"]}},
    {"dis_max": {"queries": [{"match_all": {}}]}},
    {"boosting": {"positive": {"match_all": {}}, "negative": {"match_all": {}}, "negative_boost": -1}},
    {"constant_score": {"filter": {"match_all": {}}}},
    {"match": {"title": {"query": "x", "fuzziness": "AUTO"}}},
    {"match": {"title": {"query": "x", "analyzer": "whitespace"}}},
    {"multi_match": {"query": "x", "fields": ["*"], "type": "cross_fields"}},
    {"term": {"author": {"value": "x", "case_insensitive": True, "boost": 1e30}}},
    {"range": {"publication_date": {"gte": "now-1d/d+999999999y"}}},
    {"range": {"publication_date": {"gte": "x", "format": "'" + "y" * 999}}},
    {"range": {"pages": {"gte": 1, "relation": "WITHIN"}}},
    {"exists": {"field": "_ignored"}},
    {"match_all": {"boost": 9, "_name": "x"}},
    {"match_none": {}},
    {"template": {"source": "{{#toJson}}x{{/toJson}}"}},
]
BY_AUTHOR = {"terms": {"field": "author"}}
AGGREGATIONS: list[Any] = [
    {"scripted_metric": {"map_script": "1", "combine_script": "1", "reduce_script": "1"}},
    {"terms": {"script": SCRIPT}},
    {"terms": {"field": "author", "include": "(.*a){9}", "size": 10}},
    {"terms": {"field": "author", "size": 2**31 - 1}},
    {"terms": {"field": "author", "shard_size": 10**9}},
    {"terms": {"field": "author", "execution_hint": "map", "collect_mode": "breadth_first"}},
    {"top_hits": {"size": 100}},
    {"global": {}, "aggs": {"all": {"terms": {"field": "author"}}}},
    {"filters": {"filters": {"a": {"regexp": {"author": ".*"}}}}},
    {"filter": {"query_string": {"query": "*"}}},
    {"composite": {"sources": [{"a": {"terms": {"script": SCRIPT}}}], "size": 65535}},
    {"significant_text": {"field": "title"}},
    {"date_histogram": {"field": "publication_date", "fixed_interval": "1ms"}},
    {"date_histogram": {"field": "publication_date", "calendar_interval": "second"}},
    {"date_histogram": {"field": "publication_date", "calendar_interval": "year", "min_doc_count": 0}},
    {"date_histogram": {"field": "publication_date", "calendar_interval": "day", "extended_bounds": {"min": 0}}},
    {"histogram": {"field": "pages", "interval": 1e-9}},
    {"histogram": {"field": "pages", "interval": 0}},
    {"histogram": {"field": "pages", "interval": -5}},
    {"avg": {"script": SCRIPT}},
    {"avg": {"field": "pages", "missing": 0}},
    {"cardinality": {"field": "author", "precision_threshold": 40_000}},
    {"bucket_script": {"buckets_path": {}, "script": "1"}},
    {"matrix_stats": {"fields": ["pages"]}},
    {"percentiles": {"field": "pages"}},
    {"terms": {"field": "author"}, "aggs": {"a": {**BY_AUTHOR, "aggs": {"b": {"max": {"field": "pages"}}}}}},
    {"terms": {"field": "author"}, "avg": {"field": "pages"}},
    {},
    None,
]  # fmt: skip
BODY: dict[str, Any] = {
    "script_fields": {"x": {"script": SCRIPT}}, "runtime_mappings": {"x": {"type": "long", "script": SCRIPT}},
    "suggest": {"text": "x", "a": {"term": {"field": "title"}}}, "pit": {"id": "abc"}, "indices_boost": [{"*": 2}],
    "rescore": {"window_size": 10**9, "query": {"rescore_query": {"match_all": {}}}}, "collapse": {"field": "author"},
    "search_after": [1], "stored_fields": ["*"], "docvalue_fields": ["*"], "fields": ["*"], "profile": True,
    "explain": True, "slice": {"id": 0, "max": 2}, "highlight": {"fields": {"*": {}}}, "from": 10_000,
    "post_filter": {"match_all": {}}, "index": "secrets", "_index": "secrets", "indices": ["*"], "min_score": -1,
    "track_total_hits": False, "terminate_after": 0, "timeout": "1d", "ext": {}, "stats": ["x"], "version": True,
    "knn": {"field": "v", "query_vector": [1]}, "retriever": {"standard": {}}, "rank": {"rrf": {}},
    "preference": "_local",
    "routing": "x", "__proto__": {}, "constructor": {}, "SIZE": 5, "size ": 5, "": {}, "query\u200b": {"match_all": {}},
}  # fmt: skip
NAMES = [
    "_id", "_index", "_source", "_routing", "_ignored", "_doc", "*", "title*", "tit?e", "password", "author.keyword",
    "_all", "\u0430uthor", "author\u200b", "\uff41uthor", "AUTHOR", "author\u0000", " author", "author ", "",
    "title.raw.raw", "pages^9", "title^1000", "../author", "author,pages", "\ufeffauthor", "a\u0301uthor",
    "auth\u202eor",
    "__proto__", "constructor", "author\n", "x" * 9999, "\ud83d", "nlq-examples:author", "remote:author",
]  # fmt: skip
NUMBERS: list[Any] = [
    -1, 51, 10_000, 2**31, 2**63, 2**64, 10**30, 1e308, 10.5, -0.5, "10", "all", True, False, None, [], [10],
    {}, {"$gt": 0},
    float("nan"), float("inf"), float("-inf"),
]  # fmt: skip
VALUES: list[Any] = [
    "\ud800", "a\u0000b", "a\u0007b", "x\u009fy", "\udfff\ud800", "x" * 201, "y" * 19_000, "", None, [], {},
    True, 1e400,
    LOOKUP, ["a", ["b"]], [None], [{}], {"query": "x", "operator": "xor"}, {"query": ""}, {"query": "x",
    "lenient": True},
    list(range(33)), [str(n) for n in range(5_000)], float("nan"), "\r\n\r\nPOST /secrets/_search", 10**400,
]  # fmt: skip
TEXTS = [
    "", " ", "null", "true", "[]", "42", '"{}"', "I am sorry, I cannot do that.", "<script>alert(1)</script>", "{", "}",
    "{{{{{{", '{"query"', "{'query': {'match_all': {}}}", '{"query": {"match_all": {}},}',
    "---\nquery: {match_all: {}}",
    '{"query": undefined}', '{"query": {"match_all": {}}} {"size": 99999}', '{"size": 1, "size": 99999}', "{" * 9000,
    '{"query": {"match_all": {}}, "query": {"script": {}}}', "[" * 9000 + "]" * 9000, '{"a":' * 3000 + "1" + "}" * 3000,
    '{"size": NaN}', '{"size": Infinity}', '{"size": -Infinity}', '{"size": 1' + "0" * 9000 + "}", '{"size": 0x10}',
    '{"size": 010}', '{"size": +1}', "GET /secrets/_search\n{}", "POST _bulk\n{}", "eyJxdWVyeSI6e319",
    '```json\n{"query": {"script": {}}}\n```', "/* */ {}", '{"query": {"match_all": {}} // ok\n}', "\ufeff{}",
    "{\"query\": {\"match\": {\"title\": \"a\nb\"}}}", "\x00{}\x00", '{"si\\u007ae": 99999}', '{"\\ud800": 1}',
    "�" * 50,
    '{"query": {"match_all": {}}, "_source": "*"}', '{"query": {"match_all": {}}, "_source": false}',
]  # fmt: skip


def good(rng: random.Random) -> dict[str, Any]:
    """A query that may run."""
    query: dict[str, Any] = {}
    if rng.random() < 0.6:
        query["size"] = rng.randint(1, MOST_HITS)
    clauses = [_clause(rng) for _ in range(rng.randint(1, 3))]
    query["query"] = {"bool": {rng.choice(["must", "filter", "should"]): clauses}} if len(clauses) > 1 else clauses[0]
    if rng.random() < 0.5:
        metric = {rng.choice(["avg", "max", "sum"]): {"field": "pages"}}
        by = rng.choice(
            [
                {"terms": {"field": "author", "size": rng.randint(1, MOST_BUCKETS)}},
                {"date_histogram": {"field": "publication_date", "calendar_interval": "year"}},
                {"histogram": {"field": "pages", "interval": 10}},
            ]
        )
        query["aggs"] = {"by": {**by, "aggs": {"of": metric}} if rng.random() < 0.5 else by}
    if rng.random() < 0.3:
        query["sort"] = [{rng.choice(["pages", "publication_date", "author"]): rng.choice(["asc", "desc"])}]
    if rng.random() < 0.3:
        query["_source"] = rng.sample(["author", "title", "pages"], rng.randint(1, 3))
    return query


def _clause(rng: random.Random) -> dict[str, Any]:
    return copy.deepcopy(
        rng.choice(
            [
                {"match": {"title": "communication theory"}},
                {"match": {"title": {"query": "moon landing", "operator": "and"}}},
                {"match_phrase": {"title": "moon landing"}},
                {"multi_match": {"query": "moon", "fields": ["title"]}},
                {"term": {"author": "Ada Lovelace"}},
                {"terms": {"author": ["Ada Lovelace", "Alan Turing"]}},
                {"range": {"publication_date": {"gte": "1936", "lt": "1950-07"}}},
                {"range": {"pages": {"gte": 10, "lte": 99}}},
                {"term": {"pages": 7}},
                {"exists": {"field": "author"}},
                {"match_all": {}},
            ]
        )
    )


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in a query."""
    if isinstance(value, dict | list):
        for key, below in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(below)


def _clause_places(query: dict[str, Any]) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = [(query, "query")]
    for clauses in query["query"].get("bool", {}).values():
        found += [(clauses, position) for position in range(len(clauses))]
    return found


def _spoil_clause(rng: random.Random, query: dict[str, Any]) -> str:
    container, key = rng.choice(_clause_places(query))
    container[key] = rng.choice(CLAUSES)
    return json.dumps(query)


def _spoil_aggregation(rng: random.Random, query: dict[str, Any]) -> str:
    name = rng.choice(["by", "x", "a>b", "a[0]", "", "_count", "x" * 99, "é", "a.b"])
    query.setdefault("aggs", {})[name] = rng.choice(AGGREGATIONS)
    return json.dumps(query)


def _spoil_body(rng: random.Random, query: dict[str, Any]) -> str:
    key = rng.choice(list(BODY))
    container = query if rng.random() < 0.7 else rng.choice([c for c, _ in places(query) if isinstance(c, dict)])
    container[key] = BODY[key]
    return json.dumps(query)


def _spoil_field(rng: random.Random, query: dict[str, Any]) -> str:
    name = rng.choice(NAMES)
    named = [
        (container, key)
        for container, key in places(query)
        if key in FIELDS or (key == "field" and isinstance(container, dict)) or container is query.get("_source")
    ]
    if not named or rng.random() < 0.2:
        query["sort"] = [{name: "asc"}]
        return json.dumps(query)
    container, key = rng.choice(named)
    if key == "field" or isinstance(container, list):
        container[key] = name
    else:
        container[name] = container.pop(key)
    return json.dumps(query)


def _spoil_size(rng: random.Random, query: dict[str, Any]) -> str:
    sizes = [(query, "size")] + [(c, k) for c, k in places(query) if k in ("size", "interval", "gte", "lte", "lt")]
    container, key = rng.choice(sizes)
    container[key] = rng.choice(NUMBERS)
    return json.dumps(query)


def _spoil_value(rng: random.Random, query: dict[str, Any]) -> str:
    container, key = rng.choice(list(places(query)))
    container[key] = rng.choice(VALUES)
    return json.dumps(query)


def _spoil_depth(rng: random.Random, query: dict[str, Any]) -> str:
    levels = rng.choice([2, 3, 8, 15, 40, 120])
    if rng.random() < 0.5:
        for _ in range(levels):
            query["query"] = {"bool": {rng.choice(["must", "should", "must_not"]): [query["query"]]}}
    else:
        agg: Any = {"terms": {"field": "author"}}
        for _ in range(levels):
            agg = {"terms": {"field": "author"}, "aggs": {"a": agg}}
        query["aggs"] = {"a": agg}
    return json.dumps(query)


def _spoil_breadth(rng: random.Random, query: dict[str, Any]) -> str:
    many = rng.choice([9, 33, 101])
    match rng.randrange(5):
        case 0:
            query["query"] = {"bool": {"should": [{"match_all": {}}] * many}}
        case 1:
            query["query"] = {"terms": {"author": [str(n) for n in range(max(many, 33))]}}
        case 2:
            query["aggs"] = {f"a{n}": {"terms": {"field": "author"}} for n in range(many)}
        case 3:
            query["sort"] = [{"pages": "asc"}] * many
        case _:
            inner = {"terms": {"field": "author", "size": rng.choice([101, 1000])}}
            query["aggs"] = {"a": {"terms": {"field": "author", "size": 100}, "aggs": {"b": inner}}}
    return json.dumps(query)


def _spoil_text(rng: random.Random, query: dict[str, Any]) -> str:
    text = json.dumps(query)
    match rng.randrange(6):
        case 0:
            return rng.choice(TEXTS)
        case 1:
            return text[: rng.randrange(len(text))]
        case 2:
            spot = rng.randrange(len(text))
            return text[:spot] + rng.choice("{}[]:,\"'\\\x00\u2028e9-") + text[spot + 1 :]
        case 3:
            return text[:-1] + ', "size": 99999, "size": 1}'
        case 4:
            return f"{rng.choice(TEXTS)}\n{json.dumps({**query, rng.choice(list(BODY)): 1})}"
        case _:
            return f"{text}\n{rng.choice(TEXTS)}{json.dumps({'query': rng.choice(CLAUSES)})}"


KINDS: dict[str, Callable[[random.Random, dict[str, Any]], str]] = {
    "clause": _spoil_clause, "aggregation": _spoil_aggregation, "body": _spoil_body, "field": _spoil_field,
    "size": _spoil_size, "value": _spoil_value, "depth": _spoil_depth, "breadth": _spoil_breadth, "text": _spoil_text,
}  # fmt: skip


def outputs(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """`count` pairs of a kind and what the model wrote, the same ones for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        yield kind, KINDS[kind](rng, good(rng))


def fault(query: Any) -> str | None:
    """What is wrong with a query, or None: it may run."""
    try:
        _body(query)
    except AssertionError as error:
        return str(error) or "it is not allowed"
    return None


def _only(value: Any, allowed: set[str], needed: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    assert isinstance(value, dict), f"{value!r} is no object"
    assert needed <= set(value) <= allowed, f"keys {sorted(value)}"


def _body(query: Any) -> None:
    _only(query, {"size", "query", "aggs", "sort", "_source"})
    assert set(query) & {"query", "aggs", "sort"}, "nothing is asked"
    _whole(query.get("size", 0), 0, MOST_HITS)
    if "query" in query:
        _any_clause(query["query"], may_be_bool=True)
    if "aggs" in query:
        _aggs(query["aggs"], levels=2)
    for sort in _list(query.get("sort", [{"_score": "asc"}]), 3):
        ((name, way),) = _pairs(sort)
        assert name == "_score" or FIELDS.get(name, "text") != "text", f"sorted by {name}"
        if isinstance(way, dict):
            _only(way, {"order"}, {"order"})
            way = way["order"]
        assert way in ("asc", "desc"), f"sorted {way}"
    for name in _list(query.get("_source", ["author"]), 5):
        assert name in ("author", "title", "publication_date", "pages"), f"_source {name}"


def _pairs(value: Any) -> list[tuple[str, Any]]:
    assert isinstance(value, dict), f"{value!r} is no object"
    assert len(value) == 1, f"keys {sorted(value)}"
    return list(value.items())


def _list(value: Any, most: int) -> list[Any]:
    assert isinstance(value, list), f"{value!r} is no list"
    assert 1 <= len(value) <= most, f"{len(value)} of at most {most}"
    return value


def _number(value: Any, low: float, high: float) -> None:
    assert isinstance(value, int | float), f"{value!r} is no number"
    assert not isinstance(value, bool), f"{value!r} is no number"
    assert low <= value <= high, f"{value} is not within {low} and {high}"


def _whole(value: Any, low: int, high: int) -> None:
    _number(value, low, high)
    assert value == int(value), f"{value} is not whole"


def _text(value: Any) -> None:
    assert isinstance(value, str), f"{value!r} is no text"
    assert 1 <= len(value) <= MOST_CHARS, f"{len(value)} characters"
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value), "control characters"


def _value(name: str, value: Any) -> None:
    kind = FIELDS.get(name)
    assert kind, f"field {name!r}"
    match kind:
        case "integer":
            _whole(value, -(2**31), 2**31 - 1)
        case "date":
            _text(value)
            assert re.fullmatch(r"[12]\d{3}(-\d\d){0,2}(T\d\d:\d\d(:\d\d)?Z?)?|now(-\d{1,4}[yMwdh])?(/[yMwdh])?", value)
        case _:
            _text(value)


def _any_clause(clause: Any, may_be_bool: bool = False) -> None:
    ((kind, body),) = _pairs(clause)
    match kind:
        case "match_all":
            _only(body, set())
        case "exists":
            _only(body, {"field"}, {"field"})
            assert body["field"] in list(FIELDS), f"field {body['field']!r}"
        case "multi_match":
            _only(body, {"query", "fields"}, {"query", "fields"})
            _text(body["query"])
            assert _list(body["fields"], 1) == ["title"], "fields"
        case "match" | "match_phrase":
            ((name, words),) = _pairs(body)
            assert name == "title", f"field {name!r}"
            if kind == "match" and isinstance(words, dict):
                _only(words, {"query", "operator"}, {"query"})
                assert words.get("operator", "or") in ("and", "or"), "operator"
                words = words["query"]
            _text(words)
        case "term" | "terms":
            ((name, values),) = _pairs(body)
            assert FIELDS.get(name) in ("keyword", "integer"), f"field {name!r}"
            for value in _list(values, MOST_VALUES) if kind == "terms" else [values]:
                _value(name, value)
        case "range":
            ((name, limits),) = _pairs(body)
            assert FIELDS.get(name) in ("integer", "date"), f"field {name!r}"
            _only(limits, {"gt", "gte", "lt", "lte"})
            assert limits, "no limit"
            for limit in limits.values():
                _value(name, limit)
        case "bool":
            assert may_be_bool, "bool within bool"
            _only(body, {"must", "filter", "should", "must_not", "minimum_should_match"})
            _whole(body.get("minimum_should_match", 0), 0, MOST_CLAUSES)
            lists = {name: below for name, below in body.items() if name != "minimum_should_match"}
            assert lists, "an empty bool"
            for below in lists.values():
                for inner in _list(below, MOST_CLAUSES):
                    _any_clause(inner)
        case _:
            raise AssertionError(f"clause {kind}")


def _aggs(aggs: Any, levels: int) -> None:
    assert isinstance(aggs, dict), "aggs"
    assert 1 <= len(aggs) <= 3, f"{len(aggs)} aggregations"
    assert levels, "aggregations too deep"
    for name, agg in aggs.items():
        assert re.fullmatch(r"[A-Za-z][\w -]{0,63}", name, re.ASCII), f"aggregation {name!r}"
        assert isinstance(agg, dict), "no aggregation"
        kinds = set(agg) - {"aggs"}
        assert len(kinds) == 1, f"keys {sorted(agg)}"
        (kind,) = kinds
        _aggregation(kind, agg[kind])
        if "aggs" in agg:
            assert kind in ("terms", "date_histogram", "histogram"), f"aggs below {kind}"
            _aggs(agg["aggs"], levels - 1)


def _aggregation(kind: str, body: Any) -> None:
    fits = {
        "terms": {"keyword", "integer"}, "date_histogram": {"date"}, "histogram": {"integer"}, "avg": {"integer"},
        "sum": {"integer"}, "min": {"integer", "date"}, "max": {"integer", "date"},
        "cardinality": {"keyword", "integer", "date"}, "value_count": {"keyword", "integer", "date"},
    }  # fmt: skip
    assert kind in fits, f"aggregation {kind}"
    more = {"terms": {"size", "order"}, "date_histogram": {"calendar_interval"}, "histogram": {"interval"}}.get(
        kind, set()
    )
    _only(body, {"field"} | more, {"field"})
    assert isinstance(body["field"], str), "field"
    assert FIELDS.get(body["field"]) in fits[kind], f"{kind} of {body['field']!r}"
    _whole(body.get("size", 1), 1, MOST_BUCKETS)
    _number(body.get("interval", 1), 0.1, 1e9)
    assert body.get("calendar_interval", "year") in ("year", "quarter", "month", "week", "day"), "interval"
    for _, way in _pairs(body["order"]) if "order" in body else ():
        assert way in ("asc", "desc"), "order"
