"""Duplicate filings: which open cases of one applicant are about the same. Exact, since one aggregate hears of all.

Nothing is asked and nobody waits: a case tells, and hears only where there is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.life_cycle import Step
from hub.domain.reference import Reference
from hub.domain.subject.credit_steps import KNOWN
from hub.domain.subject.state import OpenCase, SubjectState
from hub.domain.values import Command, Decision, Refusal, Request
from schemas import commands, facts
from schemas.commands import FlagDuplicate, NoteCaseEnded, NoteOpenCase
from schemas.values import made

State = SubjectState
_SAME: Final = "hub: the same applicant, item and matter twice is flagged to both windows"


def note_open_case(state: State, command: Command[NoteOpenCase], now: datetime, _: Reference) -> Decision | Refusal:
    """Note an open case, or what it is about now; find those about the same."""
    body = command.body
    if made(OpenCase, case=body.case, item=body.item, matter=body.matter) in state.open_cases:
        return ()
    same = [
        one.case
        for one in state.open_cases
        if (one.item, one.matter) == (body.item, body.matter) and one.case != body.case
    ]
    return (
        made(
            facts.OpenCaseNoted,
            at=now,
            case=body.case,
            item=body.item,
            matter=body.matter,
            duplicates=tuple(same) or None,
        ),
    )


def note_case_ended(state: State, command: Command[NoteCaseEnded], now: datetime, _: Reference) -> Decision | Refusal:
    """Forget a case that is open no more."""
    if all(one.case != command.body.case for one in state.open_cases):
        return ()
    return (made(facts.CaseEndNoted, at=now, case=command.body.case),)


def requests(fact: facts.Fact, _: State | None, __: State | None) -> tuple[Request, ...]:
    """Tell the new case of each older one, and each older one of it."""
    if not isinstance(fact, facts.OpenCaseNoted):
        return ()
    return tuple([
        Request(case, made(FlagDuplicate, other=other))
        for one in fact.duplicates or ()
        for case, other in ((fact.case, one), (one, fact.case))
    ])  # fmt: skip


def _noted(state: State, fact: facts.OpenCaseNoted) -> State:
    noted = made(OpenCase, case=fact.case, item=fact.item, matter=fact.matter)
    return state.changed(open_cases=(*_others(state, fact.case), noted))


def _ended(state: State, fact: facts.CaseEndNoted) -> State:
    return state.changed(open_cases=_others(state, fact.case))


def _others(state: State, case: str) -> tuple[OpenCase, ...]:
    return tuple([one for one in state.open_cases if one.case != case])


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.OpenCaseNoted: _noted,
    facts.CaseEndNoted: _ended,
}

STEPS: Final = (
    Step(KNOWN, commands.NoteOpenCase, "hub", note_open_case, (facts.OpenCaseNoted,), (KNOWN,), _SAME),
    Step(KNOWN, commands.NoteCaseEnded, "hub", note_case_ended, (facts.CaseEndNoted,), (KNOWN,), _SAME),
)
