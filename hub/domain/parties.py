"""Checks on people and companies: identity documents by kind, USCCs, and by what power an agent acts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.domain.identifiers import check_identity, check_uscc
from hub.domain.values import Refusal
from schemas.parties import NamedPerson, Organisation, Party, PowerOfAttorney, SubjectKind


def check_party(party: Party, pointer: str, today: date) -> Refusal | None:
    """Check the number that identifies a person or a company."""
    if isinstance(party, Organisation):
        fault = check_uscc(party.uscc)
        return None if fault is None else Refusal(fault.code, f"{pointer}/uscc")
    fault = check_identity(party.identity.kind, party.identity.number, today)
    return None if fault is None else Refusal(fault.code, f"{pointer}/identity/number")


def check_applicant(applicant: Party, kind: SubjectKind, pointer: str, today: date) -> Refusal | None:
    """Check the applicant, and that the stated kind (A.4) is that of a person or of a body."""
    if (kind == "1") is isinstance(applicant, Organisation):
        return Refusal("applicant_kind", pointer)
    return check_party(applicant, pointer, today)


def check_agent(agent: Party | None, power: PowerOfAttorney | None, pointer: str, today: date) -> Refusal | None:
    """Check the agent and that there is a power of attorney which holds today; none of both is right too."""
    if agent is None:
        return None if power is None else Refusal("power_without_agent", f"{pointer}/agent")
    if power is None:
        return Refusal("power_missing", f"{pointer}/power_of_attorney")
    return check_power(power, f"{pointer}/power_of_attorney", today) or check_party(agent, f"{pointer}/agent", today)


def check_power(power: PowerOfAttorney, pointer: str, today: date) -> Refusal | None:
    """Check that the power of attorney holds today."""
    if power.signed_on > today:
        return Refusal("power_not_yet", f"{pointer}/signed_on")
    if power.ends_on is not None and power.ends_on < today:
        return Refusal("power_expired", f"{pointer}/ends_on", {"date": f"{power.ends_on:%Y年%m月%d日}"})
    return None


def check_others(others: Iterable[NamedPerson], pointer: str, today: date) -> Refusal | None:
    """Check everybody else whom the form names; gives the first refusal."""
    for place, other in enumerate(others):
        refusal = check_party(other.person, f"{pointer}/{place}/person", today)
        if refusal:
            return refusal
    return None
