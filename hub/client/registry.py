"""A region's own copy of the registry of documents: it follows the topic ``documents`` and answers without asking.

    async with Registry(Path("registry"), address) as registry:
        known = registry.find("1.2.156.3005.2.…")      # microseconds, also while the network is down
        if known is not None and known.verdict(keys, now).answer == "good": ...

What is in the copy is what the registry said as of ``registry.as_of``; who relies on a document looks how old that is.
Holders are found by a keyed hash, and only by who says by what authority: each such question is kept beside the copy.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
import secrets
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import orjson

from hub.client.connection import Kafka, broker_of
from hub.client.errors import in_our_words
from hub.documents.status import read_status
from hub.documents.verification import Check, Knowledge, Verdict, answer_of, verify
from hub.lanes.ports import BrokerError
from hub.lanes.reading import to_stable_end
from hub.lanes.rocks import RocksStore
from hub.lanes.values import Partition
from hub.signatures.jws import JwsError, decoded
from schemas.documents import LICENCE_STATES, Document
from schemas.envelope import DIGEST, NUMBER
from schemas.notices import ENTRIES, DocumentErased, DocumentRegistered
from schemas.parties import Organisation, Undisclosed
from schemas.reading import read
from schemas.times import from_milliseconds, in_china
from schemas.topics import DOCUMENT_PARTITIONS, DOCUMENTS, STATUS_KEY
from schemas.values import Region, Uscc, Value, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.lanes.ports import Reader
    from hub.lanes.values import Record
    from schemas.notices import Entry
    from schemas.parties import Party
    from schemas.reference import IssuerKey

logger = logging.getLogger(__name__)

AGAIN_S: Final = 0.2
"""How soon the topic is looked at again."""
AFTER_TROUBLE_S: Final = 2.0
FRESH: Final = timedelta(hours=1)
"""A copy that has not reached the end of the topic for so long proves nothing about a document's state."""
AUDIT: Final = "asked.jsonl"
_DOCUMENT: Final = b"d/"
_HOLDER: Final = b"h/"
_PLACE: Final = b"p/"
_LOG: Final = b"log"
_KEY: Final = b"key"
_AS_OF: Final = b"as-of"
_STATUS: Final = b"status"
_ERASED: Final = b" erased"
"""Ends the first line of what is kept of a document whose holder was erased."""
_MOST: Final = 1_000
_OWNER_ONLY: Final = 0o600


class Authority(Value):
    """Who asks for somebody's documents, and for what: without it no holder is looked up."""

    region: Region
    unit: Uscc
    staff: str
    purpose: str
    """The case number, or the duty in words (依据)."""


class Known(NamedTuple):
    """What the copy knows of one document."""

    record: Entry
    """A DocumentErased names nobody, and has nothing that could be verified."""
    as_of: datetime
    """When the copy was last complete."""

    @property
    def signed(self) -> bytes | None:
        """The signed document as it travels (RFC 7515, general JSON); None: it was erased."""
        return None if isinstance(self.record, DocumentErased) else encode(self.record.personal.signed)

    @property
    def token(self) -> str | None:
        """Of its QR code, where it has one."""
        return None if isinstance(self.record, DocumentErased) else self.record.personal.token

    @property
    def conditional(self) -> bool:
        """附条件: still."""
        return isinstance(self.record, DocumentRegistered) and self.record.conditional

    def verdict(self, keys: Iterable[IssuerKey], at: datetime, rendering: bytes | None = None) -> Verdict:
        """Verify it offline, its state by this copy: one that is too old is unknown, never good."""
        signed = self.signed
        if signed is None:
            erased = (Check("document", "unknown", "持证人信息已依法删除,无从核验"), self._state(at, None))
            return Verdict(answer_of(erased), erased)
        checked = verify(signed, keys, Knowledge(at, rendering=rendering))
        checks = (*(check for check in checked.checks if check.name != "status"), self._state(at, checked.document))
        return Verdict(answer_of(checks), checks, checked.document)

    def _state(self, at: datetime, document: Document | None) -> Check:
        record = self.record
        as_of = f"截至{in_china(self.as_of):%Y年%m月%d日%H:%M}"
        if document is not None and document.identifier != record.identifier:
            return Check("status", "failed", "登记的标识与文件不符")
        if record.state != "01" and (record.since is None or at >= record.since):
            return Check("status", "failed", f"{record.state} {LICENCE_STATES[record.state]},{as_of}")
        if at > self.as_of + FRESH:
            return Check("status", "unknown", f"本地副本已过期,{as_of}")
        return Check("status", "ok", f"01 {LICENCE_STATES['01']}{',附条件' if self.conditional else ''},{as_of}")


class Registry:
    """Follows the registry into a folder. Lookups are synchronous and never ask anybody."""

    def __init__(self, folder: Path, kafka: Kafka | None = None) -> None:
        """Without ``kafka`` it only answers from what the folder holds."""
        self._folder = folder
        self._kafka = kafka
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = RocksStore(self._folder / "copy")
        if self._store.get(_KEY) is None:
            self._store.write({_KEY: secrets.token_bytes(32)})
        if self._kafka is not None:
            self._following = asyncio.create_task(self._follow(self._kafka), name="registry")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        self._store.close()

    @property
    def as_of(self) -> datetime | None:
        """When the copy was last complete; None: never yet."""
        value = self._store.get(_AS_OF)
        return from_milliseconds(int(value)) if value else None

    def find(self, identifier: str) -> Known | None:
        """Give what is known of a document; None: the registry has never named it, as far as this copy knows."""
        value, as_of = self._store.get(_DOCUMENT + identifier.encode()), self.as_of
        if value is None or as_of is None:
            return None
        head, _, said = value.partition(b"\n")
        if head.endswith(_ERASED):
            return Known(read(DocumentErased, said), as_of)
        return Known(read(DocumentRegistered, said), as_of)

    def of_holder(self, holder: Party, authority: Authority) -> list[Known]:
        """Give a person's or body's documents, every state; the question itself is kept, whatever the answer."""
        hashed = self._hash(holder)
        start = _HOLDER + hashed + b"/"
        names = [key[len(start) :] for key, _ in self._store.scan(start, start + b"\xff", _MOST)]
        self._keep_question(hashed, authority, len(names))
        found = (self.find(name.decode()) for name in names)
        return [known for known in found if known is not None]

    @property
    def status(self) -> str | None:
        """The newest signed status list, as a token, for whoever verifies without a copy; None: none was published."""
        value = self._store.get(_STATUS)
        return value.partition(b" ")[2].decode() if value else None

    async def catch_up(self, kafka: Kafka) -> None:
        """Read to the end of the topic as it is now. Raises ClientError."""
        reader = broker_of(kafka).reader()
        try:
            with in_our_words(DOCUMENTS):
                await reader.start()
                await self._read(reader)
        finally:
            await reader.close()

    async def _follow(self, kafka: Kafka) -> None:
        while True:
            reader = broker_of(kafka).reader()
            try:
                await reader.start()
                while True:
                    await self._read(reader)
                    await asyncio.sleep(AGAIN_S)
            except BrokerError as error:
                logger.warning("registry: not reached, answers are as of %s: %s", self.as_of, type(error).__name__)
            finally:
                await reader.close()
            await asyncio.sleep(AFTER_TROUBLE_S)

    async def _read(self, reader: Reader) -> None:
        began = int(time.time() * 1000)
        log = (await reader.identity(DOCUMENTS)).encode()
        if self._store.get(_LOG) != log:
            self._begin_anew(log)
        for number in range(DOCUMENT_PARTITIONS):
            partition = Partition(DOCUMENTS, number)
            place = _PLACE + b"%d" % number
            async for stretch in to_stable_end(reader, partition, int(self._store.get(place) or 0)):
                puts: dict[bytes, bytes | None] = {place: b"%d" % stretch.following}
                for record in stretch.records:
                    puts |= self._put(record, puts)
                self._store.write(puts)
        self._store.write({_AS_OF: b"%d" % began})

    def _begin_anew(self, log: bytes) -> None:
        """Another topic, or none yet: what is here is not about it."""
        key = self._store.get(_KEY) or secrets.token_bytes(32)
        self._store.clear()
        self._store.write({_KEY: key, _LOG: log})

    def _put(self, record: Record, pending: dict[bytes, bytes | None]) -> dict[bytes, bytes | None]:
        """Keep a record, unless a later one of the same key is here: a broker may show one twice (KAFKA-20734)."""
        if record.key == STATUS_KEY:
            return self._put_status(record, pending)
        headers = dict(record.headers)
        kind = ENTRIES.get(headers.get("ce_type", b"").decode())
        if record.key is None or record.value is None or kind is None:
            return {}
        key, number = _DOCUMENT + record.key, int(headers[NUMBER])
        before = pending.get(key) or self._store.get(key)
        if before is not None:
            known, digest, *_ = before.partition(b"\n")[0].split(b" ")
            if number < int(known) or (number == int(known) and digest == headers[DIGEST]):
                return {}
            if number == int(known):
                logger.error("registry: two records of %s are number %d", record.key.decode(), number)
        head = b"%d %s" % (number, headers[DIGEST])
        if kind is DocumentErased:
            return {key: head + _ERASED + b"\n" + record.value, **self._without_holder(record.key, before)}
        holder = _holder_of(read(DocumentRegistered, record.value))
        return {key: head + b"\n" + record.value, _HOLDER + self._hash(holder) + b"/" + record.key: b""}

    def _without_holder(self, identifier: bytes, before: bytes | None) -> dict[bytes, None]:
        """Take a document out of its holder's, as far as the copy knew it."""
        head, _, said = (before or b"").partition(b"\n")
        if not said or head.endswith(_ERASED):
            return {}
        return {_HOLDER + self._hash(_holder_of(read(DocumentRegistered, said))) + b"/" + identifier: None}

    def _put_status(self, record: Record, pending: dict[bytes, bytes | None]) -> dict[bytes, bytes | None]:
        """Keep the list with the highest number: an older one would be a roll-back."""
        try:
            number = read_status((record.value or b"").decode()).number
        except (JwsError, UnicodeDecodeError):
            return {}
        before = pending.get(_STATUS) or self._store.get(_STATUS)
        if before is not None and number <= int(before.partition(b" ")[0]):
            return {}
        return {_STATUS: b"%d %s" % (number, record.value)}

    def _hash(self, holder: Party) -> bytes:
        assert not isinstance(holder, Undisclosed), "nobody signs for nobody"  # noqa: S101
        said = ("uscc", holder.uscc) if isinstance(holder, Organisation) else (
            holder.identity.kind, holder.identity.number
        )  # fmt: skip
        key = self._store.get(_KEY) or b""
        return hmac.digest(key, orjson.dumps(said), hashlib.sha256).hex().encode()

    def _keep_question(self, hashed: bytes, authority: Authority, found: int) -> None:
        line = {"at": datetime.now().astimezone().isoformat(), "holder": hashed.decode()[:16], "found": found}
        handle = os.open(self._folder / AUDIT, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
        with os.fdopen(handle, "ab") as file:
            file.write(orjson.dumps({**line, **authority.model_dump()}) + b"\n")


def _holder_of(record: DocumentRegistered) -> Party:
    return read(Document, decoded(record.personal.signed.payload)).personal.holder
