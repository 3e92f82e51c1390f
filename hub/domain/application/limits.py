"""The limits that an acceptance starts: the promise, or first that of a lower organ to review (许可法 art. 43)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from hub.domain.application.state import ApplicationState
from hub.domain.clocks import start_clock, start_promise
from hub.domain.reference import Reference
from schemas.facts import Clock
from schemas.times import Moment


class Limits(NamedTuple):
    """What runs from an acceptance: one of the two, and the end of the legal limit beside the promise."""

    promise: Clock | None = None
    lower_review: Clock | None = None
    legal_due: Moment | None = None


def limits_from(state: ApplicationState, moment: datetime, reference: Reference) -> Limits:
    """Give the limits of a case accepted at a moment."""
    if state.below is None or state.item.lower_review is None:
        promise, legal_due = promise_from(state, moment, reference)
        return Limits(promise, legal_due=legal_due)
    calendar = reference.calendar_for(state.below.region, moment.date())
    review = start_clock("lower_review", state.item.lower_review, moment, calendar, cap=state.item.lower_review_legal)
    return Limits(lower_review=review)


def promise_from(state: ApplicationState, moment: datetime, reference: Reference) -> tuple[Clock, Moment | None]:
    """Give the promise and the end of the legal limit of who decides, from acceptance or the file's arrival."""
    item, calendar = state.item, reference.calendar_for(state.competent.region, moment.date())
    legal = start_clock("promise", item.legal, moment, calendar).due if item.legal else None
    return start_promise(item.promised, item.legal, moment, calendar), legal
