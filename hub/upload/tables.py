"""From the facts of a case to the rows of the tables. Pure; what is personal comes from the facts' personal parts.

A row belongs to the period in which it came to be: an acceptance, the end of a step, a decision, the end of a pause.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from hub.signatures.jws import decoded
from hub.upload.cells import STAFF, Given, Instead, Missing, Row, Unfilled
from hub.upload.matter import applicant_cells, applicant_of, item_cells
from hub.upload.special import special_rows
from hub.upload.steps import steps_of
from schemas import facts
from schemas.documents import Document
from schemas.fees import yuan
from schemas.parties import Undisclosed
from schemas.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hub.upload.history import History, Period
    from hub.upload.profile import Profile
    from schemas.application import Material

    Maker = Callable[[History, facts.CaseFiled, Period, Profile], Iterator[Row | Unfilled]]

_NO_REFUND: Final = "国家表没有退费栏 · the table has no place for a refund"
_NO_PAYER: Final = "没有另登记缴款人,填申请人 · the applicant, no other is known"
_NO_NAME: Final = Missing("没有经办人员(由时限触发)· nobody acted, silence did")
_NO_PROMISE = Missing("没有办理期限 · no limit was promised")
_BELOW: Final = "下级先行审查的期限,决定期限自报送之日起算 · the lower organ's limit, the decision's begins later"
_NO_RATING: Final = Missing("好差评尚未接入 · ratings come with a later release")
_NO_DOCUMENT: Final = Missing("当时未签发电子证照 · no signed document was issued then")


def rows_of(history: History, period: Period, given: Profile) -> Iterator[Row | Unfilled]:
    """Give every row that came to be in the period."""
    filed = history.filed
    if filed is not None:
        for maker in MAKERS:
            yield from maker(history, filed, period, given)


def accept_rows(history: History, filed: facts.CaseFiled, period: Period, given: Profile) -> Iterator[Row]:
    """受理: once, whether an officer accepted or silence did."""
    for number, fact in history.of(facts.CaseAccepted, facts.CaseDeemedAccepted):
        if not period.holds(fact.at) or _is_undone(history, number):
            continue
        assert isinstance(fact, (facts.CaseAccepted, facts.CaseDeemedAccepted))  # noqa: S101 - as asked
        yield Row(
            "up_pro_accept",
            history.number,
            {
                **item_cells(history, filed, given),
                **applicant_cells(history, given),
                "row_guid": f"{history.number}-S{number}",
                "project_no": history.number,
                "project_name": filed.item.name,
                "apply_date": filed.at,
                "apply_type": given.channels[filed.origin.window.channel],
                "accept_date": fact.at,
                "accept_doc_no": Missing("受理文书编号由办理机关另编 · numbered by the organ itself"),
                "promise_date": _promised(fact),
                "handle_user_name": Instead(fact.by.staff, STAFF) if isinstance(fact, facts.CaseAccepted) else _NO_NAME,
            },
        )


def _promised(fact: facts.CaseAccepted | facts.CaseDeemedAccepted) -> Given:
    """Give the last day of the promise; while a lower organ reviews first, of its own limit."""
    if fact.promise is not None:
        return fact.promise.due - timedelta(seconds=1)
    if fact.lower_review is None:
        return _NO_PROMISE
    return Instead(fact.lower_review.due - timedelta(seconds=1), _BELOW)


def process_rows(history: History, _: facts.CaseFiled, period: Period, given: Profile) -> Iterator[Row]:
    """环节: every step with its handler and opinion."""
    for step in steps_of(history):
        if not period.holds(step.ended):
            continue
        opinion: Given = step.opinion or Instead(step.outcome, "没有意见,填环节结果 · no opinion: the step's outcome")
        handler = Instead(step.staff, STAFF) if step.staff else Instead(given.system, "由时限触发 · silence did it")
        yield Row(
            "up_pro_process",
            history.number,
            {
                "row_guid": f"{history.number}-H{step.number}",
                "project_no": history.number,
                "process_name": step.name,
                "event_name": given.actions[step.action],
                "event_start_time": step.began,
                "event_end_time": step.ended,
                "handle_user_name": handler,
                "handle_explain": opinion,
                "remark": Missing("没有备注 · nothing to remark"),
            },
        )


def result_rows(history: History, _: facts.CaseFiled, period: Period, given: Profile) -> Iterator[Row]:
    """办结: whatever ended the matter."""
    posted = any(fact.way == "post" for fact in _deliveries(history))
    for number, fact in history.of(*_RESULTS):
        if not period.holds(fact.at):
            continue
        document = getattr(fact, "document", None)
        by = getattr(fact, "by", None)
        yield Row(
            "up_pro_result",
            history.number,
            {
                "row_guid": f"{history.number}-B{number}",
                "project_no": history.number,
                "result_type": given.results[_result(fact)],
                "result_date": fact.at,
                "result_explain": getattr(fact, "reason", None) or getattr(fact, "opinion", None),
                "result_cetr_name": document.name if document else None,
                "result_cetr_no": (getattr(fact, "identifier", None) or _NO_DOCUMENT) if document else None,
                "is_delivery_results": given.yes if posted else given.no,
                "handle_user_name": Instead(by.staff, STAFF) if by else _NO_NAME,
                "satisfaction": _NO_RATING,
                "remark": Missing("没有备注 · nothing to remark"),
            },
        )


def material_rows(history: History, filed: facts.CaseFiled, period: Period, given: Profile) -> Iterator[Row]:
    """材料: those of the filing and those supplied later."""
    if period.holds(filed.at):
        yield from _materials(history, 1, filed.application.materials, given)
    for number, fact in history.of(facts.CorrectionSupplied, facts.DeferredSupplied):
        assert isinstance(fact, (facts.CorrectionSupplied, facts.DeferredSupplied))  # noqa: S101 - as asked
        if period.holds(fact.at):
            yield from _materials(history, number, fact.materials, given)


def licence_rows(history: History, _: facts.CaseFiled, period: Period, __: Profile) -> Iterator[Row | Unfilled]:
    """证照: every version that was signed; a decision without a signed document has none to upload."""
    for _number, fact in history.of(facts.CaseDecided, facts.CaseDeemedRenewed):
        granted, identifier = getattr(fact, "document", None), getattr(fact, "identifier", None)
        if period.holds(fact.at) and granted and identifier is None:
            yield Unfilled("up_lic_data", history.number, _NO_DOCUMENT.reason)
    for _number, fact in history.of(facts.CaseDocumentSigned):
        assert isinstance(fact, facts.CaseDocumentSigned)  # noqa: S101 - as asked
        if period.holds(fact.at):
            yield _licence(history, read(Document, decoded(fact.personal.signed.payload)))


def _licence(history: History, document: Document) -> Row:
    holder, issuer = document.personal.holder, document.issuer
    assert not isinstance(holder, Undisclosed), "cases without their personal parts have no rows"  # noqa: S101
    return Row(
        "up_lic_data",
        history.number,
        {
            "certificate_area_code": issuer.region,
            "certificate_holder": holder.name,
            "certificate_holder_code": holder.identity.number if holder.kind == "person" else holder.uscc,
            "certificate_holder_type": None,
            "certificate_name": document.type.name,
            "certificate_number": Instead(document.identifier, "没有另编证号,填电子证照标识 · no number but this"),
            "certificate_source_id": document.identifier,
            "certificate_type": document.type.name,
            "certificate_type_code": document.type.type,
            "issue_date": f"{document.issued_at:%Y-%m-%d}",
            "issue_dept": issuer.name,
            "issue_dept_code": issuer.unit,
        },
    )


def logistics_rows(history: History, filed: facts.CaseFiled, period: Period, _: Profile) -> Iterator[Row]:
    """寄送 of results: GB/T 39046-2020 table 15."""
    for fact in _deliveries(history):
        if fact.way == "post" and period.holds(fact.at):
            yield Row(
                "logistics",
                history.number,
                {
                    "case_no": history.number,
                    "tracking_no": fact.tracking or Missing("送达时没有登记物流单号 · no tracking number was given"),
                    "sending_body": filed.competent.name,
                    "sent_on": f"{fact.at:%Y%m%d}",
                    "sender": Instead(fact.by.staff, STAFF),
                    "recipient": applicant_of(history).name,
                    "receiving_body": None,
                    "received_on": Missing("没有签收登记 · receipt is not recorded"),
                },
            )


def payment_rows(history: History, filed: facts.CaseFiled, period: Period, _: Profile) -> Iterator[Row | Unfilled]:
    """缴费: every payment; GB/T 39046-2020 table 14, which has no place for what went back."""
    for number, fact in history.of(facts.FeePaid, facts.FeeRefunded):
        if not period.holds(fact.at):
            continue
        if isinstance(fact, facts.FeeRefunded):
            yield Unfilled("payment", history.number, f"{_NO_REFUND}:{yuan(fact.amount_fen)}元,缴款单号{fact.slip}")
            continue
        assert isinstance(fact, facts.FeePaid)  # noqa: S101 - as asked
        moved = history.last(facts.CaseTransferred, before=number)
        yield Row(
            "payment",
            history.number,
            {
                "case_no": history.number,
                "payment_slip_no": fact.slip,
                "charging_body": (moved.to if moved else filed.competent).name,
                "charging_officer": Instead(fact.by.staff, STAFF),
                "amount": Decimal(fact.amount_fen).scaleb(-2),
                "charged_at": Instead(fact.at, "缴费登记时间 · when it was recorded"),
                "payer": Instead(applicant_of(history).name, _NO_PAYER),
            },
        )


def _is_undone(history: History, number: int) -> bool:
    """Whether silence decided it, and what had been received in time corrected that."""
    deemed = [one for one in history.of(facts.CaseDeemedAccepted) if one.number == number]
    return bool(deemed) and any(one.number > number for one in history.of(facts.SilenceCorrected))


def _deliveries(history: History) -> list[facts.CaseDelivered]:
    return [fact for _, fact in history.facts if isinstance(fact, facts.CaseDelivered)]


def _result(fact: facts.Fact) -> str:
    return fact.outcome if isinstance(fact, facts.CaseDecided) else _RESULTS[type(fact)]


def _materials(history: History, number: int, handed_in: Sequence[Material], given: Profile) -> Iterator[Row]:
    for place, material in enumerate(handed_in, 1):
        medium = "document" if material.document else material.medium
        yield Row(
            "up_pro_material",
            history.number,
            {
                "row_guid": f"{history.number}-C{number}-{place}",
                "project_no": history.number,
                "material_name": material.title,
                "get_type": given.media[medium],
                "get_num": "1",
                "material_attach_name": material.title if medium == "electronic" else None,
                "remark": material.document or Missing("没有备注 · nothing to remark"),
            },
        )


_RESULTS: Final[dict[type[facts.Fact], str]] = {
    facts.CaseDecided: "",  # as its outcome says
    facts.CaseDeemedRenewed: "renewed",
    facts.CaseNotAccepted: "not_accepted",
    facts.FilingBarred: "not_accepted",
    facts.ApprovalWithdrawn: "revoked",
    facts.CaseWithdrawn: "withdrawn",
    facts.CaseLapsed: "lapsed",
}
MAKERS: Final[Sequence[Maker]] = (
    accept_rows,
    process_rows,
    result_rows,
    special_rows,
    material_rows,
    licence_rows,
    payment_rows,
    logistics_rows,
)
