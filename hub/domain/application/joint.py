"""Joint handling within one government (许可法 art. 26): one unit leads, asks departments for opinions, and decides.

Every department has the same limit of its own; its silence counts as no objection [L], so nobody waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.addressing import addressee
from hub.domain.application.lamps import turn
from hub.domain.application.lower_review import check_submitted
from hub.domain.application.state import ApplicationState, DepartmentOpinion, Running, started, without
from hub.domain.application.telling import Telling, updated, work
from hub.domain.application.when import calendar_of
from hub.domain.clocks import start_clock
from hub.domain.identifiers import basic_code
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import AskOpinions, DecideCase, GiveOpinion
from schemas.parties import Addressee
from schemas.values import made

State = ApplicationState


def ask_opinions(
    state: State, command: Command[AskOpinions], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Ask the departments that the item names, and others that the officer names."""
    refusal = check_submitted(state)
    if refusal:
        return refusal
    if state.opinions is not None:
        return Refusal("opinions_asked")
    departments = _departments(state, command.body, now, reference)
    if isinstance(departments, Refusal):
        return departments
    if not departments:
        return Refusal("opinions_of_nobody")
    clock = start_clock("opinion", reference.policy(now.date()).opinion, now, calendar_of(state, now, reference))
    return (made(facts.OpinionsAsked, at=now, by=command.body.by, departments=departments, opinion=clock),)


def give_opinion(state: State, command: Command[GiveOpinion], now: datetime, _: Reference) -> Decision | Refusal:
    """Record what a department says; who was silent may still speak until the decision."""
    body = command.body
    asked = next((one for one in state.opinions or () if one.department.unit == body.by.unit), None)
    if asked is None or asked.department.endpoint != command.sender:
        return Refusal("opinion_not_asked", "/by/unit")
    if asked.view not in {None, "silent"}:
        return Refusal("opinion_given")
    if body.view != "agree" and body.text is None:
        return Refusal("opinion_without_text", "/text")
    return (made(facts.OpinionGiven, at=now, by=body.by, view=body.view, text=body.text),)


def check_opinions(state: State, body: DecideCase) -> Refusal | None:
    """Let the lead unit decide when all opinions are in; against one that disagrees only with a reason."""
    opinions = state.opinions or ()
    if state.opinions is None and state.item.departments:
        return Refusal("opinions_missing", params={"units": "有关部门"})
    missing = [one.department.name for one in opinions if one.view is None]
    if missing:
        return Refusal("opinions_missing", params={"units": "、".join(missing)})
    against = [one.department.name for one in opinions if one.view == "disagree"]
    if against and body.outcome == "approved" and body.reason is None:
        return Refusal("opinion_against", "/reason", {"units": "、".join(against)})
    return None


def opinions_overdue(state: State, running: Running, now: datetime, reference: Reference) -> Decision:
    """Take silence for no objection, or only show it, as the province says."""
    late = turn(state, "opinion", "red", now, running.clock.due)
    if reference.policy(now.date()).silent_department == "awaited":
        return (late,)
    units = tuple([one.department.unit for one in state.opinions or () if one.view is None])
    return (late, made(facts.OpinionsMissed, at=now, units=units))


def _departments(
    state: State, body: AskOpinions, now: datetime, reference: Reference
) -> tuple[Addressee, ...] | Refusal:
    region, today = state.competent.region, now.date()
    named = [reference.unit_for_group(group, region, today) for group in state.item.departments or ()]
    units = {unit.uscc: unit for unit in named if unit is not None}
    for place, uscc in enumerate(body.units or ()):
        unit = reference.unit(uscc, today)
        if unit is None or unit.region != region:
            return Refusal("department_elsewhere", f"/units/{place}", {"unit": unit.name if unit else uscc})
        units[uscc] = unit
    units.pop(state.competent.unit, None)
    item = basic_code(state.item.code)
    return tuple([addressee(unit, item) for unit in units.values()])


def _asked(state: State, fact: facts.OpinionsAsked) -> State:
    opinions = tuple([made(DepartmentOpinion, department=department) for department in fact.departments])
    return state.changed(opinions=opinions, clocks=(*state.clocks, *started((fact.opinion,))))


def _given(state: State, fact: facts.OpinionGiven) -> State:
    return _settled(state, {fact.by.unit: fact.view})


def _missed(state: State, fact: facts.OpinionsMissed) -> State:
    return _settled(state, dict.fromkeys(fact.units, "silent"))


def _settled(state: State, views: Mapping[str, str]) -> State:
    opinions = tuple([
        one.model_copy(update={"view": views[one.department.unit]}) if one.department.unit in views else one
        for one in state.opinions or ()
    ])  # fmt: skip
    all_in = all(one.view is not None for one in opinions)
    return state.changed(opinions=opinions, clocks=without(state.clocks, "opinion") if all_in else state.clocks)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.OpinionsAsked: _asked,
    facts.OpinionGiven: _given,
    facts.OpinionsMissed: _missed,
}


def _tell_asked(fact: facts.OpinionsAsked, _: State, after: State) -> tuple[Notice, ...]:
    application = after.content()
    wanted = [
        Notice(
            "work",
            department.endpoint,
            made(
                notices.OpinionWanted,
                at=fact.at,
                unit=department.unit,
                lead=after.competent,
                item=after.item,
                opinion=fact.opinion,
                application=application,
            ),
        )
        for department in fact.departments
    ]
    return (work(fact, after, "opinions_asked"), *wanted)


def recalled(fact: facts.Fact, before: State | None, after: State | None) -> tuple[Notice, ...]:
    """Tell departments that have not answered that nothing is asked of them any more."""
    if before is None or after is None or before.opinions is None or before.stage == after.stage:
        return ()
    if after.stage in {"accepted", "paused"}:
        return ()
    pending = [one.department for one in before.opinions if one.view in {None, "silent"}]
    return tuple([
        Notice(
            "work",
            one.endpoint,
            made(notices.WorkWithdrawn, at=fact.at, unit=one.unit, why="withdrawn", reason="该办件已结束"),
        )
        for one in pending
    ])  # fmt: skip


TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {
    facts.OpinionsAsked: _tell_asked,
    facts.OpinionGiven: updated("opinion_given"),
    facts.OpinionsMissed: updated("opinions_missed"),
}
