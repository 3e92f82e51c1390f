"""Plays about an investment project: approvals side by side within a stage, cases added stage by stage, its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.commands import AddChildren, BundleChild, EndBundle, NoteChild, Outcome
from schemas.parties import OwnPersonal
from tests.domain.test_waiting import bundle, child, told
from tests.domain.world import CLERK, MONDAY, QINGZHEN, XIFENG, Play, bundle_number, case_number, company

RECORD, SITE, LAND = "521009001000", "520104008000", "520104009000"
PLANNING, BUILDING, COMPLETION = "520104010000", "520107001000", "521007002000"
NUMBER = {item: case_number(seed) for seed, item in enumerate((RECORD, SITE, LAND, PLANNING, BUILDING, COMPLETION))}


def part(item: str, number: str = "", **changes: Any) -> BundleChild:
    """A project's case: a company applies."""
    own = OwnPersonal(applicant=company())
    return child(item, number or NUMBER[item], applicant_kind="2", personal=own, **changes)


def project(*items: str) -> Play:
    """A project filed with these items."""
    play = Play(bundle_number())
    body = bundle(*(part(item) for item in items), kind="investment_project", title="息烽县某厂房项目")
    result = play.when(QINGZHEN, body)
    assert not isinstance(result, Refusal), result
    return play


def note(play: Play, item: str, outcome: Outcome = "approved") -> Any:
    """Let a case end."""
    return play.when(HUB, NoteChild(case=NUMBER[item], outcome=outcome))


def add(play: Play, *items: str, sender: str = QINGZHEN) -> Any:
    """File more cases of the project."""
    return play.when(sender, AddChildren(children=tuple(part(item) for item in items)))


def filed(play: Play) -> set[str]:
    """The items of the cases that wait for nothing."""
    return {one.item for one in play.state.children if not one.is_waiting}


def test_a_stage_is_approved_side_by_side() -> None:
    """立项用地: record and site opinion go in parallel, the land permit waits for both; the mode is joint."""
    play = project(RECORD, SITE, LAND)
    assert play.state.mode == "joint"
    assert filed(play) == {RECORD, SITE}
    note(play, SITE)
    note(play, RECORD)
    assert filed(play) == {RECORD, SITE, LAND}


def test_the_next_stage_opens_when_the_one_before_has_ended_well() -> None:
    """A planning permit added early waits until record and land permit are approved, and is filed with the last."""
    play = project(RECORD, LAND)
    add(play, PLANNING)
    note(play, RECORD)
    assert PLANNING not in filed(play)
    note(play, LAND)
    assert PLANNING in filed(play)


def test_a_project_awaits_its_next_stage() -> None:
    """With all cases ended the window is told what may be filed next and until when; adding takes that back."""
    play = project(RECORD, LAND)
    note(play, RECORD)
    note(play, LAND)
    (awaiting,) = told(play, notices.BundleAwaiting)
    assert (awaiting.stage, awaiting.items) == ("工程建设规划许可", (PLANNING,))
    assert play.aggregate.due(play.state) == awaiting.until
    add(play, PLANNING)
    assert play.state.awaits_until is None
    assert play.state.stage == "open"


def test_a_project_ends_with_its_last_stage() -> None:
    """Stage after stage to the completion record: then, and only then, the project is complete."""
    play = project(RECORD, LAND)
    for stage in ((RECORD, LAND), (PLANNING,), (BUILDING,), (COMPLETION,)):
        if stage[0] != RECORD:
            add(play, *stage)
        assert play.state.stage == "open"
        for item in stage:
            note(play, item)
    assert play.state.stage == "completed"
    assert add(play, PLANNING) == Refusal("bundle_completed")


def test_a_denied_approval_may_be_sought_again() -> None:
    """A land permit denied leaves the planning permit not possible; both may be filed anew under new numbers."""
    play = project(RECORD, LAND)
    add(play, PLANNING)
    note(play, RECORD)
    note(play, LAND, "denied")
    assert play.state.child(NUMBER[PLANNING]).outcome == "not_possible"
    again = AddChildren(children=(part(LAND, case_number(50)), part(PLANNING, case_number(51))))
    assert not isinstance(play.when(QINGZHEN, again), Refusal)
    play.when(HUB, NoteChild(case=case_number(50), outcome="approved"))
    assert not play.state.child(case_number(51)).is_waiting


def test_a_project_nobody_goes_on_with_ends() -> None:
    """Two years after its last case ended the project is complete with the outcomes it has."""
    play = project(RECORD, LAND)
    note(play, RECORD)
    note(play, LAND)
    due = play.aggregate.due(play.state)
    assert due is not None
    assert due - MONDAY > timedelta(days=729)
    play.deadline(due)
    completed = play.said[-1]
    assert isinstance(completed, facts.BundleCompleted)
    assert completed.outcomes == {NUMBER[RECORD]: "approved", NUMBER[LAND]: "approved"}


def test_a_project_is_given_up() -> None:
    """Ended at its applicant's will while it awaits the next stage: complete at once, and nothing is added."""
    play = project(RECORD, LAND)
    play.when(QINGZHEN, EndBundle(by=CLERK, reason="项目终止"))
    assert add(play, PLANNING) == Refusal("bundle_ending")
    note(play, RECORD)
    note(play, LAND)
    assert play.state.stage == "completed"


def test_who_may_add() -> None:
    """Only where the project was filed."""
    assert add(project(RECORD, LAND), PLANNING, sender=XIFENG) == Refusal("not_origin")
