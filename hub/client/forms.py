"""What the forms of sample filings say, by group of items; nothing in them is personal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from hub.client import made_up
from schemas.reference import Item, Region

Form = dict[str, Any]
_SCOPES: Final = (
    "日用百货销售;农副产品销售;食品销售(仅销售预包装食品)",
    "软件开发;信息系统集成服务;信息技术咨询服务",
    "房屋建筑和市政基础设施项目工程总承包;建筑材料销售",
    "蔬菜种植;中草药种植;农产品初加工服务",
    "道路货物运输(不含危险货物);普通货物仓储服务",
)


def form_of(item: Item, region: Region, draw: Random) -> Form:
    """Make the form of an item for a matter in the region."""
    return _FORMS.get(item.group, _plain)(region, draw)


def _market(region: Region, draw: Random) -> Form:
    return {
        "name": made_up.company_name(draw, region),
        "registered_capital_yuan": draw.choice((100_000, 500_000, 1_000_000, 5_000_000)),
        "business_scope": draw.choice(_SCOPES),
        "place_of_business": made_up.address(draw, region),
        "licence_copies": 1,
    }


def _property(region: Region, draw: Random) -> Form:
    parcel = f"{region.code}{draw.randrange(10**6):06d}GB{draw.randrange(10**5):05d}"
    return {
        "property_unit": f"{parcel}F{draw.randrange(10**8):08d}",
        "situated": made_up.address(draw, region),
        "area_square_metres": round(draw.uniform(45, 180), 2),
        "use": draw.choice(("住宅", "商业", "工业")),
    }


def _project(region: Region, draw: Random) -> Form:
    return {
        "project_name": f"{region.short_name}{draw.choice(made_up.BRANDS)}建设项目",
        "project_code": f"26{draw.randrange(10**2):02d}-{region.code}-04-01-{draw.randrange(10**6):06d}",
        "site": made_up.address(draw, region),
        "investment_ten_thousand_yuan": draw.randrange(200, 50_000),
    }


def _plain(region: Region, draw: Random) -> Form:
    return {"handled_for": region.name, "receives_by": draw.choice(("窗口领取", "邮寄", "电子送达"))}


_FORMS: Final[Mapping[str, Callable[[Region, Random], Form]]] = {
    "market": _market,
    "natural_resources": _property,
    "water": _property,
    "development": _project,
    "housing": _project,
    "ecology": _project,
}
