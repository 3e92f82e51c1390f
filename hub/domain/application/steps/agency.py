"""Who acts for the applicant may change while the case is open."""

from __future__ import annotations

from typing import Final

from hub.domain.application import agency
from hub.domain.application.state import CLOSED, STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

STEPS: Final = (
    *(
        Step(
            stage, commands.RenewPower, "origin", agency.renew_power,
            (facts.PowerRenewed,), (stage,), "民法典 art. 165, 173: by a power that names acts and an end",
        )
        for stage in STAGES if stage != ABSENT and stage not in CLOSED
    ),
)  # fmt: skip
