"""A small province: two counties and a prefecture, their units, and items whose deadlines fall within hours or days."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hub.domain.identifiers import make_uscc
from hub.domain.reference import Reference
from schemas.reference import (
    BundleKind,
    BundleStage,
    CalendarYear,
    CreditMeasure,
    DocumentType,
    Item,
    Limit,
    LowerReview,
    Material,
    Policy,
    Regime,
    Region,
    RoutingRule,
    Row,
    StageItem,
    Unit,
)
from tests.domain.signing import key_rows

ENDPOINTS: Final = ("520181", "520122", "520300")
PROJECT: Final = "project"
LICENCE: Final = "520712001000"
REGISTRATION: Final = "520701001000"
ACCEPTED_FIRST: Final = "520712002000"
"""容缺受理, and of public safety: the applicant's subject is asked twice."""
APPROVED_FIRST: Final = "520712003000"
"""容缺后补."""
RELYING: Final = "520712004000"
"""A document of another item may stand in the place of its material."""
REVIEWED: Final = "520712005000"
"""下级先行审查: of the counties, accepted and reviewed there, decided above them."""
SUPERIOR: Final = "520300"
"""Whose unit decides those."""
MEASURE: Final = "C01"
_SINCE: Final = date(2020, 1, 1)
DECREED_ON: Final = date(2026, 3, 3)
"""The run begins the day before."""
DAY_OFF: Final = date(2026, 3, 4)


def unit_of(region: str) -> str:
    """Give the USCC of the one unit of a region."""
    return make_uscc("11", region, "00000001")


def _hours(amount: int) -> Limit:
    return Limit(amount=amount, unit="hours")


def _region(code: str, level: str, parent: str | None) -> Region:
    return Region.model_validate(
        {"code": code, "name": code, "short_name": code, "level": level, "parent": parent, "valid_from": _SINCE}
    )


def _paper(name: str) -> DocumentType:
    return DocumentType(name=name, type=f"{unit_of('520300')}001")


def _item(code: str, name: str, regime: str, promised: Limit, *, separate: bool, **more: Any) -> Item:
    terms = {"materials": (), "levels": ("3", "4")} | more
    return Item(
        **terms,
        valid_from=_SINCE,
        code=code,
        name=name,
        short_name=name,
        group="all",
        item_kind="01",
        subjects=("1", "2"),
        offered_in=("520000",),
        mode="collect_and_forward",
        jurisdiction_field="place_of_business",
        regime=regime,
        case_type="2",
        promised=promised,
        legal_basis="样例",
        separate_persons=separate,
    )


LAST_MATERIAL: Final = Material(code="M02", name="样例材料", deferrable=True)
RELIED_MATERIAL: Final = Material(code="M03", name="样例证照", required=False, replaceable_by=(_paper("证").type,))


ROWS: Final[tuple[Row, ...]] = (
    _region("520000", "2", None),
    _region("520100", "3", "520000"),
    _region("520300", "3", "520000"),
    _region("520181", "4", "520100"),
    _region("520122", "4", "520100"),
    *(
        Unit(
            valid_from=_SINCE,
            uscc=unit_of(region),
            name=f"{region}审批局",
            short_name="审批局",
            region=region,
            endpoint=region,
            sample=True,
            heads=("B02",),
        )
        for region in ENDPOINTS
    ),
    *(RoutingRule(valid_from=_SINCE, item="group:all", region=region, unit=unit_of(region)) for region in ENDPOINTS),
    RoutingRule(valid_from=_SINCE, item=REVIEWED, region="520100", unit=unit_of(SUPERIOR)),
    # Limits in hours: silence accepts, promises and deliveries fall due within a run.
    Regime(
        valid_from=_SINCE,
        code="licence",
        name="行政许可",
        law="样例",
        acceptance=_hours(20),
        silence_accepts=True,
        decision=_hours(40),
        extension=Limit(amount=1),
        delivery=_hours(20),
    ),
    # and one in working days, which a calendar moves
    Regime(
        valid_from=_SINCE,
        code="registration",
        name="登记",
        law="样例",
        on_the_spot=True,
        decision=_hours(30),
        delivery=Limit(amount=2),
    ),
    _item(LICENCE, "食品经营许可", "licence", _hours(30), separate=True, document=_paper("许可证")),
    _item(
        REGISTRATION,
        "公司设立登记",
        "registration",
        _hours(16),
        separate=False,
        matter_field="字号",
        document=_paper("执照"),
    ),
    # one material may come later: before the decision, or six hours after it
    _item(
        ACCEPTED_FIRST,
        "消防设计审查",
        "licence",
        _hours(20),
        separate=False,
        materials=(LAST_MATERIAL,),
        deferral="accept_first",
        public_safety=True,
    ),
    _item(
        APPROVED_FIRST,
        "施工许可变更",
        "registration",
        _hours(16),
        separate=False,
        materials=(LAST_MATERIAL,),
        deferral="approve_first",
        document=_paper("施工许可证"),
        deferral_limit=_hours(6),
    ),
    _item(
        REVIEWED,
        "保安服务许可",
        "licence",
        _hours(20),
        separate=False,
        levels=("3",),
        lower_review=LowerReview(level="4", promised=_hours(12)),
    ),
    _item(RELYING, "样例变更登记", "registration", _hours(16), separate=False, materials=(RELIED_MATERIAL,)),
    CreditMeasure(
        valid_from=_SINCE,
        code=MEASURE,
        name="样例措施",
        field="tenders",
        effect="restricted",
        legal_basis="样例",
        most_months=12,
    ),
    Policy(
        valid_from=_SINCE,
        source="样例",
        most_open_deferrals=2,
        signed_documents=True,
        statement=_hours(2),
        repair=_hours(4),
    ),
    # two stages, the second of which is filed when the first has ended well, and not approved beside a broken promise
    BundleKind(
        valid_from=_SINCE,
        code=PROJECT,
        name="样例项目",
        stages=(
            BundleStage(
                name="前期", items=(StageItem(item=REGISTRATION), StageItem(item=APPROVED_FIRST, required=False))
            ),
            BundleStage(
                name="后期", items=(StageItem(item=LICENCE),), commitments="not_broken", commitments_basis="样例"
            ),
        ),
        longest_wait=_hours(40),
    ),
    CalendarYear(valid_from=_SINCE, year=2026, source="样例", days_off=()),
    # counts from the second day on: whatever was started on the first is told
    CalendarYear(valid_from=DECREED_ON, revision=2, year=2026, source="样例补充通知", days_off=(DAY_OFF,)),
)

_WITHOUT_KEYS: Final = Reference.from_rows(ROWS)
REFERENCE: Final = Reference.from_rows((*ROWS, *key_rows(_WITHOUT_KEYS, date(2026, 3, 1))), offset=len(ROWS) - 1)
