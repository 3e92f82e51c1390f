"""Deferral (容缺): asked, granted or not, supplied or broken."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Material
from schemas.credit import Commitment
from schemas.facts.base import Clock, Fact
from schemas.parties import Officer
from schemas.reference import DeferralKind
from schemas.times import Moment
from schemas.values import Code, Name, Text


class DeferralAsked(Fact):
    """The applicant's subject is asked whether it may defer."""

    ce_type: ClassVar[str] = "cn.tongban.case.deferral-asked.v1"
    by: Officer
    deferral: DeferralKind
    commitment: Commitment
    answer_by: Moment
    ask: int | None = None
    """Which of the case's questions it is, from the second on: an answer to an earlier one comes too late."""


class DeferralGranted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.deferral-granted.v1"


class DeferralRefused(Fact):
    """The applicant's subject allows no deferral: the materials have to come now, or the case goes another way."""

    ce_type: ClassVar[str] = "cn.tongban.case.deferral-refused.v1"
    code: Code
    params: dict[str, str] = Field(default_factory=dict)


class DeferralUnanswered(Fact):
    """No answer within the limit: ask again, or go on without. A late answer still counts until then."""

    ce_type: ClassVar[str] = "cn.tongban.case.deferral-unanswered.v1"


class DeferralDropped(Fact):
    """The case went on without the deferral that nobody had answered."""

    ce_type: ClassVar[str] = "cn.tongban.case.deferral-dropped.v1"


class CommitmentStarted(Fact):
    """The limit of the commitment runs: from acceptance, or from the decision where approval comes first."""

    ce_type: ClassVar[str] = "cn.tongban.case.commitment-started.v1"
    commitment: Clock
    bound: Clock | None = None
    """The promise as it began, which the commitment never passes; None: nothing but its own limit ends it."""


class CommitmentReminded(Fact):
    """The day comes near: the applicant is reminded."""

    ce_type: ClassVar[str] = "cn.tongban.case.commitment-reminded.v1"
    due: Moment
    materials: tuple[Code, ...]


class DeferredSupplied(Fact):
    """Promised materials came; ``outstanding`` are those that still have to."""

    ce_type: ClassVar[str] = "cn.tongban.case.deferred-supplied.v1"
    by: Officer
    materials: tuple[Material, ...]
    outstanding: tuple[Code, ...]
    late: Literal[True] | None = None
    """After the commitment was broken: the breach stays."""


class CommitmentBroken(Fact):
    """The day has passed, and these materials did not come."""

    ce_type: ClassVar[str] = "cn.tongban.case.commitment-broken.v1"
    due: Moment
    materials: tuple[Code, ...]
    statement_by: Moment | None = None
    """Where approval came first: until then the applicant may speak before it is withdrawn."""


class BreachCorrected(Fact):
    """All that was promised was received in time, and handled after the breach: the breach is taken back.

    The fact of the last supply follows. An approval that was withdrawn in the meantime stays so until a person decides.
    """

    ce_type: ClassVar[str] = "cn.tongban.case.breach-corrected.v1"
    by: Officer
    received: Moment
    """When the last of it was received."""
    due: Moment


EarlyBreach = Literal["runs_on", "ended", "kept", "stands"]


class BreachFoundEarly(Fact):
    """By another calendar the day was later than the one on which the commitment was called broken.

    ``runs_on``: it has not passed, and what is outstanding may still come; ``ended``: it has not passed, but its case
    has ended, as by a withdrawn approval; ``kept``: all of it came before the day;
    ``stands``: the day has passed as well, and the limits that follow from it are later. What a person has decided in
    the meantime stays until a person undoes it.
    """

    ce_type: ClassVar[str] = "cn.tongban.case.breach-found-early.v1"
    row: Name
    because: Text
    outcome: EarlyBreach
    due_before: Moment
    commitment: Clock
    bound: Clock | None = None
    """The promise as it began, by the same calendar."""
    statement_by: Moment | None = None
    """It stands, with a conditional approval: until then the applicant may speak."""


class ApprovalWithdrawn(Fact):
    """The conditional approval is taken back."""

    ce_type: ClassVar[str] = "cn.tongban.case.approval-withdrawn.v1"
    by: Officer
    reason: Text
    legal_basis: Text
    remedy: Text


DEFERRAL: Final[tuple[type[Fact], ...]] = (
    DeferralAsked,
    DeferralGranted,
    DeferralRefused,
    DeferralUnanswered,
    DeferralDropped,
    CommitmentStarted,
    CommitmentReminded,
    DeferredSupplied,
    CommitmentBroken,
    BreachCorrected,
    BreachFoundEarly,
    ApprovalWithdrawn,
)
