"""The laws of bundles: what waits for what, and that nothing waits for ever."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.domain.bundle.state import ENDED
from schemas.facts import (
    ApprovalWithdrawn,
    BundleAwaits,
    BundleCompleted,
    BundleFiled,
    CaseDecided,
    CaseDocumentSigned,
    CaseFiled,
    ChildrenAdded,
    ChildrenUnanswered,
    DuplicateFlagged,
    OpenCaseNoted,
    PreconditionsChanged,
)
from tests.simulation.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def no_child_before_its_document(evidence: Evidence) -> Iterator[str]:
    """No case of a bundle is filed, so none decided, before every case it waits for has its approval and document."""
    approved: dict[str, str] = {}
    filed: dict[str, tuple[str, str]] = {}
    for subject, facts in evidence.timelines.items():
        for fact in facts:
            said = orjson.loads(fact.body)
            if fact.type == CaseDecided.ce_type and said["outcome"] == "approved" and "identifier" not in said:
                approved[subject] = said["at"]
            elif fact.type == CaseDocumentSigned.ce_type:
                approved.setdefault(subject, said["at"])
            elif fact.type == CaseFiled.ce_type:
                filed[subject] = (said.get("bundle", ""), said["at"])
    for bundle, child in _children(evidence):
        owner, at = filed.get(child["case"], ("", ""))
        for awaited in child.get("waits_for", ()) if owner == bundle else ():
            if awaited not in approved or approved[awaited] > at:
                yield f"{child['case']} of {bundle} was filed at {at}, before the approval of {awaited}"


def each_bundle_completes_once(evidence: Evidence) -> Iterator[str]:
    """A bundle ends once, with an outcome of each of its cases, and only then."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for bundle, child in _children(evidence):
        numbers[bundle].add(child["case"])
    for bundle, cases in numbers.items():
        facts = evidence.timelines[bundle]
        ends = [orjson.loads(fact.body) for fact in facts if fact.type == BundleCompleted.ce_type]
        if len(ends) > 1 or any(set(end["outcomes"]) != cases for end in ends):
            yield f"{bundle} of {len(cases)} cases ended {len(ends)} times"
        waits = any(fact.type == BundleAwaits.ce_type for fact in facts)
        open_cases = [child for child in _state(evidence, bundle)["children"] if child.get("outcome") not in ENDED]
        if not ends and not open_cases and not waits:
            yield f"{bundle} has no open case and no end"


def nothing_waits_for_ever(evidence: Evidence) -> Iterator[str]:
    """Whoever waits for another aggregate has a deadline, or has said that it was asked in vain."""
    for bundle in {bundle for bundle, _ in _children(evidence)}:
        state = _state(evidence, bundle)
        open_cases = {child["case"] for child in state["children"] if child.get("outcome") not in ENDED}
        gave_up = any(fact.type == ChildrenUnanswered.ce_type for fact in evidence.timelines[bundle])
        for child in state["children"]:
            if child.get("outcome") is not None:
                continue
            if child.get("wait_until") is None:
                if state.get("answer_by") is None and not gave_up:
                    yield f"{bundle} waits for an answer of {child['case']} without a deadline"
            elif not open_cases.intersection(child["waits_for"]):
                yield f"{child['case']} of {bundle} waits, though all it waits for has ended"


def what_is_owed_is_known(evidence: Evidence) -> Iterator[str]:
    """A bundle says of each commitment what the case says; with one that runs it is not settled, let alone complete."""
    for bundle in sorted({bundle for bundle, _ in _children(evidence)}):
        state = _state(evidence, bundle)
        for child in state["children"]:
            case = child["case"]
            if evidence.run.skipped.intersection({bundle, case}) or case.encode() not in evidence.states:
                continue
            deferral = _state(evidence, case).get("deferral", {})
            if _state(evidence, case).get("bundle") != bundle:
                continue
            owes = child.get("owes", {}).get("status")
            if (deferral.get("status") == "broken") != (owes in {"broken", "late"}):
                yield f"{bundle} says of {case} that its commitment is {owes}, and it is {deferral.get('status')}"
            runs = deferral.get("status") == "running" and child.get("outcome") == "approved"
            if runs and state.get("stage") == "completed":
                yield f"{bundle} is settled, though {case} still owes {deferral['outstanding']}"


def a_withdrawn_approval_reaches_whoever_rests_on_it(evidence: Evidence) -> Iterator[str]:
    """Its bundle says so, every case that rests on it knows, and none that knew is approved."""
    withdrawn = {
        subject
        for subject, timeline in evidence.timelines.items()
        if any(fact.type == ApprovalWithdrawn.ce_type for fact in timeline)
    }
    for bundle, child in _children(evidence):
        case = child["case"]
        if evidence.run.skipped.intersection({bundle, case}) or case.encode() not in evidence.states:
            continue
        state = _state(evidence, case)
        if not state or state.get("bundle") != bundle:
            continue
        outcomes = {one["case"]: one.get("outcome") for one in _state(evidence, bundle)["children"]}
        if case in withdrawn and outcomes[case] != "revoked":
            yield f"{bundle} does not know that the approval of {case} was withdrawn"
        known = {one["case"] for one in state.get("preconditions", ()) if one["trouble"] == "approval_withdrawn"}
        open_or_approved = state["stage"] in {"filed", "correcting", "accepted"} or state.get("outcome") == "approved"
        for lost in sorted(withdrawn.intersection(child.get("waits_for", ())) - known):
            if open_or_approved and lost not in evidence.run.skipped:
                yield f"{case} rests on {lost}, and does not know that its approval was withdrawn"
        yield from _approved_against(case, evidence)


def _approved_against(case: str, evidence: Evidence) -> Iterator[str]:
    held: list[str] = []
    for fact in evidence.timelines[case]:
        said = orjson.loads(fact.body)
        if fact.type in {PreconditionsChanged.ce_type, CaseFiled.ce_type}:
            held = [one["case"] for one in said.get("preconditions", ()) if one["holds"]]
        elif fact.type == CaseDecided.ce_type and said["outcome"] == "approved" and held:
            yield f"{case} was approved, though it knew that {held[0]} is not in order"


def _children(evidence: Evidence) -> Iterator[tuple[str, dict[str, Any]]]:
    for subject, facts in evidence.timelines.items():
        for fact in facts:
            if fact.type in {BundleFiled.ce_type, ChildrenAdded.ce_type}:
                yield from ((subject, child) for child in orjson.loads(fact.body)["children"])


def _state(evidence: Evidence, subject: str) -> dict[str, Any]:
    stored = evidence.state(subject)
    state: dict[str, Any] = orjson.loads(stored.partition(b" ")[2])
    return state


def duplicates_are_flagged(evidence: Evidence) -> Iterator[str]:
    """Of two open cases that a subject knows to be about the same, each has the other on record."""
    flagged = {
        (subject, orjson.loads(fact.body)["other"])
        for subject, facts in evidence.timelines.items()
        for fact in facts
        if fact.type == DuplicateFlagged.ce_type
    }
    for facts in evidence.timelines.values():
        for fact in facts:
            if fact.type != OpenCaseNoted.ce_type:
                continue
            said = orjson.loads(fact.body)
            for other in said.get("duplicates", ()):
                missing = {(said["case"], other), (other, said["case"])} - flagged
                yield from (f"{case} does not know of {twin}" for case, twin in sorted(missing))


BUNDLE_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    no_child_before_its_document,
    each_bundle_completes_once,
    nothing_waits_for_ever,
    duplicates_are_flagged,
    what_is_owed_is_known,
    a_withdrawn_approval_reaches_whoever_rests_on_it,
)
