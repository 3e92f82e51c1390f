"""Erasing what is personal about a document that is over (个人信息保护法 art. 47): that it was issued stays on record.

What the law still needs is not erased: a document in force, one that an open case rests on, a report that waits for its
answer, a period of retention. The registry then has, for each version, its state and nobody's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from hub.domain.document.state import ALIVE, LICENCE_STATE, SUPERSEDED, DocumentState
from hub.domain.identifiers import licence_parts, version_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import EraseDocumentData
from schemas.documents import DocumentPersonal, Proof
from schemas.parties import Undisclosed
from schemas.values import made

State = DocumentState


def erase(state: State, command: Command[EraseDocumentData], now: datetime, reference: Reference) -> Decision | Refusal:
    """Say that what is personal is erased; casework destroys the keys with the fact."""
    body = command.body
    if state.erased:
        return Refusal("erasure_done")
    if reference.subject_of(state.current.personal.holder) != body.subject:
        return Refusal("erasure_other", "/subject")
    if state.stage == "requested" or state.stage in ALIVE or state.relied or state.open_reports:
        return Refusal("erasure_document_needed")
    kept_until = state.since + timedelta(days=reference.policy(now.date()).retention_days)
    if now < kept_until:
        return Refusal("erasure_retained", params={"date": f"{kept_until:%Y年%m月%d日}"})
    return (made(facts.DocumentDataErased, at=now, subject=body.subject, by=body.by, basis=body.basis),)


def entry(at: datetime, state: State) -> notices.DocumentErased:
    """Give the registry's record of the last version, now and whenever its state changes once more."""
    return made(
        notices.DocumentErased,
        at=at,
        identifier=state.current.identifier,
        state=LICENCE_STATE[state.stage],
        since=state.since,
    )


def tell(fact: facts.DocumentDataErased, state: State) -> tuple[Notice, ...]:
    """Have the registry forget whose every version was; nothing was ever registered of one that was not signed."""
    if state.stage not in LICENCE_STATE:
        return ()
    records = (*_earlier_versions(fact.at, state), entry(fact.at, state))
    return tuple([Notice("documents", record.identifier, record) for record in records])


def _earlier_versions(at: datetime, state: State) -> Iterator[notices.DocumentErased]:
    parts = licence_parts(state.current.identifier)
    names = [version_of(state.identifier, number) for number in range(1, int(parts.version) + 1 if parts else 1)]
    for name, following in pairwise(names):
        yield made(notices.DocumentErased, at=at, identifier=name, state=SUPERSEDED, replaced_by=following)


def _erased(state: State, _: facts.DocumentDataErased) -> State:
    nobody = made(DocumentPersonal, holder=made(Undisclosed, why="erased"))
    current = state.current.model_copy(update={"personal": nobody})
    return state.changed(current=current, signatures=None, token=None, personal=made(Proof), erased=True)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.DocumentDataErased: _erased}
