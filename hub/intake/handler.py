"""Intake's handler: reads no body. What has no readable envelope is a dead letter, and its sender hears of it."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from hub.lanes.alerts import Alert
from hub.lanes.outcomes import Batch, DeadLetter
from hub.lanes.poison import Flows
from hub.lanes.values import Message, Partition, Position
from schemas.codes import explain
from schemas.control import CONTROLS
from schemas.dead_letters import Death, Obituary, Origin
from schemas.envelope import ENDPOINT, RECEIVED, SEED, Envelope, EnvelopeError, read
from schemas.notices import RecordUnreadable
from schemas.times import from_milliseconds
from schemas.topics import COMMANDS, DEAD_LETTERS, INBOX, INTAKE_GROUP, MAX_RECORD_BYTES, RESULTS, partition_of
from schemas.values import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.lanes.alerts import Notify
    from hub.lanes.values import Record

SEED_BYTES: Final = 32
STOPPED: Final = "stopped: too many of its recent records had no readable envelope"


class IntakeHandler:
    """Turns inbox records into commands keyed by their aggregate."""

    def __init__(self, partitions: int, notify: Notify, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        """``partitions``: how many ``commands`` has; ``random`` gives the bytes of each command's seed."""
        self._random = random
        self._partitions = partitions
        self._notify = notify
        self._flows = Flows()

    def opened(self) -> None:
        """Forget who died: what was not committed comes again, and a death must not count twice."""
        self._flows = Flows()

    def handle(self, records: Sequence[Record]) -> Batch[Message]:
        """Pass each record on, or bury it; a flow whose share of dead is too large stops at the next record."""
        effects: list[Message] = []
        positions: dict[Partition, Position] = {}
        for record in records:
            inbox = Partition(record.topic, record.partition)
            if inbox in positions and positions[inbox].note:
                continue
            outcome = self._pass_on(record)
            if isinstance(outcome, Message):
                effects.append(outcome)
                self._flows.lived(record.topic)
            else:
                effects += self._bury(record, outcome)
            positions[inbox] = Position(record.offset + 1, self._verdict(record, outcome))
        return Batch(effects, len(records), positions)

    def settled(self) -> None:
        """Nothing waits for the batch to be stored."""

    def ended(self, *, orderly: bool) -> None:
        """Nothing to let go of."""

    def _verdict(self, record: Record, outcome: Message | DeadLetter) -> str:
        if isinstance(outcome, Message) or not self._flows.died(record.topic):
            return ""
        self._notify(Alert.FLOW_STOPPED, f"{record.topic} at offset {record.offset}")
        self._flows.forget(record.topic)
        return STOPPED

    def _pass_on(self, record: Record) -> Message | DeadLetter:
        if _size(record) > MAX_RECORD_BYTES:
            return DeadLetter(Death.TOO_LARGE, f"too_large: more than {MAX_RECORD_BYTES} bytes, left in its inbox")
        try:
            envelope = read(record.value, record.headers)
        except EnvelopeError as error:
            return DeadLetter(Death.ENVELOPE, f"{error.code}: {error}")
        if envelope.type in CONTROLS:
            return DeadLetter(Death.ENVELOPE, f"envelope_control: {envelope.type} is the hub's own")
        key = envelope.subject.encode()
        received = (RECEIVED, b"%d" % record.timestamp)
        # Not kept anywhere but beside the command: the keys made of it can be destroyed (hub.personal).
        seed = (SEED, self._random(SEED_BYTES).hex().encode())
        headers = envelope.headers([(ENDPOINT, _endpoint(record).encode()), received, seed])
        return Message(COMMANDS, partition_of(key, self._partitions), key, envelope.data, headers)

    def _bury(self, record: Record, dead: DeadLetter) -> list[Message]:
        origin = Origin(record.topic, record.partition, record.offset, record.timestamp)
        obituary = Obituary(origin.id, origin, INTAKE_GROUP, dead.death, dead.text, record.timestamp)
        if dead.death is Death.TOO_LARGE:
            # With our headers it would fit nowhere, and intake would try for ever.
            record = record._replace(key=None, value=None, headers=())
        letter = Message(DEAD_LETTERS, 0, record.key, record.value, obituary.headers(record.headers))
        return [letter, self._notice(record, dead.text)]

    def _notice(self, record: Record, text: str) -> Message:
        """Tell the sender where its unreadable record stands; the notice has no personal data to repeat."""
        code = text.partition(":")[0]
        told = RecordUnreadable(
            at=from_milliseconds(record.timestamp),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            code=code,
            text=explain(code, {}),
        )
        data = encode(told)
        id_ = hashlib.sha256(f"{record.topic}/{record.partition}/{record.offset}".encode()).hexdigest()[:32]
        envelope = Envelope(id_, "/hub/intake", told.ce_type, f"{record.topic}:{record.offset}", data)
        return Message(RESULTS + _endpoint(record), 0, record.topic.encode(), data, envelope.headers())


def _size(record: Record) -> int:
    """Bound the bytes from above: Kafka's own limit is on what a batch is compressed to, so more may arrive."""
    utf8 = 4
    headers = sum([utf8 * len(name) + len(content) for name, content in record.headers])
    return len(record.value or b"") + len(record.key or b"") + headers


def _endpoint(record: Record) -> str:
    return record.topic.removeprefix(INBOX)
