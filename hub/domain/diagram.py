"""Draws the life cycles for the docs, from the tables that decide.

Run ``python -m hub.domain.diagram`` after a change; a test finds what was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from hub.domain.application import table as application
from hub.domain.application.state import STAGES
from hub.domain.bundle import decide as bundle
from hub.domain.document import steps as document
from hub.domain.document.state import STAGES as DOCUMENT_STAGES
from hub.domain.life_cycle import ABSENT, Step
from hub.domain.subject import decide as subject

PLACE: Final = Path("docs/life-cycle.md")
_WHO: Final = {
    "anyone": "any endpoint",
    "origin": "the origin",
    "competent": "an officer of the unit that acts: competent, entrusted by that one, or below it to review first",
    "holder": "the officer who holds the lease, or her substitute",
    "acceptor": "the officer of the unit that accepts who holds the lease, or her substitute",
    "participant": "either side",
    "approver": "the office that the regime names",
    "department": "an officer of a department whose opinion is asked",
    "issuer": "an officer of the unit that issued it",
    "hub": "the hub itself",
}


def drawn() -> str:
    """Give docs/life-cycle.md."""
    return "\n".join(
        (
            "# Life cycles\n\nGenerated from the tables in `hub/domain`; what a table does not list is refused.\n",
            *_section("Application 申请", application.STEPS),
            *_section("Bundle 联办", bundle.STEPS),
            *_section("Subject 主体", subject.STEPS),
            *_section("Document 证照", document.STEPS, DOCUMENT_STAGES),
            "",
        )
    )


def _section(title: str, steps: Iterable[Step], stages: Mapping[str, str] = STAGES) -> Iterator[str]:
    steps = tuple(steps)
    yield f"## {title}\n\n```mermaid\nstateDiagram-v2"
    for stage in dict.fromkeys(step.stage for step in steps if step.stage in stages and step.stage != ABSENT):
        yield f"    {stage}: {stage} {stages[stage]}"
    yield from dict.fromkeys(arrow for step in steps for arrow in _arrows(step))
    yield "```\n\n| at | command | by | facts it may give | then | law or source |\n|---|---|---|---|---|---|"
    for step in steps:
        gives = ", ".join(_words(fact.__name__) for fact in step.gives) or "none"
        command, then = _words(step.command.__name__), ", ".join(step.leads_to)
        yield f"| {step.stage} | {command} | {_WHO[step.party]} | {gives} | {then} | {step.law} |"
    yield ""


def _arrows(step: Step) -> Iterator[str]:
    begin = "[*]" if step.stage == ABSENT else step.stage
    for end in step.leads_to:
        if end != step.stage:
            yield f"    {begin} --> {end}: {_words(step.command.__name__)}"


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


if __name__ == "__main__":
    PLACE.write_text(drawn(), encoding="utf-8")
