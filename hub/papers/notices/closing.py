"""Papers at the end: what is to be paid, and that the decision is in the applicant's hands."""

from __future__ import annotations

from typing import Final, Literal

from hub.papers.dates import time_in_words
from hub.papers.errors import NotYetError
from hub.papers.notice import Fields, Notice, Paragraph, Signing
from hub.papers.notices.accepting import refusal
from hub.papers.notices.deciding import approval, denial
from hub.papers.punctuation import AsIs
from hub.papers.record import Record, Said
from schemas import facts
from schemas.fees import StatedFee, yuan

_WAYS: Final[dict[Literal["window", "post", "electronic"], str]] = {
    "window": "窗口直接送达",
    "post": "邮寄送达",
    "electronic": "电子送达",
}
_BLANK: Final = "________________"


def delivery(record: Record, _: str | None) -> Notice:
    """送达回证: signed by who receives the decision; filled in as far as the delivery is recorded."""
    paper = _decision(record)
    said = record.last(facts.CaseDelivered)
    done = said.fact if said else None
    rows = [
        ("受送达人", AsIs(record.applicant.name)),
        ("送达文书", f"{paper.title}(编号{paper.number})"),
        ("办件编号", record.number),
        ("送达方式", _WAYS[done.way] if done else _BLANK),
        *((("邮件号", done.tracking),) if done and done.tracking else ()),
        ("送达时间", time_in_words(done.at) if done else _BLANK),
        ("送达人", record.officer(done.by) if done else _BLANK),
        ("签收人", _receiver(record, done)),
    ]
    return Notice(
        title="送达回证",
        number=f"{record.number}-送-{said.number if said else paper.number.rpartition('-')[2]}",
        addressee=None,
        parts=(
            Fields(rows),
            Signing(
                [
                    f"受送达人(签名或盖章):{_BLANK}    年    月    日",
                    f"代收人(签名,注明代收理由):{_BLANK}    年    月    日",
                    f"送达人(签名):{_BLANK}    年    月    日",
                ]
            ),
            Paragraph("受送达人不能亲自签收的,由其委托代理人或者符合法律规定的代收人签收,并注明与受送达人的关系。"),
        ),
        issuer=paper.issuer,
        at=done.at if done else paper.at,
    )


def payment(record: Record, _: str | None) -> Notice:
    """缴费通知书: what the acceptance states, where the applicant pays it."""
    accepted: Said[facts.CaseAccepted] | Said[facts.CaseDeemedAccepted] | None = record.last(facts.CaseAccepted)
    accepted = accepted or record.last(facts.CaseDeemedAccepted)
    if accepted is None:
        raise NotYetError("不能打印缴费通知书:该办件尚未受理。\nThe case is not accepted yet.")
    if record.last(facts.FeeWaived) is not None:
        raise NotYetError("不能打印缴费通知书:该办件的费用已经减免。\nThe fee was waived.")
    fee = accepted.fact.fee or _fee_of_item(record)
    counted = () if fee.quantity is None else (("收费数量", str(fee.quantity)),)
    due = () if fee.amount_fen is None else (("应缴金额", f"{yuan(fee.amount_fen)}元"),)
    how = "应缴金额按收费标准和核定的数量计算。" if fee.amount_fen is None else ""
    return Notice(
        title="缴费通知书",
        number=f"{record.number}-缴-{accepted.number}",
        addressee=record.applicant.name,
        parts=(
            Paragraph(
                f"{record.you}申请的“{record.filed.item.name}”(办件编号{record.number})按规定收取费用,现通知如下:"
            ),
            Fields(
                [
                    ("收费项目", record.filed.item.name),
                    ("收费标准", f"{yuan(fee.rate_fen)}元/{fee.per}"),
                    *counted,
                    *due,
                    ("收费依据", fee.basis),
                    ("缴费人", AsIs(record.applicant.name)),
                ]
            ),
            Paragraph(
                f"{how}请通过非税收入收缴渠道缴纳,以财政票据为凭;除上列费用外不收取其他费用。"
                f"{'费用缴清前,不能作出准予决定。' if fee.before_approval else ''}"
            ),
        ),
        issuer=record.competent(accepted.number).name,
        at=accepted.fact.at,
    )


def _fee_of_item(record: Record) -> StatedFee:
    """Give the fee of the item's row, for cases accepted before acceptances stated it."""
    if record.item is None:
        raise NotYetError("不能打印缴费通知书:基础数据中没有该事项。\nThe reference data does not know the item.")
    fee = record.item.fee
    if fee is None or fee.amount_fen == 0 or fee.payer != "applicant":
        why = "由财政承担,申请人不缴费" if fee and fee.payer != "applicant" else "不收费"
        raise NotYetError(f"不能打印缴费通知书:该事项{why}。\nThe applicant has nothing to pay for this item.")
    return StatedFee(rate_fen=fee.amount_fen, per=fee.per, basis=fee.basis)


def _decision(record: Record) -> Notice:
    for make in (approval, denial, refusal):
        try:
            return make(record, None)
        except NotYetError:
            continue
    raise NotYetError("不能打印送达回证:该办件尚未作出决定。\nNothing is decided yet that could be delivered.")


def _receiver(record: Record, done: facts.CaseDelivered | None) -> str:
    if done is None:
        return _BLANK
    if done.in_person or record.agent is None:
        return f"{record.applicant.name}(本人)"
    return f"{record.agent.name}(代理人)"
