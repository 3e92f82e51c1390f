"""Review by a lower organ, before the file is with who decides."""

from __future__ import annotations

from typing import Final

from hub.domain.application import lower_review
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        "accepted", commands.SubmitReview, "holder", lower_review.submit_review,
        (facts.ReviewSubmitted,), ("accepted",),
        "许可法 art. 35, 43: opinion and file go up directly; who decides has its own limit",
    ),
)  # fmt: skip
