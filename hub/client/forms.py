"""What the forms of sample filings say: by the item's form, else by its group; nothing in them is personal."""

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
    return _FORMS.get(item.form or item.group, _plain)(region, draw)


def _company(region: Region, draw: Random) -> Form:
    return {
        "company_name": made_up.company_name(draw, region),
        "capital": draw.choice((100_000, 500_000, 1_000_000, 5_000_000)),
        "business_scope": draw.choice(_SCOPES),
        "place_of_business": made_up.address(draw, region),
        "premises_basis": draw.choice(("自有", "租赁", "申报承诺")),
        "licence_copies": 1,
    }


def _company_change(region: Region, draw: Random) -> Form:
    moved = {"what": "住所", "before": made_up.address(draw, region), "after": made_up.address(draw, region)}
    grown = {"what": "注册资本", "before": "500000元", "after": f"{draw.randrange(1, 50) * 100_000}元"}
    return {
        "company_name": made_up.company_name(draw, region),
        "changes": draw.choice(([moved], [grown], [moved, grown])),
        "licence_copies": 1,
    }


def _company_closing(region: Region, draw: Random) -> Form:
    return {
        "company_name": made_up.company_name(draw, region),
        "reason": draw.choice(("决议解散", "营业期限届满")),
        "taxes_cleared": True,
        "debts_settled": True,
    }


def _trader(region: Region, draw: Random) -> Form:
    return {
        "trade_name": f"{region.short_name}{draw.choice(made_up.BRANDS)}{draw.choice(made_up.TRADES)}店",
        "capital": draw.randrange(1, 50) * 10_000,
        "business_scope": draw.choice(_SCOPES),
        "place_of_business": made_up.address(draw, region),
        "employees": draw.randrange(1, 9),
        "kind_of_trade": draw.choice(("个人经营", "家庭经营")),
    }


def _food(region: Region, draw: Random) -> Form:
    return {
        "business_name": f"{region.short_name}{draw.choice(made_up.BRANDS)}餐饮店",
        "place_of_business": made_up.address(draw, region),
        "business_kind": "餐饮服务经营者",
        "products": draw.choice((["热食类食品制售"], ["热食类食品制售", "冷食类食品制售"], ["自制饮品制售"])),
        "area": round(draw.uniform(20, 600), 1),
    }


def _drugs(region: Region, draw: Random) -> Form:
    return {
        "business_name": f"{region.short_name}{draw.choice(made_up.BRANDS)}大药房",
        "place_of_business": made_up.address(draw, region),
        "scope": draw.choice((["乙类非处方药"], ["处方药", "甲类非处方药", "乙类非处方药", "中药饮片"])),
        "floor_area": round(draw.uniform(40, 400), 1),
        "pharmacists": draw.randrange(1, 4),
    }


def _labour_dispatch(region: Region, draw: Random) -> Form:
    return {
        "company_name": made_up.company_name(draw, region),
        "capital": draw.choice((2_000_000, 5_000_000)),
        "place_of_business": made_up.address(draw, region),
        "floor_area": round(draw.uniform(50, 500), 1),
    }


def _freight(region: Region, draw: Random) -> Form:
    vehicles = [
        {"kind": "厢式货车", "load": draw.choice((1.5, 4.5, 9.9))}
        # most who carry goods have one vehicle or two
        for _ in range(draw.randrange(1, 4))
    ]
    return {
        "business_name": made_up.company_name(draw, region),
        "place_of_business": made_up.address(draw, region),
        "scope": "普通货运",
        "vehicles": vehicles,
        "drivers": len(vehicles),
    }


def _mass_event(region: Region, draw: Random) -> Form:
    return {
        "event": f"{region.short_name}{draw.choice(('音乐节', '龙舟赛', '农产品展销会'))}",
        "place": made_up.address(draw, region),
        "starts_on": "2027-05-01",
        "people": draw.randrange(1000, 20_000),
    }


def _security_service(region: Region, draw: Random) -> Form:
    return {
        "company_name": f"{region.name}某某保安服务有限公司",
        "place_of_business": made_up.address(draw, region),
        "capital": draw.choice((1_000_000, 5_000_000)),
        "services": draw.sample(("门卫", "巡逻", "守护", "安全检查"), 2),
        "guards": draw.randrange(20, 500),
    }


def _property(region: Region, draw: Random) -> Form:
    parcel = f"{region.code}{draw.randrange(10**6):06d}GB{draw.randrange(10**5):05d}"
    return {
        "property_unit": f"{parcel}F{draw.randrange(10**8):08d}",
        "situated": made_up.address(draw, region),
        "area_square_metres": round(draw.uniform(45, 180), 2),
        "use": draw.choice(("住宅", "商业", "工业")),
    }


def _transfer(region: Region, draw: Random) -> Form:
    price = draw.randrange(20, 300) * 10_000
    return {**_property(region, draw), "reason": draw.choice(("买卖", "继承", "赠与")), "price_yuan": price}


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
    # by form
    "company-founding": _company,
    "company-change": _company_change,
    "company-closing": _company_closing,
    "trader-founding": _trader,
    "food-business": _food,
    "drug-retail": _drugs,
    "labour-dispatch": _labour_dispatch,
    "freight-transport": _freight,
    "mass-event": _mass_event,
    "security-service": _security_service,
    "property-transfer": _transfer,
    "investment-record": _project,
    # by group, where the item's form is not checked
    "market": _company,
    "natural_resources": _property,
    "water": _property,
    "development": _project,
    "housing": _project,
    "ecology": _project,
}
