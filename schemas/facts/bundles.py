"""Facts of a bundle."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.application import Form, Materials, Mode
from schemas.bundles import CaseOwed, Issued, Owed
from schemas.commands import BundleChild, Outcome
from schemas.facts.base import Fact, Refused
from schemas.parties import Officer, Origin, SharedPersonal
from schemas.reference import BundleKind
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Text

Impossible = Literal["precondition_failed", "waited_too_long", "bundle_ended"]
"""Why a case that waited is never filed: what it waited for ended otherwise; its time is over; nobody wants it."""


class BundleFiled(Fact):
    """Children are complete: what is shared is filled in, and what each waits for is spelt out."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.filed.v1"
    number: CaseNumber
    title: Name
    kind: BundleKind | None = None
    """As it stood at filing: no later change moves a bundle under way."""
    origin: Origin
    mode: Mode
    form: Form | None = None
    """Shared, for cases that are added later."""
    materials: Materials | None = None
    personal: SharedPersonal
    children: tuple[BundleChild, ...]
    answer_by: Moment
    """When children that have not answered are asked again."""
    wait_until: Moment | None = None
    """When children that still wait for another one are given up; None: none waits."""


class ChildrenAdded(Fact):
    """More cases, as complete as those of the filing."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.children-added.v1"
    children: tuple[BundleChild, ...]
    answer_by: Moment | None = None
    """None: all of them wait."""
    wait_until: Moment | None = None


class ChildNoted(Fact):
    """Where a case stands, and what it owes."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.child-noted.v1"
    case: CaseNumber
    outcome: Outcome
    code: Code | None = None
    owes: Owed | None = None
    issued: Issued | None = None


class ChildRevoked(Fact):
    """The approval of a case was taken back: what waits for it is not possible, and these rest on it already."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.child-revoked.v1"
    case: CaseNumber
    owes: Owed | None = None
    undecided: tuple[CaseNumber, ...] = ()
    """They are told, and can't be approved."""
    decided: tuple[CaseNumber, ...] = ()
    """Approved: their officers are told, and look whether that can stand."""


class ChildrenReleased(Fact):
    """What these cases waited for is there: they are filed now."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.children-released.v1"
    cases: tuple[CaseNumber, ...]
    answer_by: Moment
    materials: dict[CaseNumber, Materials] | None = None
    """Documents of the cases they waited for, which stand in the place of materials that nobody handed in."""


class ChildNotPossible(Fact):
    """A case that waited will never be filed, and why."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.child-not-possible.v1"
    case: CaseNumber
    why: Impossible
    because: CaseNumber | None = None
    """The case it waited for."""


class ChildWithdrawn(Fact):
    """The applicant no longer wants a case that waited."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.child-withdrawn.v1"
    case: CaseNumber
    by: Officer
    reason: Text


class BundleAwaits(Fact):
    """All cases of a project have ended; these items of a stage are still to be filed, until then."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.awaits.v1"
    stage: Name
    items: tuple[Code, ...]
    until: Moment


class BundleEndAsked(Fact):
    """Nothing more will be added; the bundle ends with its last open case."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.end-asked.v1"
    by: Officer
    reason: Text


class ChildrenAskedAgain(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.children-asked-again.v1"
    cases: tuple[CaseNumber, ...]
    answer_by: Moment


class ChildrenUnanswered(Fact):
    """These cases have not answered, asked twice: an operator looks at them; a late answer still counts."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.children-unanswered.v1"
    cases: tuple[CaseNumber, ...]


class BundleCompleted(Fact):
    """All cases have ended, and a project is at its end."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.completed.v1"
    outcomes: dict[CaseNumber, Outcome]
    owing: tuple[CaseOwed, ...] | None = None
    """Commitments that still run: the bundle is settled when they have ended; None: nothing is owed."""


class BundleSettled(Fact):
    """No commitment of a completed bundle runs any more: each was kept, or at least one was broken.

    Said again where a breach is taken back, since what was promised had been received in time.
    """

    ce_type: ClassVar[str] = "cn.tongban.bundle.settled.v1"
    outcome: Literal["kept", "broken"]
    commitments: tuple[CaseOwed, ...]


class BundleRevised(Fact):
    """The outcomes of a completed bundle are no longer what was said at its end."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.revised.v1"
    outcomes: dict[CaseNumber, Outcome]


class BundleRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.bundle.refused.v1"


BUNDLES: Final[tuple[type[Fact], ...]] = (
    BundleFiled,
    ChildrenAdded,
    ChildNoted,
    ChildRevoked,
    ChildrenReleased,
    ChildNotPossible,
    ChildWithdrawn,
    BundleAwaits,
    BundleEndAsked,
    ChildrenAskedAgain,
    ChildrenUnanswered,
    BundleCompleted,
    BundleSettled,
    BundleRevised,
    BundleRefused,
)
