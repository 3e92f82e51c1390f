"""The signer's lane: from requests for signatures to commands that answer. What it sends twice is known by id.

A document whose issuer has no key waits here, and is answered as soon as the key comes; what is forgotten (a restart,
too many) its document asks for again by its own clock.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from hub.documents.signer import MissingKeyError
from hub.lanes.alerts import Alert
from hub.lanes.outcomes import Batch
from hub.lanes.values import Message, Partition, Position
from hub.signatures.canonical import CanonicalError
from schemas.commands import SignDocument
from schemas.control import HUB
from schemas.envelope import ENDPOINT, Envelope
from schemas.notices import SignatureRefused, SignatureWanted
from schemas.reading import read
from schemas.topics import COMMANDS, partition_of
from schemas.values import encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.documents.signer import Signer
    from hub.lanes.alerts import Notify
    from hub.lanes.values import Record

SOURCE: Final = "/hub/signer"
MOST_WAITING: Final = 10_000
"""Documents without a key that are kept in mind; of more the clock reminds."""
_ASKS: Final = SignatureWanted.ce_type.encode()
_REFUSED: Final = SignatureRefused.ce_type.encode()


class Answering:
    """Turns requests into answers. A Handler (hub.lanes.loop)."""

    def __init__(self, signer: Signer, partitions: int, notify: Notify) -> None:
        """``partitions``: how many ``commands`` has."""
        self._signer = signer
        self._partitions = partitions
        self._notify = notify
        self._waiting: dict[str, Record] = {}
        self._told: dict[str, str] = {}

    def opened(self) -> None:
        """Nothing in memory is wrong after a reopening: what was not committed comes again."""

    def handle(self, records: Sequence[Record]) -> Batch[Message]:
        """Answer what asks; everything else passes by."""
        effects: list[Message] = []
        positions: dict[Partition, Position] = {}
        for record in records:
            positions[Partition(record.topic, record.partition)] = Position(record.offset + 1)
            kind = next((value for name, value in record.headers if name == "ce_type"), b"")
            if kind == _ASKS:
                effects += self._answer(record)
            elif kind == _REFUSED:
                self._tell_refused(record)
        return Batch(effects, len(records), positions)

    def settled(self) -> None:
        """Nothing waits for the batch to be stored."""

    def ended(self, *, orderly: bool) -> None:
        """Nothing to let go of."""

    @property
    def waiting(self) -> Mapping[str, str]:
        """Units without a key, and why."""
        return self._told

    def again(self) -> list[Message]:
        """Answer what waits for a key, as far as there is one now."""
        self._told = {}
        return [message for record in list(self._waiting.values()) for message in self._answer(record)]

    def _answer(self, record: Record) -> list[Message]:
        headers = dict(record.headers)
        subject = headers["ce_subject"].decode()
        wanted = read(SignatureWanted, record.value or b"")
        try:
            signatures = self._signer.sign(wanted.document)
            token = self._signer.token(wanted.document)
        except MissingKeyError as missing:
            self._wait(subject, record, missing)
            return []
        except CanonicalError as error:
            self._notify(Alert.UNSIGNED, f"{subject}: {error}")
            return []
        self._waiting.pop(subject, None)
        return [self._message(subject, SignDocument(ask=wanted.ask, signatures=signatures, token=token), headers)]

    def _wait(self, subject: str, record: Record, missing: MissingKeyError) -> None:
        if len(self._waiting) < MOST_WAITING or subject in self._waiting:
            self._waiting[subject] = record
        if missing.unit not in self._told:
            self._notify(Alert.UNSIGNED, str(missing))
        self._told[missing.unit] = str(missing)

    def _message(self, subject: str, body: SignDocument, headers: Mapping[str, bytes]) -> Message:
        """Write the answer under an id that is derived from what was asked: twice the same."""
        id_ = hashlib.sha256(f"{subject}|{body.ask}".encode()).hexdigest()[:32]
        trace = headers.get("traceparent", b"").decode()
        envelope = Envelope(id_, SOURCE, body.ce_type, subject, encode(body), traceparent=trace)
        key = subject.encode()
        place = partition_of(key, self._partitions)
        return Message(COMMANDS, place, key, envelope.data, envelope.headers([(ENDPOINT, HUB.encode())]))

    def _tell_refused(self, record: Record) -> None:
        """Casework did not believe a signature: our keys, or our code, are wrong."""
        refused = read(SignatureRefused, record.value or b"")
        if refused.code != "conflict":
            self._notify(Alert.SIGNATURE_REFUSED, f"{refused.number}: {refused.code}")
