"""What a case was told about the cases that it rests on."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.bundles import Precondition
from schemas.facts.base import Fact
from schemas.times import Moment


class PreconditionsChanged(Fact):
    """All that is not in order, from now on, about the cases that this one rests on."""

    ce_type: ClassVar[str] = "cn.tongban.case.preconditions-changed.v1"
    preconditions: tuple[Precondition, ...] = ()
    statement_by: Moment | None = None
    """Where it is approved and an approval below it was taken back: until then the applicant may speak before it may
    be withdrawn too (许可法 art. 7)."""


RESTING: Final[tuple[type[Fact], ...]] = (PreconditionsChanged,)
