"""What the document of a decision tells its case."""

from __future__ import annotations

from typing import Final

from hub.domain.application import documents
from hub.domain.application.state import STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

STEPS: Final = (
    # undecided cases have none, and say nothing
    *(
        Step(
            stage, commands.NoteDocument, "hub", documents.note_document,
            (facts.CaseDocumentSigned,) if stage in {"decided", "delivered", "revoked"} else (), (stage,),
            "许可法 art. 39: the document is the result; hub: it leaves when it is signed",
        )
        for stage in STAGES if stage != ABSENT
    ),
)  # fmt: skip
