"""Checks on people and companies: identity documents by kind, USCCs, and by what power an agent acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from hub.domain.identifiers import check_identity, check_uscc
from hub.domain.names import check_name
from hub.domain.values import Refusal
from schemas.parties import AgentAct, NamedPerson, Organisation, Party, PowerOfAttorney, SubjectKind, Undisclosed

_ACTS: Final[Mapping[AgentAct, str]] = {
    "file": "提交申请",
    "supply": "更正、补正材料",
    "withdraw": "撤回申请",
    "receive": "领取文书",
    "commit": "签署承诺书",
}


def check_party(party: Party, pointer: str, today: date) -> Refusal | None:
    """Check the number that identifies a person or a company, and that the name is what it looks like."""
    refusal = check_name(party.name, f"{pointer}/name")
    if refusal:
        return refusal
    if isinstance(party, Organisation):
        fault = check_uscc(party.uscc)
        return None if fault is None else Refusal(fault.code, f"{pointer}/uscc")
    if isinstance(party, Undisclosed):
        return Refusal("party_undisclosed", f"{pointer}/kind")
    fault = check_identity(party.identity.kind, party.identity.number, today)
    return None if fault is None else Refusal(fault.code, f"{pointer}/identity/number")


def check_applicant(applicant: Party, kind: SubjectKind, pointer: str, today: date) -> Refusal | None:
    """Check the applicant, and that the stated kind (A.4) is that of a person or of a body."""
    if (kind == "1") is isinstance(applicant, Organisation):
        return Refusal("applicant_kind", pointer)
    return check_party(applicant, pointer, today)


def check_agent(
    agent: Party | None, power: PowerOfAttorney | None, pointer: str, today: date, act: AgentAct
) -> Refusal | None:
    """Check the agent and that a power of attorney holds today and covers the act; none of both is right too."""
    if agent is None:
        return None if power is None else Refusal("power_without_agent", f"{pointer}/agent")
    if power is None:
        return Refusal("power_missing", f"{pointer}/power_of_attorney")
    at = f"{pointer}/power_of_attorney"
    lacking = lacks_act(power.acts, act)
    return (
        check_power(power, at, today)
        or (None if lacking is None else Refusal(lacking.code, f"{at}/acts", lacking.params))
        or check_party(agent, f"{pointer}/agent", today)
    )


def check_power(power: PowerOfAttorney, pointer: str, today: date) -> Refusal | None:
    """Check that the power of attorney holds today."""
    if power.signed_on > today:
        return Refusal("power_not_yet", f"{pointer}/signed_on")
    ended = power_ended(power.ends_on, today)
    return ended and Refusal(ended.code, f"{pointer}/ends_on", ended.params)


def power_ended(ends_on: date | None, today: date) -> Refusal | None:
    """Refuse by a power of attorney whose last day has passed."""
    if ends_on is None or ends_on >= today:
        return None
    return Refusal("power_expired", params={"date": f"{ends_on:%Y年%m月%d日}"})


def lacks_act(acts: Collection[AgentAct] | None, act: AgentAct) -> Refusal | None:
    """Refuse what the scope of a power of attorney does not name; one that names nothing covers everything."""
    return None if acts is None or act in acts else Refusal("power_scope", params={"act": _ACTS[act]})


def check_others(others: Iterable[NamedPerson], pointer: str, today: date) -> Refusal | None:
    """Check everybody else whom the form names; gives the first refusal."""
    for place, other in enumerate(others):
        refusal = check_party(other.person, f"{pointer}/{place}/person", today)
        if refusal:
            return refusal
    return None


def masked(party: Party) -> str:
    """Give a person's family name with an asterisk for each other character; a body's name is public."""
    return party.name[0] + "*" * (len(party.name) - 1) if party.kind == "person" else party.name
