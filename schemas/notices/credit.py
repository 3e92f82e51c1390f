"""Notices about deferral and credit: to the window that stands for the applicant, and to the unit that handles it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from schemas.application import Material
from schemas.credit import ListedMeasure
from schemas.notices.base import NoticeBody
from schemas.parties import Addressee
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Text

DeferralChange = Literal[
    "asked",  # 已申请容缺
    "granted",  # 可以容缺
    "refused",  # 不能容缺
    "unanswered",  # 未得到答复
    "dropped",  # 不再容缺
    "started",  # 承诺期限开始
    "reminded",  # 期限将至
    "supplied",  # 已补交
    "broken",  # 逾期未补齐
    "breach_corrected",  # 已按时补齐,更正失信
    "breach_early",  # 按新日历尚未逾期,更正失信
    "breach_stands",  # 按新日历期限顺延,仍已逾期
]
CreditChange = Literal[
    "breach_recorded",  # 记录失信
    "breach_taken_back",  # 失信记录已撤回
    "notified",  # 拟认定告知
    "defence_stated",  # 已陈述申辩
    "listed",  # 已认定
    "not_listed",  # 不予认定
    "excused",  # 不属于失信
    "measure_ended",  # 措施期满
    "repair_requested",  # 申请修复
    "repair_overdue",  # 修复逾期未决
    "repaired",  # 已修复
    "repair_refused",  # 不予修复
]


class _Deferral(NoticeBody):
    change: DeferralChange
    competent: Addressee
    outstanding: tuple[Code, ...]
    """Materials that still have to come."""
    due: Moment | None = None
    """By when, where the limit runs."""
    code: Code | None = None
    """Why it was refused."""
    text: Text | None = None
    """In Chinese: what it means and what to do."""
    statement_by: Moment | None = None
    """Until then the applicant may speak before a conditional approval is withdrawn."""


class WorkDeferral(_Deferral):
    """To the competent unit: what became of a deferral."""

    ce_type: ClassVar[str] = "cn.tongban.work.deferral.v1"
    materials: tuple[Material, ...] | None = None
    """That came."""


class ResultDeferral(_Deferral):
    """To the origin: what became of a deferral, and what the applicant has to do until when."""

    ce_type: ClassVar[str] = "cn.tongban.result.deferral.v1"


class ResultApprovalWithdrawn(NoticeBody):
    """To the origin: a conditional approval is taken back, why, by which law, and what the applicant can do."""

    ce_type: ClassVar[str] = "cn.tongban.result.approval-withdrawn.v1"
    competent: Addressee
    reason: Text
    legal_basis: Text
    remedy: Text


class _Credit(NoticeBody):
    case: CaseNumber
    """Whose commitment was broken."""
    change: CreditChange
    competent: Addressee
    measures: tuple[ListedMeasure, ...] | None = None
    planned: tuple[Code, ...] | None = None
    """Measures that are meant, before anything is decided."""
    reason: Text | None = None
    legal_basis: Text | None = None
    document: Code | None = None
    """Number of the legally effective document."""
    statement_by: Moment | None = None
    """Until then the subject may speak."""
    until: date | None = None
    decided: Literal[True] | None = None
    """A listing was decided before its breach was taken back: a person has to see to it."""


class WorkCredit(_Credit):
    """To the unit that decides about a breach; the envelope's subject is the number of the person or body."""

    ce_type: ClassVar[str] = "cn.tongban.work.credit.v1"


class ResultCredit(_Credit):
    """To the window where the broken commitment was handed in, to be passed on to the person or body."""

    ce_type: ClassVar[str] = "cn.tongban.result.credit.v1"


CREDIT: Final[tuple[type[NoticeBody], ...]] = (
    WorkDeferral,
    ResultDeferral,
    ResultApprovalWithdrawn,
    WorkCredit,
    ResultCredit,
)
