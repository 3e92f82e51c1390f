"""Lag, measured properly: formulas over observations, no I/O.

An observation is one poll of one group on one partition, committed offset asked before the end. Sources: LinkedIn
Burrow (the verdicts and their order), kafka-lag-exporter (the interpolation, here the fallback only).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from hub.lanes.values import Bounds, Position

LEAST_POLLS: Final = 3
"""Fewer polls give no rate."""
RETENTION_WARNING: Final = 0.8
"""Share of what is kept that is still unread, from which retention is about to overtake the group."""
NEVER_COMMITTED: Final = "this group has never committed here"


class Quality(StrEnum):
    """How well a figure is known."""

    EXACT = "exact"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class Figure(NamedTuple):
    """A value and how well it is known; a value that is unknown has its reason."""

    value: float | None
    quality: Quality = Quality.EXACT
    reason: str = ""


class Observation(NamedTuple):
    """One poll. Times in milliseconds since 1970, offsets as Kafka counts."""

    at: int
    committed: int | None
    """The next offset the group will read; None = never committed."""
    start: int
    end: int
    """Last stable offset: what a read-committed group can reach (without transactions the high watermark)."""
    oldest: int | None = None
    """Timestamp of the record at the committed offset, where it was fetched."""
    nothing_left: bool = False
    """Between committed and end are only marks of transactions: nothing that anybody could read."""
    note: str = ""
    """What the group itself says of this partition: it has stopped here, and why."""


class Verdict(StrEnum):
    """How a group does on a partition; a later one is worse."""

    OK = "ok"
    UNKNOWN = "unknown"
    WARN = "warn"
    STALL = "stall"
    REWIND = "rewind"
    STOP = "stop"
    STOPPED = "stopped"
    """The group stopped this partition on purpose, for its poison, and says so in its position."""


SEVERITY: Final[Mapping[Verdict, int]] = {verdict: place for place, verdict in enumerate(Verdict)}


class Convergence(StrEnum):
    """Where no time to clear exists."""

    NEVER = "not converging"


def observe(at: int, position: Position | None, bounds: Bounds) -> Observation:
    """Put together what was asked: the position before the bounds."""
    committed, note = (position.offset, position.note) if position is not None else (None, "")
    return Observation(at, committed, bounds.start, bounds.stable, note=note)


def lag(seen: Observation) -> Figure:
    """Records not yet handled: end − committed, clamped at 0. Never committed is unknown, not the log's size."""
    if seen.committed is None:
        return Figure(None, Quality.UNKNOWN, NEVER_COMMITTED)
    return Figure(0 if seen.nothing_left else max(0, seen.end - seen.committed))


def lost(seen: Observation) -> int:
    """Records that retention removed before the group read them."""
    return 0 if seen.committed is None else max(0, seen.start - seen.committed)


def retention_ratio(seen: Observation) -> float | None:
    """Share of what is kept that is unread: (end − committed) / (end − start); above 1 some is lost."""
    kept = seen.end - seen.start
    return None if seen.committed is None or kept <= 0 else max(0, seen.end - seen.committed) / kept


def time_lag(polls: Sequence[Observation]) -> Figure:
    """Seconds: now − timestamp of the record at the committed offset; 0 when caught up.

    Where that record was not fetched: interpolated between polls (an estimate); else unknown.
    """
    seen = polls[-1]
    behind = lag(seen)
    if behind.value is None:
        return behind
    if behind.value == 0:
        return Figure(0)
    if seen.oldest is not None:
        return Figure(max(0, seen.at - seen.oldest) / 1000)
    return _interpolated(polls, seen.committed or 0)


def _interpolated(polls: Sequence[Observation], committed: int) -> Figure:
    """When did the end pass the committed offset? Between the two polls that saw it before and after."""
    for earlier, later in pairwise(polls):
        if earlier.end <= committed < later.end:
            share = (committed - earlier.end) / (later.end - earlier.end)
            passed = earlier.at + share * (later.at - earlier.at)
            return Figure((polls[-1].at - passed) / 1000, Quality.ESTIMATED)
    return Figure(None, Quality.UNKNOWN, "the record could not be read, and it is older than our polls")


def drain(polls: Sequence[Observation]) -> float | None:
    """Records a second that the group handles, over at least three polls."""
    return _rate([(seen.at, seen.committed) for seen in polls])


def arrival(polls: Sequence[Observation]) -> float | None:
    """Records a second that arrive, over at least three polls."""
    return _rate([(seen.at, seen.end) for seen in polls])


def _rate(points: Sequence[tuple[int, int | None]]) -> float | None:
    known = [(at, offset) for at, offset in points if offset is not None]
    if len(known) < LEAST_POLLS or known[-1][0] <= known[0][0]:
        return None
    return (known[-1][1] - known[0][1]) * 1000 / (known[-1][0] - known[0][0])


def time_to_clear(partitions: Iterable[Sequence[Observation]]) -> Figure | Convergence:
    """Seconds until the slowest partition has caught up: max of lag / (drain − arrival)."""
    slowest = 0.0
    for polls in partitions:
        behind = lag(polls[-1]).value
        if not behind:
            continue
        out, into = drain(polls), arrival(polls)
        if out is None or into is None:
            return Figure(None, Quality.UNKNOWN, f"a rate needs {LEAST_POLLS} polls")
        if out <= into:
            return Convergence.NEVER
        slowest = max(slowest, behind / (out - into))
    return Figure(slowest, Quality.ESTIMATED if slowest else Quality.EXACT)


class Lag(NamedTuple):
    """All figures of a group on one partition, or of a whole group."""

    records: Figure
    seconds: Figure
    lost: int
    retention: float | None
    verdict: Verdict
    note: str
    at: int
    """When it was measured, milliseconds since 1970."""


def measure(polls: Sequence[Observation], verdict: Verdict) -> Lag:
    """Give the figures of the last poll."""
    seen = polls[-1]
    judged = Verdict.STOPPED if seen.note else verdict
    return Lag(lag(seen), time_lag(polls), lost(seen), retention_ratio(seen), judged, seen.note, seen.at)


def roll_up(parts: Sequence[Lag]) -> Lag:
    """Give the group's figures: sum of lag, maximum of time lag, worst status, worst quality, oldest measurement."""
    known = [part.records.value for part in parts if part.records.value is not None]
    ages = [part.seconds.value for part in parts if part.seconds.value is not None]
    return Lag(
        _joined([part.records for part in parts], sum(known) if known else None),
        _joined([part.seconds for part in parts], max(ages) if ages else None),
        sum(part.lost for part in parts),
        max((part.retention for part in parts if part.retention is not None), default=None),
        worst([part.verdict for part in parts]),
        next((part.note for part in parts if part.note), ""),
        min(part.at for part in parts),
    )


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the worst of them."""
    return max(verdicts, key=SEVERITY.__getitem__, default=Verdict.UNKNOWN)


_QUALITIES: Final = tuple(Quality)


def _joined(figures: Sequence[Figure], value: float | None) -> Figure:
    if value is None:
        return figures[0] if figures else Figure(None, Quality.UNKNOWN, "nothing was measured")
    weakest = max(figures, key=lambda figure: _QUALITIES.index(figure.quality))
    return Figure(value, weakest.quality, weakest.reason)
