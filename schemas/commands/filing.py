"""Filing an application."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.application import Application
from schemas.bundles import Precondition
from schemas.commands.base import Command
from schemas.parties import Window
from schemas.values import CaseNumber


class FileApplication(Command):
    """申请: file one application. ``bundle`` is set by the bundle that the case is a child of, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.case.file.v1"
    window: Window
    application: Application
    bundle: CaseNumber | None = None
    rests_on: tuple[CaseNumber, ...] | None = None
    """Cases of the bundle that had to be approved first; set by the bundle."""
    preconditions: tuple[Precondition, ...] | None = None
    """What is not in order about them; set by the bundle."""


FILING: Final[tuple[type[Command], ...]] = (FileApplication,)
