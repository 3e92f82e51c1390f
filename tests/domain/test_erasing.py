"""Plays about erasing personal data: when it may be done, what it leaves, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.commands import EraseCaseData, ReturnPaper, TakePaper
from schemas.parties import Undisclosed
from schemas.reference.policy import DEFAULT_POLICY
from tests.domain.world import BODIES, CLERK, MONDAY, OFFICER, QINGZHEN, XIFENG, only, play_at, reference

ERASE = BODIES[EraseCaseData]


def test_a_closed_case_forgets_whose_it_was() -> None:
    """What it says of the matter stays; both sides hear that they have copies to erase."""
    play = play_at("delivered")
    content = play.state.content()
    fact = only(play.when(HUB, ERASE), facts.CaseDataErased)
    assert (fact.subject, fact.by, fact.basis) == (play.state.subject, CLERK, "删除申请2026-17")
    after = play.state.content()
    assert after.personal.applicant == Undisclosed(why="erased")
    assert (after.personal.agent, after.personal.others) == (None, ())
    assert (after.form, after.materials, after.item) == (content.form, content.materials, content.item)
    told = play.aggregate.notices(fact, play.before, play.state)
    assert [(one.queue, one.endpoint) for one in told] == [("work", XIFENG), ("results", QINGZHEN)]
    for one in told:
        assert isinstance(one.body, notices.WorkUpdated | notices.ResultProgressed)
        assert one.body.change == "data_erased"
    assert play.when(HUB, ERASE) == Refusal("erasure_done")


def test_what_the_law_still_needs_is_kept() -> None:
    """An open case; one that is decided and not delivered; one whose paper is still to go back."""
    for stage in ("filed", "accepted", "paused", "decided"):
        assert play_at(stage).when(HUB, ERASE) == Refusal("erasure_open")
    play = play_at("filed")
    play.when(QINGZHEN, TakePaper(by=CLERK, voucher="PZ-1", materials=("M02",)))
    play.state = play.state.changed(stage="delivered", clocks=())
    assert play.when(HUB, ERASE) == Refusal("erasure_open")
    play.when(QINGZHEN, ReturnPaper(by=CLERK, voucher="PZ-1"))
    only(play.when(HUB, ERASE), facts.CaseDataErased)


def test_within_its_period_of_retention() -> None:
    """The province's policy says how long; counted from the filing."""
    policy = DEFAULT_POLICY.model_copy(update={"retention_days": 30, "revision": 9, "valid_from": MONDAY.date()})
    rows = Reference.from_rows((*reference().rows.values(), policy), 0, reference().subject_key)
    play = play_at("delivered", rows)
    until = play.state.filed_at + timedelta(days=30)
    assert play.when(HUB, ERASE) == Refusal("erasure_retained", params={"date": f"{until:%Y年%m月%d日}"})
    only(play.when(HUB, ERASE, until), facts.CaseDataErased)


def test_only_the_applicants_own() -> None:
    """Whoever is only named in somebody's case is erased with that case."""
    other = EraseCaseData(subject="S" + "0" * 32, by=CLERK, basis="删除申请2026-18")
    assert play_at("delivered").when(HUB, other) == Refusal("erasure_other", "/subject")


def test_never_by_an_endpoint() -> None:
    """An operator's act: it comes on `commands`, where no endpoint writes."""
    refused = Refusal("type_internal", params={"type": EraseCaseData.ce_type})
    assert play_at("delivered").when(XIFENG, ERASE.model_copy(update={"by": OFFICER})) == refused
