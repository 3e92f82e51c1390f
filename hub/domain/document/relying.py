"""Reliance (用证): whether a case may rest on the document now, and which open cases do.

The document remembers at most ``MOST`` open cases, so that its state stays small and a change is told in one go. A case
beyond that is answered like any other and asks again each day until there is room: it learns of a change a day late at
most.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from hub.domain.document.state import LICENCE_STATE, STAGES, SUPERSEDED, DocumentState
from hub.domain.identifiers import licence_parts
from hub.domain.likeness import digest_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal, Request
from schemas import facts
from schemas.commands import EndReliance, NoteReliance, NoteReliedDocument, RelyOnDocument
from schemas.facts import Fact
from schemas.values import made

State = DocumentState
MOST: Final = 500
"""Open cases that one document remembers: 15 kB of its state, 300 kB of requests when it changes."""
CHECK_AGAIN: Final = timedelta(days=1)
CHANGES_OF_STATE: Final = (
    facts.DocumentSuspended,
    facts.DocumentResumed,
    facts.DocumentRescinded,
    facts.DocumentRevoked,
    facts.DocumentDeregistered,
    facts.DocumentTransferred,
    facts.DocumentMarked,
    facts.DocumentExpired,
)
_CODES: Final[Mapping[str, str]] = {
    "requested": "reliance_unsigned",
    "cancelled": "reliance_cancelled",
    "suspended": "reliance_suspended",
    "rescinded": "reliance_rescinded",
    "deregistered": "reliance_deregistered",
    "transferred": "reliance_transferred",
    "revoked": "reliance_revoked",
    "other": "reliance_other",
}


def rely(
    state: State | None, command: Command[RelyOnDocument], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Say whether the case may rest on the document at this moment; there is an answer to every question."""
    body = command.body
    use: dict[str, Any] = {
        "case": body.case,
        "material": body.material,
        "identifier": body.identifier,
        "unit": body.unit,
        "endpoint": body.endpoint,
        "ask": body.ask,
    }
    no = _unusable(state, body, now.date(), reference)
    if no is not None or state is None:
        code, params = no or ("reliance_unknown", {})
        return (made(facts.DocumentNotReliedOn, at=now, **use, code=code, params=params),)
    relied = state.relied or ()
    full = body.case not in relied and len(relied) >= MOST
    return (
        made(
            facts.DocumentReliedOn,
            at=now,
            **use,
            conditional=True if state.conditional else None,
            another=True if body.holder is None else None,
            check_again=now + CHECK_AGAIN if full else None,
        ),
    )


def end(state: State, command: Command[EndReliance], now: datetime, _: Reference) -> Decision | Refusal:
    """Forget a case that rests on the document no more; of one beyond the bound only what no closing tells is said."""
    if command.body.case not in (state.relied or ()) and command.body.why == "closed":
        return ()
    return (made(facts.RelianceEnded, at=now, case=command.body.case, why=command.body.why),)


def requests(fact: Fact, after: State | None) -> tuple[Request, ...]:
    """Answer the case that asked, and tell of a new state every open one that rests on the document."""
    if isinstance(fact, facts.DocumentReliedOn | facts.DocumentNotReliedOn):
        return (_answer(fact, after),)
    if after is None or not after.relied or not isinstance(fact, CHANGES_OF_STATE):
        return ()
    note = made(
        NoteReliedDocument,
        document=after.identifier,
        name=after.current.type.name,
        state=LICENCE_STATE[after.stage],
        since=after.since,
        until=after.until,
        reason=after.reason,
        condition=after.condition,
    )
    return tuple([Request(case, note) for case in after.relied])


def of_new_version(fact: facts.DocumentSigned, before: State, after: State) -> tuple[Request, ...]:
    """Tell open cases of a version that says something else; one that only holds without condition now is no news."""
    if before.proof is None or not after.relied or _said(before) == _said(after):
        return ()
    note = made(
        NoteReliedDocument,
        document=after.identifier,
        name=after.current.type.name,
        state=SUPERSEDED,
        since=fact.at,
        replaced_by=fact.identifier,
    )
    return tuple([Request(case, note) for case in after.relied])


def _said(state: State) -> tuple[Any, ...]:
    document = state.current
    return document.type, document.content, document.personal, document.valid_from, document.valid_to


def _answer(fact: facts.DocumentReliedOn | facts.DocumentNotReliedOn, after: State | None) -> Request:
    said: dict[str, Any] = {"code": None, "params": {}}
    if isinstance(fact, facts.DocumentNotReliedOn):
        said = {"code": fact.code, "params": fact.params}
    else:
        said |= {"conditional": fact.conditional, "check_again": fact.check_again}
    answer = made(
        NoteReliance,
        material=fact.material,
        identifier=fact.identifier,
        ask=fact.ask,
        name=after.current.type.name if after is not None else None,
        **said,
    )
    return Request(fact.case, answer)


def _unusable(
    state: State | None, body: RelyOnDocument, today: date, reference: Reference
) -> tuple[str, dict[str, str]] | None:
    """Give the first reason why not, as a code and its params; what anybody may ask the registry comes first."""
    if state is None:
        return "reliance_unknown", {}
    if state.stage in _CODES:
        return _CODES[state.stage], {"state": state.condition or STAGES[state.stage]}
    return _out_of_time(state, today) or _not_current(state, body.identifier) or _another(state, body, reference)


def _out_of_time(state: State, today: date) -> tuple[str, dict[str, str]] | None:
    """The last day counts, whether the clock has said so or not."""
    valid_from, valid_to = state.current.valid_from, state.current.valid_to
    if state.stage == "expired" or (valid_to is not None and valid_to < today):
        return "reliance_expired", {"date": _day(valid_to)}
    return ("reliance_not_yet", {"date": _day(valid_from)}) if today < valid_from else None


def _not_current(state: State, identifier: str) -> tuple[str, dict[str, str]] | None:
    current = state.current.identifier
    if identifier == current:
        return None
    named, now = licence_parts(identifier), licence_parts(current)
    if named is not None and now is not None and int(named.version) < int(now.version):
        return "reliance_superseded", {"identifier": current}
    return "reliance_unknown", {}


def _another(state: State, body: RelyOnDocument, reference: Reference) -> tuple[str, dict[str, str]] | None:
    """Compare keyed hashes, so that no number stands in a fact; a body may be the one that the document founded."""
    if body.holder is None or reference.subject_of(state.current.personal.holder) == body.holder:
        return None
    said = (text for text in state.current.content.values() if isinstance(text, str))
    if body.named is not None and any(digest_of(text) == body.named for text in said):
        return None
    return "reliance_holder", {}


def _day(day: date | None) -> str:
    return f"{day:%Y年%m月%d日}" if day else ""


def _relied_on(state: State, fact: facts.DocumentReliedOn) -> State:
    relied = state.relied or ()
    if fact.check_again is not None or fact.case in relied:
        return state
    return state.changed(relied=(*relied, fact.case))


def _ended(state: State, fact: facts.RelianceEnded) -> State:
    return state.changed(relied=tuple([case for case in state.relied or () if case != fact.case]) or None)


def _unchanged(state: State, _: Fact) -> State:
    return state


CHANGES: Final[Mapping[type[Fact], Any]] = {
    facts.DocumentReliedOn: _relied_on,
    facts.DocumentNotReliedOn: _unchanged,
    facts.RelianceEnded: _ended,
}
