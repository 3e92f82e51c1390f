"""A stopped inbox: what was received before silence spoke, and is handled after, corrects what silence decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hub.domain.values import Refusal
from schemas import facts
from schemas.commands import AcceptCase, AskCorrection, ClaimCase, ExtendCase, NotAcceptCase
from schemas.times import CHINA
from tests.domain.world import BODIES, FOOD, QINGZHEN, XIFENG, Play, case_number, filing, happened, officer

HANDLER = officer("X1", FOOD)
SPOKEN = datetime(2026, 12, 1, tzinfo=CHINA)
"""A licence filed on Monday 23 November: its five days are over."""
RECEIVED = SPOKEN - timedelta(hours=9)
HANDLED = SPOKEN + timedelta(hours=9)


def by_handler(command: type[Any]) -> Any:
    return BODIES[command].model_copy(update={"by": HANDLER})


def silent(claimed: datetime = RECEIVED - timedelta(hours=1)) -> Play:
    """A case claimed on the last day; the inbox stopped, and the clock has accepted it."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(FOOD))
    play.deadline(datetime(2026, 11, 28, tzinfo=CHINA))
    play.when(XIFENG, ClaimCase(by=HANDLER, minutes=180), claimed)
    play.deadline(SPOKEN)
    assert play.state.stage == "accepted"
    assert play.state.lease is None
    return play


@pytest.mark.parametrize(
    ("command", "stage"),
    [(AcceptCase, "accepted"), (NotAcceptCase, "not_accepted"), (AskCorrection, "correcting")],
)
def test_received_in_time_counts(command: type[Any], stage: str) -> None:
    """What the holder sent before the end counts: a fact says so, then the act's own; early lamps are taken back."""
    play = silent()
    said = happened(play.when(XIFENG, by_handler(command), HANDLED, RECEIVED))
    assert isinstance(said[0], facts.SilenceCorrected)
    assert (said[0].received, said[0].due) == (RECEIVED, SPOKEN)
    assert play.state.stage == stage
    assert [(lamp.clock, lamp.lifted) for lamp in play.state.red] == [
        ("claim", False), ("acceptance", True), ("promise", True),
    ]  # fmt: skip


def test_the_promise_counts_from_the_acceptance() -> None:
    """Accepted by hand on 30 November, not by silence from the 23rd: the five days of the promise end on 7 December."""
    play = silent()
    play.when(XIFENG, by_handler(AcceptCase), HANDLED, RECEIVED)
    running = play.state.running("promise")
    assert (running.clock.started, running.clock.due.date()) == (date(2026, 11, 30), date(2026, 12, 8))
    assert running.lamp == "green"


def test_claimed_and_accepted_from_the_stopped_inbox() -> None:
    """The claim itself waited there too: it is handled first, and then the acceptance that was received in time."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(FOOD))
    play.deadline(SPOKEN)
    play.when(XIFENG, ClaimCase(by=HANDLER), HANDLED, RECEIVED)
    said = happened(play.when(XIFENG, by_handler(AcceptCase), HANDLED, RECEIVED))
    assert [type(fact) for fact in said] == [facts.SilenceCorrected, facts.CaseAccepted]


@pytest.mark.parametrize(
    ("play", "received", "code"),
    [
        # at the very end it is late; so is what says nothing of its receipt
        (silent(), SPOKEN, "lease_missing"),
        (silent(), None, "lease_missing"),
        # sent after the lease had run out, though before silence spoke
        (silent(RECEIVED - timedelta(hours=4)), RECEIVED, "lease_missing"),
    ],
    ids=["late", "unknown", "not held"],
)
def test_what_came_late_stays_late(play: Play, received: datetime | None, code: str) -> None:
    """Silence stands where the acceptance was received too late, or by somebody who no longer held the case."""
    before = play.state
    result = play.when(XIFENG, by_handler(AcceptCase), HANDLED, received)
    assert isinstance(result, Refusal)
    assert result.code == code
    assert play.state is before


def test_silence_stands_once_somebody_went_on() -> None:
    """After an extension, or a second time, there is nothing left to correct."""
    play = silent()
    play.state = play.state.changed(
        clocks=tuple(running.model_copy(update={"lamp": "green"}) for running in play.state.clocks)
    )
    play.when(XIFENG, by_handler(AcceptCase), HANDLED, RECEIVED)
    play.when(XIFENG, ClaimCase(by=HANDLER), HANDLED)
    again = play.when(XIFENG, by_handler(AcceptCase), HANDLED, RECEIVED)
    assert isinstance(again, Refusal)
    assert again.code == "step_not_now"
    other = Play(case_number())
    other.when(QINGZHEN, filing(FOOD))
    other.state = other.state.changed(item=other.state.item.model_copy(update={"promised": other.state.item.legal}))
    other.deadline(SPOKEN)
    other.when(XIFENG, ClaimCase(by=HANDLER), HANDLED)
    extend = BODIES[ExtendCase].model_copy(update={"by": HANDLER, "approved_by": officer("0001", FOOD)})
    happened(other.when(XIFENG, extend, HANDLED))
    late = other.when(XIFENG, by_handler(AcceptCase), HANDLED, RECEIVED)
    assert isinstance(late, Refusal)
    assert late.code == "step_not_now"


def test_a_lease_that_ran_out_in_the_meantime() -> None:
    """Where no silence speaks the moment of receipt counts as well: she sent it while she held the case."""
    play, by = Play(case_number()), officer("X1")
    play.when(QINGZHEN, filing())
    play.when(XIFENG, ClaimCase(by=by, minutes=60))
    lapsed = play.now + timedelta(hours=1)
    play.deadline(lapsed)
    received = lapsed - timedelta(seconds=1)
    said = happened(play.when(XIFENG, AcceptCase(by=by), lapsed + timedelta(days=1), received))
    assert [type(fact) for fact in said] == [facts.CaseAccepted]
