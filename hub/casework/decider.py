"""Casework: what a command means for its aggregate, as records to write. The lane's Decider (hub.lanes.keyed)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hub.casework.sealed import SealedScene
from hub.casework.state import State, StateCodec
from hub.casework.words import Link, Scene, chain, fact_message, notice_message, request_messages, shared_headers
from hub.domain.aggregates import AGGREGATES, noun_of, noun_of_type, refused
from hub.domain.values import HUB, Notice, Refusal
from hub.domain.values import Command as DomainCommand
from hub.lanes.aggregates import Aggregate
from hub.lanes.outcomes import Done, Refused
from hub.personal.keys import WRAP_KEYS
from schemas.codes import explain
from schemas.notices import CommandAnswered
from schemas.reading import BodyError, read_command
from schemas.times import from_milliseconds, to_milliseconds
from schemas.values import made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from hub.domain.aggregates import Aggregate as Kind
    from hub.domain.reference import Reference
    from hub.lanes.command import Command
    from hub.lanes.values import Message
    from hub.personal.sealing import PersonalSealing
    from schemas.chain import Algorithm
    from schemas.commands import Command as Body
    from schemas.envelope import Headers
    from schemas.facts import Fact

MOST_HOPS: Final = 16
"""Commands of aggregates to each other that may lead from one to the next: a longer way is a circle."""


class CircularRequestError(Exception):
    """Aggregates send each other commands without end: a defect."""


class RefusedDeadlineError(Exception):
    """An aggregate refuses the deadline it asked for: a defect."""


class Casework:
    """Decides commands of one ``commands`` partition."""

    def __init__(
        self,
        partition: int,
        partitions: int,
        reference: Callable[[], Reference],
        algorithm: Algorithm = "sha256",
        sealing: PersonalSealing | None = None,
    ) -> None:
        """``reference`` gives the newest; a batch is decided under the one that stood when it began.

        ``algorithm`` chains the facts from now on, whatever chained those before. ``sealing``: None writes what is
        personal in plain text.
        """
        self._sealing = sealing
        self._codec = StateCodec(sealing, lambda: self._reference.subject_number)
        self._algorithm = algorithm
        self._partition = partition
        self._partitions = partitions
        self._newest = reference
        self._reference = reference()

    def begin(self) -> None:
        """Pin the reference data for a batch."""
        self._reference = self._newest()

    def pin(self, reference: Reference, algorithm: Algorithm) -> None:
        """Decide under these until the next batch begins: a replay's way to another time."""
        self._reference, self._algorithm = reference, algorithm

    def encode(self, state: State | None) -> bytes:
        """Give one line: the noun, the aggregate's keys, the domain's JSON with its personal parts sealed."""
        return self._codec.encode(state)

    def decode(self, state: bytes) -> State:
        """Read the line. Raises UnknownVersionError: the lane stops."""
        return self._codec.decode(state)

    def handle(self, command: Command, before: Aggregate[State]) -> Done[State] | Refused[State]:
        """Read the body, decide, and write down what follows."""
        if command.type == WRAP_KEYS and command.endpoint == HUB:
            return self._wrap_keys(command, before)
        if command.hops > MOST_HOPS:
            raise CircularRequestError(f"{command.type} to {command.aggregate} after {command.hops} hops")
        try:
            body = read_command(command.type, command.value)
        except BodyError as error:
            return self._refusal(command, before, None, Refusal(error.code, error.pointer, error.params))
        noun = noun_of(command.aggregate)
        if noun_of_type(command.type) != noun:
            return self._refusal(command, before, body, Refusal("subject_kind", params={"subject": command.aggregate}))
        asked = _asked(command, body)
        now = self._now(command.received, before)
        decision = AGGREGATES[noun].decide(_state(before), asked, now, self._reference)
        if isinstance(decision, Refusal):
            return self._refusal(command, before, body, decision)
        scene = self._scene(command)
        written = self._write(scene, noun, decision, before)
        after = written.after
        answer = _Answer("done", before.number + 1, after.number, after.digest, to_milliseconds(now))
        answered = self._answered(command, answer, scene, written.shared)
        return Done([*written.messages, *answered], after, _remembered(command, answer))

    def _wrap_keys(self, command: Command, before: Aggregate[State]) -> Done[State]:
        """Wrap an aggregate's keys by the newest key-encryption key: no fact, since nothing happened to it."""
        if before.state is None:
            return Done([], before, ())
        sealer = SealedScene(self._sealing, self._scene(command), before.state, self._reference.subject_number)
        sealer.wrap_again()
        kind = AGGREGATES[before.state.noun]
        kept = self._codec.after(kind, before.state.of_domain, sealer.keys, before.state)
        return Done(sealer.messages, before._replace(state=kept), ())

    def refuse(self, command: Command, before: Aggregate[State], code: str) -> Refused[State]:
        """Refuse for a reason that the lane found."""
        return self._refusal(command, before, None, Refusal(code))

    def _refusal(
        self, command: Command, before: Aggregate[State], body: Body | None, refusal: Refusal
    ) -> Refused[State]:
        """A refusal is a fact as well: the sender hears of it, and it stays on record."""
        now = self._now(command.received, before)
        asked = _asked(command, body)
        fact = refused(asked, refusal, now, command.type)
        scene = self._scene(command)
        written = self._write(scene, noun_of(command.aggregate), (fact,), before)
        after = written.after
        answer = _Answer(
            "refused",
            after.number,
            after.number,
            after.digest,
            to_milliseconds(now),
            refusal.code,
            refusal.pointer,
            dict(refusal.params),
        )
        answered = self._answered(command, answer, scene, written.shared)
        return Refused([*written.messages, *answered], after, _remembered(command, answer))

    def repeat(self, command: Command, answer: Sequence[object]) -> Sequence[Message]:
        """Give the answer to a command's sender: the same bytes under the same id, however often."""
        if not answer:
            return ()
        return self._answered(command, _Answer(*answer), self._scene(command), None)  # type: ignore[arg-type]  # as _Answer wrote it

    def _answered(self, command: Command, given: _Answer, scene: Scene, shared: Headers | None) -> Sequence[Message]:
        """``shared``: the headers of the fact that it is the answer of, where they are made already."""
        if command.endpoint == HUB:
            return ()
        at = from_milliseconds(given.at)
        body = made(
            CommandAnswered,
            at=at,
            command=command.id.split("|", 2)[2],
            command_type=command.type,
            outcome=given.outcome,
            facts=tuple(range(given.first, given.last + 1)),
            code=given.code,
            text=explain(given.code, given.params or {}, given.pointer) if given.code else None,
            pointer=given.pointer or None,
        )
        id_ = f"answer/{hashlib.sha256(command.id.encode()).hexdigest()[:32]}"
        shared = shared or shared_headers(scene, Link(given.last, given.digest), at)
        return [notice_message(scene, shared, Notice("results", command.endpoint, body), id_)]

    def reach(self, aggregate: str, due: int, clock: int, before: Aggregate[State]) -> Done[State]:
        """Tell the aggregate that its due time has come; ``now`` is what the lane's clock says."""
        assert before.state is not None, "only an aggregate that exists is ever due"  # noqa: S101
        kind = AGGREGATES[before.state.noun]
        cause = f"clock|{aggregate}|{due}"
        asked = DomainCommand(cause, HUB, aggregate, kind.deadline(from_milliseconds(due)))
        decision = kind.decide(_state(before), asked, self._now(clock, before), self._reference)
        if isinstance(decision, Refusal):
            raise RefusedDeadlineError(f"{aggregate}: {decision.code}")
        scene = Scene(aggregate, self._partition, self._partitions, cause, 0, b"", self._reference.offset)
        written = self._write(scene, kind.noun, decision, before)
        return Done(written.messages, written.after, ())

    def _scene(self, command: Command) -> Scene:
        return Scene(
            command.aggregate,
            self._partition,
            self._partitions,
            command.id,
            command.hops,
            command.traceparent,
            self._reference.offset,
            command,
        )

    def _now(self, received: int, before: Aggregate[State]) -> datetime:
        """The receipt, but never earlier than what has happened already."""
        return from_milliseconds(max(received, before.at))

    def _write(self, scene: Scene, noun: str, decision: Sequence[Fact], before: Aggregate[State]) -> _Written:
        """Chain the facts, evolve over them, and collect what each has to tell and to ask."""
        kind: Kind = AGGREGATES[noun]
        link, state, at = Link(before.number, before.digest), _state(before), before.at
        sealer = SealedScene(self._sealing, scene, before.state, self._reference.subject_number)
        messages: list[Message] = []
        shared: Headers | None = None
        asked = 0
        for fact in decision:
            body = sealer.sealed(fact, link.number + 1)
            link = chain(link, fact.ce_type, body, self._algorithm)
            shared = shared_headers(scene, link, fact.at)
            messages.append(fact_message(scene, shared, link.number, fact, body))
            earlier, state = state, kind.evolve(state, fact)
            for place, notice in enumerate(kind.notices(fact, earlier, state)):
                messages.append(notice_message(scene, shared, notice, f"{scene.subject}/{link.number}/{place}"))
            requests = kind.requests(fact, earlier, state)
            messages += request_messages(scene, requests, asked, sealer.seed_for)
            asked += len(requests)
            at = to_milliseconds(fact.at)
        messages += sealer.messages
        due = kind.due(state) if state is not None else None
        kept = self._codec.after(kind, state, sealer.keys, before.state) if state is not None else None
        after = Aggregate(link.number, link.digest, at, to_milliseconds(due) if due else None, state=kept)
        return _Written(messages, after, shared)


class _Written(NamedTuple):
    """What became of a decision: records, the aggregate afterwards, and the last fact's headers, if there is one."""

    messages: list[Message]
    after: Aggregate[State]
    shared: Headers | None


class _Answer(NamedTuple):
    """What an aggregate remembers of its answer to a command; JSON keeps it as a list."""

    outcome: Literal["done", "refused"]
    first: int
    last: int
    digest: str
    at: int
    code: str | None = None
    pointer: str = ""
    params: dict[str, str] | None = None


def _remembered(command: Command, answer: _Answer) -> Sequence[object]:
    """Give what is kept to be answered again: nobody waits for an answer to the hub itself."""
    return () if command.endpoint == HUB else answer


def _asked(command: Command, body: Body | None) -> DomainCommand[Any]:
    """Give the command as the domain knows it; hops are the hub's own header, nothing from an inbox has any."""
    received = from_milliseconds(command.received)
    return DomainCommand(command.id, command.endpoint, command.aggregate, body, received, command.hops > 0)


def _state(aggregate: Aggregate[State]) -> Any:
    return aggregate.state.of_domain if aggregate.state is not None else None
