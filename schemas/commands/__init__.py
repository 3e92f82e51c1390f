"""Commands, imperative: what somebody wants done to a case, bundle, subject or document; the envelope names which.

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
from schemas.commands.documents import (
    DOCUMENTS,
    CorrectDocument,
    DeregisterDocument,
    IssueDocument,
    LiftCondition,
    MarkDocument,
    NoteDocument,
    ReachDocumentDeadline,
    RescindDocument,
    ResumeDocument,
    RevokeDocument,
    SignDocument,
    SuspendDocument,
    TransferDocument,
    WithdrawDocument,
)
from schemas.commands.documents import OF_CASES as DOCUMENTS_OF_CASES
from schemas.commands.erasing import OF_BUNDLES as ERASING_BUNDLES
from schemas.commands.erasing import OF_CASES as ERASING_CASES
from schemas.commands.erasing import OF_DOCUMENTS as ERASING_DOCUMENTS
from schemas.commands.erasing import EraseBundleData, EraseCaseData, EraseDocumentData
from schemas.commands.extending import EXTENDING, AnswerExtension, ExtendCase, RequestExtension
from schemas.commands.fees import FEES, RecordPayment, RefundFee, WaiveFee
from schemas.commands.filing import FILING, FileApplication
from schemas.commands.joint import JOINT, AskOpinions, GiveOpinion, View
from schemas.commands.lamps import LAMPS, ExplainLamp, JudgeExplanation, NoteGoodFaithError
from schemas.commands.leaving import LEAVING, TransferCase, WithdrawCase
from schemas.commands.lower_review import LOWER_REVIEW, SubmitReview
from schemas.commands.matters import OF_CASES, OF_SUBJECTS, FlagDuplicate, NoteCaseEnded, NoteOpenCase
from schemas.commands.reliance import OF_DOCUMENTS as RELIANCE_OF_DOCUMENTS
from schemas.commands.reliance import (
    RELIANCE,
    ConfirmReliance,
    EndReliance,
    NoteReliance,
    NoteReliedDocument,
    RelyOnDocument,
    ReplaceMaterials,
)
from schemas.commands.reporting import REPORTING, AnswerDocumentReport, RecomputeDocumentClocks, ReportDocument
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
    *LOWER_REVIEW,
    *OF_CASES,
    *DOCUMENTS_OF_CASES,
    *AMENDING,
    *ERASING_CASES,
    *AGENCY,
    *URGENCY,
    *DEFERRAL,
    *STANDING,
    *RESTING,
    *RELIANCE,
    *LEAVING,
    *CUSTODY,
    *FEES,
    *CLOCK,
    *LAMPS,
)
BUNDLE_COMMANDS: Final[tuple[type[Command], ...]] = (*BUNDLES, *ERASING_BUNDLES)
DOCUMENT_COMMANDS: Final[tuple[type[Command], ...]] = (
    *DOCUMENTS,
    *RELIANCE_OF_DOCUMENTS,
    *REPORTING,
    *ERASING_DOCUMENTS,
)
SUBJECT_COMMANDS: Final[tuple[type[Command], ...]] = (*SUBJECTS, *CREDIT, *OF_SUBJECTS)

COMMANDS: Final[Mapping[str, type[Command]]] = {
    command.ce_type: command for command in (*CASE_COMMANDS, *BUNDLE_COMMANDS, *SUBJECT_COMMANDS, *DOCUMENT_COMMANDS)
}

__all__ = [
    "BUNDLE_COMMANDS",
    "CASE_COMMANDS",
    "COMMANDS",
    "DOCUMENT_COMMANDS",
    "SUBJECT_COMMANDS",
    "AcceptCase",
    "AddChildren",
    "AnswerDocumentReport",
    "AnswerExtension",
    "AskCorrection",
    "AskOpinions",
    "AskStanding",
    "BarApplicant",
    "BundleChild",
    "CheckSite",
    "ClaimCase",
    "Command",
    "ConfirmReliance",
    "CorrectDecision",
    "CorrectDocument",
    "CorrectOnSpot",
    "CorrectionPoint",
    "DecideCase",
    "DecideListing",
    "DecideRepair",
    "DecisionCorrection",
    "DeferMaterials",
    "DeliverCase",
    "DeregisterDocument",
    "EndBundle",
    "EndReliance",
    "EraseBundleData",
    "EraseCaseData",
    "EraseDocumentData",
    "ExplainLamp",
    "ExtendCase",
    "FileApplication",
    "FileBundle",
    "FlagDuplicate",
    "GiveOpinion",
    "GrantDeferral",
    "ImposeBar",
    "IssueDocument",
    "JudgeExplanation",
    "LiftCondition",
    "MarkDocument",
    "MarkUrgent",
    "NotAcceptCase",
    "NoteCaseEnded",
    "NoteChild",
    "NoteDocument",
    "NoteGoodFaithError",
    "NoteOpenCase",
    "NotePreconditions",
    "NoteReliance",
    "NoteReliedDocument",
    "NotifyListing",
    "Outcome",
    "PauseCase",
    "ReachBundleDeadline",
    "ReachDeadline",
    "ReachDocumentDeadline",
    "ReachSubjectDeadline",
    "RecomputeClocks",
    "RecomputeDocumentClocks",
    "RecordBreach",
    "RecordObjection",
    "RecordPayment",
    "RefundFee",
    "RefuseDeferral",
    "ReleaseCase",
    "ReleaseDeferral",
    "RelyOnDocument",
    "RenewPower",
    "ReplaceMaterials",
    "ReportDocument",
    "RequestDeferral",
    "RequestExtension",
    "RequestRepair",
    "RescindDocument",
    "ResumeCase",
    "ResumeDocument",
    "ReturnPaper",
    "ReviewCase",
    "RevokeDocument",
    "SignDocument",
    "SpecialProcedure",
    "StateDefence",
    "SubmitReview",
    "SupplyCorrection",
    "SupplyDeferred",
    "SuspendDocument",
    "TakeBackBreach",
    "TakePaper",
    "TellStanding",
    "TransferCase",
    "TransferDocument",
    "View",
    "WaiveFee",
    "WithdrawApproval",
    "WithdrawCase",
    "WithdrawChild",
    "WithdrawDocument",
    "Wording",
]
