"""Who acts for the applicant."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.facts.base import Fact
from schemas.parties import Agency, Officer


class PowerRenewed(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.power-renewed.v1"
    by: Officer
    personal: Agency


AGENCY: Final[tuple[type[Fact], ...]] = (PowerRenewed,)
