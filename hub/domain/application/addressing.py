"""Units as messages name them."""

from __future__ import annotations

from schemas.parties import Addressee
from schemas.reference import Unit
from schemas.values import made


def addressee(unit: Unit, item: str) -> Addressee:
    """Give the unit as messages name it, with the section that gets cases of the item (basic code)."""
    section = next((section.code for section in unit.sections if item in section.items), None)
    return made(Addressee, region=unit.region, unit=unit.uscc, endpoint=unit.endpoint, name=unit.name, section=section)
