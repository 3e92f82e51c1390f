"""Filed, refused, reported."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.application import Application
from schemas.bundles import Precondition
from schemas.commands import CorrectionPoint, Outcome
from schemas.facts.base import Clock, Fact, Item, Kind, Refused
from schemas.parties import Addressee, Origin
from schemas.values import CaseNumber, Code, SubjectNumber


class CaseFiled(Fact):
    """One filing, one fact: content, where it came from, who is competent and why, and what clock runs."""

    ce_type: ClassVar[str] = "cn.tongban.case.filed.v1"
    written_apart: ClassVar[str] = "application"
    number: CaseNumber
    kind: Kind = "application"
    origin: Origin
    competent: Addressee
    acceptor: Addressee | None = None
    """The window that accepts in the competent organ's name; None: the organ itself."""
    decider: Addressee | None = None
    """The window that decides in its name; None: the organ itself."""
    lower: Addressee | None = None
    """The lower organ that accepts and reviews first (许可法 art. 43); None: none does."""
    item: Item
    clocks: tuple[Clock, ...]
    bundle: CaseNumber | None = None
    subject: SubjectNumber | None = None
    """The applicant, as a subject."""
    lacking: tuple[CorrectionPoint, ...] | None = None
    """What a complete application would have besides: the points of a correction notice; None: it is complete."""
    warnings: tuple[Code, ...] | None = None
    """Codes of what was not quite right and did not stop the filing."""
    rests_on: tuple[CaseNumber, ...] | None = None
    """Cases of the bundle whose approval was there before this filing."""
    preconditions: tuple[Precondition, ...] | None = None
    """What is not in order about them; None: everything is."""
    application: Application


class CaseRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.case.refused.v1"
    bundle: CaseNumber | None = None
    """The bundle that waits for this case, where its filing was refused."""


class CaseReported(Fact):
    """The case told its bundle again where it stands, having been asked again."""

    ce_type: ClassVar[str] = "cn.tongban.case.reported.v1"
    outcome: Outcome


FILING: Final[tuple[type[Fact], ...]] = (
    CaseFiled,
    CaseRefused,
    CaseReported,
)
