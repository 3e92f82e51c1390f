"""Made-up people and companies for samples and tests: every check character is right, nobody is real.

Resident IDs carry sequence 000, which no person is given; telephones begin with 161, which no operator has;
USCCs spell YB (样本, sample) at the ninth character.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from hub.domain.identifiers import make_resident_id, make_uscc
from schemas.reference import Region

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕龙石安冉田"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国梅玲红春燕峰林云飞山水月松岩竹清远志文武贵黔瑶苗"
_BRANDS: Final = "黔山 乌江 苗岭 云岩 清水 丰源 恒信 瑞和 金筑 绿野 晨曦 远景 同乐 嘉禾 永顺 百灵"
BRANDS: Final = tuple(_BRANDS.split())
TRADES: Final = (
    "商贸",
    "农业科技",
    "建筑工程",
    "信息技术",
    "物流",
    "餐饮管理",
    "文化旅游",
    "生态种养殖",
    "建材",
    "医药",
)
STREETS: Final = ("样例路", "示范街", "演示大道", "测试巷")
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ADULT: Final = 18 * 366
_SPAN: Final = 60 * 365


def person(draw: Random, regions: Sequence[Region], today: date) -> dict[str, Any]:
    """Make an adult with resident ID, telephone and address."""
    born = today - timedelta(days=_ADULT + draw.randrange(_SPAN))
    return {
        "kind": "person",
        "name": name(draw),
        "identity": {"kind": "resident_id", "number": make_resident_id(draw.choice(regions).code, born, 0)},
        "phone": phone(draw),
        "address": address(draw, draw.choice(regions)),
    }


def organisation(draw: Random, region: Region) -> dict[str, Any]:
    """Make a company registered in the region."""
    return {
        "kind": "organisation",
        "name": company_name(draw, region),
        "uscc": make_uscc("91", region.code, "YB" + "".join(draw.choices(_ALPHABET, k=6))),
        "phone": phone(draw),
        "address": address(draw, region),
    }


def name(draw: Random) -> str:
    """Make a name of two or three characters."""
    return draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2))))


def company_name(draw: Random, region: Region) -> str:
    """Make a company's name: place, brand, trade, form."""
    return f"{region.short_name}{draw.choice(BRANDS)}{draw.choice(BRANDS)}{draw.choice(TRADES)}有限公司"


def phone(draw: Random) -> str:
    """Make a mobile number of a range that no operator has."""
    return f"161{draw.randrange(10**8):08d}"


def address(draw: Random, region: Region) -> str:
    """Make an address that says it is a sample."""
    return f"贵州省{region.name}{draw.choice(STREETS)}{draw.randrange(1, 300)}号"
