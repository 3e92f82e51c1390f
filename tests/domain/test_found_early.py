"""Plays about a decree that is known afterwards: a breach, or acceptance by silence, was counted too early."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.application import Material
from schemas.commands import (
    AskCorrection,
    ClaimCase,
    DecideCase,
    DecideListing,
    DeliverCase,
    RecomputeClocks,
    SupplyDeferred,
    WithdrawApproval,
)
from schemas.reference import Limit, RegionalCalendar
from schemas.times import CHINA
from tests.domain.talking import Talk
from tests.domain.test_credit import LISTING, MEASURE, NOTICE
from tests.domain.test_deferral import CASE, DAY, OTHER, SUBJECT, defer, deferred, file, said, supply, told
from tests.domain.test_recomputing import promised
from tests.domain.world import (
    ANOTHER,
    BODIES,
    CLERK,
    FOOD,
    QINGZHEN,
    XIFENG,
    Play,
    case_number,
    filing,
    happened,
    officer,
    only,
    reference,
)

RECOMPUTE: Final[Any] = BODIES[RecomputeClocks]


def flood(rows: Reference, *days: date) -> Reference:
    """The rows with a decree that 息烽's offices stand still on these days."""
    decree = RegionalCalendar(
        valid_from=date(2026, 11, 23), region=XIFENG, decree="flood", reason="防汛", source="样例", days_off=days
    )
    return rows.with_rows([decree], offset=1)


def broken(kind: str) -> Talk:
    """A case whose day has passed, and whose applicant has a breach on record."""
    stage = deferred(kind)
    if kind == "approve_first":
        stage.when(CASE, QINGZHEN, DeliverCase(by=CLERK, way="window"))
    stage.run(stage.state(CASE).deferral.clock.due)
    assert stage.state(SUBJECT).open_breach is not None
    return stage


def learn(stage: Talk, days: int = 2) -> Any:
    """Let a decree be known now: so many days off, the last of the limit and those after it."""
    due = next(fact.due for fact in stage.play(CASE).said if isinstance(fact, facts.CommitmentBroken))
    off = [due.date() + place * DAY for place in range(-1, days - 1)]
    rows = flood(stage.rows, *off)
    for play in stage.plays.values():
        play.reference = rows
    stage.rows = rows
    return stage.when(CASE, HUB, RECOMPUTE)


def found(result: Any) -> facts.BreachFoundEarly:
    """What is said of the breach; of a case whose other clocks move too."""
    (early,) = [fact for fact in happened(result) if isinstance(fact, facts.BreachFoundEarly)]
    return early


@pytest.mark.parametrize("kind", ["accept_first", "approve_first"])
def test_a_commitment_that_was_called_broken_too_early_runs_on(kind: str) -> None:
    """The breach is taken back, the deferral reserved again, everybody hears why; supplied in time, it was kept."""
    stage = broken(kind)
    early = found(learn(stage))
    assert (early.outcome, early.because) == ("runs_on", RECOMPUTE.because)
    assert early.due_before < early.commitment.due == stage.state(CASE).deferral.clock.due
    assert stage.state(CASE).deferral.status == "running"
    subject = stage.state(SUBJECT)
    assert (subject.open_breach, subject.breach(CASE).status) == (None, "taken_back")
    assert [one.case for one in subject.reservations] == [CASE]
    for queue in ("work", "results"):
        assert [change for _, change in told(stage, queue)][-2:] == ["breach_early", "breach_taken_back"]
    reasons = [notice.body.reason for notice in stage.notices if isinstance(notice.body, notices.WorkCredit)]
    assert reasons[-1] == RECOMPUTE.because
    assert stage.when(CASE, HUB, RECOMPUTE) == (), "a second time nothing has moved"
    said(supply(stage))
    assert stage.state(CASE).deferral.status == "fulfilled"
    assert stage.state(SUBJECT).reservations == ()


def test_broken_again_it_is_on_record_again() -> None:
    """The new day passes as well: one breach, the new one."""
    stage = broken("approve_first")
    learn(stage)
    stage.run(stage.state(CASE).deferral.clock.due)
    (breach,) = stage.state(SUBJECT).breaches
    assert (breach.status, breach.hinders) == ("recorded", True)
    file(stage, OTHER)
    defer(stage, OTHER)
    assert stage.state(OTHER).deferral.status == "refused"


def test_supplied_late_by_the_old_days_and_in_time_by_the_new() -> None:
    """All of it had come before the day as it really was: kept, and the applicant may defer again."""
    stage = broken("approve_first")
    assert only(supply(stage), facts.DeferredSupplied).late
    came = stage.now
    early = only(learn(stage), facts.BreachFoundEarly)
    assert early.outcome == "kept"
    assert stage.state(CASE).deferral.status == "fulfilled"
    taken = [fact for fact in stage.play(SUBJECT).said if isinstance(fact, facts.BreachTakenBack)]
    assert [(fact.received, fact.runs_on) for fact in taken] == [(came, None)]
    assert stage.state(SUBJECT).reservations == ()


def test_supplied_too_late_by_the_new_days_too() -> None:
    """What came after the day as it really was stays a breach."""
    stage = broken("approve_first")
    supply(stage, now=stage.now + 20 * DAY)
    assert learn(stage) == ()
    assert stage.state(SUBJECT).open_breach is not None


def test_a_breach_that_stands_gives_its_limits_anew() -> None:
    """Known long after: it stays a breach, but who may speak has as long as the day as it really was would give."""
    stage = broken("approve_first")
    before = stage.state(CASE).deferral
    stage.now += 20 * DAY
    early = only(learn(stage), facts.BreachFoundEarly)
    assert (early.outcome, stage.state(CASE).deferral.status) == ("stands", "broken")
    after = stage.state(CASE).deferral
    assert (after.broken_due, after.broken_due > before.broken_due) == (early.commitment.due, True)
    assert after.statement_by > before.statement_by
    assert stage.state(SUBJECT).open_breach is not None
    assert [change for _, change in told(stage, "work")][-1] == "breach_stands"
    assert stage.when(CASE, HUB, RECOMPUTE) == ()


def test_what_a_person_has_decided_stays_until_a_person_undoes_it() -> None:
    """Listed, and then early: the listing stays, hinders nothing, and the officer hears that it has no ground."""
    stage = broken("approve_first")
    stage.when(SUBJECT, XIFENG, NOTICE)
    stage.now += 15 * DAY
    begun = MEASURE.model_copy(update={"starts_on": stage.now.date(), "ends_on": date(2027, 3, 31)})
    listing = stage.when(SUBJECT, XIFENG, LISTING.model_copy(update={"measures": (begun,)}))
    only(listing, facts.SubjectListed)
    early = found(learn(stage, 40))
    assert early.outcome == "runs_on"
    breach = stage.state(SUBJECT).breach(CASE)
    assert (breach.status, breach.unfounded, stage.state(SUBJECT).open_breach) == ("listed", True, None)
    work = [notice.body for notice in stage.notices if isinstance(notice.body, notices.WorkCredit)][-1]
    assert isinstance(work, notices.WorkCredit)
    assert (work.change, work.decided) == ("breach_taken_back", True)
    stage.run(stage.state(CASE).deferral.clock.due)
    (breach,) = stage.state(SUBJECT).breaches
    assert (breach.status, breach.unfounded, len(breach.measures)) == ("listed", None, 1)
    excused = DecideListing(by=ANOTHER, case=CASE, outcome="excused", reason="情况特殊")
    assert isinstance(stage.when(SUBJECT, XIFENG, excused), Refusal), "it has its ground again"


def test_an_approval_withdrawn_too_early() -> None:
    """The breach goes; the withdrawal is a person's to undo, and she hears of it."""
    stage = broken("approve_first")
    stage.now = stage.state(CASE).deferral.statement_by
    only(stage.when(CASE, XIFENG, BODIES[WithdrawApproval]), facts.ApprovalWithdrawn)
    early = found(learn(stage, 40))
    assert (early.outcome, stage.state(CASE).stage) == ("ended", "revoked")
    assert (stage.state(SUBJECT).open_breach, stage.state(SUBJECT).reservations) == (None, ())
    assert (XIFENG, "breach_early") in told(stage, "work")


LIMITS = st.builds(Limit, amount=st.integers(1, 6), unit=st.sampled_from(["working_days", "natural_days"]))


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["accept_first", "approve_first"]),
    st.tuples(LIMITS, LIMITS, LIMITS),
    st.sets(st.dates(date(2026, 12, 29), date(2027, 1, 20)), max_size=9),
    st.sampled_from([None, 0, 1, 5, 9]),
    st.integers(0, 12),
)
def test_a_breach_as_if_from_the_start(
    kind: str, limits: tuple[Limit, Limit, Limit], days: set[date], late: int | None, known: int
) -> None:
    """Broken, perhaps supplied some days later, then the decree is known: the promise stands as if it always was."""
    steps = 7 if kind == "approve_first" else 5
    play = promised(kind, limits, steps, ())
    rows = flood(play.reference, *sorted(days))
    decree = [row for row in rows.rows.values() if isinstance(row, RegionalCalendar)]
    other = promised(kind, limits, steps, tuple(decree))
    due = play.state.deferral.clock.due
    supplied = None if late is None else due + timedelta(days=late, hours=1)
    when = max(due + timedelta(days=known), supplied or due) + timedelta(hours=2)
    for one in (play, other):
        _live(one, supplied, when)
    if play.state.deferral.status != "broken":
        return
    play.reference = rows
    play.when(HUB, RECOMPUTE, when)
    mine, theirs = _standing(play), _standing(other)
    assert mine == theirs


def _standing(play: Play) -> dict[str, Any]:
    """What is known of the promise; of one that is broken, of its limit only the day, while it may still be kept.

    Until when the applicant may speak is counted anew from when it is known, and never shortened.
    """
    deferral = play.state.deferral
    known: dict[str, Any] = deferral.model_dump(exclude={"statement_by", "is_reminded"})
    if deferral.broken is None:
        return known
    return known | {"broken": deferral.broken.due if deferral.outstanding else None, "bound": None}


def _live(play: Play, supplied: datetime | None, until: datetime) -> None:
    """Let the clock of the commitment run until a moment, with a supply on the way."""
    moments = [supplied] if supplied else []
    for stop in [*moments, until]:
        while (at := play.aggregate.due(play.state)) is not None and at <= stop:
            play.deadline(at)
        if stop is supplied:
            materials = tuple(
                Material(code=code, title=code, medium="paper") for code in play.state.deferral.outstanding
            )
            happened(play.when(QINGZHEN, SupplyDeferred(by=CLERK, materials=materials), stop))


# silence

SPOKEN: Final = datetime(2026, 12, 1, tzinfo=CHINA)
"""A licence filed on Monday 23 November: its five days are over."""
HANDLER: Final = officer("X1", FOOD)


def silent(promised: Limit | None = None) -> Play:
    """A case that silence has accepted, and a decree known the day after: its last two days were days off."""
    play = Play(case_number())
    play.when(QINGZHEN, filing(FOOD))
    if promised:
        play.state = play.state.changed(item=play.state.item.model_copy(update={"promised": promised}))
    while play.state.stage != "accepted":
        at = play.aggregate.due(play.state)
        assert at is not None
        play.deadline(at)
    play.now = SPOKEN + timedelta(hours=9)
    play.reference = flood(reference(), date(2026, 11, 27), date(2026, 11, 30))
    return play


def test_silence_that_spoke_too_early_stays_but_is_who_accepts_to_correct() -> None:
    """The applicant relies on it; the office hears until when it may still speak, its early lamp is lifted."""
    play = silent()
    said_now = only(play.when(HUB, RECOMPUTE, play.now), facts.ClocksRecomputed)
    assert (play.state.stage, play.state.silence) == ("accepted", datetime(2026, 12, 3, tzinfo=CHINA))
    assert {lamp.clock: lamp.lifted for lamp in play.state.red}["acceptance"]
    told_now = play.aggregate.notices(said_now, play.before, play.state)
    early: list[Any] = [notice for notice in told_now if getattr(notice.body, "change", "") == "silence_early"]
    assert [(notice.queue, notice.endpoint) for notice in early] == [("work", XIFENG), ("results", QINGZHEN)]
    assert [(clock.name, clock.due) for clock in early[0].body.clocks] == [("acceptance", play.state.silence)]
    assert play.when(HUB, RECOMPUTE, play.now) == (), "a second time nothing has moved"
    happened(play.when(XIFENG, ClaimCase(by=HANDLER, minutes=180), play.now))
    asked = happened(play.when(XIFENG, BODIES[AskCorrection].model_copy(update={"by": HANDLER}), play.now))
    assert [type(fact) for fact in asked] == [facts.SilenceCorrected, facts.CorrectionAsked]
    assert play.state.stage == "correcting"


def test_what_silence_made_late_is_late_no_more_once_it_is_corrected() -> None:
    """A promise of a day, counted from the receipt, was red at once, and no decree moves it; corrected, it ends."""
    play = silent(Limit(amount=1))
    while (at := play.aggregate.due(play.state)) is not None and at <= play.now:
        play.deadline(at)
    play.when(HUB, RECOMPUTE, play.now)
    lifted = {lamp.clock: lamp.lifted for lamp in play.state.red}
    assert (lifted["acceptance"], lifted["promise"]) == (True, False)
    happened(play.when(XIFENG, ClaimCase(by=HANDLER, minutes=180), play.now))
    happened(play.when(XIFENG, BODIES[AskCorrection].model_copy(update={"by": HANDLER}), play.now))
    assert {lamp.clock: lamp.lifted for lamp in play.state.red}["promise"]


def test_after_the_limit_as_it_really_was_silence_stands() -> None:
    """On the stroke of the new day nobody may take it back any more."""
    play = silent()
    play.when(HUB, RECOMPUTE, play.now)
    at = play.state.silence
    happened(play.when(XIFENG, ClaimCase(by=HANDLER, minutes=180), at))
    asked = play.when(XIFENG, BODIES[AskCorrection].model_copy(update={"by": HANDLER}), at)
    assert isinstance(asked, Refusal)
    assert asked.code == "step_not_now"


def test_once_somebody_went_on_silence_has_no_limit_any_more() -> None:
    """Decided: the calendar says nothing of the acceptance."""
    play = silent()
    by = officer("X2", FOOD)
    happened(play.when(XIFENG, ClaimCase(by=by, minutes=180), play.now))
    happened(play.when(XIFENG, DecideCase(by=by, outcome="approved"), play.now))
    said_now: Any = happened(play.when(HUB, RECOMPUTE, play.now))
    moved = [one.clock.name for fact in said_now if isinstance(fact, facts.ClocksRecomputed) for one in fact.clocks]
    assert "acceptance" not in moved
