"""Life cycles as tables: which command is legal at which stage, by which law, and what can come of it.

A kind of case has one table. What the table does not list is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import commands, facts

Party = Literal[
    "anyone", "origin", "competent", "holder", "acceptor", "participant", "approver", "department", "issuer", "hub"
]
"""Who may. ``competent`` and ``holder`` (who has the lease, or her substitute) are of the unit that acts at the stage:
until acceptance who accepts, then who decides; that is the competent unit, or the window entrusted by it, or as long as
it has the case, the lower organ that reviews first.
``acceptor``: the holder at who accepts, at whatever stage; ``participant``: either side; ``approver``: whoever approves
extensions in the competent region; ``department``: one whose opinion is asked; ``issuer``: the unit that
has issued the document."""
Rule = Callable[[Any, Command[Any], datetime, Reference], Decision | Refusal]

ABSENT: Final = "absent"
"""The stage of a case that nobody has filed yet."""


class Step(NamedTuple):
    """One row of a life cycle."""

    stage: str
    command: type[commands.Command]
    party: Party
    rule: Rule
    gives: tuple[type[facts.Fact], ...]
    """The facts the rule may say."""
    leads_to: tuple[str, ...]
    """The stages the case may then be at."""
    law: str


Table = Mapping[tuple[str, type[commands.Command]], Step]


def table_of(steps: Iterable[Step]) -> Table:
    """Index steps by stage and command. Raises ValueError where two rows say the same."""
    table: dict[tuple[str, type[commands.Command]], Step] = {}
    for step in steps:
        key = (step.stage, step.command)
        if key in table:
            raise ValueError(f"two rows for {step.stage} and {step.command.__name__}")
        table[key] = step
    return table
