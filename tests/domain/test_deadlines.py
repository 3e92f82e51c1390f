"""What the clock does: due dates by regime, lamps, leases, silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hub.domain.clocks import extend_clock, start_clock, start_promise
from hub.domain.values import Refusal
from schemas import facts
from schemas.commands import (
    AcceptCase,
    AnswerExtension,
    AskCorrection,
    ClaimCase,
    ReleaseCase,
    RequestExtension,
    SupplyCorrection,
    TransferCase,
)
from schemas.reference import Limit
from schemas.times import CHINA
from tests.domain.world import (
    BODIES,
    COMPANY,
    FOOD,
    MONDAY,
    OFFICER,
    QINGZHEN,
    REIMBURSEMENT,
    XIFENG,
    Play,
    case_number,
    filing,
    officer,
    only,
    play_at,
    reference,
)

CALENDAR = reference().calendar_for(XIFENG, MONDAY.date())


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def last_day(clock: facts.Clock | None) -> date:
    assert clock is not None
    return (clock.due - timedelta(seconds=1)).date()


@pytest.mark.parametrize(
    ("received", "last"),
    [(date(2026, 9, 30), date(2026, 10, 13)), (date(2026, 2, 13), date(2026, 2, 27))],
)
def test_the_five_days_of_acceptance(received: date, last: date) -> None:
    """A licence filed before the holidays: its five working days end where domain.md says."""
    play = Play(case_number(at=at(received, 10)), at(received, 10))
    filed = only(play.when(QINGZHEN, filing(FOOD)), facts.CaseFiled)
    clock = next(clock for clock in filed.clocks if clock.name == "acceptance")
    assert last_day(clock) == last
    assert not clock.provisional


@pytest.mark.parametrize(
    ("item", "promised", "legal"),
    [
        (COMPANY, date(2026, 11, 24), date(2026, 11, 26)),
        (FOOD, date(2026, 11, 30), date(2026, 12, 21)),
        (REIMBURSEMENT, date(2026, 12, 14), date(2027, 1, 5)),
    ],
)
def test_promise_and_law_by_regime(item: str, promised: date, legal: date) -> None:
    """From acceptance on Monday 23 November: registration 1 and 3 days, licence 5 and 20, service 15 and 30."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(item))
    play.when(XIFENG, ClaimCase(by=officer("X1", item)))
    accepted = only(play.when(XIFENG, AcceptCase(by=officer("X1", item))), facts.CaseAccepted)
    assert last_day(accepted.promise) == promised
    assert accepted.legal_due == at(legal + timedelta(days=1))


def test_a_promise_is_never_longer_than_the_law() -> None:
    """Where an item promises more days than its law allows, the law's count."""
    clock = start_promise(Limit(amount=30), Limit(amount=20), MONDAY, CALENDAR)
    assert last_day(clock) == date(2026, 12, 21)


def test_dates_without_a_notice_are_provisional() -> None:
    """A clock that runs into a year without its notice says 预计; so does one extended into it."""
    december = at(date(2026, 12, 30), 9)
    assert start_clock("promise", Limit(amount=5), december, CALENDAR).provisional
    clock = start_clock("promise", Limit(amount=1), december, CALENDAR)
    assert not clock.provisional
    assert extend_clock(clock, 3, CALENDAR).provisional


@pytest.mark.parametrize(
    ("limit", "yellow"),
    [
        (Limit(amount=0), None),
        (Limit(amount=1), at(date(2026, 11, 24))),
        (Limit(amount=3), at(date(2026, 11, 26))),
        (Limit(amount=20), at(date(2026, 12, 16))),
        (Limit(amount=20, unit="natural_days"), at(date(2026, 12, 10))),
        (Limit(amount=5, unit="hours"), MONDAY + timedelta(hours=4)),
        (Limit(amount=10, unit="minutes"), MONDAY + timedelta(minutes=8)),
    ],
    ids=str,
)
def test_yellow(limit: Limit, yellow: datetime | None) -> None:
    """Yellow begins with a fifth of the limit left, or with its last working day."""
    assert start_clock("promise", limit, MONDAY, CALENDAR).yellow_at == yellow


def test_silence_accepts_a_licence() -> None:
    """Nobody asks or accepts in five days: accepted from the day of receipt, the promise ran since (art. 32)."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(FOOD))
    play.deadline(at(date(2026, 12, 1)))
    lamps = [(fact.clock, fact.lamp) for fact in play.said if isinstance(fact, facts.LampTurned)]
    assert lamps == [("claim", "red"), ("acceptance", "red"), ("promise", "red")]
    deemed, late = play.said[-2:]
    assert isinstance(late, facts.LampTurned)
    assert (late.clock, late.lamp) == ("promise", "red"), "a promise of five days is over when five days of silence are"
    assert isinstance(deemed, facts.CaseDeemedAccepted)
    assert deemed.since == date(2026, 11, 23)
    assert last_day(deemed.promise) == date(2026, 11, 30)
    assert play.state.stage == "accepted"


def test_the_supplement_restarts_silence() -> None:
    """After a supplement the five days count from it, and so does deemed acceptance."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(FOOD))
    first = officer("X1", FOOD)
    play.when(XIFENG, ClaimCase(by=first))
    play.when(XIFENG, BODIES[AskCorrection].model_copy(update={"by": first}))
    assert [running.clock.name for running in play.state.clocks] == ["correction"], "the unit's clocks stand still"
    play.when(QINGZHEN, SupplyCorrection(form={"area": 80}), at(date(2026, 12, 7), 15))
    play.deadline(at(date(2026, 12, 15)))
    assert [fact.since for fact in play.said if isinstance(fact, facts.CaseDeemedAccepted)] == [date(2026, 12, 7)]


def test_silence_leaves_nothing_that_is_due_already() -> None:
    """A licence promised within two days is deemed accepted after five: its lamp is red in the same breath."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(FOOD))
    play.state = play.state.changed(item=play.state.item.model_copy(update={"promised": Limit(amount=2)}))
    fired = at(date(2026, 12, 1))
    play.deadline(fired)
    assert play.state.running("promise").lamp == "red"
    following = play.aggregate.due(play.state)
    assert following is None or following > fired


def test_silence_never_accepts_a_registration() -> None:
    """A company nobody claims or accepts gets red lamps, by the policy's limits of steps, and stays filed."""
    play = Play(case_number())
    play.when(QINGZHEN, filing())
    play.deadline(at(date(2027, 1, 15)))
    assert play.state.stage == "filed"
    lamps = [(fact.clock, fact.lamp) for fact in play.said if isinstance(fact, facts.LampTurned)]
    assert lamps == [("claim", "red"), ("acceptance", "red")]


def test_lamps_turn_in_order() -> None:
    """Green, yellow a working day before the end, red when it has passed; then the clock asks for nothing more."""
    play = play_at("accepted")
    play.when(XIFENG, ReleaseCase(by=OFFICER))
    for due, lamp in ((at(date(2026, 11, 24)), "yellow"), (at(date(2026, 11, 25)), "red")):
        assert play.aggregate.due(play.state) == due
        turned = play.deadline(due)
        assert not isinstance(turned, Refusal)
        said = [(fact.clock, fact.lamp) for fact in turned if isinstance(fact, facts.LampTurned)]
        assert said == [("promise", lamp), ("claim", lamp)], "nobody has claimed it again either"
    assert play.aggregate.due(play.state) is None


@pytest.mark.parametrize("stage", ["filed", "accepted"])
def test_a_case_back_on_the_queue_has_to_be_claimed_again(stage: str) -> None:
    """Released, or left until the lease ran out: a day from then; who claims it turns no lamp."""
    released, left = play_at(stage), play_at(stage)
    released.when(XIFENG, ReleaseCase(by=OFFICER), MONDAY + timedelta(hours=1))
    left.deadline(MONDAY + timedelta(hours=2))
    for play in (released, left):
        assert last_day(play.state.running("claim").clock) == date(2026, 11, 24)
        play.when(XIFENG, ClaimCase(by=OFFICER, minutes=1440), play.now + timedelta(hours=1))
        assert play.state.running("claim") is None


def test_an_extension_answered_meanwhile_leaves_the_case_to_be_claimed() -> None:
    """The head answers while the case lies on the queue: another promise, and the limit to claim it goes on."""
    play = play_at("accepted")
    play.when(XIFENG, BODIES[RequestExtension])
    play.when(XIFENG, ReleaseCase(by=OFFICER), MONDAY + timedelta(hours=1))
    claim = play.state.running("claim")
    only(play.when(XIFENG, BODIES[AnswerExtension]), facts.CaseExtended)
    assert play.state.running("claim") == claim
    assert play.state.running("promise").clock.extended == 2
    told = play.deadline(at(date(2026, 11, 25)))
    assert not isinstance(told, Refusal)
    assert ("claim", "red") in [(fact.clock, fact.lamp) for fact in told if isinstance(fact, facts.LampTurned)]


def test_a_transferred_case_has_to_be_claimed_there() -> None:
    """Who handed it on had claimed it: the unit it goes to has the whole limit to do so."""
    play = play_at("filed")
    moved = only(play.when(XIFENG, BODIES[TransferCase]), facts.CaseTransferred)
    assert play.state.running("claim").clock == moved.claim
    assert last_day(play.state.running("claim").clock) == date(2026, 11, 24)


def test_a_pause_waits_for_nobody() -> None:
    """Its planned end has a lamp of its own: a case that is released while it is paused need not be claimed."""
    play = play_at("paused")
    play.when(XIFENG, ReleaseCase(by=OFFICER))
    assert play.state.running("claim") is None


def test_a_lapsed_lease_returns_the_case() -> None:
    """When the lease runs out the clock says so, and the case is back on the queue."""
    play = play_at("filed")
    assert play.aggregate.due(play.state) == MONDAY + timedelta(hours=2)
    only(play.deadline(MONDAY + timedelta(hours=2)), facts.LeaseLapsed)
    assert play.state.lease is None


def test_a_deadline_too_early_says_nothing() -> None:
    """A deadline that is no longer due (the case moved on meanwhile) changes nothing."""
    play = play_at("filed")
    before = play.state
    assert play.deadline(MONDAY + timedelta(minutes=119)) == ()
    assert play.state is before
