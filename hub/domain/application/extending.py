"""Extending the promise: once, by the office that the regime names, never by the officer who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import ApplicationState, ExtensionRequest, Running, started, without
from hub.domain.application.telling import Telling, progressed, updated
from hub.domain.application.when import calendar_of
from hub.domain.calendar import Calendar
from hub.domain.clocks import extend_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import AnswerExtension, ExtendCase, RequestExtension
from schemas.facts import Clock
from schemas.parties import Officer
from schemas.reference import Office
from schemas.values import made

State = ApplicationState
_OFFICES: Final[Mapping[Office, str]] = {
    "head_of_organ": "本行政机关负责人",
    "head_of_registration_organ": "登记机关负责人",
    "head_of_government": "本级人民政府负责人",
}


def extend(state: State, command: Command[ExtendCase], now: datetime, reference: Reference) -> Decision | Refusal:
    """Extend on an approval that was given beforehand (许可法 art. 42, 26; 登记条例 art. 19)."""
    body = command.body
    promise = _extendable(state, body.days, now)
    if isinstance(promise, Refusal):
        return promise
    request = made(ExtensionRequest, by=body.by, days=body.days, reason=body.reason)
    refusal = _check_office(state, request, body.approved_by, (now, reference))
    if refusal:
        return Refusal(refusal.code, "/approved_by", refusal.params)
    return (_extended(request, body.approved_by, promise, now, calendar_of(state, now, reference)),)


def request_extension(
    state: State, command: Command[RequestExtension], now: datetime, _: Reference
) -> Decision | Refusal:
    """Ask for an extension; the promise runs on until it is granted."""
    body = command.body
    promise = _extendable(state, body.days, now)
    if isinstance(promise, Refusal):
        return promise
    if state.extension_request is not None:
        return Refusal("extension_pending")
    return (made(facts.ExtensionRequested, at=now, by=body.by, days=body.days, reason=body.reason),)


def answer_extension(
    state: State, command: Command[AnswerExtension], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Grant or refuse what was asked for."""
    body, request = command.body, state.extension_request
    if request is None:
        return Refusal("extension_not_asked")
    refusal = _check_office(state, request, body.by, (now, reference))
    if refusal:
        return Refusal(refusal.code, "/by", refusal.params)
    if not body.granted:
        if body.reason is None:
            return Refusal("extension_no_reason", "/reason")
        return (made(facts.ExtensionRefused, at=now, by=body.by, reason=body.reason),)
    promise = _extendable(state, request.days, now)
    if isinstance(promise, Refusal):
        return promise
    return (_extended(request, body.by, promise, now, calendar_of(state, now, reference)),)


def _extendable(state: State, days: int, now: datetime) -> Clock | Refusal:
    """Give the promise clock that may be extended by so many working days."""
    limit, promise = state.item.extension, state.running("promise")
    if state.below is not None:
        return Refusal("lower_review_not_extended")
    if limit is None or promise is None:
        return Refusal("extension_not_allowed")
    if state.extended:
        return Refusal("extension_used")
    if now >= promise.clock.due:
        return Refusal("extension_too_late")
    if days > limit.amount:
        return Refusal("extension_too_long", "/days", {"days": str(limit.amount)})
    return promise.clock


def _check_office(
    state: State, request: ExtensionRequest, officer: Officer, at: tuple[datetime, Reference]
) -> Refusal | None:
    """Check that the officer holds the office which the regime names, and is not the one who asks."""
    now, reference = at
    if officer == request.by:
        return Refusal("extension_same_officer")
    office = state.item.extension_by or "head_of_organ"
    unit = (
        reference.government(state.competent.region, now.date())
        if office == "head_of_government"
        else reference.unit(state.competent.unit, now.date())
    )
    if unit is None or officer.unit != unit.uscc or officer.staff not in unit.heads:
        return Refusal("extension_not_head", params={"office": _OFFICES[office]})
    return None


def _extended(
    request: ExtensionRequest, by: Officer, promise: Clock, now: datetime, calendar: Calendar
) -> facts.CaseExtended:
    return made(
        facts.CaseExtended,
        at=now,
        by=request.by,
        approved_by=by,
        days=request.days,
        reason=request.reason,
        promise=extend_clock(promise, request.days, calendar),
    )


def _change_extended(state: State, fact: facts.CaseExtended) -> State:
    # answered while nobody holds the case, it still has to be claimed
    clocks: tuple[Running, ...] = (*started((fact.promise,)), *without(state.clocks, "promise"))
    return state.changed(extended=True, extension_request=None, clocks=clocks)


def _requested(state: State, fact: facts.ExtensionRequested) -> State:
    return state.changed(extension_request=made(ExtensionRequest, by=fact.by, days=fact.days, reason=fact.reason))


def _refused(state: State, _: facts.ExtensionRefused) -> State:
    return state.changed(extension_request=None)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.CaseExtended: _change_extended,
    facts.ExtensionRequested: _requested,
    facts.ExtensionRefused: _refused,
}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {
    facts.CaseExtended: progressed("extended"),
    facts.ExtensionRequested: updated("extension_requested"),
    facts.ExtensionRefused: updated("extension_refused"),
}
