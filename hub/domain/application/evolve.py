"""How each fact changes an application. Never fails on facts that ``decide`` said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.application import recomputing
from hub.domain.application.content import completed
from hub.domain.application.state import ApplicationState, Lease, Running, started, without
from schemas import facts
from schemas.values import made


def evolve(state: ApplicationState | None, fact: facts.Fact) -> ApplicationState | None:
    """Give the case after a fact; None where no case came to be. Raises KeyError for a fact of another aggregate."""
    if type(fact) is facts.CaseFiled:
        return _filed(fact)
    change = _CHANGES[type(fact)]
    return None if state is None else change(state, fact)


def _filed(fact: facts.CaseFiled) -> ApplicationState:
    return made(
        ApplicationState,
        kind=fact.kind,
        number=fact.number,
        filed_at=fact.at,
        received_at=fact.at,
        origin=fact.origin,
        competent=fact.competent,
        item=fact.item,
        bundle=fact.bundle,
        subject=fact.subject,
        application=fact.application.json_bytes.decode(),
        clocks=started(fact.clocks),
        lacking=fact.lacking,
    )


def _unchanged(state: ApplicationState, _: facts.Fact) -> ApplicationState:
    return state


def _claimed(state: ApplicationState, fact: facts.CaseClaimed) -> ApplicationState:
    lease = made(Lease, by=fact.by, until=fact.until)
    return state.changed(lease=lease, clocks=without(state.clocks, "claim"))


def _unclaimed(state: ApplicationState, _: facts.CaseReleased | facts.LeaseLapsed) -> ApplicationState:
    return state.changed(lease=None)


def _correction_asked(state: ApplicationState, fact: facts.CorrectionAsked) -> ApplicationState:
    return state.changed(stage="correcting", lease=None, clocks=(), points=fact.points)


def _supplied(state: ApplicationState, fact: facts.CorrectionSupplied) -> ApplicationState:
    return state.changed(
        stage="filed",
        received_at=fact.at,
        clocks=started(fact.clocks),
        application=completed(state.content(), fact).json_bytes.decode(),
        lacking=fact.lacking,
    )


def _accepted(state: ApplicationState, fact: facts.CaseAccepted) -> ApplicationState:
    return state.changed(stage="accepted", clocks=started((fact.promise,)), accepted_by=fact.by)


def _deemed_accepted(state: ApplicationState, fact: facts.CaseDeemedAccepted) -> ApplicationState:
    return state.changed(stage="accepted", clocks=started((fact.promise,)))


def _not_accepted(state: ApplicationState, _: facts.CaseNotAccepted) -> ApplicationState:
    return state.changed(stage="not_accepted", lease=None, clocks=())


def _decided(state: ApplicationState, fact: facts.CaseDecided) -> ApplicationState:
    clocks = started((fact.delivery,)) if fact.delivery else ()
    return state.changed(stage="decided", outcome=fact.outcome, lease=None, clocks=clocks)


def _extended(state: ApplicationState, fact: facts.CaseExtended) -> ApplicationState:
    return state.changed(extended=True, clocks=started((fact.promise,)))


def _delivered(state: ApplicationState, _: facts.CaseDelivered) -> ApplicationState:
    return state.changed(stage="delivered", clocks=())


def _withdrawn(state: ApplicationState, _: facts.CaseWithdrawn) -> ApplicationState:
    return state.changed(stage="withdrawn", lease=None, clocks=())


def _transferred(state: ApplicationState, fact: facts.CaseTransferred) -> ApplicationState:
    return state.changed(competent=fact.to, handed_over=(*state.handed_over, state.competent), lease=None)


def _lamp_turned(state: ApplicationState, fact: facts.LampTurned) -> ApplicationState:
    return state.changed(clocks=tuple([_turned(running, fact) for running in state.clocks]))


def _turned(running: Running, fact: facts.LampTurned) -> Running:
    return made(Running, clock=running.clock, lamp=fact.lamp) if running.clock.name == fact.clock else running


_CHANGES: Final[Mapping[type[facts.Fact], Callable[[ApplicationState, Any], ApplicationState]]] = {
    # of the main path; each other topic keeps a mapping CHANGES of its own, joined here
    facts.CaseClaimed: _claimed,
    facts.CaseReleased: _unclaimed,
    facts.LeaseLapsed: _unclaimed,
    facts.CorrectionAsked: _correction_asked,
    facts.CorrectionSupplied: _supplied,
    facts.CaseAccepted: _accepted,
    facts.CaseDeemedAccepted: _deemed_accepted,
    facts.CaseNotAccepted: _not_accepted,
    facts.CaseDecided: _decided,
    facts.CaseExtended: _extended,
    facts.CaseDelivered: _delivered,
    facts.CaseWithdrawn: _withdrawn,
    facts.CaseTransferred: _transferred,
    facts.LampTurned: _lamp_turned,
    facts.CaseReported: _unchanged,
    facts.CaseRefused: _unchanged,
    **recomputing.CHANGES,
}
