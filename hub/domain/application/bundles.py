"""What a case tells the bundle it belongs to."""

from __future__ import annotations

from typing import Final

from hub.domain.application.state import ApplicationState
from hub.domain.values import Request
from schemas import facts
from schemas.commands import NoteChild, Outcome
from schemas.values import made

_ENDED: Final[dict[str, Outcome]] = {
    "not_accepted": "not_accepted",
    "withdrawn": "withdrawn",
    "lapsed": "lapsed",
}
_TELLS: Final = (
    facts.CaseFiled,
    facts.CaseNotAccepted,
    facts.FilingBarred,
    facts.CaseDecided,
    facts.CaseDeemedRenewed,
    facts.CaseWithdrawn,
    facts.CaseLapsed,
    facts.CaseReported,
)


def outcome_of(state: ApplicationState) -> Outcome:
    """Give where the case stands, as its bundle is told."""
    return state.outcome or _ENDED.get(state.stage, "filed")


def requests(fact: facts.Fact, before: ApplicationState | None, after: ApplicationState | None) -> tuple[Request, ...]:
    """Tell the bundle of a filing, of its refusal, and of each end."""
    if isinstance(fact, facts.CaseRefused):
        if fact.bundle is None or (before is not None and before.bundle == fact.bundle):
            return ()
        return (Request(fact.bundle, made(NoteChild, case=fact.number, outcome="refused", code=fact.code)),)
    if after is None or after.bundle is None or not isinstance(fact, _TELLS):
        return ()
    return (Request(after.bundle, made(NoteChild, case=after.number, outcome=outcome_of(after))),)
