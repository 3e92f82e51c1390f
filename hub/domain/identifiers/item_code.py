"""Codes of service items: the basic code (12) and the implementation codes built on it, by length.

GB/T 39046-2020 writes 24 characters; the platforms in use carry 31 (USCC of the implementing body, level,
basic code) and 33 for a handling item. So the length chooses the profile.
"""

from __future__ import annotations

import re
from typing import Final, cast

from hub.domain.identifiers.credit_code import check_uscc
from hub.domain.identifiers.faults import ITEM_CODE_BODY, ITEM_CODE_FORM, ITEM_CODE_LEVEL, Fault
from schemas.reference import Level

BASIC: Final = 12
STANDARD: Final = 24
IMPLEMENTATION: Final = 31
HANDLING: Final = 33
PROFILES: Final = frozenset({BASIC, STANDARD, IMPLEMENTATION, HANDLING})

_FORM: Final = re.compile(r"[0-9A-Z]+")


def check_item_code(code: str) -> Fault | None:
    """Say what is wrong with an item code of any profile, or None."""
    if len(code) not in PROFILES or not _FORM.fullmatch(code):
        return ITEM_CODE_FORM
    if len(code) in {BASIC, STANDARD}:
        return None
    if check_uscc(code[:18]):
        return ITEM_CODE_BODY
    return None if code[18] in "1234567" else ITEM_CODE_LEVEL


def basic_code(code: str) -> str:
    """Give the basic code inside an implementation or handling code; any other code as it is."""
    return code[19:31] if len(code) in {IMPLEMENTATION, HANDLING} else code


def implementing_body(code: str) -> str | None:
    """Give the USCC of the implementing body in a code of 31 or 33 characters; None in others."""
    return code[:18] if len(code) in {IMPLEMENTATION, HANDLING} else None


def level_of(code: str) -> Level | None:
    """Give the level (GB/T 39046 A.2) in a code of 31 or 33 characters that passed its check; None in others."""
    return cast("Level", code[18]) if len(code) in {IMPLEMENTATION, HANDLING} else None


def implementation_code(uscc: str, level: str, basic: str) -> str:
    """Build the code (31) under which a unit offers an item at a level of GB/T 39046 A.2."""
    return f"{uscc}{level}{basic}"
