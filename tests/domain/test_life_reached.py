"""Nothing in the life cycle is for show: every fact a row may give, every stage it may lead to, is reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, Final

from hub.domain.application.state import CLOSED, STAGES, RedLamp
from hub.domain.application.steps import agency, anywhere, closed, correcting, decided, paused, review, waiting
from hub.domain.application.table import TABLE
from hub.domain.life_cycle import ABSENT
from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import commands
from schemas.commands import (
    AnswerExtension,
    AskCorrection,
    ClaimCase,
    DecideCase,
    NotAcceptCase,
    ReachDeadline,
    RequestExtension,
    SupplyCorrection,
)
from schemas.commands import Command as Body
from schemas.facts import Fact
from schemas.facts.deferral import DEFERRAL
from schemas.facts.joint import OpinionsMissed
from schemas.facts.reliance import RELIANCE
from schemas.facts.standing import STANDING
from schemas.reference import Limit, Regime
from tests.domain.world import (
    BODIES,
    COMPANY,
    FOOD,
    HEAD,
    MONDAY,
    OFFICER,
    PATHS,
    QINGZHEN,
    RENEWAL,
    XIFENG,
    Play,
    bundle_number,
    case_number,
    everything,
    filing,
    officer,
    play_at,
    reference,
    sender_of,
    with_item,
)

Seen = dict[tuple[str, type[Body]], tuple[set[type[Fact]], set[str]]]
STEPS: Final = tuple(
    step for phase in (waiting, correcting, review, paused, decided, closed, anywhere, agency) for step in phase.STEPS
)
"""The phases of the main path; what other topics add has its plays beside them (lamps, silence, calendars)."""
OURS: Final = {(step.stage, step.command) for step in STEPS}
ELSEWHERE: Final = {*STANDING, *DEFERRAL, *RELIANCE, OpinionsMissed}
"""Facts of other topics in rows of the main path: played where their topics are (test_standing, test_reliance…)."""
BEFORE: Final[dict[type[Body], type[Body]]] = {
    AnswerExtension: RequestExtension,
    commands.GiveOpinion: commands.AskOpinions,
}
"""What must have been said for a command to be right."""


class Witness:
    """Notes what came of every step."""

    def __init__(self) -> None:
        self.seen: Seen = defaultdict(lambda: (set(), set()))

    def step(self, play: Play, sender: str, body: Body, now: datetime | None = None, *, asked: bool = False) -> None:
        stage = play.state.stage if play.state else ABSENT
        result = play.when(sender, body, now, asked=asked)
        assert not isinstance(result, Refusal), (stage, body, result)
        gives, stages = self.seen[stage, type(body)]
        gives |= {type(fact) for fact in result}
        stages.add(play.state.stage)

    def run_out(self, play: Play) -> None:
        """Let the clock do all it has to."""
        while due := play.aggregate.due(play.state):
            self.step(play, HUB, ReachDeadline(due=due), max(due, play.now))


def silent_renewals() -> Reference:
    """A regime that accepts nothing by silence, but renews by it."""
    licence = reference().regime("licence", MONDAY.date())
    assert licence is not None
    changed: Regime = licence.model_copy(update={"silence_accepts": False, "delivery": Limit(amount=10)})
    rows = with_item(RENEWAL, separate_persons=False).rows.values()
    return Reference.from_rows(changed if isinstance(row, Regime) and row.code == "licence" else row for row in rows)


def at_stage(stage: str, item: str, rows: Reference) -> Play:
    """A case of an item at a stage, handled by one officer of the unit that is competent for it."""
    play, by = Play(case_number(), rows=rows), officer("XF0101", item)
    for command in PATHS[stage]:
        body: Any = filing(item) if command is commands.FileApplication else BODIES[command]
        if "by" in type(body).model_fields and sender_of(command) == XIFENG:
            body = body.model_copy(update={"by": by})
        assert not isinstance(play.when(sender_of(command), body), Refusal)
    return play


def every_right_command(witness: Witness) -> None:
    for stage, command in TABLE:
        again = command is commands.FileApplication and stage != ABSENT
        if (stage, command) not in OURS or command.internal or again:
            continue
        play = play_at(stage, everything())
        earlier = BEFORE.get(command)
        if earlier:
            play.when(sender_of(earlier), BODIES[earlier])
        witness.step(play, sender_of(command), BODIES[command])


def every_stage_reported(witness: Witness) -> None:
    """The bundle asks again for its child."""
    for stage in STAGES:
        if stage != ABSENT:
            play, bundle = play_at(stage), bundle_number()
            play.state = play.state.changed(bundle=bundle)
            witness.step(play, QINGZHEN, filing().model_copy(update={"bundle": bundle}), asked=True)


def every_stage_flagged(witness: Witness) -> None:
    """The subject tells of a twin."""
    for stage in STAGES:
        if stage != ABSENT:
            witness.step(play_at(stage), HUB, BODIES[commands.FlagDuplicate], asked=True)


def every_clock_run_out(witness: Witness) -> None:
    quick = with_item(FOOD, separate_persons=False)
    for stage in STAGES:
        if stage == ABSENT:
            continue
        for play in _cases_at(stage, quick):
            witness.step(play, HUB, ReachDeadline(due=MONDAY))
            witness.run_out(play)


def _cases_at(stage: str, quick: Reference) -> Iterator[Play]:
    yield play_at(stage, everything())
    if stage not in {"lapsed", "revoked"}:
        yield at_stage(stage, COMPANY, reference())
        yield at_stage(stage, FOOD, quick)
        yield at_stage(stage, RENEWAL, silent_renewals())


def an_extension_refused(witness: Witness) -> None:
    play = play_at("accepted")
    witness.step(play, XIFENG, BODIES[RequestExtension])
    witness.step(play, XIFENG, AnswerExtension(by=HEAD, granted=False, reason="可在时限内办结"))


def what_turns_a_lamp(witness: Witness) -> None:
    """Reasons that are none, and a correction that is asked for once more."""
    why = {"reason": "否", "legal_basis": "登记条例", "remedy": "行政复议"}
    witness.step(play_at("filed"), XIFENG, NotAcceptCase(by=OFFICER, reason="否", remedy="行政复议"))
    witness.step(play_at("accepted"), XIFENG, DecideCase(by=OFFICER, outcome="denied", **why))
    play = play_at("correcting")
    play.when(QINGZHEN, SupplyCorrection(form={"capital": 2000000}))
    play.when(XIFENG, BODIES[ClaimCase])
    witness.step(play, XIFENG, BODIES[AskCorrection])


def an_explanation_unjudged(witness: Witness) -> None:
    """A closed case may still wait for what its supervisor says of a lamp."""
    lamp = RedLamp(clock="promise", due=MONDAY, at=MONDAY, unit=OFFICER.unit, officer=OFFICER)
    for stage in CLOSED:
        play = play_at(stage)
        play.state = play.state.changed(red=(lamp,))
        assert not isinstance(play.when(XIFENG, BODIES[commands.ExplainLamp]), Refusal)
        witness.run_out(play)


@cache
def seen() -> Seen:
    witness = Witness()
    journeys = (
        every_right_command,
        every_stage_reported,
        every_stage_flagged,
        every_clock_run_out,
        an_extension_refused,
        what_turns_a_lamp,
        an_explanation_unjudged,
    )
    for journey in journeys:
        journey(witness)
    return witness.seen


def test_every_fact_of_every_row_is_given() -> None:
    """What a row says it may give, some play makes it give, and never anything else."""
    for step in STEPS:
        gives, _ = seen()[step.stage, step.command]
        assert gives == set(step.gives) - ELSEWHERE, (step.stage, step.command.__name__)


def test_every_stage_of_every_row_is_reached() -> None:
    """Where a row says it may lead, some play is led, and never elsewhere."""
    for step in STEPS:
        _, stages = seen()[step.stage, step.command]
        assert stages == set(step.leads_to), (step.stage, step.command.__name__)
