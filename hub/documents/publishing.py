"""Publishing the status list: each hour, and as soon as a document's state changes, signed, into the registry's topic.

It stands there under one key, so that every copy of the registry has it, and a file of it can be given to whoever has
no copy. The writer is transactional: it fences a leader before us, so no two leaders publish two lists of one number.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hub.documents.keys import KeyStoreError
from hub.documents.signer import MissingKeyError, signing_keys
from hub.documents.status import Issue, packed, publish, read_status
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Message, Partition
from hub.signatures.jws import JwsError
from schemas.envelope import Envelope
from schemas.notices import ENTRIES
from schemas.reading import BodyError, read
from schemas.times import from_milliseconds
from schemas.topics import DOCUMENT_PARTITIONS, DOCUMENTS, STATUS_KEY, STATUS_TYPE, partition_of

if TYPE_CHECKING:
    from hub.documents.keys import KeyStore
    from hub.documents.signer import PublicKeys
    from hub.documents.status import StatusList
    from hub.lanes.ports import Reader
    from hub.lanes.values import Record
    from hub.lanes.world import World
    from schemas.documents import LicenceState

EVERY: Final = timedelta(hours=1)
GRACE: Final = timedelta(minutes=15)
"""How late the next list may be before this one is stale."""
NAME: Final = "status-list"
"""Last part of the transactional id."""
PLACE: Final = Partition(DOCUMENTS, partition_of(STATUS_KEY, DOCUMENT_PARTITIONS))


class StatusPublisher:
    """Follows the registry and publishes what is due; it keeps what is no longer valid, and nothing else."""

    def __init__(self, world: World, store: KeyStore, keys: PublicKeys, unit: str, environment: str) -> None:
        """``unit``: who publishes, by its USCC; of its ``keys`` the one signs that would sign a document."""
        self._world = world
        self._store = store
        self._keys = keys
        self._unit = unit
        self._transactional_id = f"{environment}-{NAME}"
        self._places: dict[int, int] = {}
        self._exceptions: dict[str, LicenceState] = {}
        self._last: StatusList | None = None

    async def tick(self) -> int:
        """Publish where that is due; answer the list's number, 0 for none. Raises BrokerError, MissingKeyError."""
        reader = self._world.broker.reader()
        try:
            await reader.start()
            await self._read(reader)
            return await self._publish(reader) if self._is_due() else 0
        finally:
            await reader.close()

    async def _publish(self, reader: Reader) -> int:
        writer = self._world.broker.writer(self._transactional_id)
        try:
            # In this order: what a predecessor wrote is only known when it can write no more.
            await writer.open()
            await self._read(reader)
            if not self._is_due():
                return 0
            number = self._last.number + 1 if self._last else 1
            await writer.commit([self._message(number)])
        finally:
            await writer.close()
        return number

    def _is_due(self) -> bool:
        last = self._last
        if last is None or from_milliseconds(self._world.wall()) >= last.published_at + EVERY:
            return True
        return last.entries != packed(self._exceptions)

    def _message(self, number: int) -> Message:
        now = from_milliseconds(self._world.wall())
        issue = Issue(self._unit, number, now, now + EVERY + GRACE)
        key = signing_keys(self._keys, self._unit, now)[0]
        try:
            token = publish(self._exceptions, issue, self._store, key.code).encode()
        except KeyStoreError as error:
            raise MissingKeyError(self._unit, str(error)) from error
        id_ = f"{STATUS_KEY.decode()}/{number}"
        envelope = Envelope(id_, "/hub/status-list", STATUS_TYPE, STATUS_KEY.decode(), token, now.isoformat())
        return Message(DOCUMENTS, PLACE.number, STATUS_KEY, token, envelope.headers())

    async def _read(self, reader: Reader) -> None:
        for number in range(DOCUMENT_PARTITIONS):
            async for stretch in to_stable_end(reader, Partition(DOCUMENTS, number), self._places.get(number, 0)):
                for record in stretch.records:
                    self._take(record)
                self._places[number] = stretch.following

    def _take(self, record: Record) -> None:
        if record.key == STATUS_KEY:
            self._take_list(record)
            return
        kind = ENTRIES.get(dict(record.headers).get("ce_type", b"").decode())
        try:
            registered = read(kind, record.value or b"") if kind is not None else None
        except BodyError:
            return
        if registered is None:
            return
        if registered.state == "01":
            self._exceptions.pop(registered.identifier, None)
        else:
            self._exceptions[registered.identifier] = registered.state

    def _take_list(self, record: Record) -> None:
        try:
            found = read_status((record.value or b"").decode())
        except (JwsError, UnicodeDecodeError):
            return
        if self._last is None or found.number > self._last.number:
            self._last = found
