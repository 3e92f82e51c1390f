"""Commands, imperative: what somebody wants done to a case, a bundle or a subject. The envelope names which one.

Who sends is proved by the inbox, so no command says it; an officer's act names unit and staff number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemas.commands.acceptance import (
    ACCEPTANCE,
    AcceptCase,
    AskCorrection,
    ClaimCase,
    CorrectionPoint,
    CorrectOnSpot,
    NotAcceptCase,
    RecordObjection,
    ReleaseCase,
    SupplyCorrection,
)
from schemas.commands.agency import AGENCY, RenewPower
from schemas.commands.amending import AMENDING, CorrectDecision, DecisionCorrection, Wording
from schemas.commands.base import Command, Outcome
from schemas.commands.bundles import (
    BUNDLES,
    AddChildren,
    BundleChild,
    EndBundle,
    FileBundle,
    NoteChild,
    ReachBundleDeadline,
    WithdrawChild,
)
from schemas.commands.clock import CLOCK, ReachDeadline, RecomputeClocks
from schemas.commands.credit import (
    CREDIT,
    AskStanding,
    DecideListing,
    DecideRepair,
    ImposeBar,
    NotifyListing,
    RecordBreach,
    ReleaseDeferral,
    RequestDeferral,
    RequestRepair,
    StateDefence,
    TakeBackBreach,
)
from schemas.commands.custody import CUSTODY, ReturnPaper, TakePaper
from schemas.commands.deferral import (
    DEFERRAL,
    DeferMaterials,
    GrantDeferral,
    RefuseDeferral,
    SupplyDeferred,
    WithdrawApproval,
)
from schemas.commands.extending import EXTENDING, AnswerExtension, ExtendCase, RequestExtension
from schemas.commands.filing import FILING, FileApplication
from schemas.commands.joint import JOINT, AskOpinions, GiveOpinion, View
from schemas.commands.lamps import LAMPS, ExplainLamp, JudgeExplanation, NoteGoodFaithError
from schemas.commands.leaving import LEAVING, TransferCase, WithdrawCase
from schemas.commands.matters import OF_CASES, OF_SUBJECTS, FlagDuplicate, NoteCaseEnded, NoteOpenCase
from schemas.commands.resting import RESTING, NotePreconditions
from schemas.commands.review import REVIEW, DecideCase, DeliverCase, ReviewCase
from schemas.commands.special import SPECIAL, CheckSite, PauseCase, ResumeCase, SpecialProcedure
from schemas.commands.standing import STANDING, BarApplicant, TellStanding
from schemas.commands.subjects import SUBJECTS, ReachSubjectDeadline
from schemas.commands.urgency import URGENCY, MarkUrgent

CASE_COMMANDS: Final[tuple[type[Command], ...]] = (
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
BUNDLE_COMMANDS: Final = BUNDLES
SUBJECT_COMMANDS: Final[tuple[type[Command], ...]] = (*SUBJECTS, *CREDIT, *OF_SUBJECTS)

COMMANDS: Final[Mapping[str, type[Command]]] = {
    command.ce_type: command for command in (*CASE_COMMANDS, *BUNDLE_COMMANDS, *SUBJECT_COMMANDS)
}

__all__ = [
    "BUNDLE_COMMANDS",
    "CASE_COMMANDS",
    "COMMANDS",
    "SUBJECT_COMMANDS",
    "AcceptCase",
    "AddChildren",
    "AnswerExtension",
    "AskCorrection",
    "AskOpinions",
    "AskStanding",
    "BarApplicant",
    "BundleChild",
    "CheckSite",
    "ClaimCase",
    "Command",
    "CorrectDecision",
    "CorrectOnSpot",
    "CorrectionPoint",
    "DecideCase",
    "DecideListing",
    "DecideRepair",
    "DecisionCorrection",
    "DeferMaterials",
    "DeliverCase",
    "EndBundle",
    "ExplainLamp",
    "ExtendCase",
    "FileApplication",
    "FileBundle",
    "FlagDuplicate",
    "GiveOpinion",
    "GrantDeferral",
    "ImposeBar",
    "JudgeExplanation",
    "MarkUrgent",
    "NotAcceptCase",
    "NoteCaseEnded",
    "NoteChild",
    "NoteGoodFaithError",
    "NoteOpenCase",
    "NotePreconditions",
    "NotifyListing",
    "Outcome",
    "PauseCase",
    "ReachBundleDeadline",
    "ReachDeadline",
    "ReachSubjectDeadline",
    "RecomputeClocks",
    "RecordBreach",
    "RecordObjection",
    "RefuseDeferral",
    "ReleaseCase",
    "ReleaseDeferral",
    "RenewPower",
    "RequestDeferral",
    "RequestExtension",
    "RequestRepair",
    "ResumeCase",
    "ReturnPaper",
    "ReviewCase",
    "SpecialProcedure",
    "StateDefence",
    "SupplyCorrection",
    "SupplyDeferred",
    "TakeBackBreach",
    "TakePaper",
    "TellStanding",
    "TransferCase",
    "View",
    "WithdrawApproval",
    "WithdrawCase",
    "WithdrawChild",
    "Wording",
]
