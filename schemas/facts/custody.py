"""Paper in custody: who keeps it, and that it went back."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.custody import WayBack
from schemas.facts.base import Fact
from schemas.parties import Officer
from schemas.values import Code, Uscc


class PaperHandedOver(Fact):
    """The applicant, or the keeper before, has handed the paper over to ``by``."""

    ce_type: ClassVar[str] = "cn.tongban.case.paper-handed-over.v1"
    by: Officer
    voucher: Code
    materials: tuple[Code, ...]
    way_back: WayBack
    taken_from: Uscc | None = None
    """The unit that kept it before; None: the applicant had it."""


class PaperReturned(Fact):
    """The applicant has the paper back."""

    ce_type: ClassVar[str] = "cn.tongban.case.paper-returned.v1"
    by: Officer
    voucher: Code
    materials: tuple[Code, ...]
    way: WayBack


CUSTODY: Final[tuple[type[Fact], ...]] = (PaperHandedOver, PaperReturned)
