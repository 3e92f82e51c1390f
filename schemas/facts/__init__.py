"""Facts, past tense: what happened to a case, a bundle or a subject, enough to rebuild its state. Kept for ever.

Each says when it happened by the law (``at``: the receipt of the command that caused it). Number, digest and
cause travel in the envelope.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemas.facts.acceptance import (
    ACCEPTANCE,
    CaseAccepted,
    CaseClaimed,
    CaseDeemedAccepted,
    CaseLapsed,
    CaseNotAccepted,
    CaseReleased,
    CorrectedOnSpot,
    CorrectionAsked,
    CorrectionSupplied,
    LapseNoticeGiven,
    LeaseLapsed,
    ObjectionRaised,
)
from schemas.facts.agency import AGENCY, PowerRenewed
from schemas.facts.amending import AMENDING, DecisionCorrected
from schemas.facts.base import LASTING, Clock, ClockName, Fact, Item, Kind, Lamp, Pause, Refused
from schemas.facts.bundles import (
    BUNDLES,
    BundleAwaits,
    BundleCompleted,
    BundleEndAsked,
    BundleFiled,
    BundleRefused,
    BundleRevised,
    BundleSettled,
    ChildNoted,
    ChildNotPossible,
    ChildrenAdded,
    ChildrenAskedAgain,
    ChildrenReleased,
    ChildrenUnanswered,
    ChildRevoked,
    ChildWithdrawn,
    Impossible,
)
from schemas.facts.clock import CLOCK, ClocksRecomputed, LampTurned, Recomputed, SilenceCorrected
from schemas.facts.credit import (
    CREDIT,
    BarImposed,
    BreachRecorded,
    BreachTakenBack,
    CreditRepaired,
    DefenceStated,
    DeferralDenied,
    DeferralReleased,
    DeferralReserved,
    ListingDropped,
    ListingNotified,
    MeasureEnded,
    RepairOverdue,
    RepairRefused,
    RepairRequested,
    StandingAnswered,
    SubjectListed,
)
from schemas.facts.custody import CUSTODY, PaperHandedOver, PaperReturned
from schemas.facts.deferral import (
    DEFERRAL,
    ApprovalWithdrawn,
    BreachCorrected,
    CommitmentBroken,
    CommitmentReminded,
    CommitmentStarted,
    DeferralAsked,
    DeferralDropped,
    DeferralGranted,
    DeferralRefused,
    DeferralUnanswered,
    DeferredSupplied,
)
from schemas.facts.extending import EXTENDING, CaseExtended, ExtensionRefused, ExtensionRequested
from schemas.facts.filing import FILING, CaseFiled, CaseRefused, CaseReported
from schemas.facts.joint import JOINT, OpinionGiven, OpinionsAsked, OpinionsMissed
from schemas.facts.lamps import LAMPS, ExplanationJudged, GoodFaithErrorNoted, LampExplained
from schemas.facts.leaving import LEAVING, CaseTransferred, CaseWithdrawn
from schemas.facts.matters import OF_CASES, OF_SUBJECTS, CaseEndNoted, DuplicateFlagged, OpenCaseNoted
from schemas.facts.resting import RESTING, PreconditionsChanged
from schemas.facts.review import REVIEW, CaseDecided, CaseDeemedRenewed, CaseDelivered, CaseReviewed
from schemas.facts.special import SPECIAL, CasePaused, CaseResumed, SiteChecked
from schemas.facts.standing import (
    STANDING,
    ApplicantBarred,
    BarFound,
    FilingBarred,
    StandingAsked,
    StandingClear,
    StandingUnanswered,
)
from schemas.facts.subjects import SUBJECTS, SubjectRefused
from schemas.facts.urgency import URGENCY, CaseMarkedUrgent

CASE_FACTS: Final[tuple[type[Fact], ...]] = (
    *FILING,
    *ACCEPTANCE,
    *REVIEW,
    *SPECIAL,
    *EXTENDING,
    *JOINT,
    *OF_CASES,
    *AMENDING,
    *AGENCY,
    *URGENCY,
    *DEFERRAL,
    *STANDING,
    *RESTING,
    *LEAVING,
    *CUSTODY,
    *CLOCK,
    *LAMPS,
)
BUNDLE_FACTS: Final = BUNDLES
SUBJECT_FACTS: Final[tuple[type[Fact], ...]] = (*SUBJECTS, *CREDIT, *OF_SUBJECTS)

FACTS: Final[Mapping[str, type[Fact]]] = {fact.ce_type: fact for fact in (*CASE_FACTS, *BUNDLE_FACTS, *SUBJECT_FACTS)}

__all__ = [
    "BUNDLE_FACTS",
    "CASE_FACTS",
    "FACTS",
    "LASTING",
    "SUBJECT_FACTS",
    "ApplicantBarred",
    "ApprovalWithdrawn",
    "BarFound",
    "BarImposed",
    "BreachCorrected",
    "BreachRecorded",
    "BreachTakenBack",
    "BundleAwaits",
    "BundleCompleted",
    "BundleEndAsked",
    "BundleFiled",
    "BundleRefused",
    "BundleRevised",
    "BundleSettled",
    "CaseAccepted",
    "CaseClaimed",
    "CaseDecided",
    "CaseDeemedAccepted",
    "CaseDeemedRenewed",
    "CaseDelivered",
    "CaseEndNoted",
    "CaseExtended",
    "CaseFiled",
    "CaseLapsed",
    "CaseMarkedUrgent",
    "CaseNotAccepted",
    "CasePaused",
    "CaseRefused",
    "CaseReleased",
    "CaseReported",
    "CaseResumed",
    "CaseReviewed",
    "CaseTransferred",
    "CaseWithdrawn",
    "ChildNotPossible",
    "ChildNoted",
    "ChildRevoked",
    "ChildWithdrawn",
    "ChildrenAdded",
    "ChildrenAskedAgain",
    "ChildrenReleased",
    "ChildrenUnanswered",
    "Clock",
    "ClockName",
    "ClocksRecomputed",
    "CommitmentBroken",
    "CommitmentReminded",
    "CommitmentStarted",
    "CorrectedOnSpot",
    "CorrectionAsked",
    "CorrectionSupplied",
    "CreditRepaired",
    "DecisionCorrected",
    "DefenceStated",
    "DeferralAsked",
    "DeferralDenied",
    "DeferralDropped",
    "DeferralGranted",
    "DeferralRefused",
    "DeferralReleased",
    "DeferralReserved",
    "DeferralUnanswered",
    "DeferredSupplied",
    "DuplicateFlagged",
    "ExplanationJudged",
    "ExtensionRefused",
    "ExtensionRequested",
    "Fact",
    "FilingBarred",
    "GoodFaithErrorNoted",
    "Impossible",
    "Item",
    "Kind",
    "Lamp",
    "LampExplained",
    "LampTurned",
    "LapseNoticeGiven",
    "LeaseLapsed",
    "ListingDropped",
    "ListingNotified",
    "MeasureEnded",
    "ObjectionRaised",
    "OpenCaseNoted",
    "OpinionGiven",
    "OpinionsAsked",
    "OpinionsMissed",
    "PaperHandedOver",
    "PaperReturned",
    "Pause",
    "PowerRenewed",
    "PreconditionsChanged",
    "Recomputed",
    "Refused",
    "RepairOverdue",
    "RepairRefused",
    "RepairRequested",
    "SilenceCorrected",
    "SiteChecked",
    "StandingAnswered",
    "StandingAsked",
    "StandingClear",
    "StandingUnanswered",
    "SubjectListed",
    "SubjectRefused",
]
