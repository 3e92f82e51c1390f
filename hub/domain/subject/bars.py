"""Bars (许可法 art. 78, 79): until when a subject may not apply for an item again."""

from __future__ import annotations

from datetime import datetime

from hub.domain.reference import Reference
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import AskStanding, ImposeBar
from schemas.credit import Bar
from schemas.values import made


def ask_standing(state: SubjectState, command: Command[AskStanding], now: datetime, _: Reference) -> Decision | Refusal:
    """Say whether the subject is barred from an item today; of several bars the longest counts."""
    body = command.body
    bars = [bar for bar in state.bars if bar.item == body.item and bar.until >= now.date()]
    longest = max(bars, key=lambda bar: bar.until, default=None)
    bar = made(Bar, ground=longest.ground, item=longest.item, until=longest.until) if longest else None
    return (made(facts.StandingAnswered, at=now, case=body.case, bar=bar, ask=body.ask),)


def impose_bar(state: SubjectState, command: Command[ImposeBar], now: datetime, _: Reference) -> Decision | Refusal:
    """Put a bar on record, once per case."""
    body = command.body
    if any(bar.case == body.case for bar in state.bars):
        return ()
    return (made(facts.BarImposed, at=now, case=body.case, bar=body.bar),)
