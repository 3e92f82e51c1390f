"""Plays about joint handling: one unit leads, departments of the same government give opinions within their limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas import facts, notices
from schemas.application import Jurisdiction
from schemas.codes import explain
from schemas.codes.joint import JOINT
from schemas.commands import (
    AcceptCase,
    AskOpinions,
    ClaimCase,
    DecideCase,
    ExtendCase,
    GiveOpinion,
    PauseCase,
    ReleaseCase,
    View,
    WithdrawCase,
)
from schemas.parties import Officer, Personal
from schemas.reference import Policy
from tests.domain.world import (
    BODIES,
    CLERK,
    MONDAY,
    QINGZHEN,
    XIFENG,
    ZUNYI,
    Play,
    case_number,
    company,
    filing,
    reference,
    with_item,
)
from tests.domain.world import competent as competent_for

APPROVAL: Final = "520109002000"
"""企业投资项目核准: the development bureau leads, natural resources and housing are asked."""
LEAD: Final = competent_for(APPROVAL)
CHIEF: Final = Officer(unit=LEAD.unit, staff="XF0101")
DECIDER: Final = Officer(unit=LEAD.unit, staff="XF0202")


def department(group: str) -> Officer:
    """An officer of a department of 息烽."""
    unit = reference().unit_for_group(group, XIFENG, MONDAY.date())
    assert unit is not None
    return Officer(unit=unit.uscc, staff="B1")


LAND, HOUSING = department("natural_resources"), department("housing")


def changed(**changes: Any) -> Reference:
    """The shipped rows with the item changed."""
    return with_item(APPROVAL, **changes)


def accepted(rows: Reference | None = None) -> Play:
    """A project approval that the lead unit has accepted and holds."""
    play = Play(case_number(), rows=rows)
    site = Jurisdiction(field="project_site", region=XIFENG)
    body = filing(
        APPROVAL,
        jurisdiction=site,
        applicant_kind="2",
        form={},
        materials=(),
        personal=Personal(applicant=company()),
        mode="joint",
    )
    for sender, command in (
        (QINGZHEN, body),
        (XIFENG, ClaimCase(by=CHIEF, minutes=1440)),
        (XIFENG, AcceptCase(by=CHIEF)),
    ):
        result = play.when(sender, command)
        assert not isinstance(result, Refusal), result
    return play


def asked(rows: Reference | None = None) -> Play:
    """The same, opinions asked."""
    play = accepted(rows)
    result = play.when(XIFENG, AskOpinions(by=CHIEF))
    assert not isinstance(result, Refusal), result
    return play


def say(play: Play, by: Officer, view: View = "agree", text: str | None = None, sender: str = XIFENG) -> Any:
    """Let a department speak."""
    return play.when(sender, GiveOpinion(by=by, view=view, text=text))


def decide(play: Play, **changes: Any) -> Any:
    """Let another officer of the lead unit approve; she takes the case off the queue first."""
    play.when(XIFENG, ReleaseCase(by=CHIEF))
    play.when(XIFENG, ClaimCase(by=DECIDER, minutes=1440))
    return play.when(XIFENG, DecideCase(by=DECIDER, outcome="approved", **changes))


def told(play: Play) -> list[Any]:
    """What the last facts tell, as endpoint and body."""
    return [(one.endpoint, one.body) for one in play.aggregate.notices(play.said[-1], play.before, play.state)]


def test_the_joint_clock_is_45_and_15_by_the_head_of_the_government() -> None:
    """许可法 art. 42(2): not the 20 + 10 of one organ, and the extension is the government's."""
    item = accepted(changed(legal=None)).state.item
    assert (item.legal.amount, item.extension.amount, item.extension_by) == (45, 15, "head_of_government")
    assert accepted().state.item.legal.amount == 20, "where the item's own law sets a limit, that one counts"
    government = reference().government(XIFENG, MONDAY.date())
    assert government is not None
    extension = ExtendCase(by=CHIEF, approved_by=CHIEF, days=15, reason="情形复杂")
    organ = extension.model_copy(update={"approved_by": Officer(unit=LEAD.unit, staff="HEAD")})
    refused = accepted().when(XIFENG, organ)
    assert isinstance(refused, Refusal)
    assert refused.code == "extension_not_head"
    head = Officer(unit=government.uscc, staff=government.heads[0])
    granted = accepted().when(XIFENG, extension.model_copy(update={"approved_by": head}))
    assert not isinstance(granted, Refusal), granted


def test_each_department_is_asked_with_everything_that_was_filed() -> None:
    """The item names the departments, each gets the application and the same limit of five working days."""
    play = asked()
    wanted = [(endpoint, body) for endpoint, body in told(play) if isinstance(body, notices.OpinionWanted)]
    assert {body.unit for _, body in wanted} == {LAND.unit, HOUSING.unit}
    for endpoint, body in wanted:
        assert (endpoint, body.lead.unit) == (XIFENG, LEAD.unit)
        assert body.application == play.state.content()
        assert body.opinion.due_day.isoformat() == "2026-11-30"


@pytest.mark.parametrize("order", [(LAND, HOUSING), (HOUSING, LAND)])
def test_the_lead_decides_when_all_opinions_are_in(order: tuple[Officer, Officer]) -> None:
    """Whichever speaks last: before it the decision is refused with who is missing, after it the clock is gone."""
    play = asked()
    for by in order:
        refused = decide(play)
        assert isinstance(refused, Refusal)
        assert refused.code == "opinions_missing"
        say(play, by)
    assert play.state.running("opinion") is None
    assert not isinstance(decide(play), Refusal)


def test_silence_is_no_objection() -> None:
    """A department that says nothing within its limit holds nobody up; its lamp is red, a later word still counts."""
    play = asked()
    say(play, LAND)
    due = play.state.running("opinion").clock.due
    play.deadline(due)
    assert [fact.units for fact in play.said if isinstance(fact, facts.OpinionsMissed)] == [(HOUSING.unit,)]
    assert play.state.running("opinion") is None
    assert not isinstance(say(play, HOUSING, "disagree", "与规划不符"), Refusal)
    refused = decide(play)
    assert isinstance(refused, Refusal)
    assert refused.code == "opinion_against"


def test_a_province_may_wait_for_every_department() -> None:
    """Where policy says so, silence only shows a red lamp, and the decision waits for the opinion."""
    policy = Policy(valid_from=MONDAY.date(), source="样例", silent_department="awaited", revision=9)
    play = asked(reference().with_rows((policy,), 0))
    say(play, LAND)
    play.deadline(play.state.running("opinion").clock.due)
    refused = decide(play)
    assert isinstance(refused, Refusal)
    assert refused.code == "opinions_missing"
    say(play, HOUSING)
    assert not isinstance(decide(play), Refusal)


def test_opinions_go_on_while_the_promise_stands_still() -> None:
    """A hearing stops the promise, not the departments: they speak meanwhile, and their limit runs."""
    play = asked()
    play.when(XIFENG, BODIES[PauseCase].model_copy(update={"by": CHIEF}))
    assert play.state.stage == "paused"
    assert play.state.running("opinion") is not None
    say(play, LAND)
    say(play, HOUSING)
    assert play.state.running("opinion") is None


def test_departments_are_told_when_nothing_is_asked_any_more() -> None:
    """A withdrawal takes the question back from who has not answered, and from nobody else."""
    play = asked()
    say(play, LAND)
    play.when(QINGZHEN, WithdrawCase(by=CLERK, reason="申请人撤回"))
    taken = [body.unit for _, body in told(play) if isinstance(body, notices.WorkWithdrawn)]
    assert taken == [LEAD.unit, HOUSING.unit]


def test_the_officer_may_ask_more_departments() -> None:
    """Beside those of the item: any unit of the same government."""
    transport = department("transport")
    play = accepted()
    play.when(XIFENG, AskOpinions(by=CHIEF, units=(transport.unit,)))
    assert {one.department.unit for one in play.state.opinions} == {LAND.unit, HOUSING.unit, transport.unit}


def test_strangers_have_no_opinion() -> None:
    """Another region is refused, and so is a unit of this one that nobody asked."""
    assert say(asked(), LAND, sender=ZUNYI) == Refusal("no_part")
    assert say(asked(), department("transport")) == Refusal("opinion_not_asked", "/by/unit")


def _told_twice() -> Any:
    play = asked()
    say(play, LAND)
    return say(play, LAND)


def _elsewhere() -> Any:
    unit = reference().unit_for_group("housing", ZUNYI, MONDAY.date())
    assert unit is not None
    return accepted().when(XIFENG, AskOpinions(by=CHIEF, units=(unit.uscc,)))


def _of_nobody() -> Any:
    return accepted(changed(departments=())).when(XIFENG, AskOpinions(by=CHIEF))


def _against() -> Any:
    play = asked()
    say(play, LAND, "disagree", "占用耕地")
    say(play, HOUSING)
    return decide(play)


PROVOKE: Final[dict[str, Callable[[], tuple[Any, str]]]] = {
    "opinions_asked": lambda: (asked().when(XIFENG, AskOpinions(by=CHIEF)), ""),
    "opinions_of_nobody": lambda: (_of_nobody(), ""),
    "department_elsewhere": lambda: (_elsewhere(), "/units/0"),
    "opinion_not_asked": lambda: (say(accepted(), LAND), "/by/unit"),
    "opinion_given": lambda: (_told_twice(), ""),
    "opinion_without_text": lambda: (say(asked(), LAND, "disagree"), "/text"),
    "opinions_missing": lambda: (decide(accepted()), ""),
    "opinion_against": lambda: (_against(), "/reason"),
}


@pytest.mark.parametrize("code", [code for code, _ in JOINT])
def test_each_code(code: str) -> None:
    """One wrong thing gives this code, with a text that names no placeholder."""
    result, pointer = PROVOKE[code]()
    assert isinstance(result, Refusal), result
    assert (result.code, result.pointer) == (code, pointer)
    assert not {"{", "未说明"} & {part for part in ("{", "未说明") if part in explain(code, result.params)}


def test_an_approval_against_a_department_says_why() -> None:
    """The lead unit may decide against a department, with its reason on record."""
    play = asked()
    say(play, LAND, "disagree", "占用耕地")
    say(play, HOUSING, "agree_with_conditions", "须配建停车位")
    assert not isinstance(decide(play, reason="已取得用地预审意见"), Refusal)


def test_the_promise_runs_on() -> None:
    """Asking opinions does not stop the clock: the promise is due when it was."""
    play = accepted()
    before = play.state.running("promise").clock.due
    play.when(XIFENG, AskOpinions(by=CHIEF), MONDAY + timedelta(hours=1))
    assert play.state.running("promise").clock.due == before
