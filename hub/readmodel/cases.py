"""How each fact changes the row of its case: pure, and only by what the fact says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hub.domain.clocks import lamp_after
from hub.readmodel.rows import CaseRow, RunningClock
from schemas import facts
from schemas.facts import LASTING, Fact, Lamp
from schemas.facts.deferral import DEFERRAL
from schemas.facts.reliance import RELIANCE
from schemas.facts.standing import STANDING
from schemas.parties import Addressee

_WORSE: Final[Mapping[Lamp, int]] = {"green": 0, "yellow": 1, "red": 2}
_NOBODY: Final = {"holder_unit": None, "holder_staff": None, "lease_until": None}
Changes = dict[str, Any]
"""New values by column."""


class Link(NamedTuple):
    """Where a fact stands in its aggregate's chain."""

    number: int
    digest: str


def project_case(row: CaseRow | None, fact: Fact, link: Link) -> CaseRow | None:
    """Give the case's row after a fact; None where there is no case (a refused filing, or one we can't read).

    A fact at or before the row's last one changes nothing.
    """
    if isinstance(fact, facts.CaseFiled) and row is None:
        return _filed(fact, link)
    if row is None or link.number <= row.fact_number:
        return row
    changes = _CHANGES[type(fact)](row, fact)
    return replace(row, **changes, fact_number=link.number, fact_digest=link.digest, fact_at=fact.at)


def _filed(fact: facts.CaseFiled, link: Link) -> CaseRow:
    return CaseRow(
        number=fact.number,
        kind=fact.kind,
        mode=fact.application.mode,
        origin_endpoint=fact.origin.endpoint,
        origin_region=fact.origin.region,
        origin_window=fact.origin.window.window,
        item_code=fact.item.code,
        item_name=fact.item.name,
        regime=fact.item.regime,
        bundle=fact.bundle,
        subject=fact.subject,
        filed_at=fact.at,
        fact_number=link.number,
        fact_digest=link.digest,
        fact_at=fact.at,
        **_competent(fact.competent),
        **_acting(fact.acceptor or fact.lower or fact.competent),
        **_clocks(_started(fact.clocks)),
    )


def _unchanged(_: CaseRow, __: Fact) -> Changes:
    return {}


def _claimed(row: CaseRow, fact: facts.CaseClaimed) -> Changes:
    held = {"holder_unit": fact.by.unit, "holder_staff": fact.by.staff, "lease_until": fact.until}
    if fact.section is not None:
        held["competent_section"] = fact.section
    return held | _clocks(clock for clock in row.clocks if clock.name != "claim")


def _unclaimed(row: CaseRow, fact: facts.CaseReleased | facts.LeaseLapsed) -> Changes:
    return {**_NOBODY, **_on_the_queue(row, fact.claim)}


def _on_the_queue(row: CaseRow, claim: facts.Clock | None) -> Changes:
    if claim is None:
        return {}
    others = [clock for clock in row.clocks if clock.name != "claim"]
    return _clocks((*others, *_started((claim,))))


def _correction_asked(_: CaseRow, fact: facts.CorrectionAsked) -> Changes:
    return {"stage": "correcting", **_NOBODY, **_clocks(_started((fact.supply,) if fact.supply else ()))}


def _lapse_notice_given(_: CaseRow, fact: facts.LapseNoticeGiven) -> Changes:
    return _clocks(_started((fact.lapse,)))


def _lapsed(_: CaseRow, fact: facts.CaseLapsed) -> Changes:
    return {"stage": "lapsed", "closed_at": fact.at, **_clocks(())}


def _supplied(row: CaseRow, fact: facts.CorrectionSupplied) -> Changes:
    return {"stage": "filed", "subject": fact.subject or row.subject, **_clocks(_started(fact.clocks))}


def _accepted(row: CaseRow, fact: facts.CaseAccepted | facts.CaseDeemedAccepted) -> Changes:
    begun = [clock for clock in (fact.promise, fact.lower_review, fact.claim) if clock is not None]
    return {
        "stage": "accepted",
        "accepted_at": fact.at,
        "deemed_accepted": isinstance(fact, facts.CaseDeemedAccepted),
        "legal_due": fact.legal_due,
        **_clocks((*_started(begun), *_lasting(row))),
        **({**_acting(fact.handed_to), **_NOBODY} if fact.handed_to else {}),
    }


def _paused(row: CaseRow, fact: facts.CasePaused) -> Changes:
    """The limit stands still: it stays to be seen, and is neither due nor near while the pause is."""
    lamp: Lamp = next((clock.lamp for clock in row.clocks if clock.name == fact.promise.name), "green")
    stopped = _running(fact.promise, lamp)
    return {"stage": "paused", **_clocks((*_started((fact.pause,)), stopped, *_lasting(row, "urgent")))}


def _opinions_asked(row: CaseRow, fact: facts.OpinionsAsked) -> Changes:
    return _clocks((*row.clocks, *_started((fact.opinion,))))


def _opinions_missed(row: CaseRow, _: facts.OpinionsMissed) -> Changes:
    return _clocks(clock for clock in row.clocks if clock.name != "opinion")


def _resumed(row: CaseRow, fact: facts.CaseResumed) -> Changes:
    return {
        "stage": "accepted",
        "legal_due": fact.legal_due,
        **_clocks((*(replace(clock, lamp=fact.lamp) for clock in _started((fact.promise,))), *_lasting(row))),
    }


def _review_submitted(row: CaseRow, fact: facts.ReviewSubmitted) -> Changes:
    return {
        "legal_due": fact.legal_due,
        **_NOBODY,
        **_clocks((*_started((fact.promise, fact.claim)), *_lasting(row, "urgent"))),
        **_acting(fact.handed_to),
    }


def _marked_urgent(row: CaseRow, fact: facts.CaseMarkedUrgent) -> Changes:
    return {"urgent": True, **_clocks((*row.clocks, *_started((fact.urgent,))))}


def _deemed_renewed(_: CaseRow, fact: facts.CaseDeemedRenewed) -> Changes:
    return {
        "stage": "decided",
        "outcome": "approved",
        "decided_at": fact.at,
        "in_time": False,
        **_NOBODY,
        **_clocks(_started((fact.delivery,) if fact.delivery else ())),
        **(_acting(fact.handed_to) if fact.handed_to else {}),
    }


def _not_accepted(_: CaseRow, fact: facts.CaseNotAccepted) -> Changes:
    return {"stage": "not_accepted", "closed_at": fact.at, **_NOBODY, **_clocks(())}


def _decided(_: CaseRow, fact: facts.CaseDecided) -> Changes:
    return {
        "stage": "decided",
        "outcome": fact.outcome,
        "decided_at": fact.at,
        "in_time": fact.in_time,
        **_NOBODY,
        **_clocks(_started((fact.delivery,) if fact.delivery else ())),
    }


def _extended(row: CaseRow, fact: facts.CaseExtended) -> Changes:
    others = (clock for clock in row.clocks if clock.name != "promise")
    return {"extended": True, **_clocks((*_started((fact.promise,)), *others))}


def _delivered(_: CaseRow, fact: facts.CaseDelivered) -> Changes:
    return {"stage": "delivered", "delivered_at": fact.at, "closed_at": fact.at, **_clocks(())}


def _withdrawn(_: CaseRow, fact: facts.CaseWithdrawn) -> Changes:
    return {"stage": "withdrawn", "closed_at": fact.at, **_NOBODY, **_clocks(())}


def _barred(_: CaseRow, fact: facts.FilingBarred) -> Changes:
    return {"stage": "not_accepted", "closed_at": fact.at, **_NOBODY, **_clocks(())}


def _revoked(row: CaseRow, fact: facts.ApprovalWithdrawn) -> Changes:
    return {"stage": "revoked", "closed_at": row.closed_at or fact.at, **_NOBODY, **_clocks(())}


def _transferred(row: CaseRow, fact: facts.CaseTransferred) -> Changes:
    return {**_competent(fact.to), **_acting(fact.lower or fact.to), **_NOBODY, **_on_the_queue(row, fact.claim)}


def _lamp_turned(row: CaseRow, fact: facts.LampTurned) -> Changes:
    turned = [replace(clock, lamp=fact.lamp) if clock.name == fact.clock else clock for clock in row.clocks]
    reddened_at = row.reddened_at or (fact.at if fact.lamp == "red" else None)
    return {"reddened_at": reddened_at, **_clocks(turned)}


def _recomputed(row: CaseRow, fact: facts.ClocksRecomputed) -> Changes:
    moved = {one.clock.name: one.clock for one in fact.clocks if one.explained is None}
    clocks = [
        _running(moved[clock.name], lamp_after(moved[clock.name], clock.lamp, fact.at))
        if clock.name in moved
        else clock
        for clock in row.clocks
    ]
    return {"legal_due": fact.legal_due or row.legal_due, **_clocks(clocks)}


def _silence_corrected(_: CaseRow, fact: facts.SilenceCorrected) -> Changes:
    undone = {"stage": "filed", "accepted_at": None, "deemed_accepted": False, "legal_due": None}
    return {**undone, **_clocks(()), **(_acting(fact.handed_to) if fact.handed_to else {})}


def _acting(addressee: Addressee) -> Changes:
    return {"acting_endpoint": addressee.endpoint, "acting_unit": addressee.unit}


def _competent(addressee: Addressee) -> Changes:
    return {
        "competent_endpoint": addressee.endpoint,
        "competent_region": addressee.region,
        "competent_unit": addressee.unit,
        "competent_name": addressee.name,
        "competent_section": addressee.section,
    }


def _lasting(row: CaseRow, *ended: str) -> list[RunningClock]:
    return [clock for clock in row.clocks if clock.name in LASTING and clock.name not in ended]


def _started(clocks: Iterable[facts.Clock]) -> list[RunningClock]:
    return [_running(clock) for clock in clocks]


def _running(clock: facts.Clock, lamp: Lamp = "green") -> RunningClock:
    return RunningClock(clock.name, clock.due, clock.yellow_at, clock.provisional, lamp, clock.paused_at)


def _clocks(running: Iterable[RunningClock]) -> Changes:
    """Give the columns about clocks: the one due first is what lists sort by, the worst lamp what they show."""
    clocks = tuple(running)
    moving = [clock for clock in clocks if clock.paused_at is None]
    first = min(moving, key=lambda clock: clock.due, default=None)
    return {
        "clocks": clocks,
        "clock": first.name if first else None,
        "due": first.due if first else None,
        "yellow_at": first.yellow_at if first else None,
        "provisional": first.provisional if first else False,
        "lamp": max((clock.lamp for clock in moving), key=_WORSE.__getitem__, default=None),
    }


_CHANGES: Final[Mapping[type[Fact], Callable[[CaseRow, Any], Changes]]] = {
    # what is deferred has a row of its own; only the ends of a case are this row's
    **dict.fromkeys((*DEFERRAL, *STANDING, *RELIANCE), _unchanged),
    facts.FilingBarred: _barred,
    facts.ApprovalWithdrawn: _revoked,
    facts.CaseFiled: _unchanged,  # only ever the first
    facts.PaperHandedOver: _unchanged,
    facts.PaperReturned: _unchanged,
    facts.FeePaid: _unchanged,
    facts.FeeWaived: _unchanged,
    facts.FeeRefunded: _unchanged,
    facts.CaseClaimed: _claimed,
    facts.CaseReleased: _unclaimed,
    facts.LeaseLapsed: _unclaimed,
    facts.CorrectionAsked: _correction_asked,
    facts.CorrectionSupplied: _supplied,
    facts.CorrectedOnSpot: _unchanged,
    facts.PowerRenewed: _unchanged,
    facts.LapseNoticeGiven: _lapse_notice_given,
    facts.CaseLapsed: _lapsed,
    facts.ObjectionRaised: _unchanged,
    facts.CaseMarkedUrgent: _marked_urgent,
    facts.CaseAccepted: _accepted,
    facts.CaseDeemedAccepted: _accepted,
    facts.CaseNotAccepted: _not_accepted,
    facts.SiteChecked: _unchanged,
    facts.CasePaused: _paused,
    facts.CaseResumed: _resumed,
    facts.CaseReviewed: _unchanged,
    facts.ExtensionRequested: _unchanged,
    facts.ReviewSubmitted: _review_submitted,
    facts.OpinionsAsked: _opinions_asked,
    facts.OpinionGiven: _unchanged,
    facts.DuplicateFlagged: _unchanged,
    facts.PreconditionsChanged: _unchanged,
    facts.OpinionsMissed: _opinions_missed,
    facts.ExtensionRefused: _unchanged,
    facts.CaseDecided: _decided,
    facts.CaseDeemedRenewed: _deemed_renewed,
    facts.DecisionCorrected: _unchanged,
    facts.CaseDataErased: _unchanged,
    facts.CaseExtended: _extended,
    facts.CaseDelivered: _delivered,
    facts.CaseWithdrawn: _withdrawn,
    facts.CaseTransferred: _transferred,
    facts.LampTurned: _lamp_turned,
    facts.ClocksRecomputed: _recomputed,
    facts.SilenceCorrected: _silence_corrected,
    # of lamps: see lamps
    facts.LampExplained: _unchanged,
    facts.ExplanationJudged: _unchanged,
    facts.GoodFaithErrorNoted: _unchanged,
    # the document has a row of its own
    facts.CaseDocumentSigned: _unchanged,
    facts.CaseReported: _unchanged,
    facts.CaseRefused: _unchanged,
}
