"""The life cycle of an application, exhaustively: every stage with every command, and what the table says of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from hub.domain.application.state import CLOSED, STAGES, Paper
from hub.domain.application.table import STEPS, TABLE
from hub.domain.bundle import decide as bundle
from hub.domain.diagram import PLACE, drawn
from hub.domain.life_cycle import table_of
from hub.domain.subject import decide as subject
from hub.domain.values import Refusal
from schemas.commands import (
    CASE_COMMANDS,
    AcceptCase,
    AnswerExtension,
    AskCorrection,
    AskOpinions,
    BarApplicant,
    Command,
    ConfirmReliance,
    DeferMaterials,
    EraseCaseData,
    FileApplication,
    GiveOpinion,
    NotAcceptCase,
    ReplaceMaterials,
    RequestExtension,
    ReturnPaper,
    SubmitReview,
    SupplyDeferred,
    WithdrawApproval,
)
from schemas.commands.fees import FEES
from schemas.commands.lamps import LAMPS
from schemas.facts import CASE_FACTS, CaseRefused
from tests.domain.world import BODIES, CLERK, ZUNYI, everything, play_at, sender_of

BEFORE: Mapping[type[Command], tuple[type[Command], ...]] = {
    AnswerExtension: (RequestExtension,),
    GiveOpinion: (AskOpinions,),
}
"""What must have been said at the same stage for a command to be right."""
PAPER = Paper(voucher="PZ-0001", materials=("M02",), keeper=CLERK.unit, way_back="window")
"""What the window has kept since the case was filed."""
EVERY = list(product(STAGES, CASE_COMMANDS))
NOT_BY_ITEM: Mapping[type[Command], str] = {
    DeferMaterials: "deferral_not_offered",
    SupplyDeferred: "deferred_nothing",
    WithdrawApproval: "approval_not_conditional",
    BarApplicant: "bar_not_by_item",
    ConfirmReliance: "reliance_none",
    ReplaceMaterials: "reliance_none",
    SubmitReview: "lower_review_none",
    **dict.fromkeys(FEES, "fee_none"),
}
"""What a company registration does not know: plays are where these topics are (test_deferral, test_lower_review…)."""


@pytest.mark.parametrize(("stage", "command"), EVERY, ids=lambda value: value if isinstance(value, str) else None)
def test_every_stage_with_every_command(stage: str, command: type[Command]) -> None:
    """A step in the table leads where the table says; every other is refused by a code, and nothing moves."""
    play = play_at(stage, everything())
    if command is ReturnPaper and play.state is not None:
        play.state = play.state.changed(papers=(PAPER,))
    for earlier in BEFORE.get(command, ()):
        if (stage, earlier) in TABLE:
            play.when(sender_of(earlier), BODIES[earlier])
    before, result = play.state, play.when(sender_of(command), BODIES[command])
    step = TABLE.get((stage, command))
    if step is None:
        assert isinstance(result, Refusal)
        assert result.code == _illegal(stage)
        assert play.state is before
    elif (code := _refused_by_its_rule(stage, command)) is not None:
        assert isinstance(result, Refusal)
        assert result.code == code
    else:
        assert not isinstance(result, Refusal)
        assert {type(fact) for fact in result} <= set(step.gives)
        assert play.state.stage in step.leads_to


def _refused_by_its_rule(stage: str, command: type[Command]) -> str | None:
    """Steps that need more than their stage: a second filing, a lamp, a silence that has spoken."""
    if command is FileApplication:
        return None if stage == "absent" else "number_taken"
    if command in LAMPS:
        return "lamp_unknown"
    if command is EraseCaseData and stage not in CLOSED:
        return "erasure_open"
    if command is SupplyDeferred and stage in CLOSED - {"delivered"}:
        return "case_closed"
    if command in NOT_BY_ITEM:
        return NOT_BY_ITEM[command]
    return "step_not_now" if stage == "accepted" and command in {AcceptCase, NotAcceptCase, AskCorrection} else None


def _illegal(stage: str) -> str:
    if stage == "absent":
        return "case_unknown"
    return "case_closed" if stage in CLOSED else "step_not_now"


@pytest.mark.parametrize(("stage", "command"), EVERY, ids=lambda value: value if isinstance(value, str) else None)
def test_strangers_can_do_nothing(stage: str, command: type[Command]) -> None:
    """An endpoint that has no part in the case is refused at every stage, whatever it sends."""
    play = play_at(stage)
    result = play.when(ZUNYI, BODIES[command])
    assert isinstance(result, Refusal)
    if command.internal:
        assert result.code == "type_internal"
    elif stage == "absent":
        assert result.code == ("number_not_yours" if command is FileApplication else "case_unknown")
    else:
        assert result.code == ("number_taken" if command is FileApplication else "no_part")


def test_every_row_has_its_law() -> None:
    """No step is without a law or source, and every stage and fact of a case is in the table."""
    assert all(step.law for step in (*STEPS, *bundle.STEPS, *subject.STEPS))
    assert {step.stage for step in STEPS} == set(STAGES)
    assert {fact for step in STEPS for fact in step.gives} == set(CASE_FACTS) - {CaseRefused}


def test_one_row_per_step() -> None:
    """Two rows for one step are refused when the table is built."""
    with pytest.raises(ValueError, match="two rows"):
        table_of((*STEPS, STEPS[0]))


def test_the_picture_is_the_table() -> None:
    """docs/life-cycle.md is what the tables draw: run python -m hub.domain.diagram after a change."""
    assert (Path(__file__).parents[2] / PLACE).read_text(encoding="utf-8") == drawn()
