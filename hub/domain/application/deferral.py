"""What a case knows of its deferral and of its applicant's standing, between the question and the answer."""

from __future__ import annotations

from typing import Final, Literal, Self

from schemas.credit import Bar
from schemas.facts import Clock
from schemas.reference import DeferralKind, Limit
from schemas.times import Moment
from schemas.values import Code, Value

OPEN: Final = frozenset({"asked", "unanswered", "granted", "running"})
"""While it is one of these, the subject may hold a reservation for the case."""


class Deferral(Value):
    """The last deferral that was asked for."""

    kind: DeferralKind
    status: Literal["asked", "unanswered", "refused", "dropped", "granted", "running", "fulfilled", "broken"]
    within: Limit
    outstanding: tuple[Code, ...]
    """Promised materials that have not come yet."""
    answer_by: Moment | None = None
    """While it is asked."""
    ask: int = 1
    """Of the last question: only its answer counts."""
    clock: Clock | None = None
    """Of the commitment, while its limit runs."""
    bound: Clock | None = None
    """The promise as it began, which the commitment never passes, nor did while it ran."""
    is_reminded: bool = False
    broken_due: Moment | None = None
    """Broken: what was received before this was in time; None once something has come too late."""
    broken: Clock | None = None
    """Broken: the limit of the commitment as it was, for a calendar that comes later."""
    late_at: Moment | None = None
    """Broken: when the last of what came too late was taken in."""
    statement_by: Moment | None = None
    """Broken, with a conditional approval: until then the applicant may speak."""

    def not_begun(self) -> Self:
        """Give the deferral as it was before acceptance, where acceptance turns out not to have happened."""
        if self.status != "running":
            return self
        return self.model_copy(update={"status": "granted", "clock": None, "bound": None, "is_reminded": False})


class Standing(Value):
    """Whether the applicant is barred from the item."""

    status: Literal["asked", "clear", "unanswered", "barred"]
    answer_by: Moment | None = None
    asked_again: bool = False
    ask: int = 1
    """Of the last applicant: only what is said of that one counts."""
    bar: Bar | None = None
