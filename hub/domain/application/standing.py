"""Standing (许可法 art. 78, 79): the case asks its applicant's subject whether it is barred, and acceptance waits.

The subject is asked only for items that may bar (matters of public safety and health): docs/decisions says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from hub.domain.application.deferral import Standing
from hub.domain.application.deferring import ANSWER_WITHIN
from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.application.telling import result, work
from hub.domain.identifiers import basic_code
from hub.domain.periods import MONTHS_OF_A_YEAR, last_day_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal, Request
from schemas import facts, notices
from schemas.codes import explain
from schemas.commands import AskStanding, BarApplicant, ImposeBar, TellStanding
from schemas.credit import Bar, BarGround
from schemas.facts import Fact, Item
from schemas.values import made

State = ApplicationState
YEARS: Final[Mapping[BarGround, int]] = {"false_statement": 1, "fraud": 3}
"""许可法 art. 78, 79."""
_REMEDY: Final = "对限制申请的决定不服的,可依法申请行政复议或者提起行政诉讼"
_DECIDED: Final = frozenset({"decided", "delivered"})


def ask(item: Item, now: datetime, before: Standing | None = None) -> Decision:
    """Ask the applicant's subject, where the item may bar; ``before``: what was asked about another applicant."""
    if not item.public_safety:
        return ()
    return (made(facts.StandingAsked, at=now, answer_by=now + ANSWER_WITHIN, ask=before.ask + 1 if before else None),)


def check_acceptance(state: State) -> Refusal | None:
    """Let acceptance wait for the answer."""
    if state.standing is not None and state.standing.status == "asked":
        return Refusal("standing_pending")
    return None


def check_approval(state: State) -> Refusal | None:
    """Refuse to approve what the law forbids to apply for, or may forbid as long as the answer is on its way."""
    standing = state.standing
    if standing is not None and standing.status == "asked":
        return Refusal("standing_pending")
    if standing is None or standing.status != "barred" or standing.bar is None:
        return None
    return Refusal("applicant_barred", params={"until": _day(standing.bar.until)})


def hear(state: State, command: Command[TellStanding], now: datetime, _: Reference) -> Decision | Refusal:
    """Take the subject's answer, also a late one; after the decision it changes nothing."""
    standing, bar = state.standing, command.body.bar
    if standing is None or standing.status not in {"asked", "unanswered"} or (command.body.ask or 1) != standing.ask:
        return ()
    if state.stage in CLOSED or state.stage in _DECIDED:
        return ()
    if bar is None:
        return (made(facts.StandingClear, at=now),)
    if state.stage in {"filed", "correcting"}:
        return (made(facts.FilingBarred, at=now, bar=bar),)
    return (made(facts.BarFound, at=now, bar=bar),)


def bar_applicant(state: State, command: Command[BarApplicant], now: datetime, _: Reference) -> Decision | Refusal:
    """Bar the applicant from the item: false statements for one year, a licence by fraud for three."""
    body = command.body
    if not state.item.public_safety or state.subject is None:
        return Refusal("bar_not_by_item")
    if (body.ground == "fraud") != (state.outcome == "approved"):
        return Refusal("bar_ground", "/ground")
    if state.has_barred:
        return Refusal("bar_already")
    until = last_day_of(now.date(), YEARS[body.ground] * MONTHS_OF_A_YEAR)
    return (
        made(
            facts.ApplicantBarred,
            at=now,
            by=body.by,
            ground=body.ground,
            until=until,
            reason=body.reason,
            document=body.document,
        ),
    )


def next_at(state: State) -> datetime | None:
    """Give the instant at which the answer is overdue."""
    standing = state.standing
    if standing is None or standing.status != "asked" or state.stage in CLOSED:
        return None
    return standing.answer_by


def fall_due(state: State, now: datetime) -> Decision:
    """Ask once more; then let acceptance go on."""
    due, standing = next_at(state), state.standing
    if standing is None or due is None or now < due:
        return ()
    if standing.asked_again:
        return (made(facts.StandingUnanswered, at=now),)
    number = standing.ask if standing.ask > 1 else None
    return (made(facts.StandingAsked, at=now, answer_by=now + ANSWER_WITHIN, again=True, ask=number),)


def requests(fact: Fact, _: State | None, after: State | None) -> tuple[Request, ...]:
    """Ask the applicant's subject; tell it of a bar."""
    if after is None or after.subject is None:
        return ()
    if isinstance(fact, facts.StandingAsked):
        item = basic_code(after.item.code)
        return (Request(after.subject, made(AskStanding, case=after.number, item=item, ask=fact.ask)),)
    if isinstance(fact, facts.ApplicantBarred):
        bar = made(Bar, ground=fact.ground, item=basic_code(after.item.code), until=fact.until)
        return (Request(after.subject, made(ImposeBar, case=after.number, bar=bar)),)
    return ()


def _asked(state: State, fact: facts.StandingAsked) -> State:
    asked = made(Standing, status="asked", answer_by=fact.answer_by, asked_again=fact.again or False, ask=fact.ask or 1)
    return state.changed(standing=asked)


def _clear(state: State, _: facts.StandingClear) -> State:
    return _became(state, "clear")


def _unanswered(state: State, _: facts.StandingUnanswered) -> State:
    return _became(state, "unanswered")


def _became(state: State, status: Literal["clear", "unanswered"]) -> State:
    number = state.standing.ask if state.standing else 1
    return state.changed(standing=made(Standing, status=status, ask=number))


def _filing_barred(state: State, fact: facts.FilingBarred) -> State:
    standing = made(Standing, status="barred", bar=fact.bar)
    return state.changed(stage="not_accepted", lease=None, clocks=(), standing=standing)


def _bar_found(state: State, fact: facts.BarFound) -> State:
    return state.changed(standing=made(Standing, status="barred", bar=fact.bar))


def _has_barred(state: State, _: facts.ApplicantBarred) -> State:
    return state.changed(has_barred=True)


def _tell_barred(fact: facts.FilingBarred, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultNotAccepted,
        at=fact.at,
        competent=after.competent,
        reason=explain("applicant_barred", {"until": _day(fact.bar.until)}).partition("。")[0],
        remedy=_REMEDY,
    )
    return (work(fact, after, "not_accepted"), result(after, told))


def _tell_work(change: notices.Change) -> Callable[[Fact, State, State], tuple[Notice, ...]]:
    def tell(fact: Fact, _: State, after: State) -> tuple[Notice, ...]:
        return (work(fact, after, change),)

    return tell


def _day(day: date) -> str:
    return f"{day:%Y年%m月%d日}"


CHANGES: Final[Mapping[type[Fact], Callable[[State, Any], State]]] = {
    facts.StandingAsked: _asked,
    facts.StandingClear: _clear,
    facts.StandingUnanswered: _unanswered,
    facts.FilingBarred: _filing_barred,
    facts.BarFound: _bar_found,
    facts.ApplicantBarred: _has_barred,
}
TELLINGS: Final[Mapping[type[Fact], Callable[[Any, State, State], tuple[Notice, ...]]]] = {
    facts.StandingUnanswered: _tell_work("standing_unanswered"),
    facts.FilingBarred: _tell_barred,
    facts.BarFound: _tell_work("applicant_barred"),
    facts.ApplicantBarred: _tell_work("applicant_barred"),
}
