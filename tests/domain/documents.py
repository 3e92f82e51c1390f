"""Documents on the stage: a right body for every command, and a document at every stage."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from hub.domain.reference import Reference
from hub.domain.values import HUB
from schemas.commands import (
    AnswerDocumentReport,
    Command,
    CorrectDocument,
    DecisionCorrection,
    DeregisterDocument,
    EndReliance,
    EraseDocumentData,
    IssueDocument,
    LiftCondition,
    MarkDocument,
    ReachDocumentDeadline,
    RecomputeDocumentClocks,
    RelyOnDocument,
    ReportDocument,
    RescindDocument,
    ResumeDocument,
    RevokeDocument,
    SignDocument,
    SuspendDocument,
    TransferDocument,
    WithdrawDocument,
    Wording,
)
from schemas.documents import Document, DocumentPersonal, Issuer
from schemas.facts import DocumentRequested, SignatureAsked
from schemas.reference import RegionalCalendar
from schemas.times import CHINA
from tests.domain.signing import signature_for
from tests.domain.world import (
    CLERK,
    COMPANY,
    MONDAY,
    OFFICER,
    QINGZHEN,
    XIFENG,
    Play,
    case_number,
    competent,
    identifier_of,
    person,
    reference,
)

VALID_TO: Final = date(2031, 11, 22)
AFTER: Final = datetime(2031, 11, 23, tzinfo=CHINA)
"""When its last day has passed."""
LAW: Final = "行政许可法第六十九条"


def document(**changes: Any) -> Document:
    """A business licence that was granted on Monday, on a promise."""
    row, issuer = reference().item(COMPANY, MONDAY.date()), competent()
    assert row is not None
    values: dict[str, Any] = {
        "identifier": identifier_of(),
        "type": row.document,
        "issuer": Issuer(unit=issuer.unit, name=issuer.name, region=issuer.region),
        "case": case_number(),
        "issued_at": MONDAY,
        "valid_from": MONDAY.date(),
        "valid_to": VALID_TO,
        "conditional": True,
        "content": {"company_name": "息峰县某某商贸有限公司", "capital": 1_000_000},
        "personal": DocumentPersonal(holder=person()),
    }
    return Document(**(values | changes))


BODIES: Final[dict[type[Command], Command]] = {
    IssueDocument: IssueDocument(document=document(), origin=QINGZHEN, competent=competent()),
    LiftCondition: LiftCondition(),
    CorrectDocument: CorrectDocument(
        corrections=(DecisionCorrection(field="company_name", personal=Wording(before="息峰", after="息烽")),),
        reason="文字笔误",
    ),
    WithdrawDocument: WithdrawDocument(reason="容缺材料逾期未补齐", legal_basis=LAW),
    ReachDocumentDeadline: ReachDocumentDeadline(due=MONDAY),
    SuspendDocument: SuspendDocument(by=OFFICER, reason="停业整顿", legal_basis="行政处罚法第九条"),
    ResumeDocument: ResumeDocument(by=OFFICER, reason="整改合格"),
    RescindDocument: RescindDocument(by=OFFICER, reason="以欺骗手段取得", legal_basis=LAW),
    RevokeDocument: RevokeDocument(by=OFFICER, reason="严重违法", legal_basis="行政处罚法第九条"),
    DeregisterDocument: DeregisterDocument(by=OFFICER, reason="法人终止", legal_basis="行政许可法第七十条"),
    TransferDocument: TransferDocument(by=OFFICER, reason="迁往修文县", to_region="520123"),
    MarkDocument: MarkDocument(by=OFFICER, reason="持证人报失", condition="挂失"),
    RelyOnDocument: RelyOnDocument(
        case=case_number(5),
        material="M01",
        identifier=identifier_of(),
        unit=OFFICER.unit,
        endpoint=XIFENG,
        holder=reference().subject_of(person()),
        ask=1,
    ),
    ReportDocument: ReportDocument(by=CLERK, finding="经营场所与执照所载不符", paper="现场检查笔录1号"),
    RecomputeDocumentClocks: RecomputeDocumentClocks(
        row="calendar/2027/2026-11-23/1", because="国务院办公厅关于2027年节假日安排的通知"
    ),
    AnswerDocumentReport: AnswerDocumentReport(by=OFFICER, report=1, upheld=True, done="已责令变更登记"),
    EraseDocumentData: EraseDocumentData(subject=reference().subject_of(person()), by=CLERK, basis="删除申请2026-17"),
    EndReliance: EndReliance(case=case_number(5), why="replaced"),
}
"""All but SignDocument, whose signatures answer what was asked."""

PATHS: Final[dict[str, tuple[type[Command], ...]]] = {
    "absent": (),
    "requested": (IssueDocument,),
    "cancelled": (IssueDocument, WithdrawDocument),
    "valid": (IssueDocument, SignDocument),
    "suspended": (IssueDocument, SignDocument, SuspendDocument),
    "rescinded": (IssueDocument, SignDocument, RescindDocument),
    "deregistered": (IssueDocument, SignDocument, DeregisterDocument),
    "expired": (IssueDocument, SignDocument),
    "transferred": (IssueDocument, SignDocument, TransferDocument),
    "revoked": (IssueDocument, SignDocument, RevokeDocument),
    "other": (IssueDocument, SignDocument, MarkDocument),
}


@cache
def with_a_day_off() -> Reference:
    """The rows with a decree that 息烽's offices stand still on 26 November of 2026 and, when all is old, of 2031."""
    flood = RegionalCalendar(
        valid_from=MONDAY.date(), region=XIFENG, decree="flood", reason="防汛", source="样例",
        days_off=(date(2026, 11, 26), date(2031, 11, 26)),
    )  # fmt: skip
    return reference().with_rows([flood], offset=1)


def body_of(play: Play, command: type[Command]) -> Command:
    """A right body; what the signer says answers the last request, if there was one."""
    if command is not SignDocument:
        return BODIES[command]
    asks = [fact for fact in play.said if isinstance(fact, DocumentRequested | SignatureAsked)]
    return signature_for(asks[-1]) if asks else SignDocument(ask=1, signatures=signature_for(_first()).signatures)


def sender_of(command: type[Command]) -> str:
    """Who may send it."""
    if command is ReportDocument:
        return QINGZHEN
    return HUB if command.internal else XIFENG


def document_at(stage: str) -> Play:
    """A document at a stage."""
    play = Play(identifier_of())
    for command in PATHS[stage]:
        result = play.when(sender_of(command), body_of(play, command), play.now + timedelta(minutes=1))
        assert isinstance(result, tuple), result
    if stage == "expired":
        play.deadline(AFTER)
    return play


def _first() -> DocumentRequested:
    return DocumentRequested(
        at=MONDAY, document=document(), origin=QINGZHEN, competent=competent(), ask=1, answer_by=MONDAY
    )
