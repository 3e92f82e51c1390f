"""Acting in the applicant's name: each later act of an agent is checked against the power of attorney on file."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hub.domain.application.state import ApplicationState, Power
from hub.domain.parties import lacks_act, power_ended
from hub.domain.values import Refusal
from schemas.parties import AgentAct, Personal
from schemas.values import made


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
