"""What a bundle is at a moment."""

from __future__ import annotations

from typing import Any, Final, Literal, Self

from schemas.application import Form, Materials, Mode
from schemas.bundles import CaseOwed, Issued, Owed, Precondition
from schemas.commands import BundleChild, Outcome
from schemas.parties import Origin, SharedPersonal
from schemas.reference import BundleKind
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, SubjectNumber, Value, made

GOOD: Final = "approved"
"""The only outcome that lets another case begin."""
ENDED: Final = frozenset({
    "refused", "not_accepted", "approved", "denied", "withdrawn", "lapsed", "not_possible", "revoked",
})  # fmt: skip
"""Outcomes after which nothing more comes from a case, but that an approval may be taken back."""
RUNNING: Final = frozenset({"promised", "running"})
"""A commitment that may still be kept."""


class Child(Value):
    """One case of the bundle, and what it last said."""

    case: CaseNumber
    item: Code
    """Its basic code."""
    group: Code | None = None
    waits_for: tuple[CaseNumber, ...] = ()
    outcome: Outcome | None = None
    content: BundleChild | None = None
    """What is to be filed, until the case has answered: it may have to be asked again."""
    wait_until: Moment | None = None
    """When it is given up; None: it waits for nothing any more."""
    owes: Owed | None = None
    """What it has promised to bring later."""
    issued: Issued | None = None
    """What it was approved with."""
    told: tuple[Precondition, ...] = ()
    """What it knows to be out of order about those it rests on."""

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more comes from it."""
        return self.outcome in ENDED

    @property
    def has_failed(self) -> bool:
        """Tell whether it ended otherwise than approved."""
        return self.has_ended and self.outcome != GOOD

    @property
    def is_waiting(self) -> bool:
        """Tell whether it is not filed yet, because of others."""
        return self.wait_until is not None and self.outcome is None


class BundleState(Value):
    """One bundle. Chain, numbers and handled commands are the lane's, not the state's."""

    version: Literal[1] = 1
    stage: Literal["open", "owing", "completed"] = "open"
    """``owing``: every case has ended, and commitments still run."""
    number: CaseNumber
    title: Name
    kind: BundleKind | None = None
    origin: Origin
    mode: Mode
    form: Form | None = None
    materials: Materials | None = None
    personal: SharedPersonal
    children: tuple[Child, ...]
    answer_by: Moment | None = None
    """When cases that have not answered are asked again, then given up on; None: nothing to wait for."""
    asked_again: bool = False
    awaits_until: Moment | None = None
    """Until when a project whose cases have all ended waits for its next ones."""
    settled: Literal["kept", "broken"] | None = None
    """How the commitments of a completed bundle have ended, as it was said."""
    erased: tuple[SubjectNumber, ...] | None = None
    """Whose data is gone (个人信息保护法 art. 47)."""
    is_ending: bool = False
    """Nothing more is added."""

    def child(self, case: str) -> Child | None:
        """Give the child of a number."""
        return next((child for child in self.children if child.case == case), None)

    def changed(self, **changes: Any) -> Self:
        """Give the bundle with other values in these fields."""
        return self.model_copy(update=changes)

    @property
    def owing(self) -> tuple[CaseOwed, ...]:
        """What is promised and may still be kept, by case."""
        return tuple([one for one in self.commitments if one.status in RUNNING])

    @property
    def commitments(self) -> tuple[CaseOwed, ...]:
        """Every commitment of a case, however it stands."""
        return tuple([
            made(CaseOwed, case=child.case, status=owes.status, materials=owes.materials, due=owes.due)
            for child in self.children
            if (owes := child.owes)
        ])  # fmt: skip

    @property
    def kept(self) -> Literal["kept", "broken"]:
        """Whether every commitment that has ended was kept."""
        return "broken" if any(one.status in {"broken", "late"} for one in self.commitments) else "kept"

    @property
    def outcomes(self) -> dict[CaseNumber, Outcome]:
        """The outcome of each case that has said one."""
        return {child.case: child.outcome for child in self.children if child.outcome is not None}

    @property
    def unanswered(self) -> tuple[Child, ...]:
        """The cases that were filed and have said nothing yet."""
        return tuple([child for child in self.children if child.outcome is None and not child.is_waiting])

    @property
    def waiting(self) -> tuple[Child, ...]:
        """The cases that are not filed yet."""
        return tuple([child for child in self.children if child.is_waiting])
