"""Review by a lower organ first (许可法 art. 35, 43): it accepts, reviews, and hands opinion and file up for decision.

It acts in its own name and within a limit of its own. Whatever its opinion recommends, the superior organ decides; its
limit begins when the file is there. Nobody decides before, and an overdue review stays due: its lamp is red.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.limits import promise_from
from hub.domain.application.state import ApplicationState, started
from hub.domain.application.telling import Telling, offer, progress, take_back
from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import SubmitReview
from schemas.facts import LASTING
from schemas.parties import Addressee
from schemas.values import made

State = ApplicationState
_WHY_UP: Final = "初步审查意见和全部材料已报送{organ}"
_WHY_OVER: Final = "原证照到期前未作决定,视为准予延续"


def submit_review(
    state: State, command: Command[SubmitReview], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Hand opinion and file up, late if need be: without it nobody decides."""
    body, running = command.body, state.running("lower_review")
    if state.lower is None:
        return Refusal("lower_review_none")
    if running is None or state.below is None:
        return Refusal("lower_review_given")
    received = command.received_by(now)
    promise, legal_due = promise_from(state, received, reference)
    calendar = reference.calendar_for(state.competent.region, now.date())
    return (
        made(
            facts.ReviewSubmitted,
            at=now,
            by=body.by,
            opinion=body.opinion,
            recommends=body.recommends,
            in_time=received < running.clock.due,
            handed_to=state.competent,
            claim=start_clock("claim", reference.policy(now.date()).claim, now, calendar),
            promise=promise,
            legal_due=legal_due,
        ),
    )


def check_submitted(state: State) -> Refusal | None:
    """Let what is the superior organ's wait for the opinion of the lower one."""
    return pending(state.below) if state.below else None


def pending(below: Addressee) -> Refusal:
    """Say whose opinion is awaited."""
    return Refusal("lower_review_pending", params={"unit": below.name})


def _submitted(state: State, fact: facts.ReviewSubmitted) -> State:
    # the superior organ reviews and claims for itself; the day on which the lower one was urgent ends with its step
    lasting = [one for one in state.clocks if one.clock.name in LASTING and one.clock.name != "urgent"]
    return state.changed(
        lower_reviewed=True,
        lease=None,
        lapsed=state.lease or state.lapsed,
        handlers=state.handlers.model_copy(update={"review": None}),
        clocks=(*started((fact.promise, fact.claim)), *lasting),
    )


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.ReviewSubmitted: _submitted}


def passed_on(fact: facts.Fact, before: State | None, after: State | None) -> tuple[Notice, ...]:
    """Give the case to who decides when it leaves the lower organ: by its opinion, or renewed by silence."""
    if before is None or after is None or before.below is None or after.below is not None:
        return ()
    opinion = _opinion(fact, before.below) if isinstance(fact, facts.ReviewSubmitted) else None
    why = _WHY_UP.format(organ=after.competent.name) if opinion else _WHY_OVER
    offered = offer(fact, after, after.content())
    if opinion:
        offered = offered._replace(body=offered.body.model_copy(update={"lower_opinion": opinion}))
    return (take_back(fact, before, "handed_over", why), offered)


def _opinion(fact: facts.ReviewSubmitted, organ: Addressee) -> notices.LowerOpinion:
    return made(notices.LowerOpinion, organ=organ, recommends=fact.recommends, opinion=fact.opinion)


def _tell_submitted(fact: facts.ReviewSubmitted, _: State, after: State) -> tuple[Notice, ...]:
    return (progress(fact, after, "review_submitted"),)


TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.ReviewSubmitted: _tell_submitted}
