"""Erasing personal data: the keys of a person's sealed parts are destroyed, the facts stay."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import SubjectNumber, Text


class EraseCaseData(Command):
    """Destroy the key under which a closed case's personal parts are sealed. An operator's act, never an endpoint's."""

    ce_type: ClassVar[str] = "cn.tongban.case.erase.v1"
    internal: ClassVar[bool] = True
    subject: SubjectNumber
    """Whose: the applicant's."""
    by: Officer
    basis: Text
    """By which request or rule. Kept for ever, so it names nobody."""


class EraseBundleData(Command):
    """The same for a bundle that is completed."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.erase.v1"
    internal: ClassVar[bool] = True
    subject: SubjectNumber
    """Whose: an applicant's, or the agent's who filed without one."""
    by: Officer
    basis: Text


class EraseDocumentData(Command):
    """The same for a document that is over: whose it was goes, that it was issued and how it ended stays."""

    ce_type: ClassVar[str] = "cn.tongban.document.erase.v1"
    internal: ClassVar[bool] = True
    subject: SubjectNumber
    """Whose: the holder's."""
    by: Officer
    basis: Text


OF_CASES: Final[tuple[type[Command], ...]] = (EraseCaseData,)
OF_BUNDLES: Final[tuple[type[Command], ...]] = (EraseBundleData,)
OF_DOCUMENTS: Final[tuple[type[Command], ...]] = (EraseDocumentData,)
