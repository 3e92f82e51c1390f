"""How each fact changes the lamps of its case: pure, and only by what the facts say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hub.readmodel.cases import Link
from hub.readmodel.rows import CaseRow, LampRow
from schemas import facts
from schemas.facts import Fact

Lamps = tuple[LampRow, ...]


def speaks_of_lamps(fact: Fact) -> bool:
    """Tell whether the fact may change a lamp."""
    return type(fact) in _CHANGES


def project_lamps(lamps: Lamps, fact: Fact, link: Link, case: CaseRow) -> Lamps:
    """Give the lamps of a case after a fact, in the order they turned; ``case`` is its row then."""
    return _CHANGES[type(fact)](lamps, fact, link, case)


def _turned(lamps: Lamps, fact: facts.LampTurned, link: Link, case: CaseRow) -> Lamps:
    if any(lamp.fact_number == link.number for lamp in lamps):
        return lamps
    row = LampRow(
        case_number=case.number,
        fact_number=link.number,
        number=fact.number,
        clock=fact.clock,
        lamp=fact.lamp,
        due=fact.due,
        turned_at=fact.at,
        unit=fact.unit or case.competent_unit,
        unit_name=fact.owner.name if fact.owner else case.competent_name,
        endpoint=fact.owner.endpoint if fact.owner else case.competent_endpoint,
        officer_staff=fact.officer.staff if fact.officer else None,
    )
    return (*lamps, row)


def _explained(lamps: Lamps, fact: facts.LampExplained, _: Link, __: CaseRow) -> Lamps:
    return _said(lamps, fact.number, reason=fact.reason, paper=fact.paper, explained_at=fact.at)


def _judged(lamps: Lamps, fact: facts.ExplanationJudged, _: Link, __: CaseRow) -> Lamps:
    return _said(lamps, fact.number, granted=fact.granted, judged_at=fact.at, judgement=fact.reason)


def _noted(lamps: Lamps, fact: facts.GoodFaithErrorNoted, _: Link, __: CaseRow) -> Lamps:
    return _said(lamps, fact.number, good_faith_at=fact.at, ground=fact.ground)


def _recomputed(lamps: Lamps, fact: facts.ClocksRecomputed, _: Link, __: CaseRow) -> Lamps:
    early = {(one.clock.name, one.due_before, one.unit) for one in fact.clocks if fact.at < one.clock.due}
    # a limit to judge an explanation is its supervisor's, who alone has a lamp of it
    return _lifted(lamps, fact, lambda lamp: (lamp.clock, lamp.due, _judge_of(lamp)) in early)


def _judge_of(lamp: LampRow) -> str | None:
    return lamp.unit if lamp.clock == "explanation" else None


def _in_time(lamps: Lamps, fact: facts.SilenceCorrected, _: Link, __: CaseRow) -> Lamps:
    return _lifted(lamps, fact, lambda lamp: lamp.clock in {"acceptance", "promise", "lower_review"})


def _lifted(lamps: Lamps, fact: Fact, is_early: Callable[[LampRow], bool]) -> Lamps:
    return tuple(
        replace(lamp, lifted_at=fact.at) if lamp.lifted_at is None and is_early(lamp) else lamp for lamp in lamps
    )


def _said(lamps: Lamps, number: int, **changes: Any) -> Lamps:
    return tuple(replace(lamp, **changes) if lamp.number == number else lamp for lamp in lamps)


_CHANGES: Final[Mapping[type[Fact], Callable[[Lamps, Any, Link, CaseRow], Lamps]]] = {
    facts.LampTurned: _turned,
    facts.LampExplained: _explained,
    facts.ExplanationJudged: _judged,
    facts.GoodFaithErrorNoted: _noted,
    facts.ClocksRecomputed: _recomputed,
    facts.SilenceCorrected: _in_time,
}
