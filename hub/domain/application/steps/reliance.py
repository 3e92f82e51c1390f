"""Documents in the place of materials (用证): their answers, their changes, and what officer and window then do."""

from __future__ import annotations

from typing import Final

from hub.domain.application import relying
from hub.domain.application.state import CLOSED, STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

_ONLINE: Final = "在线政务服务若干规定 (令716) art. 10: electronic documents are shared and recognised everywhere"
_WATCHED: Final = "许可法 art. 69, 70: what was taken back or has ended proves nothing any more"
_EXAMINED: Final = "许可法 art. 34: the organ examines what was handed in"
_FILED: Final = tuple(stage for stage in STAGES if stage != ABSENT)
_UNDECIDED: Final = ("filed", "accepted", "paused")

STEPS: Final = (
    *(
        Step(
            stage, commands.NoteReliance, "hub", relying.note_reliance,
            (facts.RelianceGranted, facts.RelianceRefused), (stage,), _ONLINE,
        )
        for stage in _FILED
    ),
    # a closed case stays as it is
    *(
        Step(
            stage, commands.NoteReliedDocument, "hub", relying.note_document,
            () if stage in CLOSED else (facts.ReliedDocumentChanged,), (stage,), _WATCHED,
        )
        for stage in _FILED
    ),
    *(
        Step(
            stage, commands.ConfirmReliance, "holder", relying.confirm,
            (facts.RelianceConfirmed,), (stage,), _EXAMINED,
        )
        for stage in _UNDECIDED
    ),
    *(
        Step(
            stage, commands.ReplaceMaterials, "origin", relying.replace,
            (facts.MaterialsReplaced, facts.RelianceAsked), (stage,), _EXAMINED,
        )
        for stage in _UNDECIDED
    ),
)  # fmt: skip
