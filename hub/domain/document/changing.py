"""What changes a document after it was asked for: its case, its issuer, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hub.domain.calendar import end_of_day
from hub.domain.contents import check_content
from hub.domain.document import reporting
from hub.domain.document.corrections import corrected
from hub.domain.document.evolve import evolve
from hub.domain.document.signing import ask_for, asked_for_next, next_version
from hub.domain.document.state import DocumentState
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import (
    CorrectDocument,
    LiftCondition,
    ReachDocumentDeadline,
    ResumeDocument,
    SuspendDocument,
    TransferDocument,
    WithdrawDocument,
)
from schemas.facts import Fact
from schemas.values import made

State = DocumentState
Rule = Callable[[State, Command[Any], datetime, Reference], Decision | Refusal]


def nothing(_: State, __: Command[Any], ___: datetime, ____: Reference) -> Decision | Refusal:
    """Say nothing: the document has gone on, and whoever asks need not know."""
    return ()


# What its case tells


def lift(state: State, _: Command[LiftCondition], now: datetime, __: Reference) -> Decision | Refusal:
    """Let the document hold without condition, and ask for a version that says so."""
    if not state.conditional:
        return ()
    version = next_version(state, now)
    unconditional = version and version.model_copy(update={"conditional": False})
    return (made(facts.ConditionLifted, at=now), *asked_for_next(state, unconditional, now, "condition_lifted"))


def correct(state: State, command: Command[CorrectDocument], now: datetime, reference: Reference) -> Decision | Refusal:
    """Ask for a version that says what the decision should have said; nothing where the document is not concerned."""
    body, version = command.body, next_version(state, now)
    if version is None:
        return ()
    righted = corrected(version, body.corrections)
    if righted == version:
        return ()
    refusal = check_content(version.type, righted.content, now.date(), reference, version.content)
    if refusal:
        return refusal
    noted = made(facts.DocumentCorrected, at=now, corrections=body.corrections, reason=body.reason)
    return (noted, *asked_for_next(state, righted, now, "corrected"))


def cancel(_: State, command: Command[WithdrawDocument], now: datetime, __: Reference) -> Decision | Refusal:
    """Never issue what was not signed yet."""
    body = command.body
    return (made(facts.DocumentCancelled, at=now, reason=body.reason, legal_basis=body.legal_basis),)


def withdraw(_: State, command: Command[WithdrawDocument], now: datetime, __: Reference) -> Decision | Refusal:
    """Rescind what rests on an approval that was taken back."""
    body = command.body
    return (made(facts.DocumentRescinded, at=now, reason=body.reason, legal_basis=body.legal_basis),)


# What its issuer decides


def suspend(_: State, command: Command[SuspendDocument], now: datetime, __: Reference) -> Decision | Refusal:
    """Suspend, until a day or for an indefinite time."""
    body = command.body
    if body.until is not None and body.until < now.date():
        return Refusal("date_past", "/until", {"date": f"{body.until:%Y年%m月%d日}"})
    return (_said(facts.DocumentSuspended, command, now, until=body.until),)


def resume(_: State, command: Command[ResumeDocument], now: datetime, __: Reference) -> Decision | Refusal:
    """Let it be used again."""
    return (made(facts.DocumentResumed, at=now, by=command.body.by, reason=command.body.reason),)


def transfer(
    state: State, command: Command[TransferDocument], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Let another region keep it."""
    body = command.body
    if body.to_region == state.competent.region or reference.region(body.to_region, now.date()) is None:
        return Refusal("region_unknown", "/to_region", {"region": body.to_region})
    return (made(facts.DocumentTransferred, at=now, by=body.by, reason=body.reason, to_region=body.to_region),)


def mark(_: State, command: Command[Any], now: datetime, __: Reference) -> Decision | Refusal:
    """Note a state that the list has no name for."""
    body = command.body
    return (made(facts.DocumentMarked, at=now, by=body.by, reason=body.reason, condition=body.condition),)


def ending(kind: type[Any]) -> Rule:
    """Make the rule of a step that gives one fact with reason and law."""

    def end(_: State, command: Command[Any], now: datetime, __: Reference) -> Decision | Refusal:
        return (_said(kind, command, now),)

    return end


def _said(kind: type[Any], command: Command[Any], now: datetime, **more: Any) -> Fact:
    body = command.body
    fact: Fact = made(kind, at=now, by=body.by, reason=body.reason, legal_basis=body.legal_basis, **more)
    return fact


# What the clock does


def due(state: State) -> datetime | None:
    """Give the next instant at which the clock does something to the document."""
    instants = (state.expires_at, _resumes_at(state), state.answer_by, reporting.next_at(state))
    return min((instant for instant in instants if instant is not None), default=None)


def reach_deadline(
    state: State, _: Command[ReachDocumentDeadline], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Say everything that has come due by now; each sees what the one before has changed."""
    said: list[Fact] = []
    document: DocumentState | None = state
    while document is not None and (fact := _next_due(document, now, reference)):
        said.append(fact)
        document = evolve(document, fact)
    return tuple(said)


def _next_due(state: State, now: datetime, reference: Reference) -> Fact | None:
    expires_at, resumes_at = state.expires_at, _resumes_at(state)
    if expires_at is not None and expires_at <= now and state.current.valid_to is not None:
        return made(facts.DocumentExpired, at=now, valid_to=state.current.valid_to)
    if resumes_at is not None and resumes_at <= now:
        return made(facts.DocumentResumed, at=now)
    if state.awaited is not None and state.answer_by is not None and state.answer_by <= now:
        return ask_for(state.awaited, state.ask, now, "unanswered", state.tries + 1)
    return reporting.fall_due(state, now, reference)


def _resumes_at(state: State) -> datetime | None:
    return end_of_day(state.until) if state.stage == "suspended" and state.until is not None else None
