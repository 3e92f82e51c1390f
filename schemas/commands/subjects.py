"""Commands to a subject: a person or a body, known by the keyed hash of its identity."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.times import Moment


class ReachSubjectDeadline(Command):
    """The subject's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.subject.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


SUBJECTS: Final[tuple[type[Command], ...]] = (ReachSubjectDeadline,)
