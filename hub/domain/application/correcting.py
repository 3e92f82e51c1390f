"""What the applicant mends before acceptance: on the spot, or asked for by a notice (许可法 art. 32(3), (4))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from hub.domain.application import deferring, relying, standing
from hub.domain.application.agency import check_act, power_of
from hub.domain.application.content import check_supplement, completed, lacking_still
from hub.domain.application.filing import restarted_clocks
from hub.domain.application.lamps import blame, turn
from hub.domain.application.relying_changes import dropped
from hub.domain.application.state import ApplicationState, Running, started
from hub.domain.application.telling import Telling, progressed, result, take_back, work
from hub.domain.application.when import calendar_of
from hub.domain.clocks import clock_until, start_clock
from hub.domain.parties import check_agent, check_applicant, check_others
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import AskCorrection, CorrectionPoint, CorrectOnSpot, SupplyCorrection
from schemas.facts import Clock
from schemas.values import made

State = ApplicationState
PERSONAL: Final = "personal"
"""Code of a point about people: met by a supplement that names them anew."""


def correct_on_spot(
    state: State, command: Command[CorrectOnSpot], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Mend fields that were filed; what was not filed needs a notice, since it was missing and not wrong."""
    body = command.body
    refusal = check_act(state, "supply", body.in_person, now.date())
    if refusal:
        return refusal
    known = state.content().form
    for field in body.form:
        if field not in known:
            return Refusal("spot_new_field", "/form", {"field": field[:64]})
    refusal = check_supplement(state, made(SupplyCorrection, form=body.form), reference)
    if refusal:
        return refusal
    return (made(facts.CorrectedOnSpot, at=now, by=body.by, form=body.form),)


def ask_correction(
    state: State, command: Command[AskCorrection], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Ask for everything that is missing; later only for points of the first notice that are still unmet."""
    body = command.body
    if body.supply_by is not None and body.supply_by < now.date():
        return Refusal("date_past", "/supply_by", {"date": f"{body.supply_by:%Y年%m月%d日}"})
    for place, point in enumerate(body.points):
        refusal = _check_point(state, point, f"/points/{place}")
        if refusal:
            return refusal
    again: Literal[True] | None = True if state.corrections else None
    supply = _supply_clock(state, body, now, reference)
    asked = made(
        facts.CorrectionAsked,
        at=now,
        by=body.by,
        in_name_of=state.in_name_of,
        points=body.points,
        again=again,
        supply=supply,
    )
    if not again:
        return (asked,)
    return (asked, blame(state, "second_correction", reference.policy(now.date()).second_correction, now, body.by))


def _check_point(state: State, point: CorrectionPoint, pointer: str) -> Refusal | None:
    if not state.corrections:
        return None
    if all(point.code != asked.code for asked in state.points):
        return Refusal("correction_new_point", f"{pointer}/code", {"code": point.code})
    if point.code in state.supplied and point.still_unmet is None:
        return Refusal("correction_met", f"{pointer}/still_unmet", {"code": point.code})
    return None


def _supply_clock(state: State, body: AskCorrection, now: datetime, reference: Reference) -> Clock:
    calendar = calendar_of(state, now, reference)
    if body.supply_by is not None:
        return clock_until("correction", body.supply_by, now, calendar)
    return start_clock("correction", state.item.supply or reference.policy(now.date()).supply, now, calendar)


def supply(state: State, command: Command[SupplyCorrection], now: datetime, reference: Reference) -> Decision | Refusal:
    """Hand in what was asked for; the acceptance clock starts anew."""
    body = command.body
    if not (body.form or body.materials or body.personal):
        return Refusal("supply_empty")
    refusal = _check_people(state, command, now) or check_supplement(state, body, reference)
    if refusal:
        return refusal
    subject = _other_subject(state, command, reference)
    if subject is not None and deferring.in_force(state):
        return Refusal("deferral_other_applicant", "/personal/applicant")
    return (
        made(
            facts.CorrectionSupplied,
            at=now,
            form=body.form,
            materials=body.materials,
            personal=body.personal,
            clocks=restarted_clocks(state, now, reference),
            lacking=(*lacking_still(state, body, reference), *relying.lacking(state, body.materials)) or None,
            subject=subject,
        ),
        *(standing.ask(state.item, now, state.standing) if subject is not None else ()),
        *_ask_documents(state, body, now, reference, another=subject is not None),
    )


def _ask_documents(
    state: State, body: SupplyCorrection, now: datetime, reference: Reference, *, another: bool
) -> Decision:
    """Ask what was handed in, and of another applicant's everything: one question each."""
    if state.reliances is None and all(material.document is None for material in body.materials):
        return ()
    row = reference.item(state.item.code, state.filed_at.date())
    return relying.ask(body.materials, row, state, now, rests_on=state.rests_on, anew=another)


def _other_subject(state: State, command: Command[SupplyCorrection], reference: Reference) -> str | None:
    personal = command.body.personal
    subject = reference.subject_of(personal.applicant) if personal else state.subject
    return None if subject == state.subject else subject


def _check_people(state: State, command: Command[SupplyCorrection], now: datetime) -> Refusal | None:
    personal, today = command.body.personal, now.date()
    if personal is None:
        return check_act(state, "supply", command.body.in_person, today)
    return (
        check_applicant(personal.applicant, state.content().applicant_kind, "/personal/applicant", today)
        or check_agent(personal.agent, personal.power_of_attorney, "/personal", today, "supply")
        or check_others(personal.others, "/personal/others", today)
    )


def supply_overdue(state: State, running: Running, now: datetime, reference: Reference) -> Decision:
    """Say that the filing will lapse, where the item lets it; else only the lamp turns."""
    limit = state.item.lapses_after
    if limit is None:
        return (turn(state, "correction", "red", now, running.clock.due),)
    return (
        made(
            facts.LapseNoticeGiven, at=now, lapse=start_clock("lapse", limit, now, calendar_of(state, now, reference))
        ),
    )


def lapse(_: State, __: Running, now: datetime, ___: Reference) -> Decision:
    """End a filing that was never supplied, after its notice."""
    return (made(facts.CaseLapsed, at=now),)


def _asked(state: State, fact: facts.CorrectionAsked) -> State:
    return state.changed(
        stage="correcting",
        lease=None,
        clocks=started((fact.supply,)) if fact.supply else (),
        points=fact.points,
        corrections=state.corrections + 1,
        supplied=(),
    )


def _supplied(state: State, fact: facts.CorrectionSupplied) -> State:
    codes = {*fact.form, *(material.code for material in fact.materials)} | ({PERSONAL} if fact.personal else set())
    return state.changed(
        stage="filed",
        received_at=fact.at,
        clocks=started(fact.clocks),
        supplied=tuple([point.code for point in state.points if point.code in codes]),
        power=power_of(fact.personal) if fact.personal else state.power,
        lacking=fact.lacking,
        subject=fact.subject or state.subject,
        application=completed(state.content(), fact).json_bytes.decode(),
        reliances=dropped(state.reliances, fact.materials),
    )


def _corrected_on_spot(state: State, fact: facts.CorrectedOnSpot) -> State:
    content = state.content()
    mended = content.model_copy(update={"form": content.form | fact.form})
    return state.changed(application=mended.json_bytes.decode())


def _lapse_notice_given(state: State, fact: facts.LapseNoticeGiven) -> State:
    return state.changed(clocks=started((fact.lapse,)))


def _lapsed(state: State, _: facts.CaseLapsed) -> State:
    return state.changed(stage="lapsed", clocks=())


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.CorrectionAsked: _asked,
    facts.CorrectionSupplied: _supplied,
    facts.CorrectedOnSpot: _corrected_on_spot,
    facts.LapseNoticeGiven: _lapse_notice_given,
    facts.CaseLapsed: _lapsed,
}


def _tell_asked(fact: facts.CorrectionAsked, _: State, after: State) -> tuple[Notice, ...]:
    needed = made(
        notices.ResultCorrectionNeeded,
        at=fact.at,
        competent=after.responsible,
        points=fact.points,
        supply=fact.supply,
    )
    return (work(fact, after, "correction_asked"), result(after, needed))


def _tell_lapse_notice(fact: facts.LapseNoticeGiven, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultLapseNotice, at=fact.at, competent=after.responsible, points=after.points, lapse=fact.lapse
    )
    return (work(fact, after, "lapse_notice"), result(after, told))


def _tell_lapsed(fact: facts.CaseLapsed, _: State, after: State) -> tuple[Notice, ...]:
    closed = made(notices.ResultClosed, at=fact.at, stage="lapsed")
    return (take_back(fact, after, "lapsed", "逾期未补正,申请已失效"), result(after, closed))


TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {
    facts.CorrectionAsked: _tell_asked,
    facts.CorrectionSupplied: progressed("supplied"),
    facts.CorrectedOnSpot: progressed("corrected_on_spot"),
    facts.LapseNoticeGiven: _tell_lapse_notice,
    facts.CaseLapsed: _tell_lapsed,
}
