"""Acting in the applicant's name: each later act of an agent is checked against the power of attorney on file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from hub.domain.application.state import ApplicationState, Power
from hub.domain.application.telling import Telling, updated
from hub.domain.parties import check_party, check_power, lacks_act, power_ended
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import RenewPower
from schemas.parties import AgentAct, Personal
from schemas.values import made

State = ApplicationState


def power_of(personal: Personal) -> Power | None:
    """Give what of the power of attorney later acts are checked against; None where the applicant acts alone."""
    power = personal.power_of_attorney
    if personal.agent is None or power is None:
        return None
    return made(Power, acts=power.acts, ends_on=power.ends_on)


def check_act(state: ApplicationState, act: AgentAct, in_person: Literal[True] | None, today: date) -> Refusal | None:
    """Check that the agent may do this today; an applicant who acts in person needs no power."""
    power = state.power
    if power is None or in_person:
        return None
    return power_ended(power.ends_on, today) or lacks_act(power.acts, act)


def renew_power(_: State, command: Command[RenewPower], now: datetime, __: Reference) -> Decision | Refusal:
    """Let an agent go on by a new power of attorney, or another agent take over."""
    body, at, today = command.body, "/personal", now.date()
    return (
        check_power(body.personal.power_of_attorney, f"{at}/power_of_attorney", today)
        or check_party(body.personal.agent, f"{at}/agent", today)
        or (made(facts.PowerRenewed, at=now, by=body.by, personal=body.personal),)
    )


def _renewed(state: State, fact: facts.PowerRenewed) -> State:
    content, agency = state.content(), fact.personal
    changes = {"agent": agency.agent, "power_of_attorney": agency.power_of_attorney}
    personal = content.personal.model_copy(update=changes)
    return state.changed(
        power=power_of(personal),
        application=content.model_copy(update={"personal": personal}).json_bytes.decode(),
    )


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.PowerRenewed: _renewed}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.PowerRenewed: updated("power_renewed")}
