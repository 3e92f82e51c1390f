"""The laws of a review by a lower organ (许可法 art. 35, 43): who decides waits for its opinion, and gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from schemas.envelope import NUMBER
from schemas.facts import CaseDecided, CaseFiled, ReviewSubmitted
from schemas.notices import WorkOffered
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
        decided = types.index(CaseDecided.ce_type) if CaseDecided.ce_type in types else len(types)
        if decided < len(types) and ReviewSubmitted.ce_type not in types[:decided]:
            yield f"{subject}: decided before the lower organ gave its opinion"


def each_opinion_reaches_who_decides(evidence: Evidence) -> Iterator[str]:
    """With the opinion the case is offered to the superior organ, once for each opinion, in its own queue."""
    offered: set[tuple[str, str, int]] = set()
    for topic in (name for name in evidence.run.server.topics if name.startswith(WORK)):
        for record in evidence.run.records(topic):
            headers = dict(record.headers)
            if headers["ce_type"].decode() == WorkOffered.ce_type and "lower_opinion" in orjson.loads(
                record.value or b"{}"
            ):
                offered.add((topic, headers["ce_subject"].decode(), int(headers[NUMBER])))
    expected = {
        (WORK + orjson.loads(fact.body)["handed_to"]["endpoint"], subject, fact.number)
        for subject, facts in evidence.timelines.items()
        for fact in facts
        if fact.type == ReviewSubmitted.ce_type
    }
    yield from (f"the opinion on {subject} did not reach {topic}" for topic, subject, _ in expected - offered)
    yield from (
        f"{subject} was offered in {topic} with an opinion that nobody gave" for topic, subject, _ in offered - expected
    )


LOWER_REVIEW_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    nobody_decides_before_the_opinion,
    each_opinion_reaches_who_decides,
)
