"""Plays about what the cases of a project owe: followed beyond its end, and what follows for who rests on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.domain.identifiers import make_licence_identifier
from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.application import Jurisdiction, Material
from schemas.commands import (
    AcceptCase,
    AddChildren,
    BundleChild,
    ClaimCase,
    DecideCase,
    DeferMaterials,
    NoteChild,
    SupplyDeferred,
    WithdrawApproval,
    WithdrawCase,
)
from schemas.credit import Commitment, CommittedMaterial
from schemas.parties import Officer, OwnPersonal, SharedPersonal
from schemas.reference import BundleEdge, BundleKind, BundleStage, Item, Limit, StageItem
from tests.domain.talking import Talk
from tests.domain.test_waiting import NUMBERS, TAX, Hall, bundle, child
from tests.domain.world import (
    CLERK,
    COMMITMENT,
    COMPANY,
    MONDAY,
    QINGZHEN,
    XIFENG,
    bundle_number,
    case_number,
    company,
    competent,
    only,
    reference,
)

LAND, PLAN, BUILD = "520104511000", "520104515000", "520107526000"
"""Three sample items that are approved on a promise: of the first two stages and of the third."""
CASES = {item: case_number(place) for place, item in enumerate((LAND, PLAN, BUILD), start=1)}
BUNDLE = bundle_number()
AT = MONDAY.date()
DAY = timedelta(days=1)


def rows(asked: str | None = "not_broken") -> Reference:
    """The shipped rows, and a project of three stages, of which the last asks something of earlier commitments."""
    stages = tuple(
        BundleStage(name=name, items=(StageItem(item=item),), commitments=asked if item == BUILD else None)  # type: ignore[arg-type]
        for name, item in (("用地", LAND), ("规划", PLAN), ("施工", BUILD))
    )
    kind = BundleKind(
        valid_from=AT, code="three_stages", name="样例项目", stages=stages, edges=(), longest_wait=Limit(amount=730)
    )
    known = reference()
    return Reference.from_rows([*known.rows.values(), kind], known.offset, known.subject_key)


def item_of(item: str) -> Item:
    row = reference().item(item, AT)
    assert row is not None
    return row


def part(item: str, number: str = "", **changes: Any) -> BundleChild:
    """A case of the project with everything but what may come later."""
    materials = tuple(
        Material(code=line.code, title=line.name, medium="paper")
        for line in item_of(item).materials
        if not line.deferrable
    )
    values: dict[str, Any] = {
        "case": number or CASES[item],
        "item": item,
        "jurisdiction": Jurisdiction(field="project_site", region=XIFENG),
        "applicant_kind": "2",
        "materials": materials,
        "personal": OwnPersonal(applicant=company()),
    }
    return BundleChild(**(values | changes))


def officer(stage: Talk, case: str) -> Officer:
    return Officer(unit=stage.state(case).competent.unit, staff="A01")


def project(*items: str, asked: str | None = "not_broken") -> Talk:
    """A project whose first cases are filed."""
    stage = Talk(rows(asked))
    body = bundle(*(part(item) for item in items), kind="three_stages", personal=SharedPersonal(), title="样例项目")
    assert not isinstance(stage.when(BUNDLE, QINGZHEN, body), Refusal)
    return stage


def defer(stage: Talk, case: str) -> None:
    """Promise the material that may come later."""
    code = next(iter(stage.state(case).item.deferral.materials))
    commitment = Commitment(
        **{
            **dict(COMMITMENT),
            "materials": (CommittedMaterial(code=code, title=code),),
            "within": stage.state(case).item.deferral.limit,
        }
    )
    assert not isinstance(stage.when(case, QINGZHEN, DeferMaterials(by=CLERK, commitment=commitment)), Refusal)


def accept(stage: Talk, case: str) -> None:
    by = officer(stage, case)
    for body in (ClaimCase(by=by, minutes=1440), AcceptCase(by=by)):
        assert not isinstance(stage.when(case, XIFENG, body), Refusal)


def approve(stage: Talk, case: str) -> Any:
    by = officer(stage, case)
    stage.when(case, XIFENG, ClaimCase(by=by, minutes=1440))
    return stage.when(case, XIFENG, DecideCase(by=by, outcome="approved"))


def approved_on_a_promise(stage: Talk, item: str) -> None:
    defer(stage, CASES[item])
    accept(stage, CASES[item])
    assert not isinstance(approve(stage, CASES[item]), Refusal)


def approved_with_all(stage: Talk, case: str) -> None:
    """Approve after the last material came: nothing is promised."""
    approved_on_a_promise(stage, next(item for item, number in CASES.items() if number == case))
    supply(stage, case)


def supply(stage: Talk, case: str, received: datetime | None = None) -> Any:
    codes = stage.state(case).deferral.outstanding
    materials = tuple(Material(code=code, title=code, medium="paper") for code in codes)
    return stage.when(case, QINGZHEN, SupplyDeferred(by=CLERK, materials=materials), received=received)


def break_promise(stage: Talk, case: str) -> datetime:
    """Let the day pass."""
    due: datetime = stage.state(case).deferral.clock.due
    stage.run(due)
    assert stage.state(case).deferral.status == "broken"
    return due


def withdraw(stage: Talk, case: str, now: datetime | None = None) -> Any:
    by = officer(stage, case)
    taken = WithdrawApproval(by=by, reason="承诺未履行", legal_basis="行政许可法第六十九条", remedy="行政复议")
    return stage.when(case, XIFENG, taken, now)


def told(stage: Talk, kind: type[notices.NoticeBody]) -> list[Any]:
    return [one.body for one in stage.notices if isinstance(one.body, kind)]


def owes(stage: Talk, item: str) -> Any:
    return stage.state(BUNDLE).child(CASES[item]).owes


def test_a_bundle_knows_what_each_case_owes_and_until_when() -> None:
    """An approval on a promise: which material, by which day; kept when it comes."""
    stage = project(LAND)
    assert owes(stage, LAND) is None
    approved_on_a_promise(stage, LAND)
    due = stage.state(CASES[LAND]).deferral.clock.due
    assert (owes(stage, LAND).status, owes(stage, LAND).materials, owes(stage, LAND).due) == ("running", ("M03",), due)
    supply(stage, CASES[LAND])
    assert (owes(stage, LAND).status, owes(stage, LAND).materials, owes(stage, LAND).due) == ("kept", (), due)


def test_a_case_that_ends_otherwise_owes_nothing() -> None:
    """容缺受理 in a plain bundle: withdrawn while the limit ran, nothing is owed any more."""
    stage = Talk(reference())
    item, case = "520104514000", case_number(7)
    stage.when(BUNDLE, QINGZHEN, bundle(part(item, case), personal=SharedPersonal()))
    defer_all(stage, case)
    accept(stage, case)
    assert stage.state(BUNDLE).child(case).owes.status == "running"
    stage.when(case, QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
    assert stage.state(BUNDLE).child(case).owes.status == "ended"
    assert stage.state(BUNDLE).stage == "completed"


def defer_all(stage: Talk, case: str) -> None:
    terms = stage.state(case).item.deferral
    promised = tuple(CommittedMaterial(code=code, title=code) for code in terms.materials)
    commitment = COMMITMENT.model_copy(update={"materials": promised, "within": terms.limit})
    assert not isinstance(stage.when(case, QINGZHEN, DeferMaterials(by=CLERK, commitment=commitment)), Refusal)


def finished(stage: Talk) -> None:
    """Go through all three stages; each case is approved on a promise."""
    for item in (PLAN, BUILD):
        approved_on_a_promise(stage, LAND if item == PLAN else PLAN)
        assert not isinstance(stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(item),))), Refusal)
    approved_on_a_promise(stage, BUILD)


def test_a_project_with_open_commitments_is_not_settled() -> None:
    """All approved, something promised: complete with what is owed; settled only when the last promise is kept."""
    stage = project(LAND)
    finished(stage)
    (end,) = told(stage, notices.BundleEnded)
    assert {one.case for one in end.owing} == set(CASES.values())
    assert {one.status for one in end.owing} == {"promised", "running"}
    assert stage.state(BUNDLE).stage == "owing"
    for place, case in enumerate(CASES.values()):
        assert told(stage, notices.BundleSettled) == [], place
        supply(stage, case)
    (settled,) = told(stage, notices.BundleSettled)
    assert settled.outcome == "kept"
    assert {one.status for one in settled.commitments} == {"kept"}
    assert stage.state(BUNDLE).stage == "completed"


def test_a_project_whose_promises_were_broken_says_so() -> None:
    """Nothing comes: the project settles as broken; what is supplied afterwards is late, and still noted."""
    stage = project(LAND)
    finished(stage)
    stage.run(MONDAY + 60 * DAY)
    (settled,) = told(stage, notices.BundleSettled)
    assert settled.outcome == "broken"
    assert {one.status for one in settled.commitments} == {"broken"}
    supply(stage, CASES[LAND])
    assert owes(stage, LAND).status == "late"
    assert len(told(stage, notices.BundleSettled)) == 1


def test_a_breach_that_is_taken_back_settles_it_anew() -> None:
    """The last material had been received in time and was handled after the breach: the project says so again."""
    stage = Talk(reference())
    stage.when(BUNDLE, QINGZHEN, bundle(part(LAND), personal=SharedPersonal()))
    approved_on_a_promise(stage, LAND)
    due = break_promise(stage, CASES[LAND])
    supply(stage, CASES[LAND], received=due - DAY)
    assert [one.outcome for one in told(stage, notices.BundleSettled)] == ["broken", "kept"]
    assert owes(stage, LAND).status == "kept"


def test_a_project_without_promises_ends_as_before() -> None:
    """Everything kept before the last approval: complete, nothing owed, and no second end."""
    stage = project(LAND)
    approved_with_all(stage, CASES[LAND])
    for item in (PLAN, BUILD):
        stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(item),)))
        if item == PLAN:
            approved_with_all(stage, CASES[item])
    defer(stage, CASES[BUILD])
    stage.when(CASES[BUILD], QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
    stage.run(MONDAY + 1200 * DAY)
    (end,) = told(stage, notices.BundleEnded)
    assert end.owing is None
    assert told(stage, notices.BundleSettled) == []


def in_third_stage(asked: str | None = "not_broken") -> Talk:
    """Two stages approved on promises, the case of the third is accepted."""
    stage = project(LAND, asked=asked)
    approved_on_a_promise(stage, LAND)
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(PLAN),)))
    approved_on_a_promise(stage, PLAN)
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(BUILD),)))
    defer(stage, CASES[BUILD])
    accept(stage, CASES[BUILD])
    return stage


def test_a_broken_commitment_holds_the_approval_of_a_later_stage() -> None:
    """施工许可 rests on the land permit through the planning permit: broken there, not approved here until it comes."""
    stage = in_third_stage()
    break_promise(stage, CASES[LAND])
    (said,) = [one for one in told(stage, notices.WorkUpdated) if one.change == "precondition_owing"][:1]
    assert CASES[LAND] in said.reason
    breach = told(stage, notices.ChildInBreach)[0]
    assert (breach.case, breach.held, breach.told) == (CASES[LAND], (CASES[BUILD],), (CASES[PLAN],))
    refusal = approve(stage, CASES[BUILD])
    assert refusal.code == "precondition_owing"
    assert refusal.params == {"case": CASES[LAND], "materials": "M03"}
    supply(stage, CASES[LAND])
    supply(stage, CASES[PLAN])
    assert stage.state(CASES[BUILD]).preconditions is None
    assert not isinstance(approve(stage, CASES[BUILD]), Refusal)


def test_a_stage_may_ask_that_every_commitment_is_kept() -> None:
    """竣工验收: while the limit still runs there is no approval; a denial is always possible."""
    stage = in_third_stage("kept")
    refusal = approve(stage, CASES[BUILD])
    assert refusal.code == "precondition_owing"
    for item in (LAND, PLAN):
        supply(stage, CASES[item])
    assert not isinstance(approve(stage, CASES[BUILD]), Refusal)
    denied = in_third_stage("kept")
    by = officer(denied, CASES[BUILD])
    why = {"reason": "不符合条件", "legal_basis": "建筑法第八条", "remedy": "行政复议"}
    assert not isinstance(denied.when(CASES[BUILD], XIFENG, DecideCase(by=by, outcome="denied", **why)), Refusal)


def test_without_a_rule_the_officer_only_hears_of_it() -> None:
    """No row says that it holds: the case is told, and may be approved."""
    stage = in_third_stage(None)
    break_promise(stage, CASES[LAND])
    (trouble, *_) = stage.state(CASES[BUILD]).preconditions
    assert (trouble.case, trouble.trouble, trouble.holds) == (CASES[LAND], "commitment_broken", False)
    assert not isinstance(approve(stage, CASES[BUILD]), Refusal)


def test_a_case_filed_after_a_breach_knows_it_from_the_start() -> None:
    """The breach was there before the filing: the officer is offered the case with it, and it holds."""
    stage = project(LAND)
    approved_on_a_promise(stage, LAND)
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(PLAN),)))
    approved_on_a_promise(stage, PLAN)
    break_promise(stage, CASES[LAND])
    supply(stage, CASES[PLAN])
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(BUILD),)))
    offer = told(stage, notices.WorkOffered)[-1]
    assert [(one.case, one.trouble, one.holds) for one in offer.preconditions] == [
        (CASES[LAND], "commitment_broken", True)
    ]


def test_what_changes_while_a_filing_is_under_way_is_told_with_its_answer() -> None:
    """The last material comes between the bundle's filing of a case and that case's word: nothing holds afterwards."""
    stage = project(LAND, asked="kept")
    approved_on_a_promise(stage, LAND)
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(PLAN),)))
    approved_with_all(stage, CASES[PLAN])
    stage.held = True
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(BUILD),)))
    filing = stage.post.popleft()
    supply(stage, CASES[LAND])
    while stage.post:
        stage.ask(stage.post.popleft())
    stage.held = False
    stage.ask(filing)
    assert stage.state(CASES[BUILD]).preconditions is not None
    stage.deliver()
    assert stage.state(CASES[BUILD]).preconditions is None


# An approval is taken back


def with_withdrawn_land(at: str) -> Talk:
    """The land permit is taken back after its broken promise, the planning case being at a stage."""
    stage = project(LAND)
    approved_on_a_promise(stage, LAND)
    stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(PLAN),)))
    if at == "accepted":
        defer(stage, CASES[PLAN])
        accept(stage, CASES[PLAN])
    elif at == "approved":
        approved_with_all(stage, CASES[PLAN])
        stage.when(BUNDLE, QINGZHEN, AddChildren(children=(part(BUILD),)))
    break_promise(stage, CASES[LAND])
    stage.run(stage.state(CASES[LAND]).deferral.statement_by)
    only(withdraw(stage, CASES[LAND]), facts.ApprovalWithdrawn)
    return stage


def test_an_undecided_case_cannot_be_approved_on_what_was_taken_back() -> None:
    """The officer and the window hear it; the approval is refused with its reason, for good."""
    stage = with_withdrawn_land("accepted")
    assert stage.state(BUNDLE).child(CASES[LAND]).outcome == "revoked"
    (revoked,) = told(stage, notices.ChildRevoked)
    assert (revoked.undecided, revoked.decided) == ((CASES[PLAN],), ())
    assert "precondition_lost" in [one.change for one in told(stage, notices.WorkUpdated)]
    assert "precondition_lost" in [one.change for one in told(stage, notices.ResultProgressed)]
    supply(stage, CASES[LAND])
    assert approve(stage, CASES[PLAN]) == Refusal("precondition_lost", params={"case": CASES[LAND]})


def test_a_decided_case_is_listed_and_may_be_withdrawn_too() -> None:
    """Approved on it already: its officer is told, the applicant may speak, then that approval may be taken back."""
    stage = with_withdrawn_land("approved")
    (revoked,) = told(stage, notices.ChildRevoked)
    assert (revoked.undecided, revoked.decided) == ((), (CASES[PLAN],))
    until = stage.state(CASES[PLAN]).statement_by
    assert until > stage.now
    assert withdraw(stage, CASES[PLAN]).code == "approval_statement_open"
    only(withdraw(stage, CASES[PLAN], until), facts.ApprovalWithdrawn)
    assert stage.state(BUNDLE).child(CASES[PLAN]).outcome == "revoked"
    assert [one.case for one in told(stage, notices.ChildRevoked)] == [CASES[LAND], CASES[PLAN]]
    assert stage.state(CASES[BUILD]).preconditions[-1].case == CASES[PLAN]


def test_an_approval_that_rests_on_nothing_lost_stays() -> None:
    """Nothing was broken and nothing was withdrawn: no ground to take it back."""
    stage = project(LAND)
    approved_with_all(stage, CASES[LAND])
    assert withdraw(stage, CASES[LAND]) == Refusal("approval_not_conditional")


def test_what_still_waits_is_not_possible() -> None:
    """A case that waits for two, of which one is taken back before the other is approved, is never filed."""
    stage = Talk(reference())
    land, other, last = CASES[LAND], case_number(8), case_number(9)
    body = bundle(part(LAND), part(PLAN, other), part(BUILD, last, waits_for=(land, other)), personal=SharedPersonal())
    stage.when(BUNDLE, QINGZHEN, body)
    approved_on_a_promise(stage, LAND)
    break_promise(stage, land)
    stage.run(stage.state(land).deferral.statement_by)
    withdraw(stage, land)
    (said,) = told(stage, notices.ChildNotPossible)
    assert (said.case, said.because, said.outcome) == (last, land, "revoked")


def test_a_completed_bundle_is_revised_by_a_new_fact() -> None:
    """The end stands as it was said; what has changed since is another fact, and the window hears it."""
    stage = Talk(reference())
    stage.when(BUNDLE, QINGZHEN, bundle(part(LAND), personal=SharedPersonal()))
    approved_on_a_promise(stage, LAND)
    break_promise(stage, CASES[LAND])
    assert stage.state(BUNDLE).stage == "completed"
    stage.run(stage.state(CASES[LAND]).deferral.statement_by)
    withdraw(stage, CASES[LAND])
    assert [one.outcomes for one in told(stage, notices.BundleEnded)] == [{CASES[LAND]: "approved"}]
    assert [one.outcomes for one in told(stage, notices.BundleRevised)] == [{CASES[LAND]: "revoked"}]
    assert stage.state(BUNDLE).stage == "completed"


def test_a_project_that_lost_an_earlier_approval_awaits_it_again() -> None:
    """It awaited its next stage: with the land permit gone, that is what may be filed, and the window is told."""
    stage = project(LAND)
    approved_on_a_promise(stage, LAND)
    break_promise(stage, CASES[LAND])
    stage.run(stage.state(CASES[LAND]).deferral.statement_by)
    withdraw(stage, CASES[LAND])
    assert [(one.stage, one.items) for one in told(stage, notices.BundleAwaiting)] == [
        ("规划", (PLAN,)),
        ("用地", (LAND,)),
    ]


@pytest.mark.parametrize("outcome", ["denied", "withdrawn", "not_possible"])
def test_only_an_approval_is_taken_back(outcome: Any) -> None:
    """A late word about a case that ended otherwise changes nothing."""
    stage = project(LAND)
    stage.when(BUNDLE, HUB, NoteChild(case=CASES[LAND], outcome=outcome))
    assert stage.when(BUNDLE, HUB, NoteChild(case=CASES[LAND], outcome="revoked")) == ()


# Documents instead of materials


def test_a_case_tells_its_bundle_which_document_it_was_approved_with() -> None:
    """The licence identifier is known with the decision, before the signature is there."""
    stage = Talk(reference())
    stage.when(BUNDLE, QINGZHEN, bundle(child(COMPANY, form={"company_name": "息烽县某某商贸有限公司"})))
    case = NUMBERS[COMPANY]
    accept(stage, case)
    assert not isinstance(approve(stage, case), Refusal)
    issued = stage.state(BUNDLE).child(case).issued
    assert issued.type == item_of(COMPANY).document
    assert issued.identifier == stage.state(case).document.identifier


def test_a_document_stands_in_the_place_of_a_material() -> None:
    """企业开办: the tax office's line 营业执照 is filled from the registration, with the case it comes from."""
    hall = Hall(bundle(child(COMPANY), child(TAX, waits_for=(NUMBERS[COMPANY],))))
    document, issuer = item_of(COMPANY).document, competent().unit
    assert document is not None
    identifier = make_licence_identifier(document.type, issuer, NUMBERS[COMPANY])
    issued: Any = {"type": document, "issuer": issuer, "identifier": identifier}
    hall.hear(hall.play.when(HUB, NoteChild(case=NUMBERS[COMPANY], outcome="approved", issued=issued)))
    filed = hall.asked[-1].body
    (material,) = filed.application.materials  # type: ignore[attr-defined]
    assert (material.code, material.document) == ("M01", identifier)
    assert NUMBERS[COMPANY] in material.title
    assert document.name in material.title


def test_the_shipped_project_says_what_it_asks_of_commitments() -> None:
    """施工许可 waits until what was broken is there, 竣工验收 until everything was kept; each says on which ground."""
    kind = reference().bundle_kind("investment_project", AT)
    assert kind is not None
    assert [stage.commitments for stage in kind.stages] == [None, None, "not_broken", "kept"]
    assert all(bool(stage.commitments) == bool(stage.commitments_basis) for stage in kind.stages)
    assert BundleEdge(item="520107001000", waits_for="521007528000") in kind.edges
