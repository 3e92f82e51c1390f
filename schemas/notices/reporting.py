"""Notices about what was found wrong with a document (抄告): to its issuer, above the issuer, and back."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.application import Digest
from schemas.documents import LicenceIdentifier
from schemas.notices.base import NoticeBody
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Endpoint, Name, Text

ReportChange = Literal[
    "reported",  # 收到抄告
    "lamp_yellow",  # 答复时限将至
    "lamp_red",  # 逾期未答复
    "recomputed",  # 答复时限按新日历重新计算
]


class WorkDocumentReport(NoticeBody):
    """To the issuer, and when its limit has passed to who stands above it; the envelope's subject is the document."""

    ce_type: ClassVar[str] = "cn.tongban.work.document-report.v1"
    change: ReportChange
    number: int
    document: LicenceIdentifier
    name: Name
    """Of its type."""
    issuer: Addressee
    due: Moment
    by: Officer | None = None
    reporter: Endpoint
    finding: Text | None = None
    evidence: Digest | None = None
    paper: Name | None = None
    reason: Text | None = None
    """Recomputed: by which notice or decree."""


class ResultDocumentReport(NoticeBody):
    """To the reporter: what the issuer answers."""

    ce_type: ClassVar[str] = "cn.tongban.result.document-report.v1"
    number: int
    document: LicenceIdentifier
    name: Name
    issuer: Addressee
    upheld: bool
    done: Text | None = None
    reason: Text | None = None
    in_time: bool


REPORTING: Final[tuple[type[NoticeBody], ...]] = (WorkDocumentReport, ResultDocumentReport)
