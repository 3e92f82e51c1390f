"""Measures lag in the background: asks, remembers some polls, and judges. No page and no call of an API asks Kafka."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.values import Partition, Position
from hub.operations.lag import (
    Convergence,
    Figure,
    Lag,
    Observation,
    Quality,
    Verdict,
    lag,
    measure,
    observe,
    roll_up,
    time_to_clear,
)
from hub.operations.lag_targets import Target
from hub.operations.lag_verdicts import WINDOW, Commit, Debounced, judge, still_growing
from schemas.control import CONTROLS

if TYPE_CHECKING:
    from hub.lanes.ports import Reader

POLLS: Final = 40
"""Polls that are remembered: ten minutes at one per 15 s."""
COUNTED: Final = 2_000
"""Records behind up to which the cases among them are counted."""

Place = tuple[str, Partition]
"""A group on a partition."""


class GroupLag(NamedTuple):
    """How far behind a group is on a topic."""

    target: Target
    whole: Lag
    partitions: Mapping[int, Lag]
    cases: Figure
    """Cases behind: different subjects among the records; where there are too many to look at, at most so many."""
    clears_in: Figure | Convergence
    """Seconds."""


class Collector:
    """Polls and remembers; ``reader`` is started by who made it."""

    def __init__(self, reader: Reader, wall: Callable[[], int]) -> None:
        """``wall`` gives milliseconds since 1970."""
        self._reader = reader
        self._wall = wall
        self._polls: dict[Place, deque[Observation]] = defaultdict(lambda: deque(maxlen=POLLS))
        self._commits: dict[Place, deque[Commit]] = defaultdict(lambda: deque(maxlen=WINDOW))
        self._verdicts: dict[Place, Debounced] = defaultdict(Debounced)
        self._oldest: dict[Place, tuple[int, int | None]] = {}
        """Committed offset and the timestamp of the record there."""

    async def poll(self, targets: Sequence[Target], alive: Mapping[str, bool]) -> list[GroupLag]:
        """Measure all targets once. Raises BrokerError.

        ``alive`` holds every group of the cluster and whether somebody is in it; others have never committed.
        """
        committed = await self._committed(targets, alive)
        places = sorted({partition for target in targets for partition in target.partitions})
        bounds = await self._reader.bounds_of(places)
        now = self._wall()
        for (group, partition), position in committed.items():
            seen = observe(now, position, bounds[partition])
            self._note((group, partition), await self._with_oldest(group, partition, seen), alive.get(group, False))
        return [await self._group(target) for target in targets if self._reads(target, targets)]

    async def _committed(self, targets: Sequence[Target], groups: Collection[str]) -> dict[Place, Position | None]:
        by_group: dict[str, list[Partition]] = defaultdict(list)
        for target in targets:
            by_group[target.group] += target.partitions
        found: dict[Place, Position | None] = {}
        for group, partitions in by_group.items():
            if group not in groups:
                found |= {(group, partition): None for partition in partitions}
                continue
            positions = await self._reader.committed(group, partitions)
            found |= {(group, partition): position for partition, position in positions.items()}
        return found

    async def _with_oldest(self, group: str, partition: Partition, seen: Observation) -> Observation:
        """Fetch the record at the committed offset, once per offset."""
        if not lag(seen).value or seen.committed is None:
            return seen
        known = self._oldest.get((group, partition))
        if known is not None and known[0] == seen.committed and known[1] is not None:
            return seen._replace(oldest=known[1])
        records, following = await self._reader.read(partition, seen.committed, 1)
        oldest = records[0].timestamp if records else None
        self._oldest[group, partition] = (seen.committed, oldest)
        return seen._replace(oldest=oldest, nothing_left=not records and following >= seen.end)

    def _note(self, place: Place, seen: Observation, is_alive: bool) -> None:  # noqa: FBT001 - one poll, one fact of it
        self._polls[place].append(seen)
        if seen.committed is None:
            return
        commits = self._commits[place]
        # Kafka does not tell when a position was committed: one that moved was; one that did not move counts as
        # committed again where somebody is in the group (it stalls), and as silence where nobody is (it stopped).
        if not commits or commits[-1].offset != seen.committed or is_alive:
            commits.append(Commit(seen.at, seen.committed, seen.committed if seen.nothing_left else seen.end))
        judged = judge(commits, commits[-1].offset if seen.nothing_left else seen.end, seen.at)
        if judged is Verdict.OK and still_growing(self._polls[place]):
            judged = Verdict.WARN
        self._verdicts[place] = self._verdicts[place].next(judged)

    def _reads(self, target: Target, targets: Sequence[Target]) -> bool:
        """A back-office that never committed here, but does elsewhere, does not read this queue at all."""
        if not target.endpoint or self._has_committed(target):
            return True
        others = [other for other in targets if other.group == target.group and other.topic != target.topic]
        return target.group.startswith("hub.") or not any(self._has_committed(other) for other in others)

    def _has_committed(self, target: Target) -> bool:
        return any(self._polls[target.group, partition][-1].committed is not None for partition in target.partitions)

    async def _group(self, target: Target) -> GroupLag:
        polls = {partition.number: self._polls[target.group, partition] for partition in target.partitions}
        parts = {
            partition.number: measure(list(polls[partition.number]), self._verdicts[target.group, partition].believed)
            for partition in target.partitions
        }
        clears = time_to_clear([list(remembered) for remembered in polls.values()])
        return GroupLag(target, roll_up(list(parts.values())), parts, await self._cases(target, parts), clears)

    async def _cases(self, target: Target, parts: Mapping[int, Lag]) -> Figure:
        behind = sum(part.records.value or 0 for part in parts.values())
        if all(part.records.value is None for part in parts.values()):
            return next(iter(parts.values())).records
        if not behind:
            return Figure(0)
        if behind > COUNTED:
            return Figure(behind, Quality.ESTIMATED, "too many to look at: records, so at most so many cases")
        subjects: set[bytes] = set()
        for partition in target.partitions:
            subjects |= await self._subjects(partition, self._polls[target.group, partition][-1])
        return Figure(len(subjects))

    async def _subjects(self, partition: Partition, seen: Observation) -> set[bytes]:
        found: set[bytes] = set()
        offset = seen.end if seen.committed is None or seen.nothing_left else seen.committed
        while offset < seen.end:
            records, following = await self._reader.read(partition, offset)
            for record in records:
                headers = dict(record.headers)
                # the clock and what operators say are no cases
                if record.offset < seen.end and headers.get("ce_type", b"").decode(errors="replace") not in CONTROLS:
                    # without a readable envelope each record is a case of its own
                    found.add(headers.get("ce_subject") or record.key or b"%d" % record.offset)
            if following <= offset:
                break
            offset = following
        return found
