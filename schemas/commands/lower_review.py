"""Review by a lower organ first: it hands its opinion and the whole file up (许可法 art. 35, 43)."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Text


class SubmitReview(Command):
    """报送初步审查意见: the lower organ has reviewed; the superior organ decides, whatever the opinion recommends."""

    ce_type: ClassVar[str] = "cn.tongban.case.submit-review.v1"
    by: Officer
    opinion: Text
    recommends: Literal["approved", "denied"]


LOWER_REVIEW: Final[tuple[type[Command], ...]] = (SubmitReview,)
