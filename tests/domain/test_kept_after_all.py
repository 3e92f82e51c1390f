"""Plays about a promise that was kept: supplied in time, but handled after the clock had called it broken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pytest

from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.application import Material
from schemas.commands import (
    AcceptCase,
    ClaimCase,
    DecideCase,
    DecideListing,
    DeliverCase,
    SupplyDeferred,
    TakeBackBreach,
    WithdrawApproval,
)
from tests.domain.talking import Talk
from tests.domain.test_credit import LISTING, MEASURE, NOTICE, REPAIR
from tests.domain.test_deferral import CASE, DAY, OTHER, SUBJECT, WITHOUT, defer, deferred, file, said, talk, told
from tests.domain.world import ANOTHER, BODIES, CLERK, COMMITMENT, OFFICER, QINGZHEN, XIFENG, only

MOMENT: Final = timedelta(seconds=1)


def broken(kind: str = "accept_first") -> Talk:
    """A case whose day has passed while its window's inbox had stopped."""
    stage = deferred(kind)
    if kind == "approve_first":
        stage.when(CASE, QINGZHEN, DeliverCase(by=CLERK, way="window"))
    stage.run(stage.state(CASE).deferral.clock.due)
    assert stage.state(SUBJECT).open_breach is not None
    return stage


def late(stage: Talk, *codes: str, before: timedelta = MOMENT) -> Any:
    """Handle a supply now that was received so long before the day ended."""
    materials = tuple(Material(code=code, title=code, medium="paper") for code in codes or ("M05",))
    (due,) = [fact.due for fact in stage.play(CASE).said if isinstance(fact, facts.CommitmentBroken)]
    return stage.when(CASE, QINGZHEN, SupplyDeferred(by=CLERK, materials=materials), received=due - before)


def test_the_breach_is_taken_back() -> None:
    """Both sides hear of it, the subject may defer elsewhere again, and the case goes on as if nothing had been."""
    stage = broken()
    corrected, supplied = said(late(stage))
    assert isinstance(corrected, facts.BreachCorrected)
    assert isinstance(supplied, facts.DeferredSupplied)
    assert (corrected.received, supplied.late) == (corrected.due - MOMENT, None)
    assert stage.state(CASE).deferral.status == "fulfilled"
    breach = stage.state(SUBJECT).breach(CASE)
    assert (breach.status, breach.hinders, stage.state(SUBJECT).open_breach) == ("taken_back", False, None)
    for queue in ("work", "results"):
        assert [change for _, change in told(stage, queue)][-3:] == [
            "breach_corrected",
            "supplied",
            "breach_taken_back",
        ]
    file(stage, OTHER)
    defer(stage, OTHER)
    assert stage.state(OTHER).deferral.status == "granted"
    stage.when(CASE, XIFENG, ClaimCase(by=OFFICER, minutes=1440))
    assert not isinstance(stage.when(CASE, XIFENG, DecideCase(by=OFFICER, outcome="approved")), Refusal)


def test_what_was_received_late_takes_nothing_back() -> None:
    """On the stroke of the day's end it is too late."""
    stage = broken()
    assert only(late(stage, before=timedelta()), facts.DeferredSupplied).late
    assert stage.state(SUBJECT).open_breach is not None


def in_parts() -> Talk:
    """Two materials were promised, and the day has passed."""
    stage = talk()
    file(stage, application=WITHOUT.model_copy(update={"materials": WITHOUT.materials[:1]}))
    both = (COMMITMENT.materials[0], COMMITMENT.materials[0].model_copy(update={"code": "M04"}))
    defer(stage, materials=both)
    stage.when(CASE, XIFENG, AcceptCase(by=OFFICER))
    stage.run(stage.state(CASE).deferral.clock.due)
    return stage


def test_all_of_it_has_to_have_come_in_time() -> None:
    """The first part in time changes nothing yet; with the second, in time as well, the promise was kept."""
    stage = in_parts()
    assert only(late(stage, "M04", before=DAY), facts.DeferredSupplied).late is None
    assert stage.state(SUBJECT).open_breach is not None
    assert [type(fact) for fact in late(stage, "M05")] == [facts.BreachCorrected, facts.DeferredSupplied]
    assert stage.state(SUBJECT).open_breach is None


@pytest.mark.parametrize("first", ["M04", "M05"])
def test_one_part_too_late_is_a_breach(first: str) -> None:
    """Whichever of the two is handled first."""
    stage, second = in_parts(), {"M04": "M05", "M05": "M04"}[first]
    late(stage, first, before=timedelta() if first == "M04" else MOMENT)
    late(stage, second, before=timedelta() if second == "M04" else MOMENT)
    assert stage.state(CASE).deferral.outstanding == ()
    assert stage.state(CASE).deferral.status == "broken"
    assert stage.state(SUBJECT).open_breach is not None


def test_a_notice_is_no_decision() -> None:
    """The procedure about the breach ends; nobody may go on with it."""
    stage = broken()
    stage.when(SUBJECT, XIFENG, NOTICE)
    late(stage)
    assert stage.state(SUBJECT).breach(CASE).status == "taken_back"
    listing = stage.when(SUBJECT, XIFENG, LISTING, stage.now + 60 * DAY)
    assert listing == Refusal("listing_step", params={"status": "已撤回"})
    repair = stage.when(SUBJECT, QINGZHEN, REPAIR)
    assert repair == Refusal("listing_step", params={"status": "已撤回"})


def listed() -> Talk:
    """Listed with one measure in force and one that has not begun."""
    stage = broken()
    stage.when(SUBJECT, XIFENG, NOTICE)
    stage.now += 30 * DAY
    today = stage.now.date()
    begun = MEASURE.model_copy(update={"starts_on": today, "ends_on": date(2027, 5, 31)})
    later = begun.model_copy(update={"code": "C01", "starts_on": today + DAY})
    result = stage.when(SUBJECT, XIFENG, LISTING.model_copy(update={"measures": (begun, later)}))
    only(result, facts.SubjectListed)
    return stage


def test_what_a_person_has_decided_is_told_to_a_person() -> None:
    """A listing stays, but what has not begun does not begin, and deferral is open again at once."""
    stage = listed()
    late(stage)
    breach = stage.state(SUBJECT).breach(CASE)
    assert (breach.status, [measure.code for measure in breach.measures]) == ("listed", ["C03"])
    assert stage.state(SUBJECT).open_breach is None
    work = [notice for notice in stage.notices if isinstance(notice.body, notices.WorkCredit)][-1]
    assert isinstance(work.body, notices.WorkCredit)
    assert (work.endpoint, work.body.change, work.body.decided) == (XIFENG, "breach_taken_back", True)
    assert work.body.planned == ("C01",), "the measures that do not begin"


def test_a_person_takes_the_listing_back() -> None:
    """Excused, without another notice: the measures end. Listing it once more is not possible."""
    stage = listed()
    late(stage)
    again = LISTING.model_copy(update={"measures": (MEASURE.model_copy(update={"starts_on": stage.now.date()}),)})
    assert stage.when(SUBJECT, XIFENG, again) == Refusal("listing_step", params={"status": "已认定"})
    excused = DecideListing(by=ANOTHER, case=CASE, outcome="excused", reason="材料按期收到")
    only(stage.when(SUBJECT, XIFENG, excused), facts.ListingDropped)
    breach = stage.state(SUBJECT).breach(CASE)
    assert (breach.status, breach.measures) == ("excused", ())


def test_an_approval_that_was_withdrawn() -> None:
    """Withdrawn on a promise that was kept: the breach goes, the withdrawal is a person's to undo, and she hears it."""
    stage = broken("approve_first")
    stage.now = stage.state(CASE).deferral.statement_by
    only(stage.when(CASE, XIFENG, BODIES[WithdrawApproval]), facts.ApprovalWithdrawn)
    assert [type(fact) for fact in late(stage)] == [facts.BreachCorrected, facts.DeferredSupplied]
    assert stage.state(CASE).stage == "revoked"
    assert stage.state(SUBJECT).open_breach is None
    assert (XIFENG, "breach_corrected") in told(stage, "work")


def test_a_withdrawn_approval_takes_no_late_supply() -> None:
    """The case is closed."""
    stage = broken("approve_first")
    stage.now = stage.state(CASE).deferral.statement_by
    stage.when(CASE, XIFENG, BODIES[WithdrawApproval])
    assert late(stage, before=timedelta()) == Refusal("case_closed")


def test_twice_is_once() -> None:
    """A subject that has taken the breach back, or never heard of it, has nothing to say."""
    stage = broken()
    late(stage)
    taken = TakeBackBreach(case=CASE, received=stage.now - DAY, due=stage.now)
    assert stage.when(SUBJECT, HUB, taken) == ()
    assert stage.when(SUBJECT, HUB, taken.model_copy(update={"case": OTHER})) == ()
