"""The laws of a review by a lower organ (许可法 art. 35, 43): who decides waits for its opinion, and gets it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import orjson

from schemas.facts import CaseDecided, CaseFiled, ReviewSubmitted
from schemas.topics import WORK
from tests.simulation.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def nobody_decides_before_the_opinion(evidence: Evidence) -> Iterator[str]:
    """A case that a lower organ reviews first has one opinion at most, and no decision before it."""
    for subject, facts in evidence.timelines.items():
        types = [fact.type for fact in facts]
        if types[0] != CaseFiled.ce_type or "lower" not in orjson.loads(facts[0].body):
            if ReviewSubmitted.ce_type in types:
                yield f"{subject}: an opinion on a case that nobody reviews first"
            continue
        if types.count(ReviewSubmitted.ce_type) > 1:
            yield f"{subject}: more than one opinion"
        if CaseDecided.ce_type in types and ReviewSubmitted.ce_type not in types[: types.index(CaseDecided.ce_type)]:
            yield f"{subject}: decided before the lower organ gave its opinion"


def each_opinion_reaches_who_decides(evidence: Evidence) -> Iterator[str]:
    """With the opinion the case is offered to the superior organ, once for each opinion, in its own queue."""
    offered = Counter(
        (topic, id_.rpartition("/")[0])
        for (topic, id_), values in evidence.notices.items()
        if topic.startswith(WORK) and any("lower_opinion" in orjson.loads(value) for value in values)
    )
    expected = Counter(
        (WORK + orjson.loads(fact.body)["handed_to"]["endpoint"], f"{subject}/{fact.number}")
        for subject, facts in evidence.timelines.items()
        for fact in facts
        if fact.type == ReviewSubmitted.ce_type
    )
    yield from (f"the opinion of fact {fact} did not reach {topic}" for topic, fact in expected - offered)
    yield from (f"{topic} has an opinion of fact {fact} that nobody gave" for topic, fact in offered - expected)


LOWER_REVIEW_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    nobody_decides_before_the_opinion,
    each_opinion_reaches_who_decides,
)
