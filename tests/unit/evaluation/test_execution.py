"""Right or wrong, on results small enough to compare by hand."""

from __future__ import annotations

from typing import Any

import pytest

from demo_server.evaluation.execution import Found, asks_for, compared, widened

ALL: dict[str, Any] = {"query": {"match_all": {}}}


def found(ids: str, values: tuple[Any, ...] = (), total: int | None = None) -> Found:
    """Documents named by letters; a document's sort key is its letter without its case: `b` and `B` stand level."""
    return Found(len(ids) if total is None else total, tuple(ids), {name: (name.lower(),) for name in ids}, values)


def right(gold: dict[str, Any], truth: Found, query: dict[str, Any], answer: Found, ordered: bool = False) -> bool:
    """The verdict alone."""
    return compared(gold, truth, query, answer, ordered).right


def test_documents_without_an_order_are_a_set() -> None:
    assert right(ALL, found("abc"), ALL, found("cab"))
    assert not right(ALL, found("abc"), ALL, found("abd"))
    assert not right(ALL, found("abc"), ALL, found("ab"))


def test_an_order_counts_where_it_was_asked_for_and_level_documents_may_swap() -> None:
    assert right(ALL, found("abBc"), ALL, found("aBbc"), ordered=True)
    assert not right(ALL, found("abBc"), ALL, found("bacB"), ordered=True)


def test_a_number_that_was_asked_for_must_be_shown() -> None:
    gold = {**ALL, "size": 2}
    assert right(gold, found("abcd"), gold, found("abcd"), ordered=True)
    assert right(gold, found("abBd"), gold, found("aBbd"), ordered=True)
    assert not right(gold, found("abcd"), {**ALL, "size": 3}, found("abcd"), ordered=True)
    assert not right(gold, found("abcd"), gold, found("dcba"), ordered=True)
    assert not right(gold, found("abcd"), ALL, found("abcd"), ordered=True)


def test_of_few_documents_all_may_be_shown_in_any_number_that_holds_them() -> None:
    assert right({**ALL, "size": 5}, found("ab"), ALL, found("ab"))


def test_without_a_number_no_documents_may_be_kept_back() -> None:
    many = "abcdefghijklm"
    assert not right(ALL, found("abc"), {**ALL, "size": 1}, found("abc"))
    assert right(ALL, found("abc"), {**ALL, "size": 3}, found("abc"))
    assert right(ALL, found(many), {**ALL, "size": 50}, found(many))
    assert not right(ALL, found(many), {**ALL, "size": 9}, found(many))


def test_a_total_that_is_right_by_luck_is_wrong() -> None:
    gold = {**ALL, "size": 0}
    assert right(gold, found("abc"), ALL, found("cba"))
    verdict = compared(gold, found("abc"), gold, found("abd"), ordered=False)
    assert not verdict.right
    assert "luck" in verdict.why
    assert not right(gold, found("abc"), gold, found("abcd"))


def buckets(*pairs: tuple[str, int]) -> tuple[Any, ...]:
    """The values of one bucket aggregation."""
    return (("buckets", tuple((key, count, ()) for key, count in pairs)),)


def test_buckets_are_compared_by_key_and_count_and_by_order_only_if_asked() -> None:
    gold: dict[str, Any] = {"size": 0, "aggs": {"g": {"terms": {"field": "by"}}}}
    one, two = buckets(("x", 2), ("y", 1)), buckets(("y", 1), ("x", 2))
    assert right(gold, found("", one, 3), gold, found("", two, 3))
    assert not right(gold, found("", one, 3), gold, found("", two, 3), ordered=True)
    assert not right(gold, found("", one, 3), gold, found("", buckets(("x", 2), ("y", 2)), 3))
    assert not right(gold, found("", one, 3), gold, found("", one, 4))
    assert not right(gold, found("", one, 3), gold, found("", buckets(("x", 2)), 3))


def test_more_buckets_than_ten_may_be_listed_when_no_number_was_asked_for() -> None:
    gold = {"aggs": {"g": {"terms": {"field": "by"}, "aggs": {"h": {"terms": {"field": "genre", "size": 3}}}}}}
    answer = {
        "aggs": {"a": {"terms": {"field": "by", "size": 40}, "aggs": {"b": {"terms": {"field": "genre", "size": 99}}}}}
    }
    wide = widened(gold, answer)["aggs"]["g"]
    assert wide["terms"]["size"] == 40
    assert wide["aggs"]["h"]["terms"]["size"] == 3
    assert "size" not in gold["aggs"]["g"]["terms"]  # type: ignore[operator]
    assert "size" not in widened(gold, {"aggs": {"a": {"terms": {"field": "by", "size": 5}}}})["aggs"]["g"]["terms"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [({**ALL, "size": 0}, "count"), (ALL, "documents"), ({"aggs": {"g": {"avg": {"field": "x"}}}}, "aggregations")],
)
def test_what_a_query_asks_for(query: dict[str, Any], kind: str) -> None:
    assert asks_for(query) == kind
