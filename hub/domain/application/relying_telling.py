"""Whom a case tells of the documents that it rests on: the documents themselves, its officer, its window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.application.relying import known, number_of
from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.application.telling import Telling, progressed, result
from hub.domain.likeness import digest_of
from hub.domain.values import Notice, Request
from schemas import facts, notices
from schemas.codes import explain
from schemas.commands import EndReliance, RelyOnDocument
from schemas.facts import Fact
from schemas.notices import RelianceChange
from schemas.parties import Organisation
from schemas.values import made

State = ApplicationState
_REPLACING: Final = (facts.CorrectionSupplied, facts.DeferredSupplied, facts.MaterialsReplaced)
_BY_HAND: Final = "请人工核实证照后说明理由,或要求另交材料"


def requests(fact: Fact, before: State | None, after: State | None) -> tuple[Request, ...]:
    """Ask documents, and let go of those that the case rests on no more."""
    if after is None or after.reliances is None:
        return ()
    if isinstance(fact, facts.RelianceAsked):
        return tuple([_question(fact, one, after) for one in fact.documents])
    if isinstance(fact, facts.RelianceGranted) and after.stage in CLOSED:
        # promised materials may come after the end
        return (_ended(after, number_of(fact.document), "closed"),)
    if before is None or before.reliances is None or before.stage in CLOSED:
        return ()
    closed = after.stage in CLOSED
    if not closed and not isinstance(fact, _REPLACING):
        return ()
    kept = set() if closed else _rested_on(after)
    why: Any = "closed" if closed else "replaced"
    return tuple([_ended(after, number, why) for number in sorted(_rested_on(before) - kept)])


def _rested_on(state: State) -> set[str]:
    """Give the documents that have said yes, or may have."""
    return {number_of(one.document) for one in known(state) if one.remembered or one.status != "refused"}


def _question(fact: facts.RelianceAsked, asked: facts.AskedDocument, state: State) -> Request:
    rely = made(
        RelyOnDocument,
        case=state.number,
        material=asked.material,
        identifier=asked.document,
        unit=state.acting.unit,
        endpoint=state.acting.endpoint,
        holder=None if asked.anyone else state.subject,
        named=None if asked.anyone else _name(state),
        ask=fact.ask,
    )
    return Request(number_of(asked.document), rely)


def _name(state: State) -> str | None:
    applicant = state.content().personal.applicant
    return digest_of(applicant.name) if isinstance(applicant, Organisation) else None


def _ended(state: State, document: str, why: Any) -> Request:
    return Request(document, made(EndReliance, case=state.number, why=why))


def _both(change: RelianceChange, said: Callable[[Any], dict[str, Any]]) -> Telling:
    def tell(fact: Any, _: State, after: State) -> tuple[Notice, ...]:
        more = said(fact)
        told = made(notices.ResultReliance, at=fact.at, change=change, competent=after.competent, **more)
        return (_work(fact, after, change, more), result(after, told))

    return tell


def _work(fact: Any, after: State, change: RelianceChange, more: dict[str, Any]) -> Notice:
    told = made(notices.WorkReliance, at=fact.at, unit=after.acting.unit, change=change, **more)
    return Notice("work", after.acting.endpoint, told)


def _granted(fact: facts.RelianceGranted) -> dict[str, Any]:
    return {**_what(fact), "name": fact.name, "conditional": fact.conditional}


def _refused(fact: facts.RelianceRefused) -> dict[str, Any]:
    return {**_what(fact), "name": fact.name, "code": fact.code, "text": explain(fact.code, fact.params)}


def _what(fact: Any) -> dict[str, Any]:
    return {"materials": (fact.material,), "document": fact.document}


def _tell_unanswered(fact: facts.RelianceUnanswered, _: State, after: State) -> tuple[Notice, ...]:
    return (_work(fact, after, "unanswered", {"materials": fact.materials, "text": _BY_HAND}),)


def _tell_changed(fact: facts.ReliedDocumentChanged, before: State, after: State) -> tuple[Notice, ...]:
    change: RelianceChange = "document_restored" if fact.state == "01" else "document_changed"
    return _both(change, _changed)(fact, before, after)


def _changed(fact: facts.ReliedDocumentChanged) -> dict[str, Any]:
    return {
        "materials": fact.materials,
        "document": fact.document,
        "name": fact.name,
        "state": fact.state,
        "since": fact.since,
        "until": fact.until,
        "reason": fact.reason,
        "condition": fact.condition,
        "replaced_by": fact.replaced_by,
    }


def _tell_confirmed(fact: facts.RelianceConfirmed, _: State, after: State) -> tuple[Notice, ...]:
    return (_work(fact, after, "confirmed", {**_what(fact), "reason": fact.reason}),)


TELLINGS: Final[Mapping[type[Fact], Telling]] = {
    facts.RelianceGranted: _both("granted", _granted),
    facts.RelianceRefused: _both("refused", _refused),
    facts.RelianceUnanswered: _tell_unanswered,
    facts.ReliedDocumentChanged: _tell_changed,
    facts.RelianceConfirmed: _tell_confirmed,
    facts.MaterialsReplaced: progressed("materials_replaced"),
}
