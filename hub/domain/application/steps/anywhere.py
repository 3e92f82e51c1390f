"""Steps that are the same at every stage."""

from __future__ import annotations

from typing import Final

from hub.domain.application import filing, matters
from hub.domain.application.state import STAGES
from hub.domain.application.steps.sources import ONE_NUMBER, TWICE
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

STEPS: Final = (
    # a bundle asks again for its child; every other second filing is refused by the rule
    *(
        Step(stage, commands.FileApplication, "anyone", filing.file_again, (facts.CaseReported,), (stage,), ONE_NUMBER)
        for stage in STAGES if stage != ABSENT
    ),
    *(
        Step(stage, commands.FlagDuplicate, "hub", matters.flag_duplicate, (facts.DuplicateFlagged,), (stage,), TWICE)
        for stage in STAGES if stage != ABSENT
    ),
)  # fmt: skip
