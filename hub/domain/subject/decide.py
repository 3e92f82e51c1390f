"""Deciding about a subject, by its own table. It has no stages: what may be said depends on what is known of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hub.domain.life_cycle import Step, Table, table_of
from hub.domain.reference import Reference
from hub.domain.subject import clocks, credit_steps, matters
from hub.domain.subject.credit_steps import KNOWN
from hub.domain.subject.state import SubjectState
from hub.domain.values import HUB, Command, Decision, Refusal
from schemas import commands, facts

_NOBODY: Final = SubjectState()
"""Rules take one of whom nothing is known as an empty one."""


def decide(
    state: SubjectState | None, command: Command[Any], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Give the facts that a command causes, or the refusal. ``now`` is its receipt, with China's offset."""
    if command.body.internal and command.sender != HUB:
        return Refusal("type_internal", params={"type": command.body.ce_type})
    step = TABLE.get((KNOWN, type(command.body)))
    if step is None:
        return Refusal("subject_kind", params={"subject": command.subject})
    return step.rule(state or _NOBODY, command, now, reference)


STEPS: Final = (
    Step(
        KNOWN, commands.ReachSubjectDeadline, "hub", clocks.reach_deadline,
        (facts.MeasureEnded, facts.RepairOverdue), (KNOWN,), "hub: the clock is a message",
    ),
    *credit_steps.STEPS,
    *matters.STEPS,
)  # fmt: skip

TABLE: Final[Table] = table_of(STEPS)
