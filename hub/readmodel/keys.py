"""The keys of sealed facts, followed from the ``keys`` topic as far as facts need them; and the facts, opened.

A key's record is written in the transaction of the first fact that needs it, in the partition of the same number. So
once a fact is read, its key stands below the end of that partition: what is not found up to there is destroyed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.alerts import Alert
from hub.lanes.ports import NotAllowed, Unreachable
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Partition
from hub.personal.key_store import KeyLostError, KeyStoreError
from hub.personal.keys import KeyRecord, read_record
from hub.personal.opening import Opened, places_of
from schemas.facts import ERASURES
from schemas.personal import SEALED
from schemas.topics import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hub.lanes.alerts import Notify
    from hub.lanes.ports import Reader
    from hub.personal.opening import Opening
    from hub.readmodel.received import Received
    from hub.readmodel.tables import Connection

    _Keys = Mapping[str, Mapping[int, str]]
    """Wrapped keys by aggregate and place."""

PATIENCE: Final = 50
"""Looks at a partition whose end another transaction still holds back."""
LOOK_S: Final = 0.1
_ERASURES: Final = frozenset(kind.ce_type for kind in ERASURES)


class Unsealed(NamedTuple):
    """A fact with its personal parts open."""

    received: Received
    erased: int = 0
    """Parts that a stand-in stands for."""


class FactOpener:
    """Opens the facts of one projector's lane."""

    def __init__(self, opening: Opening | None, reader_of: Callable[[], Reader], notify: Notify) -> None:
        """``opening``: None where there is no key store, and then no sealed fact can be projected."""
        self._opening = opening
        self._reader_of = reader_of
        self._notify = notify
        self._reader: Reader | None = None

    async def open(self, connection: Connection, number: int, facts: Sequence[Received]) -> list[Unsealed]:
        """Open facts of a partition. Raises Unreachable, NotAllowed (no key store, or another hub's)."""
        sealed = {fact.place.aggregate for fact in facts if SEALED in fact.data}
        erased = {fact.place.aggregate for fact in facts if fact.type in _ERASURES}
        if not sealed and not erased:
            return [Unsealed(fact) for fact in facts]
        keys = await self._keys(connection, sealed)
        if erased or any(_lacks_keys(fact, keys) for fact in facts):
            await self._follow(connection, number)
            keys = await self._keys(connection, sealed)
        try:
            return [self._opened(fact, keys) for fact in facts]
        except KeyLostError:
            # wrapped by a key that was dropped since: the topic has them wrapped anew
            await self._follow(connection, number)
            keys = await self._keys(connection, sealed)
        try:
            return [self._opened(fact, keys) for fact in facts]
        except KeyLostError as error:
            raise NotAllowed(str(error)) from error

    async def close(self) -> None:
        """Let go of the connection to Kafka."""
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()

    def _opened(self, fact: Received, keys: _Keys) -> Unsealed:
        if SEALED not in fact.data:
            return Unsealed(fact)
        if self._opening is None:
            raise NotAllowed("facts are sealed, and there is no key store here: HUB_PERSONAL_KEYS")
        try:
            opened: Opened = self._opening.open(fact.type, fact.data, keys.get(fact.place.aggregate, {}))
        except KeyLostError:
            raise
        except KeyStoreError as error:
            raise NotAllowed(str(error)) from error
        if opened.altered:
            where = f"{fact.place.aggregate} number {fact.place.number}"
            self._notify(Alert.FACT_UNREADABLE, f"{where}: a personal part does not open with its key")
        return Unsealed(fact._replace(data=opened.body), opened.erased + opened.altered)

    async def _keys(self, connection: Connection, aggregates: Iterable[str]) -> _Keys:
        cursor = await connection.execute(_OF_AGGREGATES, [list(aggregates)])
        keys: dict[str, dict[int, str]] = {}
        for aggregate, place, wrapped in await cursor.fetchall():
            keys.setdefault(aggregate, {})[place] = wrapped
        return keys

    async def _follow(self, connection: Connection, number: int) -> None:
        """Take over everything that is committed now."""
        reader, partition = await self._connected(), Partition(KEYS, number)
        row = await (await connection.execute(_POSITION, [number])).fetchone()
        following = int(row[0]) if row else 0
        end = (await reader.bounds(partition)).end
        for _ in range(PATIENCE):
            async for stretch in to_stable_end(reader, partition, following):
                records = [read_record(record.key or b"", record.value) for record in stretch.records]
                await _store(connection, records)
                following = stretch.following
            if following >= end:
                await connection.execute(_MOVE, [number, following])
                return
            if (await reader.bounds(partition)).stable >= end:
                following = max(following, end)
            else:
                await asyncio.sleep(LOOK_S)
        raise Unreachable(f"{KEYS}/{number} is held back below {end} by an open transaction")

    async def _connected(self) -> Reader:
        if self._reader is None:
            reader = self._reader_of()
            await reader.start()
            self._reader = reader
        return self._reader


def _lacks_keys(fact: Received, keys: _Keys) -> bool:
    return SEALED in fact.data and not places_of(fact.data) <= keys.get(fact.place.aggregate, {}).keys()


async def _store(connection: Connection, records: Iterable[KeyRecord]) -> None:
    newest = {(one.aggregate, one.place): one.held.wrapped for one in records}
    kept = [(*key, wrapped) for key, wrapped in newest.items() if wrapped is not None]
    gone = [key for key, wrapped in newest.items() if wrapped is None]
    if kept:
        await connection.execute(_SAVE, [list(column) for column in zip(*kept, strict=True)])
    if gone:
        await connection.execute(_DELETE, [list(column) for column in zip(*gone, strict=True)])


_OF_AGGREGATES: Final = "SELECT aggregate, place, wrapped FROM readmodel.keys WHERE aggregate = ANY(%s)"
_POSITION: Final = "SELECT next FROM readmodel.key_positions WHERE partition = %s"
_MOVE: Final = (
    "INSERT INTO readmodel.key_positions (partition, next) VALUES (%s, %s)"
    " ON CONFLICT (partition) DO UPDATE SET next = excluded.next"
)
_SAVE: Final = (
    "INSERT INTO readmodel.keys (aggregate, place, wrapped)"
    " SELECT * FROM unnest(%s::text[], %s::int[], %s::text[])"
    " ON CONFLICT (aggregate, place) DO UPDATE SET wrapped = excluded.wrapped"
)
_DELETE: Final = (
    "DELETE FROM readmodel.keys USING unnest(%s::text[], %s::int[]) AS gone (aggregate, place)"
    " WHERE keys.aggregate = gone.aggregate AND keys.place = gone.place"
)
