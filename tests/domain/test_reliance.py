"""Plays about reliance (用证): every state of a document with every question, and what a case does with the answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.application.relying import known
from hub.domain.document import relying
from hub.domain.document.state import STAGES
from hub.domain.identifiers import make_uscc, version_of
from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.codes import explain
from schemas.commands import (
    AskCorrection,
    ConfirmReliance,
    CorrectDocument,
    CorrectionPoint,
    DeliverCase,
    EndReliance,
    LiftCondition,
    MarkDocument,
    NoteReliance,
    PauseCase,
    RelyOnDocument,
    ReplaceMaterials,
    RescindDocument,
    ResumeDocument,
    SupplyCorrection,
    SuspendDocument,
    TransferDocument,
    WithdrawCase,
)
from schemas.commands import Command as Body
from schemas.parties import Organisation, Personal
from schemas.reference import Item
from tests.domain.documents import BODIES, document, document_at
from tests.domain.relying import (
    BY,
    CASE,
    CHANGE,
    LICENCE,
    accept,
    approve,
    claim,
    file,
    licence_at,
    material,
    status,
)
from tests.domain.talking import Talk
from tests.domain.world import (
    CLERK,
    MONDAY,
    OFFICER,
    QINGZHEN,
    XIFENG,
    case_number,
    company,
    happened,
    only,
    person,
    reference,
)

SECOND = version_of(LICENCE, 2)
YES = RelyOnDocument(
    case=CASE, material="M05", identifier=LICENCE, unit=OFFICER.unit, endpoint=XIFENG,
    holder=reference().subject_of(person()), ask=1,
)  # fmt: skip
ANSWERS = {
    "absent": "reliance_unknown",
    "requested": "reliance_unsigned",
    "cancelled": "reliance_cancelled",
    "valid": None,
    "suspended": "reliance_suspended",
    "rescinded": "reliance_rescinded",
    "deregistered": "reliance_deregistered",
    "expired": "reliance_expired",
    "transferred": "reliance_transferred",
    "revoked": "reliance_revoked",
    "other": "reliance_other",
}


def answer(play: Any, body: RelyOnDocument = YES, now: datetime | None = None) -> NoteReliance:
    """Ask the document; give what it answers the case."""
    (fact,) = happened(play.when(HUB, body, now or play.now))
    (request,) = play.aggregate.requests(fact, play.before, play.state)
    assert request.target == body.case
    assert isinstance(request.body, NoteReliance)
    assert (request.body.material, request.body.ask) == (body.material, body.ask)
    if request.body.code is not None:
        assert "(未说明)" not in explain(request.body.code, request.body.params)
    return request.body


@pytest.mark.parametrize("stage", STAGES)
def test_every_state_of_a_document_has_its_answer(stage: str) -> None:
    """In force: yes, on record with case, material and unit. Otherwise no, by a code of its own."""
    play = document_at(stage)
    told = answer(play)
    assert told.code == ANSWERS[stage]
    fact = play.said[-1] if stage != "absent" else None
    if stage == "valid":
        assert isinstance(fact, facts.DocumentReliedOn)
        assert (fact.case, fact.material, fact.unit, fact.endpoint) == (CASE, "M05", OFFICER.unit, XIFENG)
        assert (told.conditional, play.state.relied) == (True, (CASE,))
    elif play.state is not None:
        assert isinstance(fact, facts.DocumentNotReliedOn)
        assert play.state.relied is None
    assert set(ANSWERS) == set(STAGES)


@pytest.mark.parametrize(
    ("changes", "on", "code"),
    [
        ({}, date(2031, 11, 22), None),
        # the clock may be behind: the last day counts
        ({}, date(2031, 11, 23), "reliance_expired"),
        ({"identifier": SECOND}, None, "reliance_unknown"),
        ({"holder": reference().subject_of(company())}, None, "reliance_holder"),
        ({"holder": None}, None, None),
    ],
)
def test_what_else_is_asked(changes: dict[str, Any], on: date | None, code: str | None) -> None:
    """Day, version and holder."""
    now = datetime.combine(on, MONDAY.time(), MONDAY.tzinfo) if on else None
    assert answer(document_at("valid"), YES.model_copy(update=changes), now).code == code


def test_the_version_named_must_be_the_current_one() -> None:
    """Corrected and signed anew: the earlier version is refused with the name of the later one."""
    talk = licence_at("valid")
    talk.when(LICENCE, HUB, BODIES[CorrectDocument])
    play = talk.play(LICENCE)
    assert play.state.current.identifier == SECOND
    old = answer(play)
    assert (old.code, old.params) == ("reliance_superseded", {"identifier": SECOND})
    assert answer(play, YES.model_copy(update={"identifier": SECOND})).code is None


def test_a_document_that_begins_later() -> None:
    """A renewal is signed before the day on which it holds."""
    play = document_at("valid")
    later = document(valid_from=date(2026, 12, 1))
    play.state = play.state.changed(current=later)
    assert answer(play).code == "reliance_not_yet"


def told(talk: Talk, kind: type[notices.NoticeBody]) -> list[Any]:
    """Everything that was told in these words."""
    return [notice.body for notice in talk.notices if isinstance(notice.body, kind)]


def test_nobody_hands_in_what_is_known() -> None:
    """Filed with the licence's identifier, asked, answered, approved; officer and window hear that it was checked."""
    talk = licence_at("valid")
    assert [type(fact) for fact in file(talk)] == [facts.CaseFiled, facts.RelianceAsked]
    assert status(talk) == "granted"
    work, result = told(talk, notices.WorkReliance), told(talk, notices.ResultReliance)
    assert [one.change for one in (*work, *result)] == ["granted", "granted"]
    accept(talk)
    assert not isinstance(approve(talk), Refusal)


def test_a_case_without_such_a_material_asks_nobody() -> None:
    """No record, no request, no word in its state."""
    talk = licence_at("valid")
    only(file(talk, materials=(material(None),)), facts.CaseFiled)
    assert talk.state(CASE).reliances is None
    assert b"reliance" not in talk.play(CASE).aggregate.encode(talk.state(CASE))


def test_an_approval_waits_for_the_answer() -> None:
    """Asked twice; then the officer checks by hand and says so; a late answer still counts."""
    talk = licence_at("valid")
    talk.held = True
    file(talk)
    accept(talk)
    assert approve(talk) == Refusal("reliance_pending", params={"material": "M05"})
    talk.run(MONDAY + timedelta(minutes=5))
    assert known(talk.state(CASE))[0].asked_again
    talk.run(MONDAY + timedelta(minutes=10))
    assert status(talk) == "unanswered"
    assert [one.change for one in told(talk, notices.WorkReliance)] == ["unanswered"]
    assert approve(talk) == Refusal("reliance_unanswered", params={"material": "M05"})
    due = talk.play(CASE).aggregate.due(talk.state(CASE))
    assert due is not None
    assert due > talk.now + timedelta(minutes=10), "nothing waits for ever, and nothing goes round"
    talk.held = False
    talk.deliver()
    assert status(talk) == "granted"
    assert not isinstance(approve(talk), Refusal)


def test_only_the_last_question_counts() -> None:
    """An answer to the first question comes after the second was asked: it changes nothing."""
    talk = licence_at("valid")
    talk.held = True
    file(talk)
    talk.run(MONDAY + timedelta(minutes=5))
    late = NoteReliance(material="M05", identifier=LICENCE, ask=1)
    assert talk.when(CASE, HUB, late) == ()
    only(talk.when(CASE, HUB, late.model_copy(update={"ask": 2})), facts.RelianceGranted)
    assert talk.when(CASE, HUB, late.model_copy(update={"ask": 2})) == ()


def test_a_yes_that_came_too_late_leaves_nothing_on_the_list() -> None:
    """Asked twice, rescinded between the two answers: the last one is no, and the document still forgets the case."""
    talk = licence_at("valid")
    talk.held = True
    file(talk)
    talk.run(MONDAY + timedelta(minutes=5))
    first, second = talk.post
    talk.ask(first)
    talk.when(LICENCE, XIFENG, BODIES[RescindDocument])
    talk.ask(second)
    talk.post.popleft()
    talk.post.popleft()
    talk.held = False
    talk.deliver()
    assert (status(talk), talk.state(LICENCE).relied) == ("refused", (CASE,))
    happened(talk.when(CASE, QINGZHEN, ReplaceMaterials(by=CLERK, materials=(material(None),))))
    assert talk.state(LICENCE).relied is None


def test_confirmed_by_hand() -> None:
    """The holder of the lease goes on, with a reason on record; nobody else may, and not twice."""
    talk = Talk()
    file(talk)
    assert status(talk) == "refused"
    confirm = ConfirmReliance(by=BY, material="M05", reason="持纸质营业执照正本核对一致")
    assert talk.when(CASE, XIFENG, confirm) == Refusal("lease_missing")
    accept(talk)
    why = explain("reliance_unknown", {}).partition("。")[0]
    assert approve(talk) == Refusal("reliance_refused", params={"material": "M05", "why": why})
    assert talk.when(CASE, QINGZHEN, confirm) == Refusal("not_competent")
    only(talk.when(CASE, XIFENG, confirm), facts.RelianceConfirmed)
    settled = Refusal("reliance_settled", "/material", {"material": "M05"})
    assert talk.when(CASE, XIFENG, confirm) == settled
    other = confirm.model_copy(update={"material": "M01"})
    assert talk.when(CASE, XIFENG, other) == Refusal("reliance_none", "/material", {"material": "M01"})
    assert not isinstance(approve(talk), Refusal)


def test_a_no_makes_the_material_lack() -> None:
    """Officer and window hear what to ask for instead; it is a point of the correction notice, and asks anew."""
    talk = licence_at("suspended")
    file(talk)
    (work,), (result,) = told(talk, notices.WorkReliance), told(talk, notices.ResultReliance)
    assert (work.change, work.code, result.code) == ("refused", "reliance_suspended", "reliance_suspended")
    assert "收取材料本身" in result.text
    lacking = [point for point in talk.state(CASE).lacking if point.code == "M05"]
    assert [point.text for point in lacking] == ["材料M05所用的证照不能使用:该证照目前暂扣"]
    claim(talk)
    happened(talk.when(CASE, XIFENG, AskCorrection(by=BY, points=tuple(lacking))))
    # something else alone does not mend it
    happened(talk.when(CASE, QINGZHEN, SupplyCorrection(form={"company_name": "息烽县另一商贸有限公司"})))
    assert any(point.code == "M05" for point in talk.state(CASE).lacking)
    claim(talk)
    point = CorrectionPoint(code="M05", text="请提交营业执照")
    happened(talk.when(CASE, XIFENG, AskCorrection(by=BY, points=(point,))))
    talk.when(LICENCE, XIFENG, ResumeDocument(by=OFFICER, reason="整改合格"))
    happened(talk.when(CASE, QINGZHEN, SupplyCorrection(materials=(material(),))))
    assert status(talk) == "granted"
    assert all(point.code != "M05" for point in talk.state(CASE).lacking or ())


def test_another_applicant_is_asked_about_anew() -> None:
    """A supplement that names another company: the licence is not hers."""
    talk = licence_at("valid")
    file(talk)
    claim(talk)
    happened(
        talk.when(CASE, XIFENG, AskCorrection(by=BY, points=(CorrectionPoint(code="personal", text="申请人有误"),)))
    )
    other = Organisation(name="贵州另一商贸有限公司", uscc=make_uscc("91", XIFENG, "MA000001"))
    supplement = SupplyCorrection(personal=Personal(applicant=other))
    happened(talk.when(CASE, QINGZHEN, supplement))
    assert status(talk) == "refused"
    assert known(talk.state(CASE))[0].code == "reliance_holder"
    talk.when(CASE, QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
    assert talk.state(LICENCE).relied is None


def test_another_s_document_where_the_item_allows_it() -> None:
    """The fact says that nobody compared the holder."""
    talk = licence_at("valid", Talk(_with_line(anyones_document=True)))
    file(talk, applicant=company("贵州另一商贸有限公司"))
    assert status(talk) == "granted"
    used = talk.play(LICENCE).said[-1]
    assert isinstance(used, facts.DocumentReliedOn)
    assert used.another
    strict = licence_at("valid")
    file(strict, applicant=company("贵州另一商贸有限公司"))
    assert known(strict.state(CASE))[0].code == "reliance_holder"


def _with_line(**changes: Any) -> Reference:
    rows = [
        row.model_copy(update={"materials": tuple(line.model_copy(update=changes) for line in row.materials)})
        if isinstance(row, Item) and row.code == CHANGE
        else row
        for row in reference().rows.values()
    ]
    return Reference.from_rows(rows, subject_key=reference().subject_key)


ENDINGS: tuple[Body, ...] = (
    BODIES[SuspendDocument],
    BODIES[RescindDocument],
    *(body for kind, body in BODIES.items() if kind.__name__ in {"RevokeDocument", "DeregisterDocument"}),
    BODIES[TransferDocument],
    BODIES[MarkDocument],
)
STATES = ("02", "03", "07", "04", "06", "99")


@pytest.mark.parametrize(("body", "state"), list(zip(ENDINGS, STATES, strict=True)), ids=STATES)
def test_what_becomes_of_a_document_holds_every_open_case(body: Body, state: str) -> None:
    """A fact at the case, a work item for the officer with state, since and reason, and no approval."""
    talk = licence_at("valid")
    file(talk)
    accept(talk)
    talk.when(LICENCE, XIFENG, body)
    fact = talk.play(CASE).said[-1]
    assert isinstance(fact, facts.ReliedDocumentChanged)
    assert (fact.state, fact.materials, fact.reason) == (state, ("M05",), body.reason)  # type: ignore[attr-defined]
    (work,) = [one for one in told(talk, notices.WorkReliance) if one.change == "document_changed"]
    assert (work.document, work.state, work.since, work.reason) == (LICENCE, state, fact.since, fact.reason)
    refused = approve(talk)
    assert isinstance(refused, Refusal)
    assert refused.code == "reliance_held"
    assert "(未说明)" not in explain(refused.code, refused.params)


def test_expired_and_withdrawn_reach_the_case_as_well() -> None:
    """By the clock, and by the case whose approval it was."""
    for how in ("expired", "withdrawn"):
        talk = licence_at("valid")
        talk.now = datetime(2031, 11, 22, 9, tzinfo=MONDAY.tzinfo)
        late = case_number(12, at=talk.now)
        file(talk, late)
        if how == "expired":
            talk.run(datetime(2031, 11, 23, tzinfo=MONDAY.tzinfo))
        else:
            withdraw = next(body for kind, body in BODIES.items() if kind.__name__ == "WithdrawDocument")
            talk.when(LICENCE, HUB, withdraw)
        assert status(talk, late) == "held"


def test_resumed_the_case_goes_on() -> None:
    """The hold is taken back; an officer's word in between is about that state only."""
    talk = licence_at("valid")
    file(talk)
    accept(talk)
    talk.when(LICENCE, XIFENG, BODIES[SuspendDocument])
    happened(talk.when(CASE, XIFENG, ConfirmReliance(by=BY, material="M05", reason="暂扣不影响本次变更")))
    talk.when(LICENCE, XIFENG, BODIES[ResumeDocument])
    assert status(talk) == "granted"
    assert told(talk, notices.WorkReliance)[-1].change == "document_restored"
    talk.when(LICENCE, XIFENG, BODIES[RescindDocument])
    refused = approve(talk)
    assert isinstance(refused, Refusal)
    assert refused.code == "reliance_held"


def test_a_confirmation_is_about_one_state_only() -> None:
    """Suspended and confirmed, then rescinded: the officer has to answer anew."""
    talk = licence_at("valid")
    file(talk)
    accept(talk)
    talk.when(LICENCE, XIFENG, BODIES[SuspendDocument])
    happened(talk.when(CASE, XIFENG, ConfirmReliance(by=BY, material="M05", reason="暂扣不影响本次变更")))
    talk.when(LICENCE, XIFENG, BODIES[RescindDocument])
    assert known(talk.state(CASE))[0].unsettled


@pytest.mark.parametrize("paused", [False, True])
def test_another_material_ends_the_hold(paused: bool) -> None:  # noqa: FBT001 - a case of the table
    """The window hands in paper instead: the document forgets the case; a document again is asked again."""
    talk = licence_at("valid")
    file(talk)
    accept(talk)
    if paused:
        pause = PauseCase(
            by=BY, procedure="hearing", reason="涉及他人", paper="听证通知书", planned_end=date(2026, 12, 4)
        )
        happened(talk.when(CASE, XIFENG, pause))
    settled = ReplaceMaterials(by=CLERK, materials=(material(None),))
    assert talk.when(CASE, QINGZHEN, settled) == Refusal("reliance_settled", "/materials/0/code", {"material": "M05"})
    talk.when(LICENCE, XIFENG, BODIES[RescindDocument])
    assert talk.when(CASE, XIFENG, settled) == Refusal("not_origin")
    wrong = material(LICENCE[:-1] + ("A" if LICENCE[-1] != "A" else "B"))
    refused = talk.when(CASE, QINGZHEN, ReplaceMaterials(by=CLERK, materials=(wrong,)))
    assert refused == Refusal("licence_check", "/materials/0/document")
    again = happened(talk.when(CASE, QINGZHEN, ReplaceMaterials(by=CLERK, materials=(material(),))))
    assert [type(fact) for fact in again] == [facts.MaterialsReplaced, facts.RelianceAsked]
    assert (status(talk), talk.state(LICENCE).relied) == ("refused", None)
    happened(talk.when(CASE, QINGZHEN, settled))
    assert known(talk.state(CASE)) == ()
    handed_in = {one.code: one for one in talk.state(CASE).content().materials}
    assert handed_in["M05"].medium == "paper"
    told_work = [one for one in told(talk, notices.WorkUpdated) if one.change == "materials_replaced"]
    assert told_work[-1].application == talk.state(CASE).content()
    if not paused:
        assert not isinstance(approve(talk), Refusal)


def test_a_closed_case_is_left_alone() -> None:
    """Delivered: the document forgets it; withdrawn as well, and a note that was on its way changes nothing."""
    talk = licence_at("valid")
    file(talk)
    accept(talk)
    happened(approve(talk))
    assert talk.state(LICENCE).relied == (CASE,)
    happened(talk.when(CASE, QINGZHEN, DeliverCase(by=CLERK, way="window")))
    assert talk.state(LICENCE).relied is None
    before = talk.state(CASE)
    talk.when(LICENCE, XIFENG, BODIES[RescindDocument])
    assert talk.state(CASE) == before
    assert talk.play(LICENCE).said[-2] == facts.RelianceEnded(at=talk.now, case=CASE, why="closed")


def test_closed_while_the_question_was_on_its_way() -> None:
    """Both words reach the document in their order: nothing stays on its list."""
    talk = licence_at("valid")
    talk.held = True
    file(talk)
    happened(talk.when(CASE, QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要")))
    talk.held = False
    talk.deliver()
    assert talk.said(LICENCE)[-2:] == [facts.DocumentReliedOn, facts.RelianceEnded]
    assert talk.state(LICENCE).relied is None


def test_more_cases_than_it_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound a case is answered like any other and asks again each day: it hears a day late at most."""
    monkeypatch.setattr(relying, "MOST", 2)
    talk = licence_at("valid")
    cases = [case_number(seed) for seed in (21, 22, 23)]
    for case in cases:
        file(talk, case)
    assert talk.state(LICENCE).relied == tuple(cases[:2])
    assert status(talk, cases[2]) == "granted"
    talk.when(LICENCE, XIFENG, BODIES[RescindDocument])
    assert [status(talk, case) for case in cases] == ["held", "held", "granted"]
    talk.run(MONDAY + timedelta(days=1))
    assert status(talk, cases[2]) == "refused"
    assert known(talk.state(cases[2]))[0].code == "reliance_rescinded"


def test_when_there_is_room_again_it_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The daily question of a case finds the place of one that was closed."""
    monkeypatch.setattr(relying, "MOST", 1)
    talk = licence_at("valid")
    first, second = case_number(21), case_number(22)
    file(talk, first)
    file(talk, second)
    talk.when(first, QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
    talk.run(MONDAY + timedelta(days=1))
    assert talk.state(LICENCE).relied == (second,)
    assert known(talk.state(second))[0].check_again is None


def test_the_bound_fits_into_a_record() -> None:
    """As many cases as it remembers: the state stays far below 256 kB."""
    play = document_at("valid")
    cases = tuple(case_number(seed) for seed in range(relying.MOST))
    assert len(play.aggregate.encode(play.state.changed(relied=cases))) < 24_000


def test_an_end_of_something_that_never_was() -> None:
    """Told by a case whose question was answered with no."""
    play = document_at("valid")
    assert play.when(HUB, EndReliance(case=CASE, why="closed")) == ()
    only(play.when(HUB, EndReliance(case=CASE, why="replaced")), facts.RelianceEnded)
    assert play.state.relied is None


class Street:
    """Three cases and a licence; requests travel in order between two, but as late as they like."""

    def __init__(self) -> None:
        self.talk = licence_at("valid")
        self.talk.held = True
        self.cases = [case_number(seed) for seed in (31, 32, 33)]
        self.filed: set[str] = set()

    def act(self, act: str, which: int) -> None:
        """Do something, whether or not it is allowed now."""
        case = self.cases[which]
        if act == "file" and case not in self.filed:
            file(self.talk, case)
            self.filed.add(case)
        elif act in {"rescind", "suspend", "resume"}:
            kinds: dict[str, type[Body]] = {
                "rescind": RescindDocument,
                "suspend": SuspendDocument,
                "resume": ResumeDocument,
            }
            self.talk.when(LICENCE, XIFENG, BODIES[kinds[act]])
        elif act == "withdraw":
            self.talk.when(case, QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
        elif act == "replace":
            self.talk.when(case, QINGZHEN, ReplaceMaterials(by=CLERK, materials=(material(),)))
        elif act == "hear":
            self.hear(which)
        elif act == "wait":
            self.talk.run(self.talk.now + timedelta(minutes=5))

    def hear(self, which: int) -> None:
        """Let one request be heard: any whose pair has none before it."""
        post, seen, heads = list(self.talk.post), set(), []
        for place, request in enumerate(post):
            pair = (request.target, getattr(request.body, "case", None))
            if pair not in seen:
                heads.append(place)
            seen.add(pair)
        if heads:
            place = heads[which % len(heads)]
            request = post[place]
            del self.talk.post[place]
            self.talk.ask(request)


acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["file", "file", "hear", "hear", "hear", "rescind", "suspend", "resume", "withdraw", "replace", "wait"]
        ),
        st.integers(0, 2),
    ),
    max_size=30,
)


@given(st.sets(st.integers(0, 2)), acts)
@settings(max_examples=150, deadline=None)
def test_whatever_comes_in_between(first: set[int], doings: list[tuple[str, int]]) -> None:
    """However rely, rescind, suspend, resume, replace and close interleave, once everything is heard: an open case that
    rests on a document out of force holds its approval, one on a document in force that was not refused before does
    not, a closed one was not touched, and the document remembers the open ones only."""
    street = Street()
    for act, which in (*[("file", one) for one in sorted(first)], *[("hear", 0)] * 2 * len(first), *doings):
        street.act(act, which)
    talk = street.talk
    closed = {case: talk.state(case) for case in street.filed if talk.state(case).stage == "withdrawn"}
    talk.held = False
    talk.deliver()
    for case in street.filed:
        state = talk.state(case)
        (one,) = known(state)
        if case in closed:
            assert state.stage == "withdrawn"
            assert facts.ReliedDocumentChanged not in _said_since_closed(talk, case)
        elif talk.state(LICENCE).stage == "valid":
            assert one.status in {"granted", "refused"}
        else:
            assert one.status in {"held", "refused"}
            assert one.unsettled
    remembered = set(talk.state(LICENCE).relied or ())
    assert remembered <= street.filed - set(closed)
    granted = {case for case in street.filed if known(talk.state(case))[0].status in {"granted", "held"}}
    assert granted - set(closed) <= remembered


def _said_since_closed(talk: Talk, case: str) -> list[Any]:
    said = talk.said(case)
    return said[said.index(facts.CaseWithdrawn) :]


def corrected(talk: Talk) -> str:
    """Put a slip in the licence right; gives the version that says it."""
    happened(talk.when(LICENCE, HUB, BODIES[CorrectDocument]))
    return str(talk.play(LICENCE).state.current.identifier)


def test_a_version_that_says_something_else_holds_every_open_case() -> None:
    """Corrected, the version relied on is 失效: a fact, a work item, no approval until she looks."""
    talk = licence_at("valid")
    file(talk)
    claim(talk)
    accept(talk)
    new = corrected(talk)
    changes = [fact for fact in talk.play(CASE).said if isinstance(fact, facts.ReliedDocumentChanged)]
    assert [(fact.state, fact.replaced_by) for fact in changes] == [("05", new)]
    told = [notice.body for notice in talk.notices if isinstance(notice.body, notices.WorkReliance)][-1]
    assert (told.change, told.replaced_by) == ("document_changed", new)
    held = approve(talk)
    assert isinstance(held, Refusal)
    assert held.code == "reliance_held"
    happened(talk.when(CASE, XIFENG, ConfirmReliance(by=BY, material="M05", reason="已核对更正后的执照")))
    assert not isinstance(approve(talk), Refusal)


def test_resumed_it_still_says_something_else() -> None:
    """A suspension that comes and goes between does not stand for the officer's look at the new version."""
    talk = licence_at("valid")
    file(talk)
    claim(talk)
    corrected(talk)
    for command in (SuspendDocument, ResumeDocument):
        happened(talk.when(LICENCE, XIFENG, BODIES[command]))
    (reliance,) = known(talk.play(CASE).state)
    assert reliance.status == "held"
    happened(talk.when(CASE, XIFENG, ConfirmReliance(by=BY, material="M05", reason="已核对更正后的执照")))
    (reliance,) = known(talk.play(CASE).state)
    assert not reliance.unsettled


def test_a_promise_kept_is_no_news() -> None:
    """A version that only holds without condition now holds nobody up."""
    talk = licence_at("valid")
    file(talk)
    talk.when(LICENCE, HUB, BODIES[LiftCondition])
    (reliance,) = known(talk.play(CASE).state)
    assert reliance.status == "granted"
