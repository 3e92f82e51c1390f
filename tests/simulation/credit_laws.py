"""The laws of deferral and credit, judged by the facts and states of cases and subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from schemas import facts
from tests.simulation.country import REFERENCE
from tests.simulation.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPEN: Final = frozenset({"asked", "unanswered", "granted", "running"})
GONE: Final = frozenset({"not_accepted", "withdrawn", "lapsed", "revoked"})


def no_deferral_after_a_breach(evidence: Evidence) -> Iterator[str]:
    """No deferral is granted after a breach that was recorded before it, until that is excused or repaired."""
    for subject, timeline in _subjects(evidence):
        hindering: set[str] = set()
        for fact in timeline:
            said = orjson.loads(fact.body)
            if fact.type == facts.BreachRecorded.ce_type:
                hindering.add(said["case"])
            elif fact.type in _SETTLES or said.get("excused"):
                hindering.discard(said["case"])
            elif fact.type == facts.DeferralReserved.ce_type and hindering:
                yield f"{subject} deferred in {said['case']} after the breach of {min(hindering)}"


def never_too_many_deferrals(evidence: Evidence) -> Iterator[str]:
    """However many windows ask in the same second, a subject never has more open deferrals than the policy allows."""
    most = next(row.most_open_deferrals for row in REFERENCE.rows.values() if row.kind == "policy")
    for subject, timeline in _subjects(evidence):
        held: set[str] = set()
        for fact in timeline:
            case = orjson.loads(fact.body).get("case", "")
            if fact.type == facts.DeferralReserved.ce_type:
                held.add(case)
            elif fact.type in _ENDS:
                held.discard(case)
            if len(held) > most:
                yield f"{subject} has {len(held)} open deferrals after number {fact.number}"


def reservations_are_of_cases(evidence: Evidence) -> Iterator[str]:
    """A deferral that a case was granted is reserved while it is open, and nothing else is."""
    reserved = {
        (reservation["case"], subject)
        for subject, _ in _subjects(evidence)
        for reservation in _state(evidence, subject).get("reservations", ())
    }
    granted = {
        (case, state["subject"])
        for case, state in _cases(evidence)
        if state["deferral"]["status"] in {"granted", "running"} and not _is_gone(state)
    }
    asked = {case for case, state in _cases(evidence) if state["deferral"]["status"] in OPEN and not _is_gone(state)}
    for case, subject in granted - reserved:
        if not evidence.run.skipped.intersection({case, subject}):
            yield f"{case} was granted a deferral that {subject} does not hold"
    for case, subject in reserved - granted:
        if case not in asked and not evidence.run.skipped.intersection({case, subject}):
            yield f"{subject} holds a deferral for {case}, which has none"


def every_broken_promise_is_recorded(evidence: Evidence) -> Iterator[str]:
    """What a case says of a broken commitment, its applicant's subject has on record."""
    recorded = {
        (orjson.loads(fact.body)["case"], subject)
        for subject, timeline in _subjects(evidence)
        for fact in timeline
        if fact.type == facts.BreachRecorded.ce_type
    }
    for case, timeline in evidence.timelines.items():
        if any(fact.type == facts.CommitmentBroken.ce_type for fact in timeline):
            subject = _state(evidence, case)["subject"]
            if (case, subject) not in recorded and subject not in evidence.run.skipped:
                yield f"{subject} knows nothing of the commitment that {case} broke"


def no_case_waits_for_its_subject_for_ever(evidence: Evidence) -> Iterator[str]:
    """When all is through, every question to a subject has its answer, or the case has said that there is none."""
    for subject, timeline in evidence.timelines.items():
        if not any(fact.type in _QUESTIONS for fact in timeline):
            continue
        state = _state(evidence, subject)
        for topic in ("deferral", "standing"):
            if state.get(topic, {}).get("status") == "asked" and not _is_gone(state):
                yield f"{subject} still waits for an answer about its {topic}"


_SETTLES: Final = frozenset({facts.CreditRepaired.ce_type, facts.BreachTakenBack.ce_type})
_ENDS: Final = frozenset({facts.DeferralReleased.ce_type, facts.DeferralDenied.ce_type, facts.BreachRecorded.ce_type})
_QUESTIONS: Final = frozenset({facts.DeferralAsked.ce_type, facts.StandingAsked.ce_type})


def _is_gone(state: dict[str, Any]) -> bool:
    return state["stage"] in GONE or state.get("outcome") == "denied"


def _subjects(evidence: Evidence) -> Iterator[tuple[str, list[Any]]]:
    return ((subject, timeline) for subject, timeline in evidence.timelines.items() if subject.startswith("S"))


def _cases(evidence: Evidence) -> Iterator[tuple[str, dict[str, Any]]]:
    for subject, timeline in evidence.timelines.items():
        if any(fact.type == facts.DeferralAsked.ce_type for fact in timeline):
            yield subject, _state(evidence, subject)


def _state(evidence: Evidence, subject: str) -> dict[str, Any]:
    stored = evidence.state(subject)
    return orjson.loads(stored.partition(b" ")[2] or b"{}")  # type: ignore[no-any-return]


CREDIT_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    no_deferral_after_a_breach,
    never_too_many_deferrals,
    reservations_are_of_cases,
    every_broken_promise_is_recorded,
    no_case_waits_for_its_subject_for_ever,
)
