"""The laws of reliance: no approval on what a case knows to hold no more, and nothing that waits for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hub.domain.aggregates import AGGREGATES
from hub.domain.application.relying import known, number_of
from hub.domain.application.state import CLOSED
from schemas.facts import CaseDecided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.simulation.evidence import Evidence


def no_approval_on_what_is_not_in_order(evidence: Evidence) -> Iterator[str]:
    """An officer approves only where every document in a material's place has said yes, or she has checked it."""
    for subject, facts in evidence.timelines.items():
        state: Any = None
        for fact in facts if _relies(facts) else ():
            said = evidence.said(fact)
            if isinstance(said, CaseDecided) and said.outcome == "approved":
                wrong = [one.material for one in known(state) if one.status != "granted" and not one.confirmed]
                if wrong:
                    yield f"{subject} is approved although {wrong} are not in order"
            state = AGGREGATES["case"].evolve(state, said)


def open_cases_stand_as_their_documents_do(evidence: Evidence) -> Iterator[str]:
    """In the end no question is open, an open case rests on what is in force or is held, and documents know which."""
    documents = _states(evidence, "document")
    resting: dict[str, set[str]] = {}
    asking: dict[str, set[str]] = {}
    for subject, state in _states(evidence, "case").items():
        if state.stage in CLOSED or subject in evidence.run.skipped:
            continue
        for one in known(state):
            document = documents.get(number_of(one.document))
            if one.status == "asked":
                yield f"{subject} still waits for the answer of {one.document}"
            if one.status == "granted" and (document is None or document.stage != "valid"):
                yield f"{subject} rests on {one.document}, which is {document and document.stage}"
            if one.remembered:
                asking.setdefault(number_of(one.document), set()).add(subject)
            if one.status in {"granted", "held"}:
                resting.setdefault(number_of(one.document), set()).add(subject)
    for number, document in documents.items():
        told, must = set(document.relied or ()) - set(evidence.run.skipped), resting.get(number, set())
        if number not in evidence.run.skipped and not must <= told <= must | asking.get(number, set()):
            yield f"{number} would tell {told}, but {must} rest on it"


def _states(evidence: Evidence, noun: str) -> dict[str, Any]:
    """Evolve every document, or every case that has ever named one."""
    found: dict[str, Any] = {}
    for subject, facts in evidence.timelines.items():
        if subject.startswith("1.") is not (noun == "document") or (noun == "case" and not _relies(facts)):
            continue
        state: Any = None
        for fact in facts:
            state = AGGREGATES[noun].evolve(state, evidence.said(fact))
        if state is not None:
            found[subject] = state
    return found


def _relies(facts: Any) -> bool:
    return any(fact.type.endswith(".case.reliance-asked.v1") for fact in facts)


RELIANCE_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    no_approval_on_what_is_not_in_order,
    open_cases_stand_as_their_documents_do,
)
