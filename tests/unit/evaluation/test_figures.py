"""Intervals against a published table, percentiles and confidence against a count by hand."""

from __future__ import annotations

import pytest

from demo_server.evaluation.figures import Share, calibration, handed_back, percentile


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_those_of_newcombe_1998(hits: int, n: int, low: float, high: float) -> None:
    ends = Share(hits, n).interval()
    assert ends is not None
    assert ends == pytest.approx((low, high), abs=5e-5)


def test_nothing_has_no_share() -> None:
    assert Share(0, 0).public() == {"hits": 0, "n": 0, "share": None, "interval": None}
    assert percentile([], 50) is None


def test_all_right_is_not_certainty() -> None:
    ends = Share(20, 20).interval()
    assert ends is not None
    assert ends[1] == 1.0
    assert 0.83 < ends[0] < 0.85


def test_nearest_rank() -> None:
    values = [0.1 * k for k in range(1, 21)]
    assert percentile(values, 50) == pytest.approx(1.0)
    assert percentile(values, 95) == pytest.approx(1.9)
    assert percentile(values, 100) == pytest.approx(2.0)


def test_handing_back_the_least_sure_raises_accuracy_when_confidence_means_something() -> None:
    sure = [(0.9, True)] * 8 + [(0.3, False)] * 2
    assert handed_back(sure, 0.0).value == 0.8
    assert handed_back(sure, 0.1).value == pytest.approx(8 / 9)
    assert handed_back(sure, 0.2).value == 1.0


def test_calibration_groups_are_of_the_same_size() -> None:
    groups = calibration([(k / 10, k > 4) for k in range(10)], bins=2)
    assert [group["right"]["n"] for group in groups] == [5, 5]
    assert [group["said"] for group in groups] == [0.2, 0.7]
    assert [group["right"]["share"] for group in groups] == [0.0, 1.0]
