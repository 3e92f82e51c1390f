"""Facts of a bundle."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.application import Mode
from schemas.commands import BundleChild, Outcome
from schemas.facts.base import Fact, Refused
from schemas.parties import Origin, SharedPersonal
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name


class BundleFiled(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.filed.v1"
    number: CaseNumber
    title: Name
    origin: Origin
    mode: Mode
    personal: SharedPersonal
    children: tuple[BundleChild, ...]
    answer_by: Moment
    """When children that have not answered are asked again."""


class ChildNoted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.child-noted.v1"
    case: CaseNumber
    outcome: Outcome
    code: Code | None = None


class ChildrenAskedAgain(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.children-asked-again.v1"
    cases: tuple[CaseNumber, ...]
    answer_by: Moment


class ChildrenUnanswered(Fact):
    """These cases have not answered, asked twice: an operator looks at them; a late answer still counts."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.children-unanswered.v1"
    cases: tuple[CaseNumber, ...]


class BundleCompleted(Fact):
    """All cases have ended."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.completed.v1"
    outcomes: dict[CaseNumber, Outcome]


class BundleRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.bundle.refused.v1"


BUNDLES: Final[tuple[type[Fact], ...]] = (
    BundleFiled,
    ChildNoted,
    ChildrenAskedAgain,
    ChildrenUnanswered,
    BundleCompleted,
    BundleRefused,
)
