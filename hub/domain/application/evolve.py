"""How each fact changes an application. Never fails on facts that ``decide`` said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.application import (
    agency,
    amending,
    correcting,
    custody,
    deferral_changes,
    documents,
    erasing,
    extending,
    fees,
    joint,
    lamps,
    lower_review,
    matters,
    objecting,
    recomputing,
    relying_changes,
    renewing,
    resting,
    silence,
    special,
    standing,
    urgent,
)
from hub.domain.application.agency import power_of
from hub.domain.application.results import result_of
from hub.domain.application.state import ApplicationState, CaseFee, Handlers, Lease, Running, lasting, started, without
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
        acceptor=fact.acceptor,
        decider=fact.decider,
        lower=fact.lower,
        item=fact.item,
        bundle=fact.bundle,
        subject=fact.subject,
        rests_on=fact.rests_on,
        preconditions=fact.preconditions,
        application=fact.application.json_bytes.decode(),
        power=power_of(fact.application.personal),
        clocks=started(fact.clocks),
        lacking=fact.lacking,
    )


def _unchanged(state: ApplicationState, _: facts.Fact) -> ApplicationState:
    return state


def _claimed(state: ApplicationState, fact: facts.CaseClaimed) -> ApplicationState:
    claimed = state.changed(lease=made(Lease, by=fact.by, until=fact.until), clocks=without(state.clocks, "claim"))
    if fact.section is None:
        return claimed
    organ = state.responsible.model_copy(update={"section": fact.section})
    return claimed.changed(**{"lower" if state.below else "competent": organ})


def _unclaimed(state: ApplicationState, fact: facts.CaseReleased) -> ApplicationState:
    return state.changed(lease=None, clocks=_on_the_queue(state, fact.claim))


def _lapsed(state: ApplicationState, fact: facts.LeaseLapsed) -> ApplicationState:
    return state.changed(lease=None, lapsed=state.lease, clocks=_on_the_queue(state, fact.claim))


def _on_the_queue(state: ApplicationState, claim: facts.Clock | None) -> tuple[Running, ...]:
    return state.clocks if claim is None else (*without(state.clocks, "claim"), *started((claim,)))


def _accepted(state: ApplicationState, fact: facts.CaseAccepted) -> ApplicationState:
    handlers = made(Handlers, acceptance=fact.by)
    return _under_review(state, fact).changed(handlers=handlers)


def _deemed_accepted(state: ApplicationState, fact: facts.CaseDeemedAccepted) -> ApplicationState:
    running = state.running("acceptance")
    silence = running.clock.due if running else fact.at
    return _under_review(state, fact).changed(silence=silence)


def _under_review(state: ApplicationState, fact: facts.CaseAccepted | facts.CaseDeemedAccepted) -> ApplicationState:
    begun = [clock for clock in (fact.promise, fact.lower_review, fact.claim) if clock is not None]
    clocks = (*started(begun), *lasting(state.clocks))
    if fact.handed_to:
        # what who accepts sent in time still counts
        state = state.changed(lease=None, lapsed=state.lease or state.lapsed)
    if fact.fee:
        state = state.changed(fee=made(CaseFee, stated=fact.fee))
    return state.changed(stage="accepted", clocks=clocks, supplied=())


def _reviewed(state: ApplicationState, fact: facts.CaseReviewed) -> ApplicationState:
    return state.changed(handlers=state.handlers.model_copy(update={"review": fact.by}))


def _not_accepted(state: ApplicationState, _: facts.CaseNotAccepted) -> ApplicationState:
    return state.changed(stage="not_accepted", lease=None, clocks=())


def _decided(state: ApplicationState, fact: facts.CaseDecided) -> ApplicationState:
    clocks = started((fact.delivery,)) if fact.delivery else ()
    handlers = state.handlers.model_copy(update={"decision": fact.by})
    decided = state.changed(
        stage="decided", outcome=fact.outcome, lease=None, clocks=clocks, handlers=handlers, extension_request=None
    )
    if fact.identifier is None:
        return decided
    return decided.changed(document=documents.waiting(fact.identifier, result_of(fact, state)))


def _delivered(state: ApplicationState, fact: facts.CaseDelivered) -> ApplicationState:
    handlers = state.handlers.model_copy(update={"delivery": fact.by})
    return state.changed(stage="delivered", clocks=(), handlers=handlers)


def _withdrawn(state: ApplicationState, _: facts.CaseWithdrawn) -> ApplicationState:
    return state.changed(stage="withdrawn", lease=None, clocks=())


def _transferred(state: ApplicationState, fact: facts.CaseTransferred) -> ApplicationState:
    # the unit it goes to acts itself: nobody was entrusted for it at this window
    return state.changed(
        competent=fact.to,
        acceptor=None,
        decider=None,
        lower=fact.lower,
        handed_over=(*state.handed_over, state.responsible),
        lease=None,
        clocks=_on_the_queue(state, fact.claim),
    )


_CHANGES: Final[Mapping[type[facts.Fact], Callable[[ApplicationState, Any], ApplicationState]]] = {
    # of the main path; each other topic keeps a mapping CHANGES of its own, joined here
    facts.CaseClaimed: _claimed,
    facts.CaseReleased: _unclaimed,
    facts.LeaseLapsed: _lapsed,
    facts.CaseAccepted: _accepted,
    facts.CaseDeemedAccepted: _deemed_accepted,
    facts.CaseNotAccepted: _not_accepted,
    facts.CaseReviewed: _reviewed,
    facts.CaseDecided: _decided,
    facts.CaseDelivered: _delivered,
    facts.CaseWithdrawn: _withdrawn,
    facts.CaseTransferred: _transferred,
    facts.CaseReported: _unchanged,
    facts.CaseRefused: _unchanged,
    **lamps.CHANGES,
    **recomputing.CHANGES,
    **correcting.CHANGES,
    **special.CHANGES,
    **custody.CHANGES,
    **fees.CHANGES,
    **extending.CHANGES,
    **joint.CHANGES,
    **lower_review.CHANGES,
    **renewing.CHANGES,
    **objecting.CHANGES,
    **urgent.CHANGES,
    **agency.CHANGES,
    **amending.CHANGES,
    **erasing.CHANGES,
    **silence.CHANGES,
    **deferral_changes.CHANGES,
    **standing.CHANGES,
    **matters.CHANGES,
    **resting.CHANGES,
    **documents.CHANGES,
    **relying_changes.CHANGES,
}
