"""Erasing personal data, once nothing needs it any more."""

from __future__ import annotations

from typing import Final

from hub.domain.application import erasing
from hub.domain.application.state import CLOSED, STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

_ERASURE: Final = "个人信息保护法 art. 47"

STEPS: Final = tuple(
    # an open case has the row as well, so that the refusal says why
    Step(
        stage, commands.EraseCaseData, "hub", erasing.erase,
        (facts.CaseDataErased,) if stage in CLOSED else (), (stage,), _ERASURE,
    )
    for stage in STAGES if stage != ABSENT
)  # fmt: skip
