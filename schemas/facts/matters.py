"""Duplicate filings: flagged to both sides, never dropped."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.matters import MatterDigest
from schemas.facts.base import Fact
from schemas.values import CaseNumber, Code


class DuplicateFlagged(Fact):
    """Another open case has the same applicant, item and matter; both go on until a person withdraws one."""

    ce_type: ClassVar[str] = "cn.tongban.case.duplicate-flagged.v1"
    other: CaseNumber


class OpenCaseNoted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.open-case-noted.v1"
    case: CaseNumber
    item: Code
    matter: MatterDigest
    duplicates: tuple[CaseNumber, ...] | None = None
    """Open cases about the same."""


class CaseEndNoted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.case-end-noted.v1"
    case: CaseNumber


OF_CASES: Final[tuple[type[Fact], ...]] = (DuplicateFlagged,)
OF_SUBJECTS: Final[tuple[type[Fact], ...]] = (OpenCaseNoted, CaseEndNoted)
