"""Review by a lower organ first: its opinion is in, and the file is with who decides."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.facts.base import Clock, Fact
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Text


class ReviewSubmitted(Fact):
    """The lower organ's opinion and the file are with who decides: that one's limit begins (许可法 art. 35, 43)."""

    ce_type: ClassVar[str] = "cn.tongban.case.review-submitted.v1"
    by: Officer
    opinion: Text
    recommends: Literal["approved", "denied"]
    in_time: bool
    """Within the lower organ's limit."""
    handed_to: Addressee
    """Who decides."""
    claim: Clock
    """Until when that one has to claim it."""
    promise: Clock
    legal_due: Moment | None = None


LOWER_REVIEW: Final[tuple[type[Fact], ...]] = (ReviewSubmitted,)
