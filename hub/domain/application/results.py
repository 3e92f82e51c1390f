"""The result of a case, as the origin is told: at once, or when its document is signed."""

from __future__ import annotations

from hub.domain.application.state import ApplicationState
from schemas import facts
from schemas.notices import ResultDecided
from schemas.values import made


def result_of(fact: facts.CaseDecided, state: ApplicationState) -> ResultDecided:
    """Give what the origin is told of a decision."""
    return made(
        ResultDecided,
        at=fact.at,
        competent=state.competent,
        outcome=fact.outcome,
        reason=fact.reason,
        legal_basis=fact.legal_basis,
        remedy=fact.remedy,
        document=fact.document,
        in_time=fact.in_time,
        conditional=fact.conditional,
    )
