"""Paper that the applicant hands over: against a voucher, from keeper to keeper, and back.

What the hub keeps is who has the paper; it goes back even after the case has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import ApplicationState, Paper
from hub.domain.application.telling import Telling, progressed
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import ReturnPaper, TakePaper
from schemas.values import made

State = ApplicationState


def take(state: State, command: Command[TakePaper], now: datetime, reference: Reference) -> Decision | Refusal:
    """Take paper into custody: from the applicant under a new voucher, from the keeper before under the same one."""
    body, known = command.body, _paper(state, command.body.voucher)
    refusal = _check_new(state, body, reference) if known is None else _check_passed_on(known, body)
    if refusal:
        return refusal
    return (
        made(
            facts.PaperHandedOver,
            at=now,
            by=body.by,
            voucher=body.voucher,
            materials=body.materials,
            way_back=body.way_back,
            taken_from=known.keeper if known else None,
        ),
    )


def give_back(state: State, command: Command[ReturnPaper], now: datetime, _: Reference) -> Decision | Refusal:
    """Give paper back to the applicant; only who keeps it can."""
    body, known = command.body, _paper(state, command.body.voucher)
    if known is None:
        return Refusal("voucher_unknown", "/voucher", {"voucher": body.voucher})
    if known.returned:
        return Refusal("paper_returned", "/voucher", {"voucher": body.voucher})
    if known.keeper != body.by.unit:
        return Refusal("not_keeper", "/by/unit")
    materials = known.materials
    return (made(facts.PaperReturned, at=now, by=body.by, voucher=body.voucher, materials=materials, way=body.way),)


def _paper(state: State, voucher: str) -> Paper | None:
    return next((paper for paper in state.papers if paper.voucher == voucher), None)


def _check_new(state: State, body: TakePaper, reference: Reference) -> Refusal | None:
    row = reference.item(state.item.code, state.filed_at.date())
    known = {line.code for line in row.materials} if row else set()
    known |= {material.code for material in state.content().materials}
    kept = {code: paper.voucher for paper in state.papers if not paper.returned for code in paper.materials}
    for place, code in enumerate(body.materials):
        if code not in known:
            return Refusal("paper_unknown", f"/materials/{place}", {"code": code})
        if code in kept:
            return Refusal("paper_in_custody", f"/materials/{place}", {"code": code, "voucher": kept[code]})
    return None


def _check_passed_on(known: Paper, body: TakePaper) -> Refusal | None:
    if known.returned:
        return Refusal("paper_returned", "/voucher", {"voucher": body.voucher})
    if known.keeper == body.by.unit or set(known.materials) != set(body.materials):
        return Refusal("voucher_taken", "/voucher", {"voucher": body.voucher})
    return None


def _taken(state: State, fact: facts.PaperHandedOver) -> State:
    paper = made(Paper, voucher=fact.voucher, materials=fact.materials, keeper=fact.by.unit, way_back=fact.way_back)
    return state.changed(papers=(*[other for other in state.papers if other.voucher != fact.voucher], paper))


def _given_back(state: State, fact: facts.PaperReturned) -> State:
    return state.changed(
        papers=tuple(
            [
                paper.model_copy(update={"returned": True}) if paper.voucher == fact.voucher else paper
                for paper in state.papers
            ]
        )
    )


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.PaperHandedOver: _taken,
    facts.PaperReturned: _given_back,
}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {
    facts.PaperHandedOver: progressed("paper_handed_over"),
    facts.PaperReturned: progressed("paper_returned"),
}
