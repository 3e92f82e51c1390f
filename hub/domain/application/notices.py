"""Whom each fact of an application is told to, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.application import (
    agency,
    amending,
    correcting,
    custody,
    deferral_telling,
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
    relying_telling,
    renewing,
    resting,
    special,
    standing,
    urgent,
)
from hub.domain.application.results import result_of
from hub.domain.application.state import ApplicationState
from hub.domain.application.telling import Telling, offer, progress, progressed, result, take_back, updated, work
from hub.domain.values import Notice
from schemas import facts, notices
from schemas.notices import Change
from schemas.values import made

State = ApplicationState
_WHY_MOVED: Final = "本环节由另一单位办理"


def tell(fact: facts.Fact, before: State | None, after: State | None) -> tuple[Notice, ...]:
    """Give the notices of a fact. The answer to the command itself is not among them."""
    telling = _TELLINGS.get(type(fact))
    told = () if telling is None or after is None else telling(fact, before, after)
    return (*lower_review.passed_on(fact, before, after), *told, *joint.recalled(fact, before, after))


def _filed(fact: facts.CaseFiled, _: None, after: State) -> tuple[Notice, ...]:
    receipt = made(
        notices.ResultReceived,
        at=fact.at,
        competent=fact.competent,
        item=fact.item.code,
        item_name=fact.item.name,
        clocks=fact.clocks,
        bundle=fact.bundle,
        lacking=fact.lacking,
        warnings=fact.warnings,
        lower=fact.lower,
    )
    return (offer(fact, after, fact.application, warnings=fact.warnings), result(after, receipt))


def _moving(change: Change) -> Telling:
    """Make the telling of a change after which another unit may have to act: it is offered the case."""
    both = progressed(change)

    def tell_move(fact: facts.Fact, before: State, after: State) -> tuple[Notice, ...]:
        if before.acting.unit == after.acting.unit:
            return both(fact, before, after)
        return (
            take_back(fact, before, "handed_over", _WHY_MOVED),
            offer(fact, after, after.content()),
            progress(fact, after, change),
        )

    return tell_move


def _not_accepted(fact: facts.CaseNotAccepted, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultNotAccepted, at=fact.at, competent=after.responsible, reason=fact.reason, remedy=fact.remedy
    )
    return (work(fact, after, "not_accepted"), result(after, told))


def _decided(fact: facts.CaseDecided, _: State, after: State) -> tuple[Notice, ...]:
    told = work(fact, after, "decided")
    # with a document, the result waits for its signature: documents.TELLINGS
    return (told,) if after.awaits_document else (told, result(after, result_of(fact, after)))


def _delivered(fact: facts.CaseDelivered, _: State, after: State) -> tuple[Notice, ...]:
    closed = made(notices.ResultClosed, at=fact.at, stage="delivered", tracking=fact.tracking)
    return (work(fact, after, "delivered"), result(after, closed))


def _withdrawn(fact: facts.CaseWithdrawn, before: State, after: State) -> tuple[Notice, ...]:
    closed = made(notices.ResultClosed, at=fact.at, stage="withdrawn")
    return (take_back(fact, before, "withdrawn", fact.reason), result(after, closed))


def _transferred(fact: facts.CaseTransferred, before: State, after: State) -> tuple[Notice, ...]:
    return (
        take_back(fact, before, "handed_over", fact.reason),
        offer(fact, after, after.content(), fact.reason),
        progress(fact, after, "transferred"),
    )


_TELLINGS: Final[Mapping[type[facts.Fact], Callable[[Any, Any, State], tuple[Notice, ...]]]] = {
    # of the main path; each other topic keeps a mapping TELLINGS of its own, joined here
    facts.CaseFiled: _filed,
    facts.CaseClaimed: updated("claimed"),
    facts.CaseReleased: updated("released"),
    facts.LeaseLapsed: updated("lease_lapsed"),
    facts.CaseAccepted: _moving("accepted"),
    facts.CaseDeemedAccepted: _moving("deemed_accepted"),
    facts.CaseNotAccepted: _not_accepted,
    facts.CaseDecided: _decided,
    facts.CaseDelivered: _delivered,
    facts.CaseWithdrawn: _withdrawn,
    facts.CaseTransferred: _transferred,
    **lamps.TELLINGS,
    **recomputing.TELLINGS,
    facts.CaseReviewed: updated("reviewed"),
    **correcting.TELLINGS,
    **special.TELLINGS,
    **custody.TELLINGS,
    **fees.TELLINGS,
    **extending.TELLINGS,
    **joint.TELLINGS,
    **lower_review.TELLINGS,
    **renewing.TELLINGS,
    **objecting.TELLINGS,
    **urgent.TELLINGS,
    **agency.TELLINGS,
    **amending.TELLINGS,
    **erasing.TELLINGS,
    facts.SilenceCorrected: _moving("silence_corrected"),
    **deferral_telling.TELLINGS,
    **standing.TELLINGS,
    **matters.TELLINGS,
    **resting.TELLINGS,
    **documents.TELLINGS,
    **relying_telling.TELLINGS,
}
