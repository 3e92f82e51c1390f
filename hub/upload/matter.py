"""What a case is about: its item, its applicant, its contact; what is personal is of the facts' personal parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.domain.identifiers import basic_code, implementation_code
from hub.upload.cells import Given, Instead, Missing
from schemas import facts
from schemas.parties import Organisation, Party, Undisclosed

if TYPE_CHECKING:
    from hub.upload.history import History
    from hub.upload.profile import Profile

BASIC: Final = 12


def item_cells(history: History, filed: facts.CaseFiled, given: Profile) -> dict[str, Given]:
    """Who is competent: the last unit the case was handed to, as of now."""
    transferred = history.last(facts.CaseTransferred)
    unit = transferred.to if transferred else filed.competent
    code, basic = filed.item.code, basic_code(filed.item.code)
    built = Instead(
        implementation_code(unit.unit, _level(unit.region), basic), "由单位、层级和基本编码组成 · built of its parts"
    )
    limit = filed.item.promised
    at_once = limit.amount == 0 or limit.unit in {"hours", "minutes"}
    return {
        "catalog_code": basic,
        "task_code": built if len(code) == BASIC else code,
        "task_name": filed.item.name,
        "task_version": Instead(given.item_version, "登记中没有事项版本 · facts hold no version"),
        "task_handle_item": Missing("业务办理项由地方系统编码 · coded by local systems"),
        "local_catalog_code": Missing("地方编码由地方系统编 · coded by local systems"),
        "local_task_code": Missing("地方编码由地方系统编 · coded by local systems"),
        "org_code": unit.unit,
        "org_name": unit.name,
        "project_type": Instead(given.on_the_spot if at_once else given.promised, "按承诺时限推定 · by the promise"),
    }


def _level(region: str) -> str:
    """Tell the level (GB/T 39046 A.2) of a unit by its region: province, prefecture or county."""
    if region.endswith("0000"):
        return "2"
    return "3" if region.endswith("00") else "4"


def applicant_cells(history: History, given: Profile) -> dict[str, Given]:
    filed, party = history.filed, applicant_of(history)
    assert filed is not None  # noqa: S101 - only filed cases have rows
    personal = filed.application.personal
    agent = personal.agent
    contact = agent or (party if party.kind == "person" else None)
    legal = next((one.person.name for one in personal.others if one.role == "legal_representative"), None)
    kind, code = _identity(party, given)
    contact_kind, contact_code = _identity(contact, given) if contact else (None, None)
    return {
        "applyer_name": party.name,
        "applyer_type": given.applicant_kinds[filed.application.applicant_kind],
        "applyer_page_type": kind,
        "applyer_page_code": code,
        "address": party.address,
        "zip_code": Missing("申请中不收邮编 · not asked for"),
        "legal": legal,
        "contact_name": contact.name if contact else None,
        "contact_type": contact_kind,
        "contact_code": contact_code,
        "contact_mobile": contact.phone if contact else party.phone,
    }


def applicant_of(history: History) -> Party:
    """Who applies: as last supplied."""
    filed = history.filed
    assert filed is not None  # noqa: S101 - only filed cases have rows
    found: Party = filed.application.personal.applicant
    for _, fact in history.of(facts.CorrectionSupplied):
        if isinstance(fact, facts.CorrectionSupplied) and fact.personal is not None:
            found = fact.personal.applicant
    return found


def _identity(party: Party, given: Profile) -> tuple[str, str]:
    if isinstance(party, Organisation):
        return given.identity_kinds["uscc"], party.uscc
    assert not isinstance(party, Undisclosed), "cases without their personal parts have no rows"  # noqa: S101
    return given.identity_kinds[party.identity.kind], party.identity.number
