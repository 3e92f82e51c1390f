"""What is known of a subject at a moment: nothing personal, only what its cases have told."""

from __future__ import annotations

from typing import Any, Literal, Self

from hub.domain.subject.credit import Breach, CaseBar, Reservation
from schemas.commands.matters import MatterDigest
from schemas.values import CaseNumber, Code, Value, changed


class OpenCase(Value):
    """A case that is open, and the digest of what it is about."""

    case: CaseNumber
    item: Code
    matter: MatterDigest


class SubjectState(Value):
    """One subject. It needs no filing: whoever is asked about exists from the first thing that is known of it."""

    version: Literal[1] = 1
    reservations: tuple[Reservation, ...] = ()
    breaches: tuple[Breach, ...] = ()
    bars: tuple[CaseBar, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    """Of items that name a matter: which of them are about the same."""

    def changed(self, **changes: Any) -> Self:
        """Give the subject with other values in these fields."""
        return changed(self, changes)

    def breach(self, case: str) -> Breach | None:
        """Give the breach of a case."""
        return next((breach for breach in self.breaches if breach.case == case), None)

    @property
    def open_breach(self) -> Breach | None:
        """The first breach that still hinders."""
        return next((breach for breach in self.breaches if breach.hinders), None)
