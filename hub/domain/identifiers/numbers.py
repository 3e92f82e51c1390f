"""Numbers of cases and bundles, ours: made at the window, typed on telephones, sortable by time.

    520181 261123 5K3Q 7WZ9M2TC X
    │      │      │    │        └ check, ISO 7064 MOD 37,36
    │      │      │    └ random, 8 × 5 bits
    │      │      └ time of day, 4 characters; a case begins with a digit, a bundle with B
    │      └ date of filing, yymmdd
    └ origin region

No I, L, O or U anywhere: where the check character would be one of them, the unique part is drawn again.
The first character of the unique part is the kind, so the other letters stay free for kinds to come.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from hub.domain.identifiers.faults import (
    NUMBER_CHECK,
    NUMBER_DATE,
    NUMBER_FORM,
    NUMBER_KIND,
    NUMBER_REGION,
    Fault,
)
from hub.domain.identifiers.iso7064 import check_character
from hub.domain.identifiers.regions import PROVINCES
from schemas.times import CHINA

Draw = Callable[[int], int]
"""Gives so many random bits: ``secrets.randbits``, or ``random.Random(seed).getrandbits``."""

LENGTH: Final = 25
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KIND: Final = 12
_CASE: Final = frozenset("0123456789")
_BUNDLE: Final = "B"
_DAY_MS: Final = 86_400_000
_CASE_TICKS: Final = 10 * 32**3
_BUNDLE_TICKS: Final = 32**3
_AMBIGUOUS: Final = frozenset("ILOU")
_TYPED: Final = str.maketrans("ILOilo", "110110", " -")
_DAYS: Final = frozenset(f"{date(2000, 1, 1) + timedelta(days=day):%m%d}" for day in range(366))


def make_case_number(region: str, moment: datetime, draw: Draw) -> str:
    """Make a case number at ``moment`` (with its zone; the date is China's) from random bits."""
    return _make(region, moment, _CASE_TICKS, draw)


def make_bundle_number(region: str, moment: datetime, draw: Draw) -> str:
    """Make a bundle number; like a case's, with B where a case has a digit."""
    return _make(region, moment, _BUNDLE_TICKS, draw)


def check_case_number(number: str) -> Fault | None:
    """Say what is wrong with a case number, or None."""
    fault = _check(number)
    return fault or (None if number[_KIND] in _CASE else NUMBER_KIND)


def check_bundle_number(number: str) -> Fault | None:
    """Say what is wrong with a bundle number, or None."""
    fault = _check(number)
    return fault or (None if number[_KIND] == _BUNDLE else NUMBER_KIND)


def is_bundle_number(number: str) -> bool:
    """Tell a bundle's number from a case's by its thirteenth character, without checking it."""
    return number[_KIND : _KIND + 1] == _BUNDLE


def origin_region(number: str) -> str:
    """Give the region where the case or bundle was filed."""
    return number[:6]


def read_typed(text: str) -> str:
    """Give the number a person typed: spaces and hyphens go, small letters grow, I and L are 1, O is 0."""
    return text.translate(_TYPED).upper()


def _make(region: str, moment: datetime, ticks: int, draw: Draw) -> str:
    local = moment.astimezone(CHINA)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    tick = (local - midnight) // timedelta(milliseconds=1) * ticks // _DAY_MS
    time = _spell(tick, 4) if ticks == _CASE_TICKS else _BUNDLE + _spell(tick, 3)
    while True:
        body = f"{region}{local:%y%m%d}{time}{_spell(draw(40), 8)}"
        check = check_character(body)
        if check not in _AMBIGUOUS:
            return body + check


def _spell(value: int, length: int) -> str:
    return "".join([ALPHABET[value >> shift & 31] for shift in range(5 * length - 5, -1, -5)])


def _check(number: str) -> Fault | None:
    if len(number) != LENGTH or not number.isascii() or not _AMBIGUOUS.isdisjoint(number):
        return NUMBER_FORM
    if not number[:12].isdigit():
        return NUMBER_REGION if not number[:6].isdigit() else NUMBER_DATE
    if number[:2] not in PROVINCES:
        return NUMBER_REGION
    if number[8:12] not in _DAYS or (number[8:12] == "0229" and int(number[6:8]) % 4):
        return NUMBER_DATE
    check = check_character(number[:-1])
    if check == "?":
        return NUMBER_FORM
    return None if check == number[-1] else NUMBER_CHECK
