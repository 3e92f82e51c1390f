"""What the read model says of cases, where this machine has its database; a county has only its queues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from hub.cli.read_model import database
from hub.cli.reliance_words import fields_of as fields_of_use
from hub.cli.show import moment
from hub.client.words import CLOCKS, IMPOSSIBLE, OUTCOMES, STAGES, owed_words
from hub.domain.bundle.state import ENDED, RUNNING
from hub.domain.document.state import STAGES as DOCUMENT_STAGES
from hub.domain.identifiers import is_bundle_number
from schemas.codes import explain

if TYPE_CHECKING:
    from hub.readmodel.credit_rows import DeferralRow
    from hub.readmodel.document_rows import DocumentRow
    from hub.readmodel.queries import Bundle, Case
    from hub.readmodel.rows import LampRow

DEFERRAL_STATUSES: Final = {
    "asked": "正在核对信用",
    "unanswered": "未得到答复",
    "refused": "不能容缺",
    "dropped": "不再容缺",
    "granted": "可以容缺",
    "running": "承诺期限内",
    "fulfilled": "已补齐",
    "broken": "逾期未补齐",
    "ended": "随办件结束",
}
OPEN: Final = ("filed", "correcting", "accepted", "paused", "decided")
LAMPS: Final = {"green": "", "yellow": "▲黄灯", "red": "●红灯"}


async def standing(number: str) -> dict[str, Any] | None:
    """Say where a case or a bundle stands; None where the read model does not know it."""
    async with database() as model:
        if model is None:
            return None
        if is_bundle_number(number):
            bundle = await model.bundle(number)
            return _bundle_fields(bundle) if bundle else None
        case = await model.case(number)
        if case is None:
            return None
        deferral = await model.deferral(number)
        uses = await model.reliances_of(number)
        return (
            fields_of(case)
            | {"lamps": [_lamp_fields(lamp) for lamp in await model.lamps_of(number)]}
            | ({"deferral": _deferral_fields(deferral)} if deferral else {})
            | {"documents": [_document_fields(row) for row in await model.documents_of(number)]}
            | ({"reliances": [fields_of_use(use) for use in uses]} if uses else {})
        )


def _document_fields(row: DocumentRow) -> dict[str, Any]:
    return {
        "identifier": row.identifier,
        "type_name": row.type_name,
        "issuer_name": row.issuer_name,
        "stage": row.stage,
        "state": row.state,
        "since": row.since,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "conditional": row.conditional,
        "until": row.until,
        "condition": row.condition,
        "awaits": row.awaits,
        "asked_at": row.asked_at,
        "fault": row.fault,
    }


def document_sentence(fields: dict[str, Any]) -> str:
    """Say in one line how a document stands, and what it waits for."""
    state = DOCUMENT_STAGES[fields["stage"]] + (f"({fields['condition']})" if fields["condition"] else "")
    until = f",至{fields['until']}" if fields["until"] else ""
    valid = f",有效期至{fields['valid_to']}" if fields["valid_to"] else ""
    conditional = ",附条件" if fields["conditional"] else ""
    waits = f";等待{fields['issuer_name']}电子签名" if fields["awaits"] else ""
    fault = f"(上次签名未通过:{explain(fields['fault'], {}).partition('。')[0]})" if fields["fault"] else ""
    return f"{fields['type_name']} {fields['identifier']}:{state}{until}{valid}{conditional}{waits}{fault}"


def _lamp_fields(lamp: LampRow) -> dict[str, Any]:
    return {
        "number": lamp.number,
        "clock": lamp.clock,
        "lamp": lamp.lamp,
        "turned_at": lamp.turned_at.isoformat(),
        "due": lamp.due.isoformat(),
        "unit_name": lamp.unit_name,
        "officer": lamp.officer_staff,
        "said": _said_of(lamp),
        "counts": lamp.counts,
    }


def _said_of(lamp: LampRow) -> str:
    """Say what became of a lamp."""
    if lamp.lifted_at is not None:
        return "平台撤回"
    judged = {None: "申诉待审核" if lamp.explained_at else "", True: "申诉成立", False: "申诉不成立"}[lamp.granted]
    return "、".join(word for word in (judged, "容错" if lamp.good_faith_at else "") if word)


def lamp_rows_of(fields: dict[str, Any]) -> list[list[object]]:
    """Give the rows of a case's lamps, those that turned first before the others."""
    return [
        [
            lamp["number"] or "",
            CLOCKS.get(lamp["clock"], lamp["clock"]),
            LAMPS[lamp["lamp"]],
            moment_of(lamp["turned_at"]),
            lamp["unit_name"],
            lamp["officer"] or "–",
            lamp["said"] or "–",
        ]
        for lamp in fields.get("lamps", ())
    ]


async def work_of(endpoint: str) -> list[dict[str, Any]] | None:
    """Give all open cases of an endpoint, first due first; None where there is no read model."""
    async with database() as model:
        if model is None:
            return None
        found: list[dict[str, Any]] = []
        page = await model.work_of_endpoint(endpoint, OPEN)
        found += [fields_of(case) for case in page.cases]
        while page.following:
            page = await model.work_of_endpoint(endpoint, OPEN, page.following)
            found += [fields_of(case) for case in page.cases]
        return found


def _bundle_fields(bundle: Bundle) -> dict[str, Any]:
    cases = [
        {
            "number": child.number,
            "stage": child.stage,
            "item": child.item_name,
            "item_code": child.item_code,
            "outcome": child.outcome,
            "code": child.code,
            "waiting": child.waiting,
            "waits_for": child.waits_for,
            "because": child.because,
            "unanswered": child.unanswered,
            "document": child.document,
            "owes": child.owes,
            "owes_materials": list(child.owes_materials),
            "owes_due": child.owes_due.isoformat() if child.owes_due else None,
        }
        for child in bundle.children
    ]
    return {
        "title": bundle.title,
        "kind": bundle.kind,
        "completed_at": bundle.completed_at.isoformat() if bundle.completed_at else None,
        "settled": bundle.settled,
        "revised_at": bundle.revised_at.isoformat() if bundle.revised_at else None,
        "ending": bundle.ending,
        "awaits_stage": bundle.awaits_stage,
        "awaits_until": bundle.awaits_until.isoformat() if bundle.awaits_until else None,
        "cases": cases,
    }


def _deferral_fields(row: DeferralRow) -> dict[str, Any]:
    return {
        "deferral": row.deferral,
        "status": row.status,
        "outstanding": list(row.outstanding),
        "due": row.due.isoformat() if row.due else None,
    }


def fields_of(case: Case) -> dict[str, Any]:
    """Give a case for machines, the applicant masked."""
    return {
        "number": case.number,
        "item": case.item_name,
        "applicant": case.applicant,
        "origin": case.origin_endpoint,
        "unit": case.competent_unit,
        "unit_name": case.competent_name,
        "stage": case.stage,
        "clock": case.clock,
        "due": case.due.isoformat() if case.due else None,
        "lamp": case.lamp,
        "urgent": case.urgent,
        "section": case.competent_section,
        "holder": case.holder_staff,
        "outcome": case.outcome,
        "bundle": case.bundle,
    }


def sentence_of(fields: dict[str, Any]) -> str:
    """Say in one line where a case or a bundle stands."""
    if "cases" in fields:
        return _bundle_sentence(fields)
    outcome = f"({OUTCOMES[fields['outcome']]})" if fields["outcome"] else ""
    lamp = LAMPS.get(fields["lamp"] or "green", "")
    due = f",时限 {moment_of(fields['due'])} {lamp}".rstrip() if fields["due"] else ""
    papers = "".join(f";{document_sentence(document)}" for document in fields.get("documents", ()))
    stands = f"{STAGES[fields['stage']]}{outcome}{due}{_deferral_words(fields)}"
    return f"{fields['item']},{fields['unit_name']}:{stands}{papers}"


def _deferral_words(fields: dict[str, Any]) -> str:
    deferral = fields.get("deferral")
    if not deferral:
        return ""
    missing = f",待补 {'、'.join(deferral['outstanding'])}" if deferral["outstanding"] else ""
    due = f",至 {moment_of(deferral['due'])}" if deferral["due"] else ""
    return f";容缺:{DEFERRAL_STATUSES[deferral['status']]}{missing}{due}"


def _bundle_sentence(fields: dict[str, Any]) -> str:
    open_cases = sum(case["outcome"] not in ENDED for case in fields["cases"])
    if fields["completed_at"]:
        how = f"已全部结束({moment_of(fields['completed_at'])})" + _after_the_end(fields)
    elif fields["awaits_stage"]:
        how = f"可报送“{fields['awaits_stage']}”阶段的事项,截至 {moment_of(fields['awaits_until'])}"
    else:
        how = f"{open_cases} 件未结束" + (",不再追加" if fields["ending"] else "")
    return f"联办件“{fields['title']}”,共 {len(fields['cases'])} 件:{how}"


def _after_the_end(fields: dict[str, Any]) -> str:
    """Say what is still owed, or how that ended, and whether an outcome has changed since."""
    owing = sum(case["owes"] in RUNNING for case in fields["cases"])
    settled = {None: "", "kept": ",容缺承诺全部履行", "broken": ",有容缺承诺未按期履行"}[fields["settled"]]
    revised = f",结果于{moment_of(fields['revised_at'])}有变" if fields["revised_at"] else ""
    return (f",尚有 {owing} 件的容缺承诺未履行" if owing else settled) + revised


def bundle_rows_of(fields: dict[str, Any]) -> list[list[object]]:
    """Give a row for each case of a bundle: how it stands, how it ended, and what it waits for."""
    return [
        [
            case["number"],
            case["item"] or case["item_code"],
            _stage_of(case),
            _outcome_of(case),
            "、".join(case["waits_for"]) if case["waiting"] else "–",
            _owed_of(case),
        ]
        for case in fields["cases"]
    ]


def _owed_of(case: dict[str, Any]) -> str:
    if case["owes"] is None:
        return "–"
    due = datetime.fromisoformat(case["owes_due"]) if case["owes_due"] else None
    return owed_words(case["owes"], case["owes_materials"], due)


def _stage_of(case: dict[str, Any]) -> str:
    if case["waiting"]:
        return "等待前提办件"
    return STAGES.get(case["stage"] or "", "未报送" if case["outcome"] else "待登记")


def _outcome_of(case: dict[str, Any]) -> str:
    outcome, code = case["outcome"], case["code"]
    if outcome is None:
        return "尚无答复" if case["unanswered"] else "–"
    why = IMPOSSIBLE.get(code or "", code)
    because = f",{case['because']}" if case["because"] else ""
    return OUTCOMES[outcome] + (f"({why}{because})" if why else "")


def rows_of(cases: Sequence[dict[str, Any]]) -> list[list[object]]:
    """Give the rows of a work list."""
    return [
        [
            case["number"],
            case["item"],
            case["applicant"] or "–",
            case["origin"],
            f"{'【急】' if case['urgent'] else ''}{STAGES[case['stage']]}",
            f"{moment_of(case['due'])} {LAMPS.get(case['lamp'] or 'green', '')}".rstrip(),
            case["holder"] or "未认领",
        ]
        for case in cases
    ]


def moment_of(text: str | None) -> str:
    """Give an ISO time as screens show it."""
    return moment(datetime.fromisoformat(text)) if text else "–"
