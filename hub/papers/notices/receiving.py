"""Papers of the window: what was received, and which originals are kept."""

from __future__ import annotations

from typing import Final

from hub.papers.dates import in_words, time_in_words
from hub.papers.errors import NotYetError
from hub.papers.licence import identity_of
from hub.papers.notice import Fields, Notice, Paragraph, Part, Signing, Table
from hub.papers.punctuation import AsIs
from hub.papers.record import Record, in_units
from schemas import facts
from schemas.application import Material
from schemas.commands.custody import WayBack
from schemas.facts import Clock
from schemas.parties import Party

WAYS: Final[dict[WayBack, str]] = {"window": "窗口领取", "post": "邮寄", "with_result": "随办理结果一并退还"}
_HANDED_BY: Final = "交件人签名:____________  年  月  日"
_TAKEN_BY: Final = "收件人签名:____________  年  月  日"


def receipt(record: Record, _: str | None) -> Notice:
    """收件凭证: what was filed, when, at which window; that receipt is not acceptance."""
    filed = record.filed
    window = filed.origin.window
    parts: list[Part] = [
        Fields(
            [
                ("办件编号", record.number),
                ("申请事项", filed.item.name),
                *_party("申请人", filed.application.personal.applicant),
                *(_party("经办人", record.agent) if record.agent else ()),
                ("收件时间", time_in_words(filed.at)),
                ("收件窗口", f"{record.unit_name(window.unit)} {window.window}号窗口"),
                *((("先行审查机关", filed.lower.name),) if filed.lower else ()),
                ("决定机关" if filed.lower else "办理机关", filed.competent.name),
            ]
        ),
        _materials(filed.application.materials),
    ]
    if filed.lacking:
        lacking = ";".join(f"{record.field_name(point.code)}({point.text})" for point in filed.lacking)
        parts.append(Paragraph(f"初步核对,尚缺:{lacking}。需要补正的全部内容以办理机关的补正告知书为准。"))
    parts += [Paragraph(_what_follows(record)), Signing([_HANDED_BY, _TAKEN_BY])]
    return Notice(
        title="申请材料收件凭证",
        number=f"{record.number}-收-1",
        addressee=None,
        parts=tuple(parts),
        issuer=record.unit_name(window.unit),
        at=filed.at,
    )


def custody(record: Record, voucher: str | None) -> Notice:
    """原件收存凭证: which originals are kept, by whom, and how they go back. ``voucher``: None for the last one."""
    handed = [said for said in record.all(facts.PaperHandedOver) if voucher in {None, said.fact.voucher}]
    if not handed:
        which = f"没有凭证号为 {voucher} 的原件收存登记" if voucher else "没有收存原件的登记"
        raise NotYetError(
            f"不能打印原件收存凭证:该办件{which}。\nNo paper was handed over: there is no voucher to print."
        )
    number, fact = handed[-1]
    rows = [[str(place), record.material_name(code)] for place, code in enumerate(fact.materials, 1)]
    back = [one.fact for one in record.all(facts.PaperReturned) if one.fact.voucher == fact.voucher]
    state = f"已于{time_in_words(back[-1].at)}退还({WAYS[back[-1].way]})" if back else "尚未退还"
    return Notice(
        title="申请材料原件收存凭证",
        number=f"{record.number}-存-{number}",
        addressee=None,
        parts=(
            Fields(
                [
                    ("凭证号", fact.voucher),
                    ("办件编号", record.number),
                    ("申请事项", record.filed.item.name),
                    ("申请人", AsIs(record.applicant.name)),
                    ("收存单位", record.officer(fact.by)),
                    *((("移交单位", record.unit_name(fact.taken_from)),) if fact.taken_from else ()),
                    ("收存时间", time_in_words(fact.at)),
                    ("退还方式", WAYS[fact.way_back]),
                    ("退还情况", state),
                ]
            ),
            Table(["序号", "原件名称"], rows, (1, 9)),
            Paragraph("上列原件由收存单位妥善保管。请凭本凭证和有效身份证件领回;原件退还后本凭证收回。"),
            Signing([_HANDED_BY, _TAKEN_BY]),
        ),
        issuer=record.unit_name(fact.by.unit),
        at=fact.at,
    )


def _party(role: str, party: Party) -> list[tuple[str, str]]:
    called, number = identity_of(party)
    return [(role, AsIs(party.name)), ("经办人证件号码" if role == "经办人" else called, number)]


def _materials(materials: tuple[Material, ...]) -> Table:
    rows = [[str(place), one.title, _form(one)] for place, one in enumerate(materials, 1)]
    return Table(["序号", "材料名称", "形式"], rows or [["–", "未提交材料", "–"]], (1, 7, 2))


def _form(material: Material) -> str:
    if material.document:
        return "以证照代替"
    return "电子" if material.medium == "electronic" else "纸质"


def _what_follows(record: Record) -> str:
    item = record.filed.item
    clock: Clock | None = next((one for one in record.filed.clocks if one.name == "acceptance"), None)
    receipt_only = "收件不等于受理。"
    if clock is None or item.acceptance is None:
        return f"{receipt_only}办理机关审查申请材料后,将告知{record.you}是否受理或者需要补正的内容。"
    due = f"{'预计' if clock.provisional else ''}至{in_words(clock.due_day)}止"
    silence = ";逾期未告知的,自收到申请材料之日起即为受理" if item.silence_accepts else ""
    limit = in_units(item.acceptance)
    return f"{receipt_only}办理机关将自收到申请材料之日起{limit}内({due})告知是否受理或者需要补正的内容{silence}。"
