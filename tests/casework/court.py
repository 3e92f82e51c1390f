"""Casework without its lane: commands go in, records come out, aggregates are kept as bytes in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson

from hub.casework.decider import Casework
from hub.casework.state import State
from hub.lanes.aggregates import Aggregate, decode, encode
from hub.lanes.command import Command
from hub.lanes.memory import Memory
from hub.lanes.outcomes import Done, Refused
from hub.lanes.values import Message
from hub.personal.sealing import PersonalSealing
from schemas.commands import Command as Body
from schemas.notices import CommandAnswered
from schemas.reading import read_notice
from schemas.times import to_milliseconds
from schemas.topics import FACTS
from schemas.values import encode as encode_body
from tests.domain.world import MONDAY, reference

PARTITIONS = 4


class Court:
    """Decides, and remembers every aggregate as its lane would: encoded."""

    def __init__(self, partition: int = 2, sealing: PersonalSealing | None = None) -> None:
        self.casework = Casework(partition, PARTITIONS, reference, sealing=sealing)
        self.casework.begin()
        self.states: dict[str, bytes] = {}
        self.written: list[Message] = []
        self.now = MONDAY
        self._ids = 0

    def command(self, endpoint: str, subject: str, body: Body, **changes: Any) -> Command:
        """Make a command received now; its ce_id counts up."""
        self._ids += 1
        values: dict[str, Any] = {
            "id": f"{endpoint}|/{endpoint}/window|c-{self._ids}",
            "type": body.ce_type,
            "aggregate": subject,
            "endpoint": endpoint,
            "received": to_milliseconds(self.now),
            "value": encode_body(body),
        }
        return Command(**(values | changes))

    def before(self, subject: str) -> Aggregate[State]:
        """Read an aggregate back from its bytes."""
        kept = self.states.get(subject)
        return decode(kept, self.casework.decode)[0] if kept else Aggregate()

    def keep(self, subject: str, outcome: Done[State] | Refused[State]) -> list[Message]:
        """Take an outcome over."""
        self.states[subject] = encode(outcome.after, Memory(), self.casework.encode(outcome.after.state))
        self.written += outcome.messages
        return list(outcome.messages)

    def give(self, command: Command) -> list[Message]:
        """Handle a command; give what is written because of it."""
        before = self.before(command.aggregate)
        return self.keep(command.aggregate, self.casework.handle(command, before))

    def when(self, endpoint: str, subject: str, body: Body, after: timedelta = timedelta(minutes=1)) -> list[Message]:
        """Let somebody command something a moment later."""
        self.now += after
        return self.give(self.command(endpoint, subject, body))

    def reach(self, subject: str, clock: datetime) -> list[Message]:
        """Let the clock reach an instant."""
        before = self.before(subject)
        assert before.due is not None
        return self.keep(subject, self.casework.reach(subject, before.due, to_milliseconds(clock), before))


def facts(written: list[Message]) -> list[Message]:
    """Those that are facts."""
    return [message for message in written if message.topic == FACTS]


def header(message: Message, name: str) -> str:
    """One header's text."""
    return dict(message.headers)[name].decode()


def body(message: Message) -> Any:
    """The value as JSON."""
    return orjson.loads(message.value or b"")


def kinds(written: list[Message]) -> list[tuple[str, str]]:
    """Topic and type of each, without the common beginning."""
    return [(message.topic, header(message, "ce_type").removeprefix("cn.tongban.")) for message in written]


def answer(written: list[Message]) -> CommandAnswered:
    """The answer to the command's sender."""
    (message,) = [notice for notice in written if header(notice, "ce_type") == CommandAnswered.ce_type]
    read = read_notice(CommandAnswered.ce_type, message.value or b"")
    assert isinstance(read, CommandAnswered)
    return read


def refusal(written: list[Message], fact_type: str = "case.refused.v1") -> tuple[Any, CommandAnswered]:
    """The one fact of a refusal, and what its sender reads."""
    (fact,) = facts(written)
    assert header(fact, "ce_type").removeprefix("cn.tongban.") == fact_type
    return body(fact), answer(written)
