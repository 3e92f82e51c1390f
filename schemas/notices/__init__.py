"""Notices: what the queues carry. ``work.R`` tells the competent side, ``results.R`` the side where it was filed.

The envelope's subject is the case or bundle, its number and digest headers those of the fact that caused the notice.
A topic may bring its notices as a module beside this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, Literal

from schemas.application import Application
from schemas.bundles import Precondition
from schemas.commands import CorrectionPoint, DecisionCorrection, SpecialProcedure
from schemas.documents import LicenceIdentifier, SignedPersonal
from schemas.facts import Clock, Item, Kind
from schemas.fees import StatedFee
from schemas.notices.base import NoticeBody as NoticeBody
from schemas.notices.bundles import BUNDLES
from schemas.notices.bundles import BundleAwaiting as BundleAwaiting
from schemas.notices.bundles import BundleEnded as BundleEnded
from schemas.notices.bundles import BundleReceived as BundleReceived
from schemas.notices.bundles import BundleRevised as BundleRevised
from schemas.notices.bundles import BundleSettled as BundleSettled
from schemas.notices.bundles import BundleUnanswered as BundleUnanswered
from schemas.notices.bundles import ChildInBreach as ChildInBreach
from schemas.notices.bundles import ChildNotPossible as ChildNotPossible
from schemas.notices.bundles import ChildRevoked as ChildRevoked
from schemas.notices.credit import CREDIT as CREDIT
from schemas.notices.credit import CreditChange as CreditChange
from schemas.notices.credit import DeferralChange as DeferralChange
from schemas.notices.credit import ResultApprovalWithdrawn as ResultApprovalWithdrawn
from schemas.notices.credit import ResultCredit as ResultCredit
from schemas.notices.credit import ResultDeferral as ResultDeferral
from schemas.notices.credit import WorkCredit as WorkCredit
from schemas.notices.credit import WorkDeferral as WorkDeferral
from schemas.notices.documents import DOCUMENTS as DOCUMENTS
from schemas.notices.documents import ENTRIES as ENTRIES
from schemas.notices.documents import DocumentErased as DocumentErased
from schemas.notices.documents import DocumentRegistered as DocumentRegistered
from schemas.notices.documents import Entry as Entry
from schemas.notices.documents import ResultDocument as ResultDocument
from schemas.notices.documents import ResultDocumentState as ResultDocumentState
from schemas.notices.documents import SignatureRefused as SignatureRefused
from schemas.notices.documents import SignatureWanted as SignatureWanted
from schemas.notices.joint import JOINT
from schemas.notices.joint import OpinionWanted as OpinionWanted
from schemas.notices.lamps import WorkExplained as WorkExplained
from schemas.notices.matters import MATTERS
from schemas.notices.matters import ResultDuplicate as ResultDuplicate
from schemas.notices.reliance import RELIANCE as RELIANCE
from schemas.notices.reliance import RelianceChange as RelianceChange
from schemas.notices.reliance import ResultReliance as ResultReliance
from schemas.notices.reliance import WorkReliance as WorkReliance
from schemas.notices.reporting import REPORTING as REPORTING
from schemas.notices.reporting import ReportChange as ReportChange
from schemas.notices.reporting import ResultDocumentReport as ResultDocumentReport
from schemas.notices.reporting import WorkDocumentReport as WorkDocumentReport
from schemas.parties import Addressee, Officer, Origin
from schemas.reference import DocumentType
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Text, Value

Stage = Literal[
    "filed",  # 待受理
    "correcting",  # 待补正
    "accepted",  # 审查中
    "paused",  # 特别程序中
    "decided",  # 已办结待送达
    "delivered",  # 已送达
    "not_accepted",  # 不予受理
    "withdrawn",  # 已撤回
    "lapsed",  # 逾期未补正,已失效
    "revoked",  # 审批已撤回
]
Change = Literal[
    "opinions_asked",
    "duplicate_flagged",
    "opinion_given",
    "opinions_missed",
    "review_submitted",
    "claimed",
    "released",
    "lease_lapsed",
    "correction_asked",
    "supplied",
    "corrected_on_spot",
    "power_renewed",
    "lapse_notice",
    "lapsed",
    "objection",
    "accepted",
    "deemed_accepted",
    "not_accepted",
    "urgent",
    "site_checked",
    "paused",
    "resumed",
    "reviewed",
    "extension_requested",
    "extension_refused",
    "extended",
    "decided",
    "deemed_renewed",
    "decision_corrected",
    "delivered",
    "transferred",
    "approval_withdrawn",
    "precondition_lost",
    "precondition_owing",
    "precondition_settled",
    "applicant_barred",
    "standing_unanswered",
    "lamp_yellow",
    "lamp_red",
    "recomputed",
    "silence_corrected",
    "silence_early",
    "explanation_granted",
    "explanation_refused",
    "good_faith_noted",
    "paper_handed_over",
    "paper_returned",
    "data_erased",
    "materials_replaced",
    "fee_paid",
    "fee_waived",
    "fee_refunded",
]

Urgent = Literal[True] | None
"""加急: in front of the queue."""


class LowerOpinion(Value):
    """初步审查意见: what the lower organ says that reviewed first."""

    organ: Addressee
    recommends: Literal["approved", "denied"]
    opinion: Text


class WorkOffered(NoticeBody):
    """To the competent unit: a case to handle, with everything that was filed."""

    ce_type: ClassVar[str] = "cn.tongban.work.offered.v1"
    written_apart: ClassVar[str] = "application"
    kind: Kind = "application"
    origin: Origin
    competent: Addressee
    acting: Addressee | None = None
    """Who is to act in the competent organ's name, entrusted, or who reviews first below it; None: the organ itself."""
    stage: Stage | None = None
    """Where the case stands; None: not accepted yet."""
    item: Item
    clocks: tuple[Clock, ...]
    bundle: CaseNumber | None = None
    rests_on: tuple[CaseNumber, ...] | None = None
    """Approved cases of the bundle that this one had to wait for."""
    preconditions: tuple[Precondition, ...] | None = None
    """What is not in order about them; None: everything is."""
    application: Application
    points: tuple[CorrectionPoint, ...] = ()
    """Of the correction notice, where another unit has asked already."""
    lacking: tuple[CorrectionPoint, ...] | None = None
    """What a complete application would have besides, so that it can be asked for at once and completely."""
    reason: Text | None = None
    """Why it was transferred here."""
    urgent: Urgent = None
    warnings: tuple[Code, ...] | None = None
    """What the window was warned of when it filed: codes."""
    lower_opinion: LowerOpinion | None = None
    """Of the organ that reviewed first (许可法 art. 35)."""


class WorkUpdated(NoticeBody):
    """To the competent unit: what changed; with the whole application where the applicant changed it."""

    ce_type: ClassVar[str] = "cn.tongban.work.updated.v1"
    unit: Code
    stage: Stage
    change: Change
    holder: Officer | None = None
    until: Moment | None = None
    """Of the holder's lease."""
    clocks: tuple[Clock, ...]
    application: Application | None = None
    urgent: Urgent = None
    section: Code | None = None
    """科室 whose queue the case is in."""
    reason: Text | None = None
    """Why, where the change says it not by itself."""


class WorkWithdrawn(NoticeBody):
    """To the unit that was competent: nothing more to do."""

    ce_type: ClassVar[str] = "cn.tongban.work.withdrawn.v1"
    unit: Code
    why: Literal["withdrawn", "handed_over", "lapsed"]
    reason: Text


class ResultReceived(NoticeBody):
    """To the origin: the receipt (回执); ``lacking`` tells what the applicant may bring before being asked."""

    ce_type: ClassVar[str] = "cn.tongban.result.received.v1"
    competent: Addressee
    item: Code
    item_name: Name
    clocks: tuple[Clock, ...]
    bundle: CaseNumber | None = None
    lacking: tuple[CorrectionPoint, ...] | None = None
    warnings: tuple[Code, ...] | None = None
    """Codes of what was not quite right."""
    lower: Addressee | None = None
    """Who accepts and reviews first, where a lower organ does (许可法 art. 43)."""


class ResultProgressed(NoticeBody):
    """To the origin: how the case goes on."""

    ce_type: ClassVar[str] = "cn.tongban.result.progressed.v1"
    stage: Stage
    change: Change
    competent: Addressee
    clocks: tuple[Clock, ...]
    reason: Text | None = None
    fee: StatedFee | None = None
    """Accepted: what the applicant is to pay; None: nothing, or another change."""


class ResultPaused(NoticeBody):
    """To the origin: the clock stands still, why, by which paper, and until when (许可法 art. 45)."""

    ce_type: ClassVar[str] = "cn.tongban.result.paused.v1"
    competent: Addressee
    procedure: SpecialProcedure
    reason: Text
    paper: Name
    planned_end: date


class ResultLapseNotice(NoticeBody):
    """To the origin: without a supplement the filing lapses."""

    ce_type: ClassVar[str] = "cn.tongban.result.lapse-notice.v1"
    competent: Addressee
    points: tuple[CorrectionPoint, ...]
    lapse: Clock


class ResultDecisionCorrected(NoticeBody):
    """To the origin: what was put right in the decision (更正)."""

    ce_type: ClassVar[str] = "cn.tongban.result.decision-corrected.v1"
    competent: Addressee
    corrections: tuple[DecisionCorrection, ...]
    reason: Text


class ResultCorrectionNeeded(NoticeBody):
    """To the origin: what the applicant has to supply (补正告知)."""

    ce_type: ClassVar[str] = "cn.tongban.result.correction-needed.v1"
    competent: Addressee
    points: tuple[CorrectionPoint, ...]
    supply: Clock | None = None
    """Until when."""


class ResultNotAccepted(NoticeBody):
    """To the origin: not accepted, why, and what the applicant can do."""

    ce_type: ClassVar[str] = "cn.tongban.result.not-accepted.v1"
    competent: Addressee
    reason: Text
    remedy: Text


class ResultDecided(NoticeBody):
    """To the origin: the decision."""

    ce_type: ClassVar[str] = "cn.tongban.result.decided.v1"
    competent: Addressee
    outcome: Literal["approved", "denied"]
    reason: Text | None = None
    legal_basis: Text | None = None
    remedy: Text | None = None
    document: DocumentType | None = None
    in_time: bool
    deemed: Literal[True] | None = None
    """By silence: renewed (许可法 art. 50)."""
    conditional: Literal[True] | None = None
    """容缺: approved on the promise that materials still come."""
    decided_at: Moment | None = None
    """Where the result waited for its document's signature."""
    identifier: LicenceIdentifier | None = None
    """Of the document that was issued."""
    personal: SignedPersonal | None = None
    """The document, signed."""


class ResultClosed(NoticeBody):
    """To the origin: nothing more will come."""

    ce_type: ClassVar[str] = "cn.tongban.result.closed.v1"
    stage: Literal["delivered", "withdrawn", "lapsed"]
    tracking: Code | None = None
    """Number of the parcel, where it was sent by post."""


class RecordUnreadable(NoticeBody):
    """To the endpoint, from intake: a record of its inbox has no readable envelope and is a dead letter."""

    ce_type: ClassVar[str] = "cn.tongban.result.unreadable.v1"
    topic: Name
    partition: int
    offset: int
    code: Code
    text: Text
    """In Chinese: what happened and what to do."""


class CommandAnswered(NoticeBody):
    """To the sender: what became of its own command."""

    ce_type: ClassVar[str] = "cn.tongban.command.answered.v1"
    command: Code
    """Its ce_id, as sent."""
    command_type: Code
    outcome: Literal["done", "refused", "repeated"]
    facts: tuple[int, ...] = ()
    """Numbers of the facts it caused; a refusal is one too."""
    code: Code | None = None
    text: Text | None = None
    """In Chinese, for the clerk: what happened and what to do."""
    pointer: str | None = None


_NOTICES: Final[tuple[type[NoticeBody], ...]] = (
    WorkOffered,
    WorkUpdated,
    WorkWithdrawn,
    WorkExplained,
    ResultReceived,
    ResultProgressed,
    ResultPaused,
    ResultLapseNotice,
    ResultDecisionCorrected,
    ResultCorrectionNeeded,
    ResultNotAccepted,
    ResultDecided,
    ResultClosed,
    *BUNDLES,
    *CREDIT,
    *JOINT,
    *MATTERS,
    *DOCUMENTS,
    *RELIANCE,
    *REPORTING,
    RecordUnreadable,
    CommandAnswered,
)
NOTICES: Final[Mapping[str, type[NoticeBody]]] = {notice.ce_type: notice for notice in _NOTICES}
