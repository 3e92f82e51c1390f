"""Special procedures (特别程序) as their table wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.upload.cells import STAFF, Given, Instead, Missing, Row, Unfilled
from schemas import facts
from schemas.commands.special import SPECIAL_PROCEDURES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hub.upload.history import History, Numbered, Period
    from hub.upload.profile import Profile


def special_rows(history: History, _: facts.CaseFiled, period: Period, given: Profile) -> Iterator[Row | Unfilled]:
    """特别程序: pauses that have ended, and extensions; one still open can't be uploaded, since its end is required."""
    open_pause: Numbered | None = None
    for one in history.facts:
        if isinstance(one.fact, facts.CasePaused):
            open_pause = one
        elif isinstance(one.fact, facts.CaseResumed) and open_pause is not None:
            if period.holds(one.fact.at):
                yield _pause(history, open_pause, one.fact, given)
            open_pause = None
        elif isinstance(one.fact, facts.CaseExtended) and period.holds(one.fact.at):
            yield _extension(history, one, given)
    if open_pause is not None and period.holds(open_pause.fact.at):
        yield Unfilled("up_pro_special_procedure", history.number, "特别程序尚未结束,结束时间必填 · not ended yet")


def _pause(history: History, paused: Numbered, resumed: facts.CaseResumed, given: Profile) -> Row:
    fact = paused.fact
    assert isinstance(fact, facts.CasePaused)  # noqa: S101 - as found
    cells: dict[str, Given] = {
        "special_type": given.special["other"],
        "special_name": SPECIAL_PROCEDURES[fact.procedure],
        "special_reason": fact.reason,
        "special_explain": fact.paper,
        "result": resumed.outcome or Missing("恢复时没有登记结果 · no outcome was given"),
    }
    return _special(history, paused.number, (fact.at, resumed.at), resumed.by.staff, cells)


def _extension(history: History, extended: Numbered, given: Profile) -> Row:
    fact = extended.fact
    assert isinstance(fact, facts.CaseExtended)  # noqa: S101 - as found
    asked = history.last(facts.ExtensionRequested, before=extended.number)
    cells: dict[str, Given] = {
        "special_type": given.special["extension"],
        "special_name": "延长审批",
        "special_reason": fact.reason,
        "special_explain": f"准予延长{fact.days}个工作日",
        "result": f"延长{fact.days}个工作日",
    }
    return _special(history, extended.number, (asked.at if asked else fact.at, fact.at), fact.approved_by.staff, cells)


def _special(
    history: History, number: int, span: tuple[datetime, datetime], staff: str, cells: dict[str, Given]
) -> Row:
    ours: dict[str, Given] = {
        "row_guid": f"{history.number}-T{number}",
        "project_no": history.number,
        "special_time": span[0],
        "end_time": span[1],
        "handle_user": Instead(staff, STAFF),
        "applyer_user_name": Missing("由办理机关启动 · begun by the organ"),
        "remark": Missing("没有备注 · nothing to remark"),
    }
    return Row("up_pro_special_procedure", history.number, {**ours, **cells})
