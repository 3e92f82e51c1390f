"""Papers while the clock runs: it stands still, or runs longer."""

from __future__ import annotations

from typing import Final

from hub.papers.dates import day_of, in_words
from hub.papers.errors import NotYetError
from hub.papers.laws import law
from hub.papers.notice import Fields, Notice, Paragraph
from hub.papers.record import Record
from schemas import facts
from schemas.commands.special import SPECIAL_PROCEDURES
from schemas.reference import Office

OFFICES: Final[dict[Office, str]] = {
    "head_of_organ": "本行政机关负责人",
    "head_of_registration_organ": "登记机关负责人",
    "head_of_government": "本级人民政府负责人",
}


def special(record: Record, _: str | None) -> Notice:
    """特别程序告知书: which procedure, by which paper, how long it is planned to take (许可法 art. 45)."""
    said = record.last(facts.CasePaused)
    if said is None:
        raise NotYetError("不能打印特别程序告知书:该办件没有进入特别程序。\nNo special procedure was begun.")
    fact = said.fact
    procedure = SPECIAL_PROCEDURES[fact.procedure]
    return Notice(
        title="特别程序告知书",
        number=f"{record.number}-特-{said.number}",
        addressee=record.applicant.name,
        parts=(
            Paragraph(
                f"{record.you}申请的“{record.filed.item.name}”(办件编号{record.number}),本机关在审查中依法需要进行"
                f"{procedure}。根据{law(record, 'pause')}的规定,所需时间不计算在办理期限内,现告知如下:"
            ),
            Fields(
                [
                    ("特别程序", procedure),
                    ("事由", fact.reason),
                    ("依据文书", fact.paper),
                    ("开始日期", in_words(day_of(fact.at))),
                    ("预计所需时间", f"至{in_words(fact.pause.due_day)}止"),
                ]
            ),
            Paragraph("特别程序结束后,办理期限自次日起继续计算。"),
        ),
        issuer=record.competent(said.number).name,
        at=fact.at,
    )


def extension(record: Record, _: str | None) -> Notice:
    """延长办理期限告知书: by how much, why, who approved, and the new day."""
    said = record.last(facts.CaseExtended)
    if said is None:
        raise NotYetError("不能打印延长办理期限告知书:该办件没有延期。\nThe case was not extended.")
    fact, item = said.fact, record.filed.item
    step = law(record, "extend_jointly" if item.extension_by == "head_of_government" else "extend")
    office = OFFICES[item.extension_by or "head_of_organ"]
    due = f"{'预计' if fact.promise.provisional else ''}{in_words(fact.promise.due_day)}"
    return Notice(
        title="延长办理期限告知书",
        number=f"{record.number}-延-{said.number}",
        addressee=record.applicant.name,
        parts=(
            Paragraph(
                f"{record.you}申请的“{record.filed.item.name}”(办件编号{record.number}),本机关不能在规定期限内作出决定。"
                f"根据{step}的规定,经{office}批准,办理期限延长{fact.days}个工作日,至{due}止。"
            ),
            Paragraph(f"延长期限的理由:{fact.reason.rstrip('。')}。"),
        ),
        issuer=record.competent(said.number).name,
        at=fact.at,
    )
