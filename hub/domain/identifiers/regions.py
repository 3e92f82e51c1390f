"""Region codes, GB/T 2260: six digits, two each for province, prefecture and county."""

from __future__ import annotations

from typing import Final

from hub.domain.identifiers.faults import REGION_FORM, REGION_PROVINCE, Fault

_PROVINCES: Final = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
)
PROVINCES: Final = frozenset(_PROVINCES.split())
_LENGTH: Final = 6


def check_region(code: str) -> Fault | None:
    """Say what is wrong with a region code, or None. Whether the region exists is reference data."""
    if len(code) != _LENGTH or not (code.isascii() and code.isdigit()):
        return REGION_FORM
    return None if code[:2] in PROVINCES else REGION_PROVINCE


def parent_region(code: str) -> str | None:
    """Give the code of the region above by zeroing the last pair that is not zero; None above a province."""
    if code[4:] != "00":
        return code[:4] + "00"
    return code[:2] + "0000" if code[2:4] != "00" else None


def lineage(code: str) -> tuple[str, ...]:
    """Give the code and all codes above it, the nearest first: 520181, 520100, 520000."""
    above = parent_region(code)
    return (code,) if above is None else (code, *lineage(above))
