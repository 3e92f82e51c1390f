"""A subject with thousands of commands a month: each is handled once, and its state stays within a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from hub.casework.decider import Casework
from hub.casework.state import State
from hub.domain.values import HUB
from hub.lanes.keyed import KeyedHandler
from hub.lanes.states import States
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World
from schemas.commands import AskStanding, Command, NoteCaseEnded, NoteOpenCase, ReleaseDeferral, RequestDeferral
from schemas.envelope import ENDPOINT, HOPS, Envelope
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, FACTS, MAX_STATE_BYTES, STATES
from schemas.values import encode
from tests.domain.world import COMPANY, MONDAY, case_number, person, reference

SUBJECT: Final = reference().subject_of(person())
DAYS_MS: Final = 29 * 86_400_000
MATTER: Final = "a" * 26
EACH: Final = 5
"""Commands of one case."""


def of_case(number: int) -> tuple[Command, ...]:
    """What one case asks and tells its applicant's subject in its life."""
    case = case_number(number)
    return (
        NoteOpenCase(case=case, item=COMPANY, matter=MATTER + f"{number:06d}"),
        AskStanding(case=case, item=COMPANY),
        RequestDeferral(case=case, deferral="accept_first"),
        ReleaseDeferral(case=case, why="supplied"),
        NoteCaseEnded(case=case),
    )


class Lane:
    """The lane of one partition over a store in memory."""

    def __init__(self) -> None:
        casework = Casework(0, 1, reference)
        self.states = States(MemoryStore())
        world = World(calm(Server()), int, "only", lambda *_: None)
        self.handler: KeyedHandler[State] = KeyedHandler(Partition(COMMANDS, 0), self.states, casework, world)
        self.handler.opened()

    def take(self, records: list[Record]) -> list[Message]:
        """Handle a batch and store it; give what it writes."""
        batch = self.handler.handle(records)
        assert batch.taken == len(records)
        self.states.settle(self.states.copy)
        self.handler.settled()
        return list(batch.effects)


def records(count: int) -> Iterator[list[Record]]:
    """So many commands of the hub's own over 29 days, in batches."""
    step, begin = DAYS_MS // count, to_milliseconds(MONDAY)
    bodies = [body for number in range(count // EACH) for body in of_case(number)]
    key, batch = SUBJECT.encode(), []
    for place, body in enumerate(bodies):
        id_ = hashlib.sha256(f"{place}".encode()).hexdigest()[:32]
        extra = [(ENDPOINT, HUB.encode()), (HOPS, b"1")]
        headers = Envelope(id_, "/hub", body.ce_type, SUBJECT, b"").headers(extra)
        batch.append(Record(COMMANDS, 0, place, begin + place * step, key, encode(body), headers))
        if len(batch) == 50:
            yield batch
            batch = []


def test_three_thousand_commands_in_a_month() -> None:
    """All are handled and none is refused; every twin of them is known; the state has room for as many again."""
    lane, given = Lane(), list(records(3000))
    written = [message for batch in given for message in lane.take(batch)]
    facts = [message for message in written if message.topic == FACTS]
    types = {dict(message.headers)["ce_type"] for message in facts}
    assert len(facts) == 3000
    assert not any(b"refused" in type_ for type_ in types), types
    state = [message.value for message in written if message.topic == STATES and message.key == SUBJECT.encode()][-1]
    assert state is not None
    assert len(state) < MAX_STATE_BYTES * 2 // 3, len(state)
    again = [message for batch in given for message in lane.take(batch)]
    assert [message for message in again if message.topic != STATES] == []
