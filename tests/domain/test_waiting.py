"""Plays about cases of a bundle that wait for each other's documents, and about what they share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.values import HUB, Refusal, Request
from schemas import facts, notices
from schemas.application import Jurisdiction, Material
from schemas.commands import (
    BundleChild,
    EndBundle,
    FileApplication,
    FileBundle,
    NoteChild,
    Outcome,
    WithdrawChild,
)
from schemas.parties import OwnPersonal, SharedPersonal
from tests.domain.world import (
    AGENT,
    CLERK,
    COMPANY,
    MONDAY,
    POWER,
    QINGZHEN,
    WINDOW,
    XIFENG,
    Play,
    bundle_number,
    case_number,
    only,
    person,
    reference,
)

TAX, INSURANCE, SEAL = "521006001000", "522002001000", "521005010000"
ITEMS = (COMPANY, TAX, INSURANCE, SEAL)
NUMBERS = {item: case_number(seed) for seed, item in enumerate(ITEMS, start=1)}
END = MONDAY + timedelta(days=365)


def child(item: str, number: str = "", **changes: Any) -> BundleChild:
    """A case of an item that says nothing which is shared."""
    row = reference().item(item, MONDAY.date())
    assert row is not None
    values: dict[str, Any] = {
        "case": number or NUMBERS[item],
        "item": item,
        "jurisdiction": Jurisdiction(field=row.jurisdiction_field, region=XIFENG),
        "applicant_kind": "1",
        "personal": OwnPersonal(),
    }
    return BundleChild(**(values | changes))


def bundle(*children: BundleChild, **changes: Any) -> FileBundle:
    """One founder's cases through one agent, filed at 清镇's window."""
    shared = SharedPersonal(applicant=person(), agent=AGENT, power_of_attorney=POWER)
    values: dict[str, Any] = {"title": "企业开办", "window": WINDOW, "personal": shared, "children": children}
    return FileBundle(**(values | changes))


def open_company(**changes: Any) -> FileBundle:
    """开办企业: registration, then tax and seal, after tax the social insurance."""
    return bundle(*(child(item) for item in ITEMS), kind="open_company", **changes)


class Hall:
    """A bundle and what it has asked of its cases so far."""

    def __init__(self, body: FileBundle) -> None:
        self.play = Play(bundle_number())
        self.asked: list[Request] = []
        self.hear(self.play.when(QINGZHEN, body))

    def hear(self, result: Any) -> Any:
        """Collect what the facts of a decision ask of cases."""
        assert not isinstance(result, Refusal), result
        state: Any = None
        for fact in self.play.said:
            before, state = state, self.play.aggregate.evolve(state, fact)
            if any(fact is one for one in result):
                self.asked += self.play.aggregate.requests(fact, before, state)
        return result

    def note(self, item: str, outcome: Outcome) -> Any:
        """Let a case tell the bundle how it ended."""
        return self.hear(self.play.when(HUB, NoteChild(case=NUMBERS[item], outcome=outcome)))

    def filed(self) -> list[str]:
        """The items of the cases that were filed, in order."""
        return [request.body.application.item for request in self.asked if isinstance(request.body, FileApplication)]

    def outcomes(self) -> dict[str, str | None]:
        """The outcome of each case by item."""
        return {one.item: one.outcome for one in self.play.state.children}


def told(play: Play, kind: type[notices.NoticeBody]) -> list[Any]:
    """What the origin was told in notices of a kind."""
    found: list[Any] = []
    state: Any = None
    for fact in play.said:
        before, state = state, play.aggregate.evolve(state, fact)
        found += [one.body for one in play.aggregate.notices(fact, before, state) if isinstance(one.body, kind)]
    return found


def test_only_what_waits_for_nothing_is_filed_at_once() -> None:
    """The kind orders the cases: the registration is filed, the others wait and the window is told which."""
    hall = Hall(open_company())
    assert hall.filed() == [COMPANY]
    (receipt,) = told(hall.play, notices.BundleReceived)
    assert receipt.waiting == tuple(NUMBERS[item] for item in (TAX, INSURANCE, SEAL))


def test_a_document_releases_who_waits_for_it() -> None:
    """Registration approved: tax and seal are filed in the same moment; insurance goes on waiting for tax."""
    hall = Hall(open_company())
    hall.note(COMPANY, "filed")
    assert hall.play.aggregate.due(hall.play.state) == reached(60), "all filed ones have answered: only the wait counts"
    hall.note(COMPANY, "approved")
    assert hall.filed() == [COMPANY, TAX, SEAL]
    released = hall.asked[1].body
    assert isinstance(released, FileApplication)
    assert released.rests_on == (NUMBERS[COMPANY],), "the officer sees which approval it rests on"
    hall.note(TAX, "approved")
    assert hall.filed() == [COMPANY, TAX, SEAL, INSURANCE]


def reached(days: int) -> Any:
    """The midnight that ends so many natural days."""
    return MONDAY.replace(hour=0, minute=0) + timedelta(days=days + 1)


@pytest.mark.parametrize("outcome", ["denied", "withdrawn", "refused", "not_accepted"])
def test_a_failed_precondition_is_an_outcome_of_its_own(outcome: Outcome) -> None:
    """No registration: all that rests on it ends as not possible, with the reason, and the bundle is complete."""
    hall = Hall(open_company())
    hall.note(COMPANY, outcome)
    assert hall.outcomes() == dict.fromkeys(ITEMS, "not_possible") | {COMPANY: outcome}
    said = {one.case: (one.because, one.why, one.outcome) for one in told(hall.play, notices.ChildNotPossible)}
    assert said[NUMBERS[TAX]] == (NUMBERS[COMPANY], "precondition_failed", outcome)
    assert said[NUMBERS[INSURANCE]] == (NUMBERS[TAX], "precondition_failed", "not_possible")
    (end,) = told(hall.play, notices.BundleEnded)
    assert end.outcomes == {NUMBERS[item]: value for item, value in hall.outcomes().items()}
    assert hall.filed() == [COMPANY]


def test_a_part_may_fail_alone() -> None:
    """Tax denied after the registration: insurance can't be, the seal still can; the bundle waits for the seal."""
    hall = Hall(open_company())
    hall.note(COMPANY, "approved")
    hall.note(TAX, "denied")
    assert hall.outcomes()[INSURANCE] == "not_possible"
    assert hall.play.state.stage == "open"
    hall.note(SEAL, "approved")
    assert hall.play.state.stage == "completed"


@pytest.mark.parametrize("order", list(permutations((TAX, SEAL, INSURANCE))))
def test_two_documents_in_any_order(order: Sequence[str]) -> None:
    """A case that waits for several is filed with the last of them, whichever that is; never before."""
    awaited = tuple(NUMBERS[item] for item in order)
    hall = Hall(bundle(child(COMPANY, waits_for=awaited), *(child(item) for item in order)))
    for item in order:
        assert COMPANY not in hall.filed()
        hall.note(item, "approved")
    assert hall.filed()[-1] == COMPANY


def test_who_waits_too_long_is_given_up() -> None:
    """A registration that never ends: after the kind's 60 days the waiting cases are not possible, the window hears."""
    hall = Hall(open_company())
    hall.note(COMPANY, "filed")
    due = hall.play.aggregate.due(hall.play.state)
    assert due is not None
    hall.hear(hall.play.deadline(due))
    assert [one.why for one in told(hall.play, notices.ChildNotPossible)] == ["waited_too_long"] * 3
    assert hall.play.aggregate.due(hall.play.state) is None
    hall.note(COMPANY, "approved")
    assert hall.filed() == [COMPANY], "what was given up stays so"
    assert hall.play.state.stage == "completed"


def test_the_wait_without_a_kind_is_the_policys() -> None:
    """A bundle without a kind waits 180 natural days by the province's policy."""
    hall = Hall(bundle(child(COMPANY), child(TAX, waits_for=(NUMBERS[COMPANY],))))
    hall.note(COMPANY, "filed")
    assert hall.play.aggregate.due(hall.play.state) == reached(180)


def test_a_released_case_that_is_silent_is_asked_again() -> None:
    """A released filing has its own five minutes, also after earlier cases were asked twice in vain."""
    hall = Hall(open_company())
    hall.note(COMPANY, "approved")
    hall.hear(hall.play.deadline(MONDAY + timedelta(minutes=5)))
    assert hall.filed() == [COMPANY, TAX, SEAL, TAX, SEAL]
    hall.hear(hall.play.deadline(MONDAY + timedelta(minutes=10)))
    (stated,) = told(hall.play, notices.BundleUnanswered)
    assert stated.cases == (NUMBERS[TAX], NUMBERS[SEAL])
    hall.note(TAX, "approved")
    assert hall.filed()[-1] == INSURANCE, "a late answer still counts"


def test_a_waiting_case_is_withdrawn_at_its_bundle() -> None:
    """Who waits is no case yet: the bundle takes the withdrawal, and what waits for it is not possible."""
    hall = Hall(open_company())
    withdraw = WithdrawChild(case=NUMBERS[TAX], by=CLERK, reason="申请人不再需要")
    hall.hear(hall.play.when(QINGZHEN, withdraw))
    assert hall.outcomes() == {COMPANY: None, TAX: "withdrawn", INSURANCE: "not_possible", SEAL: None}
    assert hall.play.when(XIFENG, withdraw) == Refusal("not_origin")


def test_a_bundle_is_ended_at_its_applicants_will() -> None:
    """Ending drops what waits; the filed registration goes on, and with it the bundle ends."""
    hall = Hall(open_company())
    hall.hear(hall.play.when(QINGZHEN, EndBundle(by=CLERK, reason="申请人放弃")))
    assert [one.why for one in told(hall.play, notices.ChildNotPossible)] == ["bundle_ended"] * 3
    assert hall.play.state.stage == "open"
    hall.note(COMPANY, "withdrawn")
    assert hall.play.state.stage == "completed"


def test_what_is_shared_flows_into_each_case() -> None:
    """Fields and materials are entered once; a case's own stand before; materials go where the item lists the name."""
    shared: dict[str, Any] = {
        "form": {"company_name": "息烽县某某商贸有限公司", "place_of_business": "永靖镇1号", "taxpayer": "小规模"},
        "materials": (Material(code="x", title="公司章程", medium="paper"),),
    }
    own = child(TAX, form={"place_of_business": "小寨坝镇2号"})
    filed = only(
        Play(bundle_number()).when(QINGZHEN, bundle(child(COMPANY), own, **shared)), facts.BundleFiled
    ).children
    assert filed[0].form.keys() == {"company_name", "place_of_business"}, "the founding form asks for no taxpayer"
    assert [(one.code, one.title) for one in filed[0].materials] == [("M02", "公司章程")], "the item's own code"
    assert filed[1].form == shared["form"] | {"place_of_business": "小寨坝镇2号"}
    assert filed[1].materials == (), "tax does not ask for the articles"
    assert all(one.personal.applicant == person() for one in filed)


def test_three_companies_in_one_bundle_do_not_wait_for_each_other() -> None:
    """Groups keep a kind's order apart: each tax confirmation waits for its own company only."""
    cases = [
        child(item, case_number(10 * group + place), group=f"{group}")
        for group in (1, 2)
        for place, item in enumerate((COMPANY, TAX))
    ]
    hall = Hall(bundle(*cases, kind="open_company"))
    assert [one.waits_for for one in hall.play.state.children] == [(), (cases[0].case,), (), (cases[2].case,)]


def test_a_waiting_case_cannot_be_filed_past_its_bundle() -> None:
    """A sender that files a child by itself under its bundle's name is refused: the document comes first."""
    hall = Hall(open_company())
    hall.note(COMPANY, "approved")
    request = hall.asked[1]
    assert Play(request.target).when(QINGZHEN, request.body) == Refusal("bundle_not_asked", "/bundle")
    assert not isinstance(Play(request.target).asked(request), Refusal)


BAD = ("denied", "withdrawn", "refused", "not_accepted")
ends: st.SearchStrategy[Any] = st.sampled_from(["approved", "approved", "approved", *BAD])


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_order_of_ends_completes_a_bundle_once(data: st.DataObject) -> None:
    """Whatever waits for whatever and ends however: nothing is filed before its documents, and the end comes once."""
    count = data.draw(st.integers(1, 7))
    numbers = [case_number(seed) for seed in range(count)]
    edges = {place: data.draw(st.sets(st.integers(0, place - 1))) if place else set() for place in range(count)}
    shuffled = data.draw(st.permutations(range(count)))
    children = [
        child(COMPANY, numbers[place], waits_for=tuple(numbers[other] for other in sorted(edges[place])) or None)
        for place in shuffled
    ]
    hall = Hall(bundle(*children))
    approved: set[str] = set()
    while pending := [one for one in hall.asked if not hall.play.state.child(one.target).has_ended]:
        case = data.draw(st.sampled_from(sorted(one.target for one in pending)))
        assert hall.play.state.stage == "open"
        outcome: Outcome = data.draw(ends)
        hall.hear(hall.play.when(HUB, NoteChild(case=case, outcome=outcome)))
        approved |= {case} if outcome == "approved" else set()
        for request in hall.asked:
            assert {numbers[other] for other in edges[numbers.index(request.target)]} <= approved
    completed = [fact for fact in hall.play.said if isinstance(fact, facts.BundleCompleted)]
    assert len(completed) == 1
    assert completed[0].outcomes.keys() == set(numbers), "each case has its stated outcome"
    assert hall.play.aggregate.due(hall.play.state) is None
