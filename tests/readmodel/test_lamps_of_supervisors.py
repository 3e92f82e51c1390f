"""A lamp of a supervisor that let an explanation wait stands under its own name, not under the case's unit."""

from __future__ import annotations

from datetime import date

from hub.domain.values import HUB
from hub.readmodel.cases import Link, project_case
from hub.readmodel.lamps import project_lamps, speaks_of_lamps
from hub.readmodel.rows import CaseRow, LampRow
from schemas.commands import ExplainLamp, ReachDeadline, RecomputeClocks
from tests.domain.test_lamps import JUDGED_BY, late, with_days_off
from tests.domain.world import BODIES, OFFICER, SUPERVISOR, XIFENG, Play


def unjudged() -> Play:
    """An explanation that its supervisor has let wait beyond its limit."""
    play = late()
    play.when(XIFENG, BODIES[ExplainLamp])
    play.when(HUB, ReachDeadline(due=JUDGED_BY), JUDGED_BY)
    return play


def lamps_of(play: Play) -> tuple[LampRow, ...]:
    """Its lamps, as the read model makes them of its facts."""
    row: CaseRow | None = None
    lamps: tuple[LampRow, ...] = ()
    for number, fact in enumerate(play.said, 1):
        row = project_case(row, fact, Link(number, ""))
        if row is not None and speaks_of_lamps(fact):
            lamps = project_lamps(lamps, fact, Link(number, ""), row)
    return lamps


def test_a_supervisors_lamp_is_its_own() -> None:
    """Its unit, its name, and the queue it reads."""
    lamps = lamps_of(unjudged())
    (own,) = [lamp for lamp in lamps if lamp.clock == "explanation"]
    assert (own.unit, own.unit_name) == (SUPERVISOR.unit, "息烽县政务服务中心")
    assert {lamp.unit for lamp in lamps if lamp.clock != "explanation"} == {OFFICER.unit}


def test_a_supervisors_lamp_that_was_early_is_lifted() -> None:
    """The city's days off give the supervisor more time: its lamp is lifted, as in the case; no other one is."""
    play = unjudged()
    play.reference = with_days_off(date(2026, 12, 1), date(2026, 12, 2))
    play.when(HUB, BODIES[RecomputeClocks])
    lifted = [(lamp.clock, lamp.due) for lamp in lamps_of(play) if lamp.lifted_at is not None]
    assert ("explanation", JUDGED_BY) in lifted
    kept = [(lamp.clock, lamp.due) for lamp in play.state.red if lamp.lifted]
    assert [one for one in lifted if one in kept] == kept
