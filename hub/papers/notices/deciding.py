"""Papers of the decision: approved, or denied with reason, legal basis and remedy."""

from __future__ import annotations

from hub.papers.dates import day_of, in_words
from hub.papers.errors import NotYetError
from hub.papers.laws import Step, law, remedy
from hub.papers.notice import Notice, Paragraph
from hub.papers.record import Record, Said, in_units
from schemas import facts
from schemas.facts import Clock
from schemas.reference import DocumentType

_APPROVALS = {"licence": "准予行政许可决定书", "registration": "登记通知书"}
_DENIALS = {"licence": "不予行政许可决定书", "registration": "不予登记通知书"}


def approval(record: Record, _: str | None) -> Notice:
    """准予决定书, also where silence has renewed (许可法 art. 50)."""
    said, renewed = _decided(record, "approved"), record.last(facts.CaseDeemedRenewed)
    if said is not None:
        fact = said.fact
        basis = _basis(record, "approve", fact.legal_basis)
        text = f"经审查,申请符合法定条件、标准。根据{basis}的规定,决定{_what(record)}。"
        if fact.conditional:
            text += "本决定附条件作出:申请人承诺补交的材料应当在承诺期限内补齐,逾期未补齐的,本机关可以依法撤回本决定。"
        issue = _issue(record, fact.document, fact.delivery)
        return _letter(record, Said(said.number, fact), approval_title(record), "准", text, issue)
    if renewed is not None:
        text = (
            f"本机关在原证件有效期({in_words(renewed.fact.expired_on)})届满前未作出决定。根据{law(record, 'renew')}"
            "的规定,视为准予延续。"
        )
        issue = _issue(record, renewed.fact.document, renewed.fact.delivery)
        return _letter(record, Said(renewed.number, renewed.fact), approval_title(record), "准", text, issue)
    raise NotYetError("不能打印准予决定书:该办件没有准予的决定。\nThe case is not approved.")


def denial(record: Record, _: str | None) -> Notice:
    """不予决定书: reason, legal basis, remedy (许可法 art. 38)."""
    said = _decided(record, "denied")
    if said is None:
        raise NotYetError("不能打印不予决定书:该办件没有不予的决定。\nThe case is not denied.")
    fact = said.fact
    text = f"经审查,根据{_basis(record, 'deny', fact.legal_basis)}的规定,决定{_what(record, not_given=True)}。"
    reason = f"理由:{(fact.reason or '').rstrip('。')}。"
    told = remedy(record, fact.remedy, said.number)
    return _letter(record, Said(said.number, fact), denial_title(record), "不准", text, reason, told)


def approval_title(record: Record) -> str:
    """Give what an approval is called, by the item's regime."""
    return _APPROVALS.get(record.filed.item.regime, "准予办理决定书")


def denial_title(record: Record) -> str:
    """Give what a denial is called."""
    return _DENIALS.get(record.filed.item.regime, "不予办理决定书")


def _decided(record: Record, outcome: str) -> Said[facts.CaseDecided] | None:
    said = record.last(facts.CaseDecided)
    return said if said is not None and said.fact.outcome == outcome else None


def _basis(record: Record, step: Step, officers: str | None) -> str:
    """Give the law that the step rests on, and what the officer names beside it."""
    cited = law(record, step)
    named = (officers or "").strip().rstrip("。")
    return f"{cited}和{named}" if named and named not in cited else cited


def _what(record: Record, *, not_given: bool = False) -> str:
    verb = {"licence": "行政许可", "registration": "登记"}.get(record.filed.item.regime, "办理")
    return f"{'不予' if not_given else '准予'}{verb}"


def _issue(record: Record, document: DocumentType | None, delivery: Clock | None) -> str:
    what = f"颁发《{document.name}》" if document else "送达本决定书"
    if delivery is None:
        return f"本机关将{what}。" if document else ""
    due = f"{'预计' if delivery.provisional else ''}{in_words(delivery.due_day)}"
    limit = f"{in_units(record.filed.item.delivery)}内" if record.filed.item.delivery else ""
    return f"本机关将自作出决定之日起{limit}(至{due}止)向{record.you}{what}。"


def _letter(record: Record, said: Said[facts.Fact], title: str, word: str, *paragraphs: str) -> Notice:
    day = in_words(day_of(record.filed.at))
    opening = f"{record.you}于{day}提出的“{record.filed.item.name}”申请(办件编号{record.number}),"
    first, *others = [text for text in paragraphs if text]
    return Notice(
        title=title,
        number=f"{record.number}-{word}-{said.number}",
        addressee=record.applicant.name,
        parts=tuple(Paragraph(text) for text in (opening + first, *others)),
        issuer=record.competent(said.number).name,
        at=said.fact.at,
    )
