"""Plays about one document: signed or not, its versions, its state, what the registry says of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest

from hub.domain.document.state import DocumentState
from hub.domain.values import HUB, Refusal
from hub.signatures.canonical import canonical
from hub.signatures.jws import TOKEN_TYPE, compact, decoded, encoded, parted, read_protected
from hub.signatures.payload import payload_of
from schemas import facts, notices
from schemas.commands import (
    CorrectDocument,
    DecisionCorrection,
    LiftCondition,
    MarkDocument,
    NoteDocument,
    ResumeDocument,
    RevokeDocument,
    SignDocument,
    SuspendDocument,
    TransferDocument,
    WithdrawDocument,
    Wording,
)
from schemas.documents import Document, Signature
from schemas.reference import IssuerKey
from schemas.times import CHINA
from tests.domain.documents import AFTER, BODIES, VALID_TO, body_of, document_at
from tests.domain.signing import Store, signature_for, token_of
from tests.domain.world import MONDAY, OFFICER, QINGZHEN, XIFENG, Play, happened, only, reference


def registered(play: Play, fact: facts.Fact | None = None) -> notices.DocumentRegistered:
    """The registry's record of the last fact."""
    told = play.aggregate.notices(fact or play.said[-1], play.before, play.state)
    (record,) = [notice.body for notice in told if notice.queue == "documents"]
    assert isinstance(record, notices.DocumentRegistered)
    return record


def asked_version(play: Play) -> str:
    """The version that the signer was asked for last."""
    fact = play.said[-1]
    assert isinstance(fact, facts.SignatureAsked)
    return fact.document.identifier[-5:-2]


def test_signed_it_is_valid_and_the_registry_knows() -> None:
    """What the registry holds is the canonical document with the signatures, state 01; the case hears of it."""
    play = document_at("valid")
    record = registered(play)
    assert (record.state, record.identifier, record.conditional) == ("01", play.subject, True)
    signed = record.personal.signed
    assert decoded(signed.payload) == payload_of(play.state.current)
    (request,) = play.aggregate.requests(play.said[-1], play.before, play.state)
    assert request.target == play.state.current.case
    assert isinstance(request.body, NoteDocument)
    assert request.body.personal.signed == signed
    token = record.personal.token
    assert token == request.body.personal.token == token_of(play.state.current)


def test_asked_again_until_it_is_signed() -> None:
    """Without an answer the signer is asked again, dated anew, at growing distances; an answer to an earlier request
    comes too late and changes nothing."""
    play = document_at("requested")
    first = body_of(play, SignDocument)
    waits = []
    for _ in range(4):
        due = play.aggregate.due(play.state)
        assert due is not None
        waits.append(due - play.now)
        asked = only(play.deadline(due), facts.SignatureAsked)
        assert asked.document.issued_at == due
    assert (
        waits == [timedelta(minutes=5), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)][:1] + waits[1:]
    )
    assert waits[1:] == [timedelta(minutes=15), timedelta(hours=1), timedelta(hours=1)]
    assert play.when(HUB, first) == ()
    only(play.when(HUB, body_of(play, SignDocument)), facts.DocumentSigned)
    assert play.state.current.issued_at == asked.at


def _with_key(**changes: Any) -> Any:
    rows = [
        row.model_copy(update=changes) if isinstance(row, IssuerKey) and row.unit == OFFICER.unit else row
        for row in reference().rows.values()
    ]
    return type(reference()).from_rows(rows)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (lambda: _with_key(code="another"), "signature_key_unknown"),
        (lambda: _with_key(valid_from=date(2026, 11, 24)), "signature_key_unknown"),
        (lambda: _with_key(valid_to=date(2026, 11, 22)), "signature_key_unknown"),
        (lambda: _with_key(unit="91520122MA000000XX"), "signature_key_not_issuers"),
        (lambda: _with_key(compromised_since=MONDAY), "signature_key_compromised"),
        (lambda: _with_key(public="A" * 43), "signature_wrong"),
        (lambda: _with_key(algorithm="SM2-SM3", public="A" * 86), "signature_wrong"),
    ],
)
def test_a_signature_that_proves_nothing(rows: Any, code: str) -> None:
    """Only the issuer's own key, in its time, over these bytes: anything else is refused, and the document waits on."""
    play = document_at("requested")
    play.reference = rows()
    before = play.state
    result = play.when(HUB, body_of(play, SignDocument))
    assert isinstance(result, Refusal)
    assert result.code == code
    assert play.state is before


@pytest.mark.parametrize("part", ["protected", "signature"])
def test_a_signature_with_an_altered_byte(part: str) -> None:
    """Header or signature: one character is enough; and signatures over another document are worth nothing."""
    play = document_at("requested")
    body = body_of(play, SignDocument)
    assert isinstance(body, SignDocument)
    (one,) = body.signatures
    text = getattr(one, part)
    altered = text[:8] + ("A" if text[8] != "A" else "B") + text[9:]
    wrong = body.model_copy(update={"signatures": (one.model_copy(update={part: altered}),)})
    assert play.when(HUB, wrong) == Refusal("signature_wrong", "/signatures/0")
    other = play.state.current.model_copy(update={"content": {}})
    requested = play.said[0]
    assert isinstance(requested, facts.DocumentRequested)
    over_another = signature_for(requested.model_copy(update={"document": other}))
    assert play.when(HUB, over_another) == Refusal("signature_wrong", "/signatures/0")
    none = Signature(protected="eyJhbGciOiJub25lIn0", signature="")
    assert play.when(HUB, SignDocument(ask=1, signatures=(none,))) == Refusal("signature_wrong", "/signatures/0")


def forged(document: Document, **claims: Any) -> str:
    """The document's token with other claims, signed by its issuer's key."""
    payload, signature = parted(token_of(document))
    said = orjson.loads(decoded(payload)) | claims
    key = read_protected(signature.protected, TOKEN_TYPE).key
    payload = encoded(canonical({name: value for name, value in said.items() if value is not None}))
    return compact(payload, Store().sign(key, payload, TOKEN_TYPE))


@pytest.mark.parametrize(
    "claims",
    [
        {"id": "1.2.156.3005.2.X"},
        {"type": "食品经营许可证"},
        {"issuer": "修文县市场监督管理局"},
        {"holder": "李**"},
        {"holder": "李…"},
        {"case": "5201812611235K3Q7WZ9M2TCX"},
        {"issued": "2026-11-24T09:30:00+08:00"},
        {"since": "2026-11-24"},
        {"until": None},
        {"conditional": None},
        {"digest": "sha256:" + "A" * 43},
        {"digest": "sm3:" + "A" * 43},
        {"more": "x"},
    ],
    ids=lambda claims: "-".join(map(str, *claims.items())),
)
def test_a_token_that_says_something_else(claims: dict[str, Any]) -> None:
    """Whoever reads the QR code relies on each of its claims: rightly signed, but not the document's, it is refused."""
    play = document_at("requested")
    body = body_of(play, SignDocument)
    wrong = body.model_copy(update={"token": forged(play.state.current, **claims)})
    assert play.when(HUB, wrong) == Refusal("token_not_of_document", "/token")
    cut = forged(play.state.current, issuer="息烽县市…", holder="王**")
    signed = play.when(HUB, body.model_copy(update={"token": cut}))
    assert only(signed, facts.DocumentSigned).proof.token == cut


def test_a_token_nobody_of_the_issuers_signed() -> None:
    """Taken for a token's, a document's signature is wrong; so is an altered one, and what is no token at all."""
    play = document_at("requested")
    body = body_of(play, SignDocument)
    assert isinstance(body, SignDocument)
    payload, signature = parted(body.token or "")
    other = signature.signature[:8] + ("A" if signature.signature[8] != "A" else "B") + signature.signature[9:]
    for token in (
        compact(payload, body.signatures[0]),
        compact(payload, signature.model_copy(update={"signature": other})),
        "x",
    ):
        assert play.when(HUB, body.model_copy(update={"token": token})) == Refusal("signature_wrong", "/token")
    strange = compact(payload, Store().sign("another", payload, TOKEN_TYPE))
    refused = play.when(HUB, body.model_copy(update={"token": strange}))
    assert refused == Refusal("signature_key_unknown", "/token", {"key": "another"})


def test_without_a_token_it_is_signed_all_the_same() -> None:
    """A signer from before tokens, or codes too long for one: the document counts, and the registry has none."""
    play = document_at("requested")
    only(play.when(HUB, body_of(play, SignDocument).model_copy(update={"token": None})), facts.DocumentSigned)
    assert registered(play).personal.token is None


def test_each_version_has_its_own_token() -> None:
    """The registry's record of the version before keeps its own; the next one comes with that of the new one."""
    play = document_at("valid")
    first = registered(play).personal.token
    happened(play.when(HUB, LiftCondition()))
    superseded, signed = happened(play.when(HUB, body_of(play, SignDocument)))
    (old,) = [told.body for told in play.aggregate.notices(superseded, play.before, play.state)]
    assert isinstance(old, notices.DocumentRegistered)
    assert old.personal.token == first
    new = registered(play, signed).personal.token
    assert new == token_of(play.state.current) != first


def test_a_condition_lifted_is_a_new_version() -> None:
    """What was promised has come: the registry says so at once, and version 002 without the condition takes its place
    when it is signed; until then the first holds."""
    play = document_at("valid")
    lifted, asked = happened(play.when(HUB, LiftCondition()))
    assert isinstance(lifted, facts.ConditionLifted)
    assert isinstance(asked, facts.SignatureAsked)
    assert (asked.document.conditional, asked_version(play), asked.why) == (False, "002", "condition_lifted")
    assert (play.state.stage, play.state.current.identifier) == ("valid", play.subject)
    assert play.when(HUB, LiftCondition()) == ()
    superseded, signed = happened(play.when(HUB, body_of(play, SignDocument)))
    assert isinstance(superseded, facts.VersionSuperseded)
    assert (superseded.identifier, superseded.by) == (play.subject, asked.document.identifier)
    assert isinstance(signed, facts.DocumentSigned)
    assert registered(play).identifier == asked.document.identifier
    (request,) = play.aggregate.requests(signed, play.before, play.state)
    assert isinstance(request.body, NoteDocument)
    assert (request.body.identifier, request.body.replaces) == (asked.document.identifier, play.subject)


def test_the_registry_points_from_the_old_version_to_the_new() -> None:
    """The old version is 05 失效 from the moment the new one is signed, with its own signatures, and says by which."""
    play = document_at("valid")
    play.when(HUB, LiftCondition())
    before = play.state
    superseded, _ = happened(play.when(HUB, body_of(play, SignDocument)))
    (notice,) = play.aggregate.notices(superseded, before, before)
    record = notice.body
    assert isinstance(record, notices.DocumentRegistered)
    assert (record.identifier, record.state, record.replaced_by) == (
        play.subject, "05", play.state.current.identifier,
    )  # fmt: skip
    assert decoded(record.personal.signed.payload) == payload_of(before.current)


def test_a_correction_is_a_new_version_that_says_what_it_should() -> None:
    """Only what the document holds is corrected; what it does not hold changes nothing."""
    play = document_at("valid")
    play.when(HUB, BODIES[CorrectDocument])
    assert asked_version(play) == "002"
    assert play.state.following.content["company_name"] == "息烽县某某商贸有限公司"
    play.when(HUB, body_of(play, SignDocument))
    assert play.state.current.content["company_name"] == "息烽县某某商贸有限公司"
    assert play.when(HUB, BODIES[CorrectDocument]) == (), "it says so already"


@pytest.mark.parametrize(
    ("field", "before", "after", "path"),
    [
        ("capital", "1000000", "2000000", ("content", "capital")),
        ("document_name", "营业", "经营", ("type", "name")),
        ("name", "王小明", "王晓明", ("personal", "holder", "name")),
        ("address", "1号", "2号", ("personal", "holder", "address")),
    ],
)
def test_what_a_correction_may_concern(field: str, before: str, after: str, path: tuple[str, ...]) -> None:
    """A field of the content, the document's name, the holder's name and address."""
    play = document_at("valid")
    correction = DecisionCorrection(field=field, personal=Wording(before=before, after=after))
    play.when(HUB, CorrectDocument(corrections=(correction,), reason="笔误"))
    value: Any = play.state.following.model_dump()
    for step in path:
        value = value[step]
    assert after in str(value)


def test_what_comes_while_the_first_signature_is_awaited_comes_after_it() -> None:
    """A condition lifted before the first signature: the first version is signed as asked, then the second one is."""
    play = document_at("requested")
    only(play.when(HUB, LiftCondition()), facts.ConditionLifted)
    signed, asked = happened(play.when(HUB, body_of(play, SignDocument)))
    assert isinstance(signed, facts.DocumentSigned)
    assert isinstance(asked, facts.SignatureAsked)
    assert (asked.document.conditional, asked_version(play)) == (False, "002")


def test_a_second_correction_changes_the_version_that_is_awaited() -> None:
    """One next version at a time: what is asked for anew takes the place of what was asked, by the same number."""
    play = document_at("valid")
    play.when(HUB, BODIES[CorrectDocument])
    early = body_of(play, SignDocument)
    play.when(HUB, LiftCondition())
    assert asked_version(play) == "002"
    assert play.when(HUB, early) == ()
    play.when(HUB, body_of(play, SignDocument))
    assert (play.state.current.conditional, play.state.following) == (False, None)
    assert play.state.current.content["company_name"] == "息烽县某某商贸有限公司"


def test_a_version_signed_while_suspended_is_suspended() -> None:
    """A new version does not lift what was said of the document."""
    play = document_at("valid")
    play.when(HUB, LiftCondition())
    signature = body_of(play, SignDocument)
    play.when(XIFENG, BODIES[SuspendDocument])
    play.when(HUB, signature)
    assert (play.state.stage, registered(play).state) == ("suspended", "02")


def test_what_has_ended_gets_no_new_version() -> None:
    """A revoked document's next version is dropped: its signature comes too late, and nothing is due any more."""
    play = document_at("valid")
    play.when(HUB, LiftCondition())
    signature = body_of(play, SignDocument)
    play.when(XIFENG, BODIES[RevokeDocument])
    assert play.when(HUB, signature) == ()
    assert play.aggregate.due(play.state) is None


def test_a_suspension_with_an_end_ends_by_itself() -> None:
    """暂扣 until a day: valid again when that day has passed; a day that has passed is refused."""
    play = document_at("valid")
    past = SuspendDocument(by=OFFICER, reason="停业整顿", legal_basis="行政处罚法第九条", until=date(2026, 11, 22))
    assert play.when(XIFENG, past) == Refusal("date_past", "/until", {"date": "2026年11月22日"})
    play.when(XIFENG, past.model_copy(update={"until": date(2026, 12, 31)}))
    assert registered(play).until == date(2026, 12, 31)
    due = play.aggregate.due(play.state)
    assert due == datetime(2027, 1, 1, tzinfo=CHINA)
    resumed = only(play.deadline(due), facts.DocumentResumed)
    assert (resumed.by, play.state.stage, play.state.until) == (None, "valid", None)


def test_expired_on_its_day() -> None:
    """The clock says so when the last day has passed, whatever state it is in; origin and registry are told."""
    for stage in ("valid", "suspended", "other"):
        play = document_at(stage)
        assert play.aggregate.due(play.state) == AFTER
        expired = only(play.deadline(AFTER), facts.DocumentExpired)
        assert expired.valid_to == VALID_TO
        assert (registered(play).state, registered(play).since) == ("05", AFTER)
        _, told = play.aggregate.notices(expired, play.before, play.state)
        assert (told.queue, told.endpoint) == ("results", QINGZHEN)


def test_never_issued() -> None:
    """Withdrawn before the signature: no registry ever hears of it, and the signature comes too late."""
    play = document_at("requested")
    signature = body_of(play, SignDocument)
    cancelled = only(play.when(HUB, BODIES[WithdrawDocument]), facts.DocumentCancelled)
    assert play.aggregate.notices(cancelled, play.before, play.state) == ()
    assert play.when(HUB, signature) == ()
    assert play.aggregate.due(play.state) is None


def test_a_state_in_words() -> None:
    """99 其他: the words are the registry's, and the refusal of what can't be done then says them."""
    play = document_at("valid")
    play.when(XIFENG, BODIES[MarkDocument])
    assert (registered(play).state, registered(play).condition) == ("99", "挂失")
    result = play.when(XIFENG, BODIES[MarkDocument])
    assert result == Refusal("document_not_now", params={"state": "挂失"})
    play.when(XIFENG, BODIES[ResumeDocument])
    assert (play.state.stage, play.state.condition) == ("valid", None)


@pytest.mark.parametrize("region", ["520122", "529999"])
def test_a_transfer_to_nowhere(region: str) -> None:
    """Not to the region itself, and to none that is not there."""
    body = TransferDocument(by=OFFICER, reason="迁移", to_region=region)
    result = document_at("valid").when(XIFENG, body)
    assert result == Refusal("region_unknown", "/to_region", {"region": region})


def test_a_state_is_kept_whole() -> None:
    """At every stage the state is read back as it was written, to the byte."""
    for stage in ("requested", "valid", "suspended", "other", "expired", "cancelled"):
        play = document_at(stage)
        data = play.aggregate.encode(play.state)
        kept = play.aggregate.decode(data)
        assert isinstance(kept, DocumentState)
        assert play.aggregate.encode(kept) == data
