"""Notices about documents in the place of materials: to the unit that handles the case, and to its window."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from schemas.documents import LicenceIdentifier, LicenceState
from schemas.notices.base import NoticeBody
from schemas.parties import Addressee
from schemas.times import Moment
from schemas.values import Code, Name, Text

RelianceChange = Literal[
    "granted",  # 可以用证
    "refused",  # 不能用证
    "unanswered",  # 未得到答复
    "document_changed",  # 所用证照状态变化,暂缓准予
    "document_restored",  # 所用证照恢复有效
    "confirmed",  # 已人工核实
]


class _Reliance(NoticeBody):
    change: RelianceChange
    materials: tuple[Code, ...]
    """In whose place it stands."""
    document: LicenceIdentifier | None = None
    name: Name | None = None
    """Of its type."""
    conditional: Literal[True] | None = None
    code: Code | None = None
    """Why it can't be used."""
    text: Text | None = None
    """In Chinese: what it means, and what to ask for instead."""
    state: LicenceState | None = None
    since: Moment | None = None
    until: date | None = None
    reason: Text | None = None
    condition: Name | None = None
    """State 99 in words."""
    replaced_by: LicenceIdentifier | None = None
    """The version that says something else and has taken the place of the one relied on; then the state is 05."""


class WorkReliance(_Reliance):
    """To the unit that handles the case: what became of a document that it rests on."""

    ce_type: ClassVar[str] = "cn.tongban.work.reliance.v1"
    unit: Code


class ResultReliance(_Reliance):
    """To the origin: what became of a document that was named in the place of a material."""

    ce_type: ClassVar[str] = "cn.tongban.result.reliance.v1"
    competent: Addressee


RELIANCE: Final[tuple[type[NoticeBody], ...]] = (WorkReliance, ResultReliance)
