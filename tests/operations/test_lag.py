"""Lag by the formulas: examples of each, and the laws that hold for all offsets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.lanes.values import Bounds, Position
from hub.operations.lag import (
    Convergence,
    Figure,
    Lag,
    Observation,
    Quality,
    Verdict,
    arrival,
    drain,
    lag,
    lost,
    measure,
    observe,
    retention_ratio,
    roll_up,
    time_lag,
    time_to_clear,
    worst,
)
from hub.operations.lag_verdicts import WINDOW, Commit, Debounced, judge, still_growing

OFFSET = st.integers(0, 10**9)
MINUTE = 60_000


def seen(committed: int | None, end: int, **more: int | bool | str) -> Observation:
    fields = {"at": 0, "start": 0} | more
    return Observation(committed=committed, end=end, **fields)  # type: ignore[arg-type]  # plain values


def steady(committed: Sequence[int], ends: Sequence[int], every: int = 1_000) -> list[Observation]:
    """Polls at equal distances."""
    return [
        seen(offset, end, at=place * every) for place, (offset, end) in enumerate(zip(committed, ends, strict=True))
    ]


def commits(offsets: Sequence[int], ends: Sequence[int], every: int = 1_000) -> list[Commit]:
    return [Commit(place * every, offset, end) for place, (offset, end) in enumerate(zip(offsets, ends, strict=True))]


def test_the_end_is_the_last_stable_offset() -> None:
    """What an open transaction has written is nothing that a group could read."""
    assert observe(5, Position(3, "note"), Bounds(1, 7, 9)) == Observation(5, 3, 1, 7, note="note")


@given(OFFSET, OFFSET)
def test_lag_is_end_minus_committed_and_never_below_zero(committed: int, end: int) -> None:
    assert lag(seen(committed, end)) == Figure(max(0, end - committed))


@given(OFFSET)
def test_a_group_that_never_committed_has_an_unknown_lag_and_not_the_logs_size(end: int) -> None:
    for figure in (lag(seen(None, end)), time_lag([seen(None, end)])):
        assert (figure.value, figure.quality) == (None, Quality.UNKNOWN)
        assert figure.reason


def test_marks_of_transactions_are_no_records() -> None:
    """The last commit marker stands behind the last record for ever: that is not a case that waits."""
    assert lag(seen(7, 8, nothing_left=True)) == Figure(0)


@given(OFFSET, OFFSET)
def test_lost_is_what_retention_took_before_it_was_read(committed: int, start: int) -> None:
    assert lost(seen(committed, start + 5, start=start)) == max(0, start - committed)


def test_the_retention_ratio_is_the_unread_share_of_what_is_kept() -> None:
    assert retention_ratio(seen(20, 100, start=0)) == pytest.approx(0.8)
    assert retention_ratio(seen(100, 100, start=0)) == 0
    assert retention_ratio(seen(20, 100, start=60)) == pytest.approx(2.0)
    assert retention_ratio(seen(5, 5, start=5)) is None
    assert retention_ratio(seen(None, 5)) is None


def test_time_lag_is_the_age_of_the_record_at_the_committed_offset() -> None:
    assert time_lag([seen(3, 9, at=90_000, oldest=30_000)]) == Figure(60.0)


def test_time_lag_is_zero_when_caught_up_however_old_the_last_record_is() -> None:
    assert time_lag([seen(9, 9, at=90_000, oldest=0)]) == Figure(0)


def test_a_clock_that_runs_ahead_gives_no_negative_age() -> None:
    assert time_lag([seen(3, 9, at=1_000, oldest=2_000)]) == Figure(0.0)


def test_without_the_record_time_lag_is_estimated_between_the_polls_that_saw_the_end_pass_it() -> None:
    polls = [seen(0, 100, at=0), seen(50, 200, at=10_000), seen(150, 300, at=20_000)]
    assert time_lag(polls) == Figure(15.0, Quality.ESTIMATED)


def test_older_than_all_polls_is_unknown_with_its_reason() -> None:
    figure = time_lag([seen(50, 100, at=0), seen(60, 200, at=10_000)])
    assert (figure.value, figure.quality) == (None, Quality.UNKNOWN)


def test_rates_need_three_polls() -> None:
    two = steady([0, 10], [50, 60])
    assert (drain(two), arrival(two)) == (None, None)
    three = steady([0, 10, 30], [50, 60, 70])
    assert (drain(three), arrival(three)) == (15.0, 10.0)


def test_time_to_clear_is_that_of_the_slowest_partition() -> None:
    fast, slow = steady([0, 10, 20], [30, 30, 30]), steady([0, 5, 10], [30, 30, 30])
    assert time_to_clear([fast, slow]) == Figure(4.0, Quality.ESTIMATED)


def test_a_group_that_drains_no_faster_than_it_fills_does_not_converge() -> None:
    assert time_to_clear([steady([0, 10, 20], [30, 40, 50])]) is Convergence.NEVER


def test_who_is_caught_up_needs_no_time() -> None:
    assert time_to_clear([steady([30], [30])]) == Figure(0)


def test_a_group_is_the_sum_of_lag_the_longest_wait_and_the_worst_status() -> None:
    parts = [
        measure([seen(3, 9, at=90_000, oldest=30_000)], Verdict.OK),
        measure([seen(9, 9, at=90_000)], Verdict.STALL),
        measure([seen(7, 9, at=80_000, oldest=70_000)], Verdict.WARN),
    ]
    whole = roll_up(parts)
    assert (whole.records, whole.seconds) == (Figure(8), Figure(60.0))
    assert (whole.verdict, whole.at) == (Verdict.STALL, 80_000)


def test_a_group_is_known_no_better_than_its_worst_part() -> None:
    whole = roll_up([measure([seen(3, 9, oldest=0)], Verdict.OK), measure([seen(None, 9)], Verdict.UNKNOWN)])
    assert (whole.records.value, whole.records.quality) == (6, Quality.UNKNOWN)


def test_a_partition_that_its_group_stopped_says_so() -> None:
    """Its position carries the note; nothing else about it is worse."""
    stopped: Lag = measure([seen(9, 9, note="stopped: poison")], Verdict.OK)
    assert (stopped.verdict, stopped.note) == (Verdict.STOPPED, "stopped: poison")
    assert worst([Verdict.STOP, stopped.verdict]) is Verdict.STOPPED


def test_a_small_lag_is_allowed() -> None:
    window = commits([5] * WINDOW, [7] * WINDOW)
    assert judge(window, end=7, now=10**9, allowed=2) is Verdict.OK
    assert judge(window, end=8, now=10**9, allowed=2) is Verdict.STOP


def test_silence_longer_than_the_window_is_stop() -> None:
    window = commits(range(0, 100, 10), [200] * WINDOW)
    assert judge(window, end=200, now=18_000) is Verdict.OK
    assert judge(window, end=200, now=18_001) is Verdict.STOP


def test_silence_after_having_caught_up_is_not_stop() -> None:
    """What came since is new."""
    window = commits(range(10, 110, 10), [*range(20, 110, 10), 100])
    assert judge(window, end=101, now=10**9) is Verdict.OK


def test_an_offset_that_fell_and_was_not_regained_is_rewind() -> None:
    assert judge(commits([10, 20, 5, 6], [30] * 4), end=30, now=3_500) is Verdict.REWIND
    assert judge(commits([10, 20, 5, 25], [30] * 4), end=30, now=3_500) is Verdict.OK


def test_commits_that_do_not_move_are_stall() -> None:
    assert judge(commits([5] * 4, [30, 31, 32, 33]), end=33, now=3_500) is Verdict.STALL


def test_a_lag_that_never_decreased_is_warn_and_one_that_did_is_ok() -> None:
    assert judge(commits([1, 2, 3, 4], [10, 12, 13, 20]), end=20, now=3_500) is Verdict.WARN
    assert judge(commits([1, 2, 3, 4], [10, 12, 12, 20]), end=20, now=3_500) is Verdict.OK


def test_a_lag_that_was_zero_once_is_ok() -> None:
    assert judge(commits([5, 5, 5, 5], [5, 6, 7, 8]), end=8, now=3_500) is Verdict.OK


def test_nothing_committed_is_unknown() -> None:
    assert judge([], end=8, now=0) is Verdict.UNKNOWN


@given(st.lists(st.tuples(OFFSET, OFFSET), min_size=1, max_size=20), OFFSET)
def test_whoever_is_at_the_end_is_ok(window: list[tuple[int, int]], end: int) -> None:
    """Whatever happened before."""
    at_end = [*commits([offset for offset, _ in window], [top for _, top in window]), Commit(10**6, end, end)]
    assert judge(at_end, end, 10**9) is Verdict.OK


def test_bad_news_must_come_twice_and_good_news_counts_at_once() -> None:
    once = Debounced(Verdict.OK, Verdict.OK).next(Verdict.STALL)
    assert once.believed is Verdict.OK
    twice = once.next(Verdict.STALL)
    assert twice.believed is Verdict.STALL
    assert twice.next(Verdict.OK).believed is Verdict.OK
    assert once.next(Verdict.WARN).believed is Verdict.OK


def test_a_slope_is_seen_although_commits_are_faster_than_polls() -> None:
    growing = steady([90, 180, 265, 350], [100, 200, 300, 400])
    falling = steady([50, 170, 285, 400], [100, 200, 300, 401])
    assert still_growing(growing)
    assert not still_growing(falling)
    assert not still_growing(growing[:2])
