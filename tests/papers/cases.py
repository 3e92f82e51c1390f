"""Cases that real casework has handled, as their papers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, TypeVar

from hub.domain.reference import Reference
from hub.papers.record import Record
from hub.readmodel.received import open_body, receive
from hub.upload.history import History, Numbered
from schemas import commands, facts
from schemas.parties import Officer, Window
from tests.domain.world import BODIES, FOOD, MONDAY, QINGZHEN, application, case_number, officer, sender_of
from tests.readmodel.log import Log, reference

CASE: Final = case_number()
STEP: Final = timedelta(minutes=10)
ACCEPTING: Final = officer(item=FOOD)
DECIDING: Final = officer("XF0202", item=FOOD)
HEAD: Final = officer("0001", item=FOOD)
F = TypeVar("F", bound=facts.Fact)


@cache
def hall() -> Window:
    """A window of 清镇's government services, which the reference data knows by name."""
    unit = reference().unit_for_group("government_services", QINGZHEN, MONDAY.date())
    assert unit is not None
    return Window(unit=unit.uscc, window="A03", staff="QZ0017")


def clerk() -> Officer:
    """Who stands there."""
    return Officer(unit=hall().unit, staff="QZ0017")


def filing(item: str = FOOD, **changes: Any) -> commands.FileApplication:
    """A filing at that window for a matter of 息烽."""
    return commands.FileApplication(window=hall(), application=application(item, **changes))


def act(kind: type[commands.Command], **changes: Any) -> commands.Command:
    """What somebody does, with some of it changed."""
    return BODIES[kind].model_copy(update=changes)


CLAIMED: Final = act(commands.ClaimCase, by=ACCEPTING)
ACCEPTED: Final = (CLAIMED, act(commands.AcceptCase, by=ACCEPTING))
HANDED_ON: Final = (act(commands.ReleaseCase, by=ACCEPTING), act(commands.ClaimCase, by=DECIDING))
"""食品经营许可 is decided by another person than who accepted it."""
APPROVED: Final = (*ACCEPTED, *HANDED_ON, act(commands.DecideCase, by=DECIDING))
DENIED: Final = (
    *ACCEPTED,
    *HANDED_ON,
    act(
        commands.DecideCase,
        by=DECIDING,
        outcome="denied",
        reason="经营场所与污染源的距离不足",
        legal_basis="《食品经营许可和备案管理办法》第十二条",
        remedy="可补正后重新申请",
    ),
)


def told(
    *acts: commands.Command, until: datetime | None = None, rows: Callable[[], Reference] = reference, case: str = CASE
) -> Record:
    """One case from its filing on, an act every ten minutes, then the clock; every act succeeds."""
    log, at = Log(rows), MONDAY
    for one in acts:
        log.say(sender_of(type(one)), case, one, at)
        at += STEP
    if until:
        log.clock(until)
    history = History(case, _facts(log, case))
    refused = list(history.of(facts.CaseRefused))
    assert not refused, refused
    return Record(history, rows())


def changed(record: Record, kind: type[F], **changes: Any) -> Record:
    """The same case, as if one of its facts had said something else."""
    found = [
        Numbered(one.number, one.fact.model_copy(update=changes)) if isinstance(one.fact, kind) else one
        for one in record.history.facts
    ]
    return Record(History(record.number, found), record.reference)


def with_fact(record: Record, fact: facts.Fact) -> Record:
    """The same case, and one more fact."""
    found = [*record.history.facts, Numbered(len(record.history.facts) + 1, fact)]
    return Record(History(record.number, found), record.reference)


def _facts(log: Log, case: str) -> list[Numbered]:
    found = []
    for record in log.records:
        received = receive(record)
        assert received is not None
        if received.place.aggregate == case:
            fact = open_body(received).fact
            assert fact is not None
            found.append(Numbered(received.place.number, fact))
    return found
