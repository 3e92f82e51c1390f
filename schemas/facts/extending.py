"""Extending the promise."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.facts.base import Clock, Fact
from schemas.parties import Officer
from schemas.values import Text


class CaseExtended(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.extended.v1"
    by: Officer
    approved_by: Officer
    days: int
    reason: Text
    promise: Clock


class ExtensionRequested(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.extension-requested.v1"
    by: Officer
    days: int
    reason: Text


class ExtensionRefused(Fact):
    """The promise stays as it is; another request is possible while it runs."""

    ce_type: ClassVar[str] = "cn.tongban.case.extension-refused.v1"
    by: Officer
    reason: Text


EXTENDING: Final[tuple[type[Fact], ...]] = (CaseExtended, ExtensionRequested, ExtensionRefused)
