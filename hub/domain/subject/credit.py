"""What is known of a subject's credit: open deferrals, breaches with what became of them, bars."""

from __future__ import annotations

from typing import Final, Literal

from schemas.credit import Bar, ListedMeasure
from schemas.parties import Addressee, Officer
from schemas.reference import DeferralKind
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Endpoint, Value

STATUSES: Final[dict[str, str]] = {
    "recorded": "已记录",
    "notified": "已告知",
    "listed": "已认定",
    "not_listed": "不予认定",
    "excused": "不属于失信",
    "repaired": "已修复",
    "taken_back": "已撤回",
}
"""Every status of a breach with the words a clerk reads."""
SETTLED: Final = frozenset({"excused", "repaired", "taken_back"})
"""A breach at one of these hinders nothing any more."""


class Reservation(Value):
    """An open deferral of one case."""

    case: CaseNumber
    deferral: DeferralKind


class Breach(Value):
    """A broken commitment, and the procedure about it."""

    case: CaseNumber
    origin: Endpoint
    competent: Addressee
    status: Literal["recorded", "notified", "listed", "not_listed", "excused", "repaired", "taken_back"] = "recorded"
    notified_by: Officer | None = None
    planned: tuple[Code, ...] = ()
    """Measures that the subject was told of."""
    statement_by: Moment | None = None
    has_defence: bool = False
    measures: tuple[ListedMeasure, ...] = ()
    """In force."""
    repair_by: Moment | None = None
    """While a repair is asked for: until when it should be decided; None where nobody asked, or it is overdue."""
    repair_asked: bool = False
    unfounded: Literal[True] | None = None
    """Listed, and then the commitment turned out to have been kept: a person takes the listing back."""

    @property
    def hinders(self) -> bool:
        """Whether it refuses the subject another deferral."""
        return self.status not in SETTLED and not self.unfounded


class CaseBar(Bar):
    """A bar, and the case that imposed it."""

    case: CaseNumber
