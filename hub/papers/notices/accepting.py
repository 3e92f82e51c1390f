"""Papers of acceptance: accepted, to be corrected, not accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.papers.dates import day_of, in_words
from hub.papers.errors import NotYetError
from hub.papers.laws import LICENCE, is_licence, law, remedy
from hub.papers.notice import Notice, Paragraph, Part, Table
from hub.papers.record import Record, Said, in_units
from schemas import facts
from schemas.credit import BarGround
from schemas.facts import Clock
from schemas.parties import Addressee

_BARS: Final[dict[BarGround, tuple[str, str]]] = {
    "false_statement": ("隐瞒有关情况或者提供虚假材料", f"{LICENCE}第七十八条"),
    "fraud": ("以欺骗、贿赂等不正当手段取得许可", f"{LICENCE}第七十九条"),
}


def acceptance(record: Record, _: str | None) -> Notice:
    """受理通知书, also where silence has accepted (许可法 art. 32)."""
    accepted, deemed = record.last(facts.CaseAccepted), record.last(facts.CaseDeemedAccepted)
    if accepted is None and deemed is None:
        raise NotYetError("不能打印受理通知书:该办件尚未受理。\nThe case is not accepted yet.")
    said: Said[facts.CaseAccepted] | Said[facts.CaseDeemedAccepted]
    parts: list[Part]
    if accepted is not None and (deemed is None or accepted.number > deemed.number):
        said, parts = accepted, [Paragraph(_accepted(record, accepted))]
    else:
        assert deemed is not None  # noqa: S101 - one of the two is there
        said, parts = deemed, [Paragraph(_deemed(record, deemed.fact))]
    parts.append(Paragraph(_limits(record, said.fact)))
    if is_licence(record):
        excluded = "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的,所需时间不计算在上述期限内。"
        parts.append(Paragraph(excluded))
    granted = record.last(facts.DeferralGranted, said.number)
    if granted and not record.last(facts.DeferralDropped, said.number):
        parts.append(Paragraph("本件容缺受理:所缺材料由申请人按已签署的承诺书在承诺期限内补齐。"))
    return _letter(record, "受理通知书", "受", Said(said.number, said.fact), parts)


def correction(record: Record, _: str | None) -> Notice:
    """补正告知书: once and completely; a second one names only what is still unmet."""
    said = record.last(facts.CorrectionAsked)
    if said is None:
        raise NotYetError("不能打印补正告知书:该办件没有补正告知的登记。\nNo correction was asked for.")
    fact = said.fact
    rows = [
        [
            str(place),
            record.field_name(point.code),
            point.text + (f"\n仍不符合:{point.still_unmet}" if point.still_unmet else ""),
        ]
        for place, point in enumerate(fact.points, 1)
    ]
    opening = (
        "经审查,申请材料不齐全或者不符合法定形式。" if not fact.again else "经审查,补正后的材料仍有下列各项不符合要求。"
    )
    parts: list[Part] = [
        Paragraph(
            f"{_filing(record)}{opening}根据{law(record, 'correct')}的规定,现将需要补正的全部内容一次性告知如下:"
        ),
        Table(["序号", "材料或内容", "需要补正的内容"], rows, (1, 3.5, 5.5)),
    ]
    if fact.supply:
        parts.append(
            Paragraph(f"请于{in_words(fact.supply.due_day)}前(含当日)向收件窗口或办理机关补正。{_lapse(record)}")
        )
    parts.append(Paragraph("补正材料收到后,受理期限重新计算。"))
    return _letter(record, "申请材料补正告知书", "补", Said(said.number, fact), parts)


def refusal(record: Record, _: str | None) -> Notice:
    """不予受理决定书: the reason and the remedy, or the bar of the law itself (art. 78, 79)."""
    said, barred = record.last(facts.CaseNotAccepted), record.last(facts.FilingBarred)
    if said is not None:
        reason, told, at = said.fact.reason, said.fact.remedy, said.number
        basis = law(record, "refuse")
        fact: facts.Fact = said.fact
    elif barred is not None:
        why, basis = _BARS[barred.fact.bar.ground]
        reason = f"申请人因{why},在{in_words(barred.fact.bar.until)}前(含当日)不得再次申请该事项"
        told, at, fact = None, barred.number, barred.fact
    else:
        raise NotYetError("不能打印不予受理决定书:该办件没有不予受理的登记。\nThe case was not refused acceptance.")
    parts = [
        Paragraph(f"{_filing(record)}经审查,根据{basis}的规定,决定不予受理。"),
        Paragraph(f"不予受理的理由:{reason.rstrip('。')}。"),
        Paragraph(remedy(record, told, at)),
    ]
    return _letter(record, "不予受理决定书", "不受", Said(at, fact), parts)


def _letter(record: Record, title: str, word: str, said: Said[facts.Fact], parts: Sequence[Part]) -> Notice:
    return Notice(
        title=f"行政许可申请{title}" if is_licence(record) and not title.startswith("申请") else title,
        number=f"{record.number}-{word}-{said.number}",
        addressee=record.applicant.name,
        parts=tuple(parts),
        issuer=record.competent(said.number).name,
        at=said.fact.at,
    )


def _filing(record: Record) -> str:
    day = in_words(day_of(record.filed.at))
    return f"{record.you}于{day}提出的“{record.filed.item.name}”申请(办件编号{record.number})收悉。"


def _accepted(record: Record, said: Said[facts.CaseAccepted]) -> str:
    fact, organ = said.fact, record.competent(said.number)
    on_behalf = _on_behalf(record, fact.by.unit, organ) if fact.in_name_of else ""
    return (
        f"{_filing(record)}经审查,申请事项属于本机关职权范围,符合受理条件。根据{law(record, 'accept')}的规定,"
        f"决定自{in_words(day_of(fact.at))}起予以受理。{on_behalf}"
    )


def _on_behalf(record: Record, unit: str, organ: Addressee) -> str:
    return f"(受{organ.name}委托,由{record.unit_name(unit)}以委托机关名义办理。)"


def _deemed(record: Record, fact: facts.CaseDeemedAccepted) -> str:
    limit = record.filed.item.acceptance
    within = f"{in_units(limit)}内" if limit else "规定期限内"
    return (
        f"{_filing(record)}本机关自收到申请材料之日起{within}未告知是否受理。根据{law(record, 'silence')}的规定,"
        f"该申请自{in_words(fact.since)}起即为受理。"
    )


def _limits(record: Record, fact: facts.CaseAccepted | facts.CaseDeemedAccepted) -> str:
    if fact.lower_review is not None:
        return _review_first(record, fact.lower_review)
    assert fact.promise is not None  # noqa: S101 - one of the two runs
    return _promise(record, fact.promise)


def _review_first(record: Record, review: Clock) -> str:
    """许可法 art. 35, 43: who reviews, until when, and within what the superior organ decides."""
    item, superior = record.filed.item, record.superior.name
    due = f"{'预计' if review.provisional else ''}至{in_words(review.due_day)}止"
    within = f"{in_units(item.lower_review)}内" if item.lower_review else ""
    decided = f"{in_units(item.promised)}内" if item.promised.amount else "当日"
    legal = f";法定办理期限为{in_units(item.legal)}" if item.legal else ""
    return (
        f"本机关自受理之日起{within}({due})审查完毕,将初步审查意见和全部申请材料直接报送{superior};"
        f"{superior}承诺自收到之日起{decided}作出决定{legal}。"
    )


def _promise(record: Record, promise: Clock) -> str:
    item = record.filed.item
    due = f"{'预计' if promise.provisional else ''}{in_words(promise.due_day)}"
    legal = f";法定办理期限为{in_units(item.legal)}" if item.legal else ""
    if item.promised.amount == 0:
        return f"本机关承诺当日办结({due}){legal}。"
    return f"本机关承诺自受理之日起{in_units(item.promised)}内(至{due}止)作出决定{legal}。"


def _lapse(record: Record) -> str:
    limit = record.filed.item.lapses_after
    return f"逾期未补正的,本机关将另行告知,告知后{in_units(limit)}内仍未补正的,申请失效。" if limit else ""
