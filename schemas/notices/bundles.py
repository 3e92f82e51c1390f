"""What the origin of a bundle is told."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.bundles import CaseOwed
from schemas.commands import Outcome
from schemas.facts import Impossible
from schemas.notices.base import NoticeBody
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name


class BundleReceived(NoticeBody):
    """To the origin: the receipt of a bundle, or of cases added to it; each case gets its own when it is filed."""

    ce_type: ClassVar[str] = "cn.tongban.result.bundle-received.v1"
    title: Name
    cases: tuple[CaseNumber, ...]
    waiting: tuple[CaseNumber, ...] | None = None
    """Those that are filed only when others are approved."""


class ChildNotPossible(NoticeBody):
    """To the origin: a case that waited for another will never be filed, and why."""

    ce_type: ClassVar[str] = "cn.tongban.result.child-not-possible.v1"
    case: CaseNumber
    why: Impossible
    because: CaseNumber | None = None
    outcome: Outcome | None = None
    """Of the case it waited for; None: that is still open."""


class ChildRevoked(NoticeBody):
    """To the origin: a case's approval was taken back, and which cases of the bundle rest on it."""

    ce_type: ClassVar[str] = "cn.tongban.result.child-revoked.v1"
    case: CaseNumber
    undecided: tuple[CaseNumber, ...] = ()
    """They can't be approved on it: withdraw them, or seek the approval again."""
    decided: tuple[CaseNumber, ...] = ()
    """Their officers look whether they can stand."""


class ChildInBreach(NoticeBody):
    """To the origin: a case has not brought what it promised, and others rest on it."""

    ce_type: ClassVar[str] = "cn.tongban.result.child-in-breach.v1"
    case: CaseNumber
    materials: tuple[Code, ...]
    held: tuple[CaseNumber, ...] = ()
    """They are not approved before the materials are there."""
    told: tuple[CaseNumber, ...] = ()
    """Their officers weigh it."""


class BundleAwaiting(NoticeBody):
    """To the origin: all cases of a project have ended; these items of its next stage may be filed until then."""

    ce_type: ClassVar[str] = "cn.tongban.result.bundle-awaiting.v1"
    title: Name
    stage: Name
    items: tuple[Code, ...]
    until: Moment


class BundleUnanswered(NoticeBody):
    """To the origin: these cases have not answered their bundle; operators know."""

    ce_type: ClassVar[str] = "cn.tongban.result.bundle-unanswered.v1"
    cases: tuple[CaseNumber, ...]


class BundleEnded(NoticeBody):
    """To the origin: every case of the bundle has ended."""

    ce_type: ClassVar[str] = "cn.tongban.result.bundle-completed.v1"
    title: Name
    outcomes: dict[CaseNumber, Outcome]
    owing: tuple[CaseOwed, ...] | None = None
    """What is still owed, by which case, until when; None: nothing."""


class BundleSettled(NoticeBody):
    """To the origin: the last commitment of a completed bundle has ended, and how each did."""

    ce_type: ClassVar[str] = "cn.tongban.result.bundle-settled.v1"
    title: Name
    outcome: Literal["kept", "broken"]
    commitments: tuple[CaseOwed, ...]


class BundleRevised(NoticeBody):
    """To the origin: the outcomes of a completed bundle have changed since its end."""

    ce_type: ClassVar[str] = "cn.tongban.result.bundle-revised.v1"
    title: Name
    outcomes: dict[CaseNumber, Outcome]


BUNDLES: Final[tuple[type[NoticeBody], ...]] = (
    BundleReceived,
    ChildNotPossible,
    ChildRevoked,
    ChildInBreach,
    BundleAwaiting,
    BundleUnanswered,
    BundleEnded,
    BundleSettled,
    BundleRevised,
)
