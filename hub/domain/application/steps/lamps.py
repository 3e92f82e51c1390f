"""What is said of red lamps, at any stage and after the end."""

from __future__ import annotations

from typing import Final

from hub.domain.application import explaining
from hub.domain.application.state import STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

_EXPLAINED: Final = "hub: a lamp may be explained (申诉) [L]"
_GOOD_FAITH: Final = "容错纠错 [L]"

STEPS: Final = tuple(
    step
    for stage in STAGES
    if stage != ABSENT
    for step in (
        # who may is the rule's: it depends on whose lamp it is
        Step(stage, commands.ExplainLamp, "anyone", explaining.explain, (facts.LampExplained,), (stage,), _EXPLAINED),
        Step(
            stage, commands.JudgeExplanation, "anyone", explaining.judge,
            (facts.ExplanationJudged,), (stage,), _EXPLAINED,
        ),
        Step(
            stage, commands.NoteGoodFaithError, "anyone", explaining.note_good_faith,
            (facts.GoodFaithErrorNoted,), (stage,), _GOOD_FAITH,
        ),
    )
)  # fmt: skip
