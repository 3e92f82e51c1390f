"""Plays about a bundle: three companies filed in one go, and every answer they may give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.domain.aggregates import refused
from hub.domain.values import HUB, Command, Refusal, Request
from schemas import facts
from schemas.commands import (
    AcceptCase,
    BundleChild,
    ClaimCase,
    DecideCase,
    FileApplication,
    NotAcceptCase,
    NoteChild,
    NoteDocument,
    WithdrawCase,
)
from schemas.parties import PowerOfAttorney
from tests.domain.world import (
    AGENT,
    BODIES,
    MONDAY,
    POWER,
    QINGZHEN,
    XIFENG,
    Play,
    bundle_number,
    bundle_of,
    case_number,
    only,
    sender_of,
)

CASES = tuple(case_number(seed) for seed in (1, 2, 3))


def filed() -> tuple[Play, tuple[Request, ...]]:
    """A bundle of three, and what it asks of its cases."""
    play = Play(bundle_number())
    result = play.when(QINGZHEN, bundle_of(*CASES))
    assert not isinstance(result, Refusal), result
    return play, play.aggregate.requests(result[0], None, play.state)


def requests(play: Play) -> tuple[Request, ...]:
    """What the last fact asks of others."""
    return play.aggregate.requests(play.said[-1], play.before, play.state)


def test_a_bundle_files_its_cases() -> None:
    """Each case is filed in the origin's name with its own applicant and the shared agent, and answers the bundle."""
    bundle, asked = filed()
    assert [(request.target, request.sender) for request in asked] == [(case, QINGZHEN) for case in CASES]
    for place, request in enumerate(asked):
        child = Play(request.target)
        child.asked(request)
        personal = child.state.content().personal
        assert (personal.applicant.name, personal.agent, personal.power_of_attorney) == (f"申请人{place}", AGENT, POWER)
        (answer,) = requests(child)
        assert answer == Request(bundle.subject, NoteChild(case=request.target, outcome="filed"), HUB)
        only(bundle.when(HUB, answer.body), facts.ChildNoted)
    assert bundle.aggregate.due(bundle.state) is None, "all have answered: nothing to wait for"


def test_a_bundle_completes() -> None:
    """When the last case has ended the bundle is complete, whatever each outcome, and the origin is told them all."""
    bundle, _ = filed()
    ends: tuple[Any, ...] = ("approved", "denied", "refused")
    for case, outcome in zip(CASES, ends, strict=True):
        bundle.when(HUB, NoteChild(case=case, outcome=outcome))
    completed = bundle.said[-1]
    assert isinstance(completed, facts.BundleCompleted)
    assert completed.outcomes == dict(zip(CASES, ends, strict=True))
    (notice,) = bundle.aggregate.notices(completed, bundle.before, bundle.state)
    assert (notice.queue, notice.endpoint) == ("results", QINGZHEN)
    assert bundle.state.stage == "completed"


def test_every_end_of_a_case_reaches_its_bundle() -> None:
    """Accepted or not, decided, withdrawn: each end of a case is told to its bundle, and nothing in between."""
    paths: dict[str, tuple[Any, ...]] = {
        "approved": (ClaimCase, AcceptCase, DecideCase, NoteDocument),
        "not_accepted": (ClaimCase, NotAcceptCase),
        "withdrawn": (WithdrawCase,),
    }
    for outcome, path in paths.items():
        _, asked = filed()
        child = Play(asked[0].target)
        child.asked(asked[0])
        for command in path[:-1]:
            child.when(sender_of(command), BODIES[command])
            assert not any(isinstance(request.body, NoteChild) for request in requests(child))
        child.when(sender_of(path[-1]), BODIES[path[-1]])
        (answer,) = requests(child)
        assert isinstance(answer.body, NoteChild)
        assert answer.body.outcome == outcome


def test_a_refused_case_answers_too() -> None:
    """A case whose filing is refused tells its bundle why; the bundle lives on with its other cases."""
    bundle, asked = filed()
    body = asked[0].body
    assert isinstance(body, FileApplication)
    wrong = body.model_copy(update={"application": body.application.model_copy(update={"item": "520000000000"})})
    child = Play(asked[0].target)
    refusal = child.when(QINGZHEN, wrong, asked=True)
    assert isinstance(refusal, Refusal)
    fact = refused(Command("derived", QINGZHEN, child.subject, wrong, asked=True), refusal, MONDAY)
    assert child.aggregate.evolve(None, fact) is None
    (answer,) = child.aggregate.requests(fact, None, None)
    assert answer.body == NoteChild(case=child.subject, outcome="refused", code="item_unknown")
    bundle.when(HUB, answer.body)
    assert bundle.state.child(child.subject).has_ended


def test_a_refused_number_may_be_filed_again() -> None:
    """A case number whose first filing was refused is free: the right filing takes it."""
    play = Play(CASES[0])
    _, asked = filed()
    body = asked[0].body
    assert isinstance(body, FileApplication)
    wrong = body.model_copy(update={"application": body.application.model_copy(update={"item": "520000000000"})})
    assert isinstance(play.when(QINGZHEN, wrong, asked=True), Refusal)
    assert not isinstance(play.when(QINGZHEN, body, asked=True), Refusal)


def test_who_does_not_answer_is_asked_again() -> None:
    """After five minutes a silent case is filed again; it answers where it stands, and nothing happens twice."""
    bundle, asked = filed()
    silent = Play(CASES[2])
    silent.asked(asked[2])
    for case in CASES[:2]:
        bundle.when(HUB, NoteChild(case=case, outcome="filed"))
    assert bundle.aggregate.due(bundle.state) == MONDAY + timedelta(minutes=5)
    bundle.deadline(MONDAY + timedelta(minutes=5))
    assert requests(bundle) == (asked[2],)
    only(silent.asked(asked[2]), facts.CaseReported)
    (answer,) = requests(silent)
    bundle.when(HUB, answer.body)
    assert bundle.aggregate.due(bundle.state) is None
    assert bundle.when(HUB, answer.body) == (), "the same answer again says nothing new"


def test_who_never_answers_is_stated() -> None:
    """Asked twice in vain, the silent cases are stated to the origin; a late answer still counts."""
    bundle, _ = filed()
    bundle.deadline(MONDAY + timedelta(minutes=5))
    bundle.deadline(MONDAY + timedelta(minutes=10))
    stated = bundle.said[-1]
    assert isinstance(stated, facts.ChildrenUnanswered)
    assert stated.cases == CASES
    assert bundle.aggregate.due(bundle.state) is None
    bundle.when(HUB, NoteChild(case=CASES[0], outcome="filed"))
    assert bundle.state.child(CASES[0]).outcome == "filed"


def test_an_end_is_final() -> None:
    """An answer that comes after a case has ended changes nothing."""
    bundle, _ = filed()
    bundle.when(HUB, NoteChild(case=CASES[0], outcome="approved"))
    assert bundle.when(HUB, NoteChild(case=CASES[0], outcome="filed")) == ()


def test_a_power_of_its_own() -> None:
    """A case's own power of attorney stands before the shared one."""
    own = PowerOfAttorney(number="WT2026-0099", scope="代为办理登记", signed_on=MONDAY.date())
    body = bundle_of(*CASES)
    child: BundleChild = body.children[0]
    changed = child.model_copy(update={"personal": child.personal.model_copy(update={"power_of_attorney": own})})
    play = Play(bundle_number())
    play.when(QINGZHEN, body.model_copy(update={"children": (changed, *body.children[1:])}))
    first, second, _ = requests(play)
    assert isinstance(first.body, FileApplication)
    assert isinstance(second.body, FileApplication)
    assert first.body.application.personal.power_of_attorney == own
    assert second.body.application.personal.power_of_attorney == POWER


def test_a_bundle_takes_no_orders_from_outside() -> None:
    """What cases and clock say to a bundle is the hub's own: an endpoint that says it is refused."""
    bundle, _ = filed()
    result = bundle.when(XIFENG, NoteChild(case=CASES[0], outcome="approved"))
    assert result == Refusal("type_internal", params={"type": NoteChild.ce_type})
