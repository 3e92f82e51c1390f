"""What a bundle tells a case about those it rests on."""

from __future__ import annotations

from typing import Final

from hub.domain.application import resting
from hub.domain.application.state import STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

_RESTS: Final = "hub: what a case rests on is looked at as long as it rests on it; 许可法 art. 69; 容缺 [L]"

STEPS: Final = (
    # at a case that ended without an approval nothing comes of it
    *(
        Step(
            stage, commands.NotePreconditions, "hub", resting.note_preconditions,
            (facts.PreconditionsChanged,), (stage,), _RESTS,
        )
        for stage in STAGES if stage != ABSENT
    ),
)  # fmt: skip
