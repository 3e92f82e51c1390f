"""Duplicate filings, as a case sees them: it tells its applicant's subject what it is about, and may hear of a twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import ApplicationState
from hub.domain.application.telling import Telling, result, work
from hub.domain.identifiers import basic_code
from hub.domain.likeness import digest_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal, Request
from schemas import facts, notices
from schemas.application import Form
from schemas.commands import FlagDuplicate, NoteCaseEnded, NoteOpenCase
from schemas.values import made

State = ApplicationState
_OPEN: Final = frozenset({"filed", "correcting", "accepted", "paused"})


def flag_duplicate(state: State, command: Command[FlagDuplicate], now: datetime, _: Reference) -> Decision | Refusal:
    """Put the twin on record and tell both sides; at whatever stage, since both windows are to know."""
    other = command.body.other
    if other in (state.duplicates or ()):
        return ()
    return (made(facts.DuplicateFlagged, at=now, other=other),)


def requests(fact: facts.Fact, before: State | None, after: State | None) -> tuple[Request, ...]:
    """Tell the subject what the case is about, when that is new, and that it is open no more."""
    if after is None or after.subject is None or after.item.matter_field is None:
        return ()
    if before is not None and before.stage in _OPEN and after.stage not in _OPEN:
        # only what was noted is forgotten: a subject that nobody told of anything does not come to be
        noted_before = _matter(after.item, after.content().form)
        return (Request(after.subject, made(NoteCaseEnded, case=after.number)),) if noted_before else ()
    matter = _matter(after.item, _said(fact))
    if matter is None:
        return ()
    noted = made(NoteOpenCase, case=after.number, item=basic_code(after.item.code), matter=digest_of(matter))
    return (Request(after.subject, noted),)


def _said(fact: facts.Fact) -> Form:
    if isinstance(fact, facts.CaseFiled):
        return fact.application.form
    return fact.form if isinstance(fact, facts.CorrectionSupplied | facts.CorrectedOnSpot) else {}


def _matter(item: facts.Item, form: Form) -> str | None:
    matter = form.get(item.matter_field or "")
    return matter if isinstance(matter, str) and matter.strip() else None


def _flagged(state: State, fact: facts.DuplicateFlagged) -> State:
    return state.changed(duplicates=(*(state.duplicates or ()), fact.other))


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.DuplicateFlagged: _flagged}


def _tell_flagged(fact: facts.DuplicateFlagged, _: State, after: State) -> tuple[Notice, ...]:
    told = made(notices.ResultDuplicate, at=fact.at, other=fact.other, item_name=after.item.name)
    return (work(fact, after, "duplicate_flagged", f"与办件{fact.other}重复"), result(after, told))


TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.DuplicateFlagged: _tell_flagged}
