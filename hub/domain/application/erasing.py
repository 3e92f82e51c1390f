"""Erasing what is personal about a closed case (个人信息保护法 art. 47): the facts stay, and say that it was done.

What the law still needs is not erased: a case that is open, paper that is to go back, a period of retention.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.application.telling import Telling, progressed
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import EraseCaseData
from schemas.parties import Personal, Undisclosed
from schemas.values import made

State = ApplicationState


def erase(state: State, command: Command[EraseCaseData], now: datetime, reference: Reference) -> Decision | Refusal:
    """Say that the applicant's data is erased; casework destroys the key with the fact."""
    body = command.body
    if state.erased:
        return Refusal("erasure_done")
    if body.subject != state.subject:
        return Refusal("erasure_other", "/subject")
    if state.stage not in CLOSED or state.clocks or any(not paper.returned for paper in state.papers):
        return Refusal("erasure_open")
    kept_until = state.filed_at + timedelta(days=reference.policy(now.date()).retention_days)
    if now < kept_until:
        return Refusal("erasure_retained", params={"date": f"{kept_until:%Y年%m月%d日}"})
    return (made(facts.CaseDataErased, at=now, subject=body.subject, by=body.by, basis=body.basis),)


def _erased(state: State, _: facts.CaseDataErased) -> State:
    nobody = made(Personal, applicant=made(Undisclosed, why="erased"))
    application = state.content().model_copy(update={"personal": nobody})
    return state.changed(application=application.json_bytes.decode(), erased=True)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.CaseDataErased: _erased}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.CaseDataErased: progressed("data_erased")}
