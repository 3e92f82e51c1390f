"""A new notice or decree: open cases are computed again as if it had always counted, and their owners hear of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    ClaimCase,
    Command,
    DecideCase,
    DeferMaterials,
    ExtendCase,
    GrantDeferral,
    RecomputeClocks,
    SupplyCorrection,
)
from schemas.parties import Personal
from schemas.reference import CalendarYear, Limit, RegionalCalendar, Row
from schemas.times import CHINA
from tests.domain.world import (
    BODIES,
    CLERK,
    COMMITMENT,
    COMPANY,
    FOOD,
    HEAD,
    OFFICER,
    QINGZHEN,
    REIMBURSEMENT,
    XIFENG,
    Play,
    case_number,
    filing,
    item_with_deferral,
    officer,
    only,
    person,
    reference,
)

ADVENT = datetime(2026, 12, 28, 9, tzinfo=CHINA)
NOTICE = CalendarYear(
    valid_from=date(2026, 12, 1),
    year=2027,
    source="样例通知",
    days_off=(date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)),
    working_weekends=(date(2027, 1, 9),),
)
FLOOD = RegionalCalendar(
    valid_from=date(2026, 12, 28),
    region=XIFENG,
    decree="2026-flood",
    reason="防汛",
    source="样例",
    days_off=(date(2026, 12, 29), date(2026, 12, 30)),
)
RECOMPUTE = BODIES[RecomputeClocks]


@cache
def corridor() -> Reference:
    """The shipped rows without other regions: quick to build anew."""
    near = {"520000", "520100", XIFENG, QINGZHEN}
    rows = [row for row in reference().rows.values() if getattr(row, "region", XIFENG) in near]
    return Reference.from_rows(rows, subject_key=reference().subject_key)


def known(*rows: Row) -> Reference:
    return corridor().with_rows(rows, offset=1)


def path(item: str) -> tuple[tuple[str, Command], ...]:
    """From the queue over a correction to the decision."""
    first, second = officer("X1", item), officer("X2", item)
    ask: Any = BODIES[AskCorrection]
    return (
        (QINGZHEN, filing(item)),
        (XIFENG, ClaimCase(by=first, minutes=1440)),
        (XIFENG, ask.model_copy(update={"by": first})),
        (QINGZHEN, SupplyCorrection(form={"area": 80})),
        (XIFENG, ClaimCase(by=first, minutes=1440)),
        (XIFENG, AcceptCase(by=first)),
        (XIFENG, ClaimCase(by=first, minutes=1440)),
        (XIFENG, DecideCase(by=second if item == FOOD else first, outcome="approved")),
    )


def played(item: str, steps: int, rows: Reference) -> Play:
    """Let the first steps happen, an hour apart."""
    play = Play(case_number(at=ADVENT), ADVENT, rows)
    for number, (sender, body) in enumerate(path(item)[:steps]):
        play.when(sender, body, ADVENT + timedelta(hours=number))
    return play


@settings(deadline=None, max_examples=50)
@given(
    st.sampled_from([COMPANY, FOOD, REIMBURSEMENT]),
    st.integers(1, 8),
    st.sets(st.dates(date(2026, 12, 29), date(2027, 3, 1)), max_size=15),
    st.sets(st.dates(date(2027, 1, 1), date(2027, 3, 1)), max_size=15),
)
def test_as_if_from_the_start(item: str, steps: int, decreed: set[date], noticed: set[date]) -> None:
    """Wherever a case stands: computed again under new rows it has the clocks that these give from the start."""
    rows = (
        NOTICE.model_copy(update={"days_off": tuple(sorted(noticed))}),
        FLOOD.model_copy(update={"days_off": tuple(sorted(decreed))}),
    )
    play, other = played(item, steps, corridor()), played(item, steps, known(*rows))
    play.reference = other.reference
    play.when(HUB, RECOMPUTE)
    assert play.state == other.state


LIMITS = st.builds(Limit, amount=st.integers(1, 6), unit=st.sampled_from(["working_days", "natural_days", "hours"]))
WITHOUT = filing().application.model_copy(
    update={"personal": Personal(applicant=person()), "materials": filing().application.materials[:-1]}
)


def promised(kind: str, limits: tuple[Limit, Limit, Limit], steps: int, rows: tuple[Row, ...]) -> Play:
    """A case that promised its last material, some steps on; limits: to supply, of the promise, of the law."""
    within, promise, legal = limits
    own = item_with_deferral(corridor(), kind, Limit(amount=60), promised=promise, legal=legal)
    play = Play(case_number(at=ADVENT), ADVENT, corridor().with_rows((own, *rows), offset=1))
    path: tuple[tuple[str, Command], ...] = (
        (QINGZHEN, filing().model_copy(update={"application": WITHOUT})),
        (XIFENG, ClaimCase(by=OFFICER, minutes=1440)),
        (QINGZHEN, DeferMaterials(by=CLERK, commitment=COMMITMENT.model_copy(update={"within": within}))),
        (HUB, GrantDeferral()),
        (XIFENG, AcceptCase(by=OFFICER)),
        (XIFENG, ExtendCase(by=OFFICER, approved_by=HEAD, days=2, reason="情形复杂")),
        *([(XIFENG, DecideCase(by=OFFICER, outcome="approved"))] if kind == "approve_first" else []),
    )
    for number, (sender, body) in enumerate(path[:steps]):
        result = play.when(sender, body, ADVENT + timedelta(minutes=number))
        assert not isinstance(result, Refusal) or isinstance(body, ExtendCase), result
    return play


@settings(deadline=None, max_examples=50)
@given(
    st.sampled_from(["accept_first", "approve_first"]),
    st.tuples(LIMITS, LIMITS, LIMITS),
    st.integers(4, 7),
    st.sets(st.dates(date(2026, 12, 29), date(2027, 1, 20)), max_size=9),
    st.sets(st.dates(date(2027, 1, 1), date(2027, 1, 20)), max_size=9),
)
def test_a_commitment_as_if_from_the_start(
    kind: str, limits: tuple[Limit, Limit, Limit], steps: int, decreed: set[date], noticed: set[date]
) -> None:
    """A commitment too, and the promise that it never passes, whichever of the limits counts before and after."""
    rows = (
        NOTICE.model_copy(update={"days_off": tuple(sorted(noticed))}),
        FLOOD.model_copy(update={"days_off": tuple(sorted(decreed))}),
    )
    play, other = promised(kind, limits, steps, ()), promised(kind, limits, steps, rows)
    play.reference = other.reference
    play.when(HUB, RECOMPUTE)
    assert play.state == other.state
    assert play.aggregate.due(play.state) == other.aggregate.due(other.state)


def _next(play: Play) -> datetime:
    """When the clock does something next."""
    due = play.aggregate.due(play.state)
    assert due is not None
    return due


def test_a_commitment_that_was_reminded_too_early_is_reminded_again() -> None:
    """Reminded on 30 December, then that day and the one before are decreed off: reminded and due anew in January."""
    play = promised("approve_first", (Limit(amount=2), Limit(amount=5), Limit(amount=20)), 7, ())
    clock = play.state.deferral.clock
    play.deadline(_next(play))
    assert play.state.deferral.is_reminded
    play.reference = play.reference.with_rows([FLOOD], offset=1)
    said = only(play.when(HUB, RECOMPUTE), facts.ClocksRecomputed)
    (moved,) = [one for one in said.clocks if one.clock.name == "commitment"]
    assert (moved.due_before, moved.clock.due) == (clock.due, datetime(2027, 1, 5, tzinfo=CHINA))
    deferral = play.state.deferral
    assert (deferral.clock, deferral.is_reminded) == (moved.clock, False)
    assert play.aggregate.due(play.state) == moved.clock.yellow_at
    play.deadline(_next(play))
    assert only(play.deadline(moved.clock.due), facts.CommitmentBroken).due == moved.clock.due


def test_a_notice_moves_provisional_dates_and_settles_them() -> None:
    """A licence accepted after Christmas is due 预计 on 5 January; the notice makes that 7 January, for good."""
    play = played(FOOD, 6, corridor())
    clock = play.state.running("promise").clock
    assert (clock.due, clock.provisional) == (datetime(2027, 1, 6, tzinfo=CHINA), True)
    play.reference = known(NOTICE)
    said = only(play.when(HUB, RECOMPUTE), facts.ClocksRecomputed)
    (moved,) = said.clocks
    assert (moved.due_before, moved.clock.due) == (clock.due, datetime(2027, 1, 8, tzinfo=CHINA))
    assert not moved.clock.provisional
    assert said.legal_due == datetime(2027, 1, 28, tzinfo=CHINA)
    assert play.when(HUB, RECOMPUTE) == (), "a second time nothing has moved"


def test_the_owners_are_told() -> None:
    """Both sides read that the dates moved, to when, and by which notice."""
    play = played(FOOD, 6, corridor())
    play.reference = known(NOTICE)
    said = only(play.when(HUB, RECOMPUTE), facts.ClocksRecomputed)
    told = play.aggregate.notices(said, play.before, play.state)
    assert [(notice.queue, notice.endpoint) for notice in told] == [("work", XIFENG), ("results", QINGZHEN)]
    for notice in told:
        assert isinstance(notice.body, notices.WorkUpdated | notices.ResultProgressed)
        assert notice.body.change == "recomputed"
        assert notice.body.reason == "国务院办公厅关于2027年节假日安排的通知"
        assert notice.body.clocks == play.state.due_clocks


@pytest.mark.parametrize("region", [XIFENG, QINGZHEN])
def test_a_disaster_moves_only_the_cases_of_its_region(region: str) -> None:
    """息烽's two days off move its case's dates; 清镇, where it was filed, has no say in them."""
    play = played(FOOD, 6, corridor())
    play.reference = known(FLOOD.model_copy(update={"region": region}))
    assert bool(play.when(HUB, RECOMPUTE)) is (region == XIFENG)


def test_a_lamp_that_was_early_goes_back() -> None:
    """A lamp turned yellow, then the days before were decreed off: it is green again, and turns when it should."""
    play = played(FOOD, 6, corridor())
    play.deadline(datetime(2027, 1, 5, tzinfo=CHINA))
    assert play.state.running("promise").lamp == "yellow"
    play.reference = known(FLOOD)
    play.when(HUB, RECOMPUTE)
    running = play.state.running("promise")
    assert (running.lamp, running.next_at) == ("green", datetime(2027, 1, 7, tzinfo=CHINA))


def test_a_new_date_may_be_later_than_a_red_lamp() -> None:
    """A case already late gets the days of the disaster: its clock runs again until the new date."""
    play = played(FOOD, 6, corridor())
    play.deadline(datetime(2027, 1, 6, tzinfo=CHINA))
    assert play.state.running("promise").lamp == "red"
    play.reference = known(FLOOD)
    play.when(HUB, RECOMPUTE)
    assert play.aggregate.due(play.state) == datetime(2027, 1, 7, tzinfo=CHINA)
