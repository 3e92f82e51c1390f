"""What a case of a bundle rests on, and what is not in order about it: an approval may have to wait for it.

The bundle says all that is not in order each time something changes, so nothing is counted and nothing can be missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.application.telling import Telling, progress, work
from hub.domain.calendar import due_after
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts
from schemas.bundles import Precondition
from schemas.commands import NotePreconditions
from schemas.facts import PreconditionsChanged
from schemas.notices import Change
from schemas.values import made

State = ApplicationState
LOST: Final = "approval_withdrawn"


def note_preconditions(
    state: State, command: Command[NotePreconditions], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Take what the bundle says; a case that ended without an approval has nothing to lose by it."""
    troubles = command.body.preconditions
    if troubles == (state.preconditions or ()) or not _concerns(state):
        return ()
    known = {one.case for one in state.preconditions or () if one.trouble == LOST}
    lost = any(one.trouble == LOST and one.case not in known for one in troubles)
    statement_by = state.statement_by
    if lost and state.outcome == "approved":
        calendar = reference.calendar_for(state.competent.region, now.date())
        statement_by = due_after(calendar, now, reference.policy(now.date()).statement).at
    return (made(PreconditionsChanged, at=now, preconditions=troubles, statement_by=statement_by),)


def check_approval(state: State) -> Refusal | None:
    """Let an approval wait for what is not in order, where it holds; a denial needs none of it."""
    held = next((one for one in state.preconditions or () if one.holds), None)
    if held is None:
        return None
    if held.trouble == LOST:
        return Refusal("precondition_lost", params={"case": held.case})
    return Refusal("precondition_owing", params={"case": held.case, "materials": "、".join(held.materials or ())})


def has_lost(state: State) -> bool:
    """Tell whether an approval that this one rests on was taken back."""
    return any(one.trouble == LOST for one in state.preconditions or ())


def _concerns(state: State) -> bool:
    return state.outcome == "approved" or (state.stage not in CLOSED and state.outcome is None)


def _changed(state: State, fact: PreconditionsChanged) -> State:
    return state.changed(preconditions=fact.preconditions or None, statement_by=fact.statement_by)


def _tell(fact: PreconditionsChanged, before: State, after: State) -> tuple[Notice, ...]:
    known = before.preconditions or ()
    new = [one for one in fact.preconditions if one not in known]
    change: Change = "precondition_settled"
    if any(one.trouble == LOST for one in new):
        change = "precondition_lost"
    elif new:
        change = "precondition_owing"
    gone = [one for one in known if all(one.case != other.case for other in fact.preconditions)]
    reason = ";".join(_words(one) for one in (new or gone))
    return (work(fact, after, change, reason), progress(fact, after, change, reason))


def _words(one: Precondition) -> str:
    """Say what is the matter; the change says whether it has come or gone."""
    if one.trouble == LOST:
        return f"办件{one.case}的审批已被撤回"
    missing = f"(材料{'、'.join(one.materials)})" if one.materials else ""
    broken = "逾期未补齐" if one.trouble == "commitment_broken" else "尚在承诺期限内"
    return f"办件{one.case}的容缺材料{missing}{broken}"


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {PreconditionsChanged: _changed}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {PreconditionsChanged: _tell}
