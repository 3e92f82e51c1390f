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
    CaseNotAccepted,
    CaseReleased,
    CorrectionAsked,
    CorrectionSupplied,
    LeaseLapsed,
)
from schemas.facts.base import Clock, ClockName, Fact, Item, Kind, Lamp, Pause, Refused
from schemas.facts.bundles import (
    BUNDLES,
    BundleCompleted,
    BundleFiled,
    BundleRefused,
    ChildNoted,
    ChildrenAskedAgain,
    ChildrenUnanswered,
)
from schemas.facts.clock import CLOCK, ClocksRecomputed, LampTurned, Recomputed
from schemas.facts.filing import FILING, CaseFiled, CaseRefused, CaseReported
from schemas.facts.leaving import LEAVING, CaseTransferred, CaseWithdrawn
from schemas.facts.review import REVIEW, CaseDecided, CaseDelivered, CaseExtended
from schemas.facts.subjects import SUBJECTS, SubjectRefused

CASE_FACTS: Final[tuple[type[Fact], ...]] = (*FILING, *ACCEPTANCE, *REVIEW, *LEAVING, *CLOCK)
BUNDLE_FACTS: Final = BUNDLES
SUBJECT_FACTS: Final = SUBJECTS

FACTS: Final[Mapping[str, type[Fact]]] = {fact.ce_type: fact for fact in (*CASE_FACTS, *BUNDLE_FACTS, *SUBJECT_FACTS)}

__all__ = [
    "BUNDLE_FACTS",
    "CASE_FACTS",
    "FACTS",
    "SUBJECT_FACTS",
    "BundleCompleted",
    "BundleFiled",
    "BundleRefused",
    "CaseAccepted",
    "CaseClaimed",
    "CaseDecided",
    "CaseDeemedAccepted",
    "CaseDelivered",
    "CaseExtended",
    "CaseFiled",
    "CaseNotAccepted",
    "CaseRefused",
    "CaseReleased",
    "CaseReported",
    "CaseTransferred",
    "CaseWithdrawn",
    "ChildNoted",
    "ChildrenAskedAgain",
    "ChildrenUnanswered",
    "Clock",
    "ClockName",
    "ClocksRecomputed",
    "CorrectionAsked",
    "CorrectionSupplied",
    "Fact",
    "Item",
    "Kind",
    "Lamp",
    "LampTurned",
    "LeaseLapsed",
    "Pause",
    "Recomputed",
    "Refused",
    "SubjectRefused",
]
