"""Identity documents of people: kind and number, each kind with its own rule.

Resident ID: GB 11643-1999. The residence permit of Hong Kong, Macao and Taiwan residents and the foreigners'
permanent residence card of 2023 carry numbers of the same build under other first digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Final

from hub.domain.identifiers.faults import (
    IDENTITY_FORM,
    RESIDENT_ID_BIRTH,
    RESIDENT_ID_CHECK,
    RESIDENT_ID_COUNTY,
    RESIDENT_ID_FORM,
    RESIDENT_ID_PROVINCE,
    Fault,
)
from hub.domain.identifiers.regions import PROVINCES


class IdentityKind(StrEnum):
    """Kinds of identity documents that a window takes from a person."""

    RESIDENT_ID = "resident_id"  # 居民身份证
    RESIDENCE_PERMIT = "residence_permit"  # 港澳台居民居住证
    PASSPORT = "passport"  # 护照
    PERMANENT_RESIDENCE = "permanent_residence"  # 外国人永久居留身份证
    HOME_RETURN_PERMIT = "home_return_permit"  # 港澳居民来往内地通行证
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"  # 台湾居民来往大陆通行证


_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS: Final = ord("0") * sum(_WEIGHTS)
"""What the weighted bytes of digits are too large by."""
_CHECKS: Final = "10X98765432"
_FORM: Final = re.compile(r"[0-9]{17}[0-9X]")
_RESIDENTS: Final = PROVINCES - {"81", "82"}
_PERMITS: Final = frozenset({"81", "82", "83"})


def check_resident_id(number: str, today: date) -> Fault | None:
    """Say what is wrong with a resident ID, or None. An unknown county is no fault: see ``warn_resident_id``."""
    return _check_numbered(number, today, _RESIDENTS)


def warn_resident_id(number: str, regions: Collection[str]) -> Fault | None:
    """Warn when the county is none of today's: such cards are valid, their county's code was retired."""
    return None if number[:6] in regions else RESIDENT_ID_COUNTY


def birth_date(number: str) -> date:
    """Give the date of birth in a resident ID whose check found nothing. Raises ValueError otherwise."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def make_resident_id(region: str, birth: date, sequence: int) -> str:
    """Make a resident ID: region (6 digits), birth, sequence 0..999, check character.

    Sequence 000 is never given to a person, so made-up people carry it.
    """
    digits = f"{region}{birth:%Y%m%d}{sequence:03d}"
    return digits + _check_character(digits)


def check_identity(kind: str, number: str, today: date) -> Fault | None:
    """Say what is wrong with a person's document of a kind, or None; an unknown kind is a fault of form."""
    rule = _RULES.get(kind)
    return IDENTITY_FORM if rule is None else rule(number, today)


def _check_numbered(number: str, today: date, provinces: Collection[str]) -> Fault | None:
    if not _FORM.fullmatch(number):
        return RESIDENT_ID_FORM
    if number[:2] not in provinces:
        return RESIDENT_ID_PROVINCE
    try:
        born = birth_date(number)
    except ValueError:
        return RESIDENT_ID_BIRTH
    if born > today:
        return RESIDENT_ID_BIRTH
    return None if _check_character(number) == number[17] else RESIDENT_ID_CHECK


def _check_character(number: str) -> str:
    return _CHECKS[(sum(map(mul, _WEIGHTS, number.encode())) - _ZEROS) % 11]


def _check_permit(number: str, today: date) -> Fault | None:
    return _check_numbered(number, today, _PERMITS)


def _check_permanent_residence(number: str, today: date) -> Fault | None:
    """Cards of 2023: 9, place, nationality (3 digits), birth, sequence, check; older ones 3 letters, 12 digits."""
    if number.startswith("9"):
        return _check_numbered(number, today, {number[:2]})
    return None if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number) else IDENTITY_FORM


def _of_form(pattern: str) -> Callable[[str, date], Fault | None]:
    form = re.compile(pattern)
    return lambda number, _: None if form.fullmatch(number) else IDENTITY_FORM


_RULES: Final[Mapping[str, Callable[[str, date], Fault | None]]] = {
    IdentityKind.RESIDENT_ID: check_resident_id,
    IdentityKind.RESIDENCE_PERMIT: _check_permit,
    IdentityKind.PASSPORT: _of_form(r"[A-Z0-9]{5,15}"),
    IdentityKind.PERMANENT_RESIDENCE: _check_permanent_residence,
    # 9 characters since 2013; 11 with the two digits of the issue on older ones
    IdentityKind.HOME_RETURN_PERMIT: _of_form(r"[HM][0-9]{8}(?:[0-9]{2})?"),
    IdentityKind.TAIWAN_TRAVEL_PERMIT: _of_form(r"[0-9]{8}|[0-9]{10}"),
}
