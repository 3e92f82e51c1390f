"""Sealing: once an hour the leader signs what each partition of ``facts`` holds, and writes it to ``seals``.

The writer is transactional: it fences a leader before us, then what was sealed last is read, and all partitions' seals
are one transaction. So two leaders at once can't write two seals of one hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.reading import to_stable_end
from hub.lanes.values import Message, Partition
from schemas.chain import Digesting, algorithm_of, digest
from schemas.envelope import DIGEST, NUMBER, Envelope
from schemas.reading import BodyError, read
from schemas.seals import SIGNATURE, LogSealed, line_of
from schemas.times import from_milliseconds, to_milliseconds
from schemas.topics import FACTS, SEALS
from schemas.values import encode

if TYPE_CHECKING:
    from hub.integrity.keys import SealingKey
    from hub.lanes.ports import Reader
    from hub.lanes.values import Record
    from hub.lanes.world import World
    from hub.settings import LaneSettings
    from schemas.chain import Algorithm

PLACE: Final = Partition(SEALS, 0)
HOUR_MS: Final = 3_600_000
NAME: Final = "seals"
"""Last part of the transactional id."""


class Known(NamedTuple):
    """A seal as it stands in the log."""

    seal: LogSealed
    digest: str
    """Of its value: what the seal after it covers."""


class Covered:
    """What a seal says of the facts it covers, as they come in order of offsets."""

    def __init__(self, algorithm: Algorithm) -> None:
        self._digesting = Digesting(algorithm)
        self.facts = 0

    def take(self, record: Record) -> None:
        """Take the next record: also one that is no fact, which would then be sealed as it stands."""
        headers = dict(record.headers)
        subject, number, digest = (headers.get(name, b"") for name in ("ce_subject", NUMBER, DIGEST))
        self._digesting.update(line_of(subject, number, digest))
        self.facts += 1

    def digest(self) -> str:
        """Give the digest; nothing may follow."""
        return self._digesting.text()


class Sealer:
    """Writes what is due; nothing is done twice within an hour."""

    def __init__(self, world: World, key: SealingKey, lanes: LaneSettings) -> None:
        """The wall clock of ``world`` says what hour it is."""
        self._world = world
        self._key = key
        self._lanes = lanes
        self._sealed = 0

    async def seal(self) -> int:
        """Seal the hour that has ended, where that is still to do; answer how many partitions. Raises BrokerError."""
        hour = self._world.wall() // HOUR_MS * HOUR_MS
        if hour == self._sealed:
            return 0
        writer = self._world.broker.writer(f"{self._lanes.environment}-{NAME}")
        reader = self._world.broker.reader()
        try:
            # In this order: what a predecessor wrote is only known when it can write no more.
            await writer.open()
            await reader.start()
            seals = await self._due(reader, hour)
            if seals:
                await writer.commit([message_of(seal, self._key) for seal in seals])
        finally:
            await writer.close()
            await reader.close()
        self._sealed = hour
        return len(seals)

    async def _due(self, reader: Reader, hour: int) -> list[LogSealed]:
        known = await last_seals(reader, self._lanes.partitions)
        numbers = range(self._lanes.partitions)
        due = [number for number in numbers if number not in known or to_milliseconds(known[number].seal.hour) < hour]
        return [await self._seal(reader, number, known.get(number), hour) for number in due]

    async def _seal(self, reader: Reader, number: int, last: Known | None, hour: int) -> LogSealed:
        covered = Covered(self._lanes.digest)
        start = end = last.seal.end if last else 0
        async for stretch in to_stable_end(reader, Partition(FACTS, number), start):
            for record in stretch.records:
                covered.take(record)
            end = stretch.following
        return LogSealed(
            partition=number,
            number=last.seal.number + 1 if last else 1,
            hour=from_milliseconds(hour),
            start=start,
            end=end,
            facts=covered.facts,
            digest=covered.digest(),
            before=last.digest if last else "",
            key=self._key.id,
        )


def message_of(seal: LogSealed, key: SealingKey) -> Message:
    """Sign a seal and write it down."""
    name, value = f"{seal.topic}/{seal.partition}", encode(seal)
    subject, time = f"{seal.topic}-{seal.partition}", seal.hour.isoformat()
    envelope = Envelope(f"{name}/{seal.number}", "/hub/seals", seal.ce_type, subject, value, time)
    headers = envelope.headers([(SIGNATURE, key.sign(value))])
    return Message(SEALS, PLACE.number, name.encode(), value, headers)


def read_seal(record: Record) -> Known | None:
    """Read a record of ``seals``; None for one that is none."""
    try:
        seal = read(LogSealed, record.value or b"")
    except BodyError:
        return None
    # by the rule of the seal itself, so that one that follows under another rule can be checked
    return Known(seal, digest(algorithm_of(seal.digest), record.value or b""))


async def last_seals(reader: Reader, partitions: int) -> dict[int, Known]:
    """Give the newest seal of each partition: they stand together, so not much is read. Raises Unreachable."""
    bounds = await reader.bounds(PLACE)
    back = 2 * partitions + 2
    while True:
        found: dict[int, Known] = {}
        async for stretch in to_stable_end(reader, PLACE, bounds.stable - back):
            for record in stretch.records:
                known = read_seal(record)
                if known is not None:
                    found[known.seal.partition] = known
        if len(found) == partitions or back >= bounds.stable - bounds.start:
            return found
        back *= 4
