"""The states from which a replay begins where the first commands are no longer kept: evolved from the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.casework.state import State
from hub.domain.aggregates import AGGREGATES, noun_of
from hub.lanes.aggregates import Aggregate, encode
from hub.lanes.memory import Memory
from hub.replay.sealed import readable
from schemas.envelope import DIGEST, NUMBER
from schemas.reading import read_fact
from schemas.times import to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.casework.decider import Casework
    from hub.lanes.states import States
    from hub.lanes.values import Record
    from hub.replay.sealed import Known


def begin_from(facts: Iterable[Record], states: States, casework: Casework, known: Known) -> None:
    """Put the aggregates into the states as these facts leave them; what they remember of commands is not in facts."""
    aggregates: dict[str, Aggregate[State]] = {}
    for record in facts:
        subject = dict(record.headers)["ce_subject"].decode()
        body = readable(record, known)
        aggregates[subject] = _after(record, body, subject, aggregates.get(subject, Aggregate()))
    for subject, aggregate in aggregates.items():
        value = encode(aggregate, Memory(), casework.encode(aggregate.state))
        states.put_aggregate(subject.encode(), value, None, aggregate.due)


def _after(record: Record, body: bytes, subject: str, before: Aggregate[State]) -> Aggregate[State]:
    headers = dict(record.headers)
    kind = AGGREGATES[noun_of(subject)]
    fact = read_fact(headers["ce_type"].decode(), body)
    state = kind.evolve(before.state.of_domain if before.state else None, fact)
    due = kind.due(state) if state is not None else None
    return Aggregate(
        number=int(headers[NUMBER]),
        digest=headers[DIGEST].decode(),
        at=to_milliseconds(fact.at),
        due=to_milliseconds(due) if due else None,
        state=State(kind.noun, state) if state is not None else None,
    )
