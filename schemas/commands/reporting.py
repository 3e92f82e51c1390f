"""抄告 (许可法 art. 64): whoever finds something wrong with a document tells its issuer, who answers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.application import Digest
from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Name, Text


class ReportDocument(Command):
    """抄告: what was found, and what shows it; any endpoint may."""

    ce_type: ClassVar[str] = "cn.tongban.document.report.v1"
    by: Officer
    finding: Text
    evidence: Digest | None = None
    """Of a file that shows it."""
    paper: Name | None = None
    """What shows it on paper: its name and number."""


class AnswerDocumentReport(Command):
    """The issuer answers: upheld, and what it did; or not upheld, and why."""

    ce_type: ClassVar[str] = "cn.tongban.document.answer-report.v1"
    by: Officer
    report: Annotated[int, Field(ge=1)]
    upheld: bool
    done: Text | None = None
    reason: Text | None = None


class RecomputeDocumentClocks(Command):
    """The calendar has changed: compute the limits of reports again. Sent to documents with one that waits."""

    ce_type: ClassVar[str] = "cn.tongban.document.recompute-clocks.v1"
    internal: ClassVar[bool] = True
    row: Name
    """Key of the reference row that changed it."""
    because: Text


REPORTING: Final[tuple[type[Command], ...]] = (ReportDocument, AnswerDocumentReport, RecomputeDocumentClocks)
