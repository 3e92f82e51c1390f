"""What the clock does to a subject."""

from __future__ import annotations

from datetime import datetime

from hub.domain.reference import Reference
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Refusal
from schemas.commands import ReachSubjectDeadline


def due(_: SubjectState) -> datetime | None:
    """Give the next instant at which the clock does something to the subject."""
    return None


def reach_deadline(
    _: SubjectState, __: Command[ReachSubjectDeadline], ___: datetime, ____: Reference
) -> Decision | Refusal:
    """Say everything that has come due."""
    return ()
