"""The laws of bundles: what waits for what, and that nothing waits for ever."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.domain.bundle.state import ENDED
from schemas.facts import (
    BundleAwaits,
    BundleCompleted,
    BundleFiled,
    CaseDecided,
    CaseFiled,
    ChildrenAdded,
    ChildrenUnanswered,
    DuplicateFlagged,
    OpenCaseNoted,
)
from tests.simulation.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def no_child_before_its_document(evidence: Evidence) -> Iterator[str]:
    """No case of a bundle is filed, and so none decided, before every case it waits for is approved."""
    approved: dict[str, str] = {}
    filed: dict[str, tuple[str, str]] = {}
    for subject, facts in evidence.timelines.items():
        for fact in facts:
            said = orjson.loads(fact.body)
            if fact.type == CaseDecided.ce_type and said["outcome"] == "approved":
                approved[subject] = said["at"]
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


def _children(evidence: Evidence) -> Iterator[tuple[str, dict[str, Any]]]:
    for subject, facts in evidence.timelines.items():
        for fact in facts:
            if fact.type in {BundleFiled.ce_type, ChildrenAdded.ce_type}:
                yield from ((subject, child) for child in orjson.loads(fact.body)["children"])


def _state(evidence: Evidence, subject: str) -> dict[str, Any]:
    stored = evidence.states[subject.encode()].partition(b"\n")[2]
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
)
