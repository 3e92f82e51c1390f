"""``verify``: chains and seals of the whole log, from Kafka alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.integrity.chains import Chains
from hub.integrity.sealed import Coverage, Seals
from hub.integrity.sealing import HOUR_MS, PLACE
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Partition
from schemas.times import to_milliseconds
from schemas.topics import FACTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from hub.integrity.breaks import Break
    from hub.lanes.ports import Reader
    from hub.lanes.values import Record

UNSEALED_MS: Final = 2 * HOUR_MS
"""A fact older than this must be sealed: its hour, and one for a leader that had to be elected."""
MOST_BREAKS: Final = 1000
"""Findings kept; all are counted."""


@dataclass
class Report:
    """What was read and what is wrong with it."""

    facts: int = 0
    aggregates: int = 0
    copies: int = 0
    on_trust: int = 0
    """Chains whose beginning was not read (``since``)."""
    seals: int = 0
    standstills: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Hours of neighbouring seals with more than one between them, though none is missing: the hub stood still."""
    count: int = 0
    """Findings in all."""
    breaks: list[Break] = field(default_factory=list)
    newest_seals: dict[int, str] = field(default_factory=dict)
    """Digest of the newest seal of each partition: kept elsewhere, it shows that none was cut off since."""

    @property
    def first(self) -> Break | None:
        """The earliest finding."""
        return min(self.breaks, key=lambda found: found.place, default=None)

    def add(self, found: Iterable[Break]) -> None:
        """Note findings."""
        for one in found:
            self.count += 1
            if len(self.breaks) < MOST_BREAKS:
                self.breaks.append(one)


class Question(NamedTuple):
    """What is to be verified. Times in ms since 1970."""

    partitions: int
    """How many ``facts`` has."""
    trusted: Mapping[str, Ed25519PublicKey]
    """Public keys by name."""
    now: int
    since: int = 0
    """Only what was sealed after this moment; chains that began before it are taken on trust at their first fact."""
    with_seals: bool = True
    """False for a log that was never sealed."""


async def verify(
    reader: Reader,
    asked: Question,
    told: Callable[[int, int], None] = lambda *_: None,
    seen: Callable[[Record], None] = lambda _: None,
) -> Report:
    """Read all facts and seals; ``told`` hears how far it is, ``seen`` every fact. Raises Unreachable."""
    verification = _Verification(reader, asked, seen)
    if asked.with_seals:
        await verification.read_seals()
    places = [Partition(FACTS, number) for number in range(asked.partitions)]
    bounds = await reader.bounds_of(places)
    total, before = sum(bounds[place].stable - bounds[place].start for place in places), 0
    for place in places:
        async for read in verification.read_facts(place, bounds[place].stable):
            told(before + read, total)
        before += bounds[place].stable - bounds[place].start
    return verification.report


class _Verification:
    """One reading of the log."""

    def __init__(self, reader: Reader, asked: Question, seen: Callable[[Record], None]) -> None:
        self.report = Report()
        self._seen = seen
        self._reader = reader
        self._asked = asked
        self._seals = Seals(asked.trusted)

    async def read_seals(self) -> None:
        """Read all seals: they are few, and each stands on the one before."""
        seals, report = self._seals, self.report
        async for stretch in to_stable_end(self._reader, PLACE, 0):
            report.add(found for record in stretch.records for found in seals.take(record))
        report.add(seals.missing(self._asked.partitions))
        report.seals = seals.count
        report.standstills = [(one.hour, other.hour) for one, other in seals.standstills()]
        report.newest_seals = {number: seals.newest(number) for number in range(self._asked.partitions)}

    async def read_facts(self, place: Partition, end: int) -> AsyncIterator[int]:
        """Read one partition; give again and again how much of it was read."""
        asked, valid = self._asked, self._seals.valid(place.number)
        begin = max((seal.end for seal in valid if to_milliseconds(seal.hour) <= asked.since), default=0)
        chains = Chains(asked.partitions, from_beginning=not begin)
        unsealed_before = asked.now - UNSEALED_MS if asked.with_seals else 0
        coverage = Coverage(place.number, [seal for seal in valid if seal.start >= begin], unsealed_before)
        async for stretch in to_stable_end(self._reader, place, begin):
            for record in stretch.records:
                self.report.add(chains.take(record))
                self.report.add(coverage.take(record))
                self._seen(record)
            end = stretch.end
            yield stretch.following - stretch.start
        self.report.add(coverage.end(end))
        self.report.facts += chains.facts
        self.report.aggregates += chains.aggregates
        self.report.copies += chains.copies
        self.report.on_trust += chains.on_trust
