"""From the decision to the document: what asks what, what waits for what, and who hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.application.plain import plain
from hub.domain.identifiers import check_licence_identifier, licence_parts
from hub.domain.values import HUB, Refusal
from hub.signatures.canonical import canonical, read_canonical
from schemas import facts, notices
from schemas.commands import (
    AcceptCase,
    ClaimCase,
    Command,
    CorrectDecision,
    DecideCase,
    DecisionCorrection,
    DeferMaterials,
    DeliverCase,
    GrantDeferral,
    NoteChild,
    NoteDocument,
    ReleaseCase,
    SupplyDeferred,
    WithdrawApproval,
    Wording,
)
from schemas.reference import Item
from tests.domain.signing import sealed
from tests.domain.talking import Talk
from tests.domain.world import (
    BODIES,
    COMPANY,
    FORMS,
    MONDAY,
    OFFICER,
    QINGZHEN,
    RENEWAL,
    XIFENG,
    Play,
    bundle_number,
    bundle_of,
    case_number,
    conditional,
    filing,
    happened,
    identifier_of,
    officer,
    reference,
    sender_of,
    with_item,
)

CASE, DOCUMENT = case_number(), identifier_of()


def decided(talk: Talk, *path: type[Command]) -> Talk:
    """File, claim, accept and approve, with more acts before acceptance."""
    talk.when(CASE, QINGZHEN, filing())
    acts: tuple[type[Command], ...] = (ClaimCase, *path, AcceptCase, DecideCase)
    for act in acts:
        result = talk.when(CASE, sender_of(act), BODIES[act])
        assert not isinstance(result, Refusal), result
    return talk


def told(talk: Talk, kind: type[notices.NoticeBody]) -> list[Any]:
    """Everything that was told in these words."""
    return [notice.body for notice in talk.notices if isinstance(notice.body, kind)]


def test_the_result_leaves_with_the_signed_document() -> None:
    """One request, one document of one identifier; the origin gets decision and document in one notice."""
    talk = decided(Talk())
    (result,) = told(talk, notices.ResultDecided)
    assert (result.outcome, result.identifier) == ("approved", DOCUMENT)
    assert result.personal.signed == sealed(talk.state(DOCUMENT).current)
    assert result.decided_at == talk.play(CASE).said[-2].at
    parts = licence_parts(DOCUMENT)
    assert parts is not None
    assert (parts.serial, parts.version, check_licence_identifier(DOCUMENT)) == (CASE, "001", None)
    (record,) = told(talk, notices.DocumentRegistered)
    assert (record.identifier, record.state, record.personal) == (DOCUMENT, "01", result.personal)


def test_what_stands_in_the_document() -> None:
    """Issuer, holder, case, day and content come from the case."""
    talk = decided(Talk(with_years(5)))
    document = talk.state(DOCUMENT).current
    assert (document.case, document.issuer.unit, document.issuer.region) == (CASE, OFFICER.unit, XIFENG)
    assert document.content == FORMS["company-founding"]
    assert document.personal.holder == filing().application.personal.applicant
    assert (str(document.valid_from), str(document.valid_to)) == ("2026-11-23", "2031-11-22")


def with_years(years: int) -> Any:
    """The rows, with a company registration whose licence ends."""
    rows = [
        row.model_copy(update={"document_years": years}) if isinstance(row, Item) and row.code == COMPANY else row
        for row in reference().rows.values()
    ]
    return type(reference()).from_rows(rows, subject_key=reference().subject_key)


def test_without_the_signer_the_case_waits_and_nothing_is_lost() -> None:
    """No result, no delivery, no correction before the signature; when the signer is back, the result leaves."""
    talk = Talk()
    talk.signs = False
    decided(talk)
    assert told(talk, notices.ResultDecided) == []
    assert talk.state(CASE).awaits_document
    assert talk.when(CASE, QINGZHEN, BODIES[DeliverCase]) == Refusal("document_unsigned")
    assert talk.when(CASE, XIFENG, BODIES[CorrectDecision]) == Refusal("document_unsigned")
    talk.signs = True
    due = talk.play(DOCUMENT).aggregate.due(talk.state(DOCUMENT))
    assert due is not None
    talk.run(due)
    assert len(told(talk, notices.ResultDecided)) == 1
    assert not isinstance(talk.when(CASE, QINGZHEN, BODIES[DeliverCase]), Refusal)


def test_a_denial_has_no_document_and_waits_for_nothing() -> None:
    """And neither does an item that issues none."""
    talk = Talk()
    talk.signs = False
    talk.when(CASE, QINGZHEN, filing())
    for act in (ClaimCase, AcceptCase):
        talk.when(CASE, XIFENG, BODIES[act])
    denied = DecideCase(by=OFFICER, outcome="denied", reason="不符合法定条件的理由", legal_basis="条例", remedy="复议")
    talk.when(CASE, XIFENG, denied)
    assert [result.outcome for result in told(talk, notices.ResultDecided)] == ["denied"]
    bare = Talk(with_item(COMPANY, document=None))
    bare.signs = False
    decided(bare)
    assert [result.personal for result in told(bare, notices.ResultDecided)] == [None]
    assert list(bare.plays) == [CASE]


def test_three_cases_of_a_bundle_have_three_documents() -> None:
    """And the bundle hears of an approval when its document is there: what waits for it rests on it."""
    talk = Talk()
    cases = [case_number(seed) for seed in (11, 12, 13)]
    bundle = bundle_number()
    talk.when(bundle, QINGZHEN, bundle_of(*cases))
    talk.signs = False
    for case in cases:
        for act in (ClaimCase, AcceptCase, DecideCase):
            talk.when(case, XIFENG, BODIES[act])
    assert talk.state(bundle).stage != "completed"
    talk.signs = True
    talk.run(MONDAY + timedelta(minutes=6))
    assert talk.state(bundle).stage == "completed"
    assert {child.issued.identifier for child in talk.state(bundle).children} == {
        talk.state(case).document.identifier for case in cases
    }
    documents = [number for number in talk.plays if number.startswith("1.")]
    assert len(documents) == len(set(documents)) == 3


def test_a_promise_kept_lifts_the_condition() -> None:
    """容缺后补: the document is conditional until the material comes; then another version is signed and told."""
    talk = decided(Talk(conditional()), DeferMaterials)
    assert talk.state(DOCUMENT).current.conditional
    talk.when(CASE, QINGZHEN, BODIES[SupplyDeferred])
    assert not talk.state(DOCUMENT).current.conditional
    (another,) = told(talk, notices.ResultDocument)
    assert (another.replaces, another.identifier[-5:-2]) == (DOCUMENT, "002")


def test_a_promise_broken_and_an_approval_withdrawn() -> None:
    """The document is rescinded with the approval, signed or not; never signed, it is never issued."""
    for signs, stage in ((True, "rescinded"), (False, "cancelled")):
        talk = Talk(conditional())
        talk.signs = signs
        decided(talk, DeferMaterials)
        broken = talk.state(CASE)
        while broken.deferral.status != "broken":
            due = talk.play(CASE).aggregate.due(broken)
            assert due is not None
            talk.run(due)
            broken = talk.state(CASE)
        talk.when(CASE, XIFENG, BODIES[WithdrawApproval], broken.deferral.statement_by)
        assert talk.state(DOCUMENT).stage == stage
        assert len(told(talk, notices.ResultDecided)) == int(signs)


def test_a_bundle_does_not_wait_for_a_document_that_never_comes() -> None:
    """The approval withdrawn before the signature: its bundle hears that it was."""
    play = Play(case_number(11), rows=conditional())
    bundle = bundle_of(case_number(11)).children[0]
    play.when(QINGZHEN, filing().model_copy(update={"bundle": bundle_number()}), asked=True)
    for body in (BODIES[ClaimCase], BODIES[DeferMaterials], BODIES[GrantDeferral], BODIES[AcceptCase]):
        play.when(sender_of(type(body)), body)
    assert bundle.case == play.subject
    play.when(XIFENG, BODIES[DecideCase])
    while play.state.deferral.status != "broken":
        play.deadline(play.aggregate.due(play.state) or MONDAY)
    (withdrawn,) = happened(play.when(XIFENG, BODIES[WithdrawApproval], play.state.deferral.statement_by))
    asks = play.aggregate.requests(withdrawn, play.before, play.state)
    (told_bundle,) = [request.body for request in asks if request.target == bundle_number()]
    assert isinstance(told_bundle, NoteChild)
    assert (told_bundle.outcome, told_bundle.issued) == ("revoked", None)


def test_a_decision_corrected_reaches_the_document() -> None:
    """更正: the case keeps its decision, the document gets another version, the origin gets it signed."""
    talk = decided(Talk())
    wording = Wording(before="某某商贸", after="某商贸")
    correct = CorrectDecision(
        by=OFFICER, corrections=(DecisionCorrection(field="company_name", personal=wording),), reason="笔误"
    )
    talk.when(CASE, XIFENG, correct)
    assert talk.state(DOCUMENT).current.content["company_name"] == "息烽县某商贸有限公司"
    (another,) = told(talk, notices.ResultDocument)
    assert another.replaces == DOCUMENT
    states = {record.identifier: record.state for record in told(talk, notices.DocumentRegistered)}
    assert states == {DOCUMENT: "05", another.identifier: "01"}


def test_a_signature_comes_twice() -> None:
    """Whatever twice: the second word of signer or document changes nothing."""
    talk = decided(Talk())
    signed = talk.play(CASE).said[-1]
    assert isinstance(signed, facts.CaseDocumentSigned)
    again = NoteDocument(identifier=signed.identifier, personal=signed.personal)
    assert talk.when(CASE, HUB, again) == ()


def test_what_is_too_large_to_be_signed_is_found_before_the_decision() -> None:
    """Never after it: an approval that can't be issued would wait for ever."""
    talk = Talk(with_item(COMPANY, form=None))
    large = filing(form={"company_name": "长" * 100_001})
    talk.when(CASE, QINGZHEN, large)
    for act in (ClaimCase, AcceptCase):
        talk.when(CASE, XIFENG, BODIES[act])
    assert talk.when(CASE, XIFENG, BODIES[DecideCase]) == Refusal("document_too_large")


def test_a_renewal_holds_from_the_day_after() -> None:
    """Whoever renews loses no day: the new document begins where the old one ends."""
    rows = with_item(RENEWAL, document_years=5)
    talk, by = Talk(rows), officer("XF0202", RENEWAL)
    talk.when(CASE, QINGZHEN, filing(RENEWAL))
    first = officer("XF0101", RENEWAL)
    for body in (ClaimCase(by=first), AcceptCase(by=first), ReleaseCase(by=first), ClaimCase(by=by)):
        talk.when(CASE, XIFENG, body)
    result = talk.when(CASE, XIFENG, DecideCase(by=by, outcome="approved"))
    assert not isinstance(result, Refusal), result
    document = talk.state(talk.state(CASE).document.identifier).current
    assert (str(document.valid_from), str(document.valid_to)) == ("2027-02-01", "2032-01-31")


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        (120.5, "120.5"), (120.0, 120), (2**53, str(2**53)), (-7, -7), (True, True), (None, None), ("文", "文"),
        ([1.5, {"a": 2.0}], ["1.5", {"a": 2}]),
    ],
)  # fmt: skip
def test_a_form_becomes_content(given_: Any, kept: Any) -> None:
    """Fractions and large numbers as text, the rest as it is."""
    assert plain({"field": given_}) == {"field": kept}


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=6), _json, max_size=4))
def test_every_form_can_be_signed(form: dict[str, Any]) -> None:
    """Whatever a form holds: its content has a canonical form, which reads back as itself."""
    content = plain(form)
    assert read_canonical(canonical(content)) == content


def test_depth_is_bounded() -> None:
    """A form of any depth can be signed: what lies too deep is kept as its JSON."""
    form: dict[str, Any] = {}
    for _ in range(60):
        form = {"in": [form]}
    canonical({"a": {"b": {"content": plain(form)}}})
