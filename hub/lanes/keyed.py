"""The handler of a lane whose records belong to aggregates: what is exact about handling, apart from the domain.

Dedup by command id, the due index and the clock, parking and poison live here, each at one place. What a command
*means* is the decider's (hub.casework): this module never looks into a body.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import orjson

from hub.lanes.aggregates import Aggregate, UnknownVersionError, decode, encode
from hub.lanes.alerts import Alert
from hub.lanes.command import Command, command_of
from hub.lanes.memory import MEMORY_MS, Handled, Memory, body_of, recall, remember
from hub.lanes.outcomes import Batch, Done, Refused
from hub.lanes.parking import Mark, Parking
from hub.lanes.poison import Flows, Starts
from hub.lanes.ports import BrokerError
from hub.lanes.states import POSITION, Progress, States
from hub.lanes.values import Message, Partition, Position, Record
from schemas.control import CLOCK_ADVANCED, CONTROLS, REDRIVE, RESUME_FLOW
from schemas.dead_letters import Death, Obituary, Origin
from schemas.envelope import ENDPOINT
from schemas.topics import CASEWORK_GROUP, DEAD_LETTERS, MAX_RECORD_BYTES, MAX_STATE_BYTES, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.lanes.decider import Decider
    from hub.lanes.world import World

State = TypeVar("State")
logger = logging.getLogger(__name__)

FIRED_PER_BATCH: Final = 500
LITTLE_BYTES: Final = 8_192
"""What a claim, a decision or a refusal adds to a state at most."""
CACHED: Final = 4096
"""Decoded aggregates kept in memory, up to twice as many."""
_CONTROLS: Final = frozenset(kind.encode() for kind in CONTROLS)
_NEW: Final[tuple[Aggregate[Any], Memory]] = (Aggregate(), Memory())


class TooLargeError(Exception):
    """A handler made a record or state over the limit: a defect, found before the sink could."""


class StuckDeadlineError(Exception):
    """A deadline fired and moved nothing: a defect that would otherwise fire for ever."""


class KeyedHandler(Generic[State]):
    """Turns records of one ``commands`` partition into batches, aggregate by aggregate."""

    def __init__(self, partition: Partition, states: States, decider: Decider[State], world: World) -> None:
        """``states`` is shared with the sink."""
        self._partition = partition
        self._states = states
        self._decider = decider
        self._world = world
        self._starts = Starts(states, world.process)

    def opened(self) -> None:
        """The states are caught up: forget everything that was only in memory."""
        self._changed: dict[bytes, tuple[Aggregate[State], Memory]] = {}
        self._cached = _Cached[State]()
        self._parking = Parking(self._states)
        self._flows = Flows()
        self._suspect = -1
        self._redrives = 0
        self._starts.begin(self._states.progress.offset)

    def handle(self, records: Sequence[Record]) -> Batch[Message]:
        """Handle records in order; stop early where the next one must be handled alone or over again."""
        self._decider.begin()
        since, self._clock, _ = self._states.progress
        self._effects: list[Message] = []
        taken = 0
        for record in records:
            if (taken and self._starts.careful) or not self._take(record, alone=not taken):
                break
            taken += 1
        following = records[taken - 1].offset + 1 if taken else records[0].offset
        self._states.put(POSITION, orjson.dumps([*Progress(following, self._clock, since)]))
        number = self._partition.number
        self._effects += [Message(STATES, number, key, value) for key, value in self._states.written()]
        return Batch(self._effects, taken, {self._partition: Position(following)})

    def settled(self) -> None:
        """The batch is stored: what it changed may be trusted from memory."""
        self._cached.keep(self._changed)
        self._changed.clear()
        self._starts.moved_on()

    def ended(self, *, orderly: bool) -> None:
        """Close the store; where nothing was under way, leave no suspicion behind."""
        if orderly:
            self._starts.end()
        self._states.close()

    def _take(self, record: Record, *, alone: bool) -> bool:
        """Handle one record; False if it is not finished with this batch."""
        if self._starts.careful and not self._starts.about_to_handle(record.offset):
            self._world.notify(Alert.KILLER, f"{record.topic}/{record.partition}/{record.offset}")
            self._bury(record, Death.KILLER, "three starts of the process died at this record")
            return True
        headers = dict(record.headers)
        kind = headers.get("ce_type", b"")
        if kind in _CONTROLS:
            finished = self._control(kind.decode(), record)
        else:
            finished = self._attempt(record, headers, alone=alone)
        if self._starts.careful:
            self._starts.survived()
        return finished

    def _attempt(self, record: Record, headers: Mapping[str, bytes], *, alone: bool) -> bool:
        """Handle a command; what raises is tried again alone, and then it is dead."""
        try:
            self._command(record, headers)
        except (UnknownVersionError, BrokerError):
            # No aggregate's defect: the store, for one, fails with a BrokerError, and then the lane reopens.
            raise
        except Exception as error:  # noqa: BLE001  # one aggregate's defect must not stop the others
            _log_defect(f"{record.topic}/{record.partition}/{record.offset}", error)
            if self._suspect != record.offset:
                self._suspect = record.offset
                return self._attempt(record, headers, alone=True) if alone else False
            self._bury(record, Death.DEFECT, "an unexpected exception: see the log of the worker")
        return True

    def _command(self, record: Record, headers: Mapping[str, bytes]) -> None:
        key = record.key or b""
        command = command_of(record, headers)
        flow = f"{command.endpoint}|{command.type}"
        if self._parking.mark(key) is not None:
            self._parking.enqueue(key, record)
            return
        if self._parking.stopped(flow):
            self._parking.park(key, Mark(f"flow {flow} is stopped", self._clock, 0))
            self._parking.enqueue(key, record)
            return
        before, memory = self._known(key)
        body = body_of(command)
        name, known = recall(memory, command, body)
        if known is not None:
            self._effects += self._decider.repeat(command, known.answer)
            return
        outcome = self._outcome(command, before, is_conflict=name != command.id)
        try:
            entry = Handled(command.received, body, outcome.answer, isinstance(outcome, Refused))
            self._keep(key, before.due, outcome, remember(memory, name, entry))
        except TooLargeError:
            outcome = self._decider.refuse(command, before, "too_large")
            entry = Handled(command.received, body, outcome.answer, refused=True)
            self._keep(key, before.due, outcome, remember(memory, name, entry))
        self._flows.lived(flow)

    def _outcome(
        self, command: Command, before: Aggregate[State], *, is_conflict: bool
    ) -> Done[State] | Refused[State]:
        if is_conflict:
            return self._decider.refuse(command, before, "conflict")
        if command.received < self._clock - MEMORY_MS:
            return self._decider.refuse(command, before, "too_old")
        return self._decider.handle(command, before)

    def _keep(
        self,
        key: bytes,
        due_before: int | None,
        outcome: Done[State] | Refused[State],
        memory: Memory,
    ) -> None:
        """Take an outcome over, sizes checked: the sink must not find a surprise."""
        after = outcome.after
        value = encode(after, memory, self._decider.encode(after.state))
        if len(value) > MAX_STATE_BYTES and self._is_too_large(key, value):
            raise TooLargeError(f"state of {len(value)} bytes")
        for message in outcome.messages:
            if message.value is not None and len(message.value) > MAX_RECORD_BYTES:
                raise TooLargeError(f"record of {len(message.value)} bytes for {message.topic}")
        self._states.put_aggregate(key, value, due_before, after.due)
        self._changed[key] = after, memory
        self._effects += outcome.messages

    def _is_too_large(self, key: bytes, value: bytes) -> bool:
        """Whether a state over the limit is refused: a case filed just below it must still take its small steps."""
        grown = len(value) - len(self._states.get(key) or b"")
        return grown > LITTLE_BYTES or len(value) > MAX_RECORD_BYTES

    def _known(self, key: bytes) -> tuple[Aggregate[State], Memory]:
        """Give an aggregate, and what it remembers."""
        known = self._changed.get(key) or self._cached.get(key)
        if known is not None:
            return known
        value = self._states.get(key)
        return decode(value, self._decider.decode) if value else _NEW

    def _control(self, kind: str, record: Record) -> bool:
        fields = orjson.loads(record.value or b"{}")
        if kind == CLOCK_ADVANCED:
            # A clock message can't know more than the broker that appended it.
            self._clock = max(self._clock, min(fields["to"], record.timestamp))
            return self._fire(record)
        if kind == RESUME_FLOW:
            self._parking.resume(fields["flow"])
            self._flows.forget(fields["flow"])
        elif self._parking.mark(record.key or b"") is not None:
            self._unpark(record.key or b"", redrive=kind == REDRIVE)
        return True

    def _fire(self, record: Record) -> bool:
        """Fire what is due; False if more is due than one batch should hold."""
        waiting = self._states.due(self._clock, FIRED_PER_BATCH)
        for due, key in waiting:
            if self._parking.mark(key) is not None:
                self._states.hide_due(due, key)
                continue
            before, memory = self._known(key)
            try:
                self._reach(key, due, before, memory)
            except BrokerError:
                raise
            except Exception as error:  # noqa: BLE001  # as in _attempt: one aggregate's defect
                _log_defect(f"a deadline of {key.decode()}", error)
                self._bury_deadline(key, due, record)
        return len(waiting) < FIRED_PER_BATCH

    def _reach(self, key: bytes, due: int, before: Aggregate[State], memory: Memory) -> None:
        outcome = self._decider.reach(key.decode(), due, self._clock, before)
        if outcome.after.due is not None and outcome.after.due <= due:
            raise StuckDeadlineError(f"{key.decode()} is due at {outcome.after.due} again")
        self._keep(key, before.due, outcome, memory)

    def _unpark(self, key: bytes, *, redrive: bool) -> None:
        """Handle what waited, in order; a command that dies again parks the rest behind it."""
        mark = self._parking.mark(key)
        waiting = self._parking.leave(key)
        before, _ = self._known(key)
        if before.due is not None:
            self._states.show_due(before.due, key)
        self._redrives = mark.deaths if mark else 0
        died_first = self._redrives > 0
        for record in waiting if redrive or not died_first else waiting[1:]:
            # Twice the same offset: a redriven command was tried alone before.
            self._suspect = record.offset
            self._attempt(record, dict(record.headers), alone=True)
        self._redrives = 0

    def _bury(self, record: Record, death: Death, text: str) -> None:
        """Keep the record aside, park its aggregate, and stop its flow where too many died."""
        key = record.key or b""
        deaths = self._redrives + 1
        self._write_letter(record, _place(record).id, death, text)
        self._parking.park(key, Mark(text, self._clock, deaths))
        self._parking.enqueue(key, record)
        self._world.notify(Alert.PARKED, f"{key.decode(errors='replace')}: {text}")
        headers = dict(record.headers)
        flow = f"{headers.get(ENDPOINT, b'').decode()}|{headers.get('ce_type', b'').decode()}"
        if not self._parking.stopped(flow) and self._flows.died(flow):
            self._parking.stop(flow, self._clock)
            self._world.notify(Alert.FLOW_STOPPED, flow)

    def _bury_deadline(self, key: bytes, due: int, clock: Record) -> None:
        """Park an aggregate whose deadline raised; no command of its died, so none begins its queue."""
        text = "an unexpected exception at a deadline: see the log of the worker"
        at = clock._replace(key=key, value=orjson.dumps({"due": due}))
        self._write_letter(at, f"{_place(clock).id}/{key.decode()}", Death.DEFECT, text)
        self._parking.park(key, Mark(text, self._clock, 0))
        self._states.hide_due(due, key)
        self._world.notify(Alert.PARKED, f"{key.decode()}: {text}")

    def _write_letter(self, record: Record, id_: str, death: Death, text: str) -> None:
        failed_at, redrives = self._clock or record.timestamp, self._redrives
        obituary = Obituary(id_, _place(record), CASEWORK_GROUP, death, text, failed_at, redrives + 1, redrives)
        self._effects.append(Message(DEAD_LETTERS, 0, record.key, record.value, obituary.headers(record.headers)))


def _place(record: Record) -> Origin:
    return Origin(record.topic, record.partition, record.offset, record.timestamp)


class _Cached(Generic[State]):
    """Aggregates as they are stored, the latest. Two halves: when one is full, the older one is dropped.

    That costs nothing per aggregate, where an order by use would be kept with each.
    """

    def __init__(self) -> None:
        self._younger: dict[bytes, tuple[Aggregate[State], Memory]] = {}
        self._older = self._younger

    def get(self, key: bytes) -> tuple[Aggregate[State], Memory] | None:
        return self._younger.get(key) or self._older.get(key)

    def keep(self, changed: Mapping[bytes, tuple[Aggregate[State], Memory]]) -> None:
        self._younger |= changed
        if len(self._younger) > CACHED:
            self._younger, self._older = {}, self._younger


def _log_defect(where: str, error: Exception) -> None:
    """Log the stack without the exception's own words: they may quote what somebody sent."""
    stack = "".join(traceback.format_tb(error.__traceback__))
    logger.error("defect at %s: %s\n%s", where, type(error).__name__, stack)
