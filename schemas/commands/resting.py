"""What a bundle tells a case about the cases that it rests on."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.bundles import Precondition
from schemas.commands.base import Command


class NotePreconditions(Command):
    """前提变化: all that is not in order, now, about the cases that this one rests on; empty: everything is."""

    ce_type: ClassVar[str] = "cn.tongban.case.note-preconditions.v1"
    internal: ClassVar[bool] = True
    preconditions: tuple[Precondition, ...] = ()


RESTING: Final[tuple[type[Command], ...]] = (NotePreconditions,)
