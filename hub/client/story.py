"""The story everything is tested with: at 清镇市 one agent files the registration of three companies in 息烽县."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from hub.client.sample import Filing
from hub.domain.identifiers import make_bundle_number, make_case_number, make_resident_id
from hub.domain.identifiers.numbers import Draw
from hub.domain.reference import Reference
from schemas.commands import FileBundle
from schemas.reference import Item
from schemas.times import in_china

ORIGIN: Final = "520181"
COMPETENT: Final = "520122"
ITEM: Final = "520701001000"
"""有限责任公司设立登记."""
CENTRES: Final = "government_services"


class Company(NamedTuple):
    """A company to be registered and the person who founds it."""

    name: str
    capital_yuan: int
    scope: str
    place: str
    founder: str
    founder_home: str
    born: date
    phone: str


COMPANIES: Final = (
    Company(
        "息烽县黔苗生态种养殖有限公司",
        1_000_000,
        "蔬菜种植;水果种植;中草药种植;牲畜饲养;农产品初加工服务;农副产品销售",
        "贵州省贵阳市息烽县永靖镇样例路18号",
        "陈远山",
        "520181",
        date(1985, 3, 14),
        "16100000001",
    ),
    Company(
        "息烽县云岭农旅开发有限公司",
        3_000_000,
        "休闲观光活动;乡村旅游资源开发经营;餐饮管理;会议及展览服务;工艺美术品销售",
        "贵州省贵阳市息烽县温泉镇示范街6号",
        "龙秀兰",
        "520122",
        date(1990, 11, 2),
        "16100000002",
    ),
    Company(
        "贵州息烽磷韵新材料有限公司",
        5_000_000,
        "新材料技术研发;新型建筑材料制造(不含危险化学品);建筑材料销售;货物进出口",
        "贵州省贵阳市息烽县小寨坝镇演示大道101号",
        "周文博",
        "520304",
        date(1979, 7, 28),
        "16100000003",
    ),
)
AGENT: Final = {
    "kind": "person",
    "name": "何静",
    "identity": {"kind": "resident_id", "number": make_resident_id("520181", date(1993, 5, 20), 0)},
    "phone": "16100000009",
    "address": "贵州省贵阳市清镇市测试巷3号",
}


def three_companies(moment: datetime, draw: Draw, reference: Reference) -> Filing:
    """Make the bundle of three complete company registrations as filed at ``moment`` at 清镇's window.

    Raises LookupError where the reference lacks the item or 清镇's government services centre.
    """
    today = in_china(moment).date()
    item, centre = reference.item(ITEM, today), reference.unit_for_group(CENTRES, ORIGIN, today)
    if item is None or centre is None:
        raise LookupError(f"the reference data holds no item {ITEM} or no window of {ORIGIN} on {today}")
    children = [_child(company, make_case_number(ORIGIN, moment, draw), item, today) for company in COMPANIES]
    data = {
        "title": "三家公司设立登记一次办",
        "window": {"unit": centre.uscc, "window": "03", "staff": "520181031", "channel": "1"},
        "mode": item.mode,
        "personal": {"agent": AGENT, "power_of_attorney": _power(today)},
        "children": children,
    }
    return Filing(ORIGIN, moment, FileBundle.ce_type, make_bundle_number(ORIGIN, moment, draw), data)


def _child(company: Company, number: str, item: Item, today: date) -> dict[str, Any]:
    founder = _founder(company)
    return {
        "case": number,
        "item": item.code,
        "jurisdiction": {"field": item.jurisdiction_field, "region": COMPETENT},
        "applicant_kind": "1",
        "form": {
            "company_name": company.name,
            "company_type": "有限责任公司(自然人独资)",
            "capital": company.capital_yuan,
            # 公司法 art. 47: paid within five years of the founding
            "capital_due": str(today.replace(day=1, year=today.year + 4)),
            "business_scope": company.scope,
            "business_term": "长期",
            "place_of_business": company.place,
            "licence_copies": 1,
        },
        "materials": [_material(company, line.code, line.name) for line in item.materials],
        "personal": {
            "applicant": founder,
            "others": [{"role": role, "person": founder} for role in ("shareholder", "legal_representative")],
        },
    }


def _founder(company: Company) -> dict[str, Any]:
    return {
        "kind": "person",
        "name": company.founder,
        "identity": {"kind": "resident_id", "number": make_resident_id(company.founder_home, company.born, 0)},
        "phone": company.phone,
        "address": company.place,
    }


def _power(today: date) -> dict[str, Any]:
    signed = today - timedelta(days=1)
    return {
        "number": f"WT{signed:%Y%m%d}000001",
        "scope": "代为办理三家有限责任公司的设立登记,包括提交和补正材料、签收文书、领取营业执照",
        "signed_on": str(signed),
        "ends_on": str(signed + timedelta(days=90)),
    }


def _material(company: Company, code: str, title: str) -> dict[str, Any]:
    content = f"{company.name}:{title}".encode()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"code": code, "title": title, "medium": "electronic", "digest": digest, "size": len(content)}
