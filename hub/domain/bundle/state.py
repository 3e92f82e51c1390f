"""What a bundle is at a moment."""

from __future__ import annotations

from typing import Final, Literal

from schemas.application import Mode
from schemas.commands import BundleChild, Outcome
from schemas.parties import Origin, SharedPersonal
from schemas.times import Moment
from schemas.values import CaseNumber, Name, Value

ENDED: Final = frozenset({"refused", "not_accepted", "approved", "denied", "withdrawn", "lapsed"})
"""Outcomes after which nothing more comes from a case."""


class Child(Value):
    """One case of the bundle, and what it last said."""

    case: CaseNumber
    outcome: Outcome | None = None
    content: BundleChild | None = None
    """What was filed, until the case has answered: it may have to be asked again."""

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more comes from it."""
        return self.outcome in ENDED


class BundleState(Value):
    """One bundle. Chain, numbers and handled commands are the lane's, not the state's."""

    version: Literal[1] = 1
    stage: Literal["open", "completed"] = "open"
    number: CaseNumber
    title: Name
    origin: Origin
    mode: Mode
    personal: SharedPersonal
    children: tuple[Child, ...]
    answer_by: Moment | None = None
    """When cases that have not answered are asked again, then given up on; None: nothing to wait for."""
    asked_again: bool = False

    def child(self, case: str) -> Child | None:
        """Give the child of a number."""
        return next((child for child in self.children if child.case == case), None)

    @property
    def unanswered(self) -> tuple[Child, ...]:
        """The cases that have said nothing yet."""
        return tuple([child for child in self.children if child.outcome is None])
