"""Deciding about a bundle, by its own table."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hub.domain.bundle import erasing, projects, rules
from hub.domain.bundle.state import BundleState
from hub.domain.life_cycle import ABSENT, Step, Table, table_of
from hub.domain.reference import Reference
from hub.domain.values import HUB, Command, Decision, Refusal
from schemas import commands, facts

_JOINT: Final = "国办发〔2020〕35号: one filing, several cases"
_NUMBER: Final = "hub: one number, one bundle"
_SAGA: Final = "hub: every request has an answer and a deadline"
_PROJECT: Final = "国办发〔2019〕11号: stages one after another, approvals side by side"
_WILL: Final = "the applicant's will"
_ERASURE: Final = "个人信息保护法 art. 47"
_WAITING: Final = (facts.ChildNotPossible, facts.BundleAwaits, facts.BundleCompleted)
_FOLLOWED: Final = (facts.ChildNoted, facts.ChildRevoked, facts.BundleRevised)
_PROMISES: Final = "容缺 [L]: the commitments of a project are followed to their end"


def decide(state: BundleState | None, command: Command[Any], now: datetime, reference: Reference) -> Decision | Refusal:
    """Give the facts that a command causes, or the refusal. ``now`` is its receipt, with China's offset."""
    if command.body.internal and command.sender != HUB:
        return Refusal("type_internal", params={"type": command.body.ce_type})
    step = TABLE.get((ABSENT if state is None else state.stage, type(command.body)))
    if step is not None:
        if step.party == "origin" and state is not None and command.sender != state.origin.endpoint:
            return Refusal("not_origin")
        return step.rule(state, command, now, reference)
    if type(command.body) not in commands.BUNDLE_COMMANDS:
        return Refusal("subject_kind", params={"subject": command.subject})
    return Refusal("bundle_unknown" if state is None else "bundle_completed")


STEPS: Final = (
    Step(ABSENT, commands.FileBundle, "anyone", rules.file_bundle, (facts.BundleFiled,), ("open",), _JOINT),
    Step(
        "open", commands.NoteChild, "hub", rules.note_child,
        (facts.ChildNoted, facts.ChildRevoked, facts.ChildrenReleased, *_WAITING),
        ("open", "owing", "completed"), _SAGA,
    ),
    Step(
        "open", commands.ReachBundleDeadline, "hub", rules.reach_deadline,
        (facts.ChildrenAskedAgain, facts.ChildrenUnanswered, *_WAITING), ("open", "owing", "completed"), _SAGA,
    ),
    Step("open", commands.AddChildren, "origin", projects.add_children, (facts.ChildrenAdded,), ("open",), _PROJECT),
    Step(
        "open", commands.WithdrawChild, "origin", projects.withdraw_child,
        (facts.ChildWithdrawn, *_WAITING), ("open", "owing", "completed"), _WILL,
    ),
    Step(
        "open", commands.EndBundle, "origin", projects.end_bundle,
        (facts.BundleEndAsked, facts.ChildNotPossible, facts.BundleCompleted), ("open", "owing", "completed"), _WILL,
    ),
    Step("open", commands.FileBundle, "anyone", rules.file_again, (), ("open",), _NUMBER),
    Step(
        "owing", commands.NoteChild, "hub", rules.note_child,
        (*_FOLLOWED, facts.BundleSettled), ("owing", "completed"), _PROMISES,
    ),
    Step("owing", commands.ReachBundleDeadline, "hub", rules.reach_deadline, (), ("owing",), _SAGA),
    Step("owing", commands.FileBundle, "anyone", rules.file_again, (), ("owing",), _NUMBER),
    Step(
        "completed", commands.NoteChild, "hub", rules.note_child,
        (*_FOLLOWED, facts.BundleSettled), ("completed",), _PROMISES,
    ),
    Step("completed", commands.ReachBundleDeadline, "hub", rules.reach_deadline, (), ("completed",), _SAGA),
    # an open bundle has the row as well, so that the refusal says why
    Step("open", commands.EraseBundleData, "hub", erasing.erase, (), ("open",), _ERASURE),
    Step(
        "completed", commands.EraseBundleData, "hub", erasing.erase,
        (facts.BundleDataErased,), ("completed",), _ERASURE,
    ),
    Step("completed", commands.FileBundle, "anyone", rules.file_again, (), ("completed",), _NUMBER),
)  # fmt: skip

TABLE: Final[Table] = table_of(STEPS)
