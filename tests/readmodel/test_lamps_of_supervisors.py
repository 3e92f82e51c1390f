"""A lamp of a supervisor that let an explanation wait stands under its own name, not under the case's unit."""

from __future__ import annotations

from hub.domain.values import HUB
from hub.readmodel.cases import Link, project_case
from hub.readmodel.lamps import project_lamps, speaks_of_lamps
from hub.readmodel.rows import CaseRow, LampRow
from schemas.commands import ExplainLamp, ReachDeadline
from tests.domain.test_lamps import JUDGED_BY, late
from tests.domain.world import BODIES, OFFICER, SUPERVISOR, XIFENG


def test_a_supervisors_lamp_is_its_own() -> None:
    """Its unit, its name, and the queue it reads."""
    play = late()
    play.when(XIFENG, BODIES[ExplainLamp])
    play.when(HUB, ReachDeadline(due=JUDGED_BY), JUDGED_BY)
    row: CaseRow | None = None
    lamps: tuple[LampRow, ...] = ()
    for number, fact in enumerate(play.said, 1):
        row = project_case(row, fact, Link(number, ""))
        if row is not None and speaks_of_lamps(fact):
            lamps = project_lamps(lamps, fact, Link(number, ""), row)
    (own,) = [lamp for lamp in lamps if lamp.clock == "explanation"]
    assert (own.unit, own.unit_name) == (SUPERVISOR.unit, "息烽县政务服务中心")
    assert {lamp.unit for lamp in lamps if lamp.clock != "explanation"} == {OFFICER.unit}
