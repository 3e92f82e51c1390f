"""Paper in custody: taken while the case is open, given back at any time."""

from __future__ import annotations

from typing import Final

from hub.domain.application import custody
from hub.domain.application.state import CLOSED, STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

_VOUCHER: Final = "黔府发〔2020〕4号: collected for the competent organ; who keeps a paper answers for it [L]"

STEPS: Final = (
    *(
        Step(stage, commands.TakePaper, "participant", custody.take, (facts.PaperHandedOver,), (stage,), _VOUCHER)
        for stage in STAGES if stage != ABSENT and stage not in CLOSED
    ),
    *(
        Step(stage, commands.ReturnPaper, "participant", custody.give_back, (facts.PaperReturned,), (stage,), _VOUCHER)
        for stage in STAGES if stage != ABSENT
    ),
)  # fmt: skip
