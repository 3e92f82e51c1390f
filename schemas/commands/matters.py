"""Duplicate filings: cases tell their applicant's subject what they are about, which tells cases of each other."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from schemas.commands.base import Command
from schemas.values import CaseNumber, Code

MatterDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Of what the application is about (the proposed company name): the subject keeps no content."""


class NoteOpenCase(Command):
    """A case tells its applicant's subject that it is open, and about what; said again, the last word counts."""

    ce_type: ClassVar[str] = "cn.tongban.subject.note-open-case.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    item: Code
    matter: MatterDigest


class NoteCaseEnded(Command):
    """A case tells its applicant's subject that it is open no more."""

    ce_type: ClassVar[str] = "cn.tongban.subject.note-case-ended.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber


class FlagDuplicate(Command):
    """A subject tells a case of another open one of the same applicant, item and matter."""

    ce_type: ClassVar[str] = "cn.tongban.case.flag-duplicate.v1"
    internal: ClassVar[bool] = True
    other: CaseNumber


OF_CASES: Final[tuple[type[Command], ...]] = (FlagDuplicate,)
OF_SUBJECTS: Final[tuple[type[Command], ...]] = (NoteOpenCase, NoteCaseEnded)
