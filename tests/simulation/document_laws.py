"""The laws of documents: one for each approval, the result only with it, and a registry that agrees with the facts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.domain.aggregates import AGGREGATES
from schemas.envelope import NUMBER
from schemas.facts import CaseDecided, CaseDocumentSigned, DocumentRequested
from schemas.notices import ResultDecided
from schemas.reading import read_fact
from schemas.topics import DOCUMENTS, RESULTS
from schemas.values import encode
from tests.simulation.sealed import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.simulation.evidence import Evidence


def one_document_for_each_approval(evidence: Evidence) -> Iterator[str]:
    """Every approval of an item with a document has asked for it once, under the one identifier of its case."""
    granted: dict[str, str] = {}
    asked: Counter[str] = Counter()
    for subject, facts in evidence.timelines.items():
        for fact in facts:
            said = orjson.loads(fact.body)
            if fact.type == CaseDecided.ce_type and "identifier" in said:
                granted[subject] = said["identifier"]
            elif fact.type == DocumentRequested.ce_type:
                asked[subject] += 1
                if subject.split(".")[7] != said["document"]["case"]:
                    yield f"{subject} is issued in the case {said['document']['case']}"
    if set(granted.values()) != set(asked) or any(times > 1 for times in asked.values()):
        yield f"{len(granted)} approvals, but documents were asked for {dict(asked.most_common(3))}"


def results_leave_with_their_document(evidence: Evidence) -> Iterator[str]:
    """No result of such an approval before its signature; in the end every one is signed that was not taken back."""
    for subject, facts in evidence.timelines.items():
        decided = [fact for fact in facts if fact.type == CaseDecided.ce_type and b'"identifier"' in fact.body]
        signed = [fact for fact in facts if fact.type == CaseDocumentSigned.ce_type]
        firsts = [fact for fact in signed if b'"replaces"' not in fact.body]
        if len(firsts) > len(decided):
            yield f"{subject} has {len(firsts)} first signatures"
        revoked = any(fact.type.endswith(".approval-withdrawn.v1") for fact in facts)
        if decided and not firsts and not revoked and subject not in evidence.run.skipped:
            yield f"{subject} is approved and still waits for its document"
        for fact in decided:
            for (topic, id_), values in evidence.notices.items():
                early = topic.startswith(RESULTS) and id_.startswith(f"{subject}/{fact.number}/")
                if early and any(b'"outcome":"approved"' in value for value in values):
                    yield f"{subject} told its {ResultDecided.ce_type} with the decision"


def registry_is_facts(evidence: Evidence) -> Iterator[str]:
    """The last record of each identifier is what the facts of its document make of it, to the byte."""
    expected: dict[str, bytes] = {}
    for subject, facts in evidence.timelines.items():
        if not subject.startswith("1."):
            continue
        kind, state = AGGREGATES["document"], None
        for fact in facts:
            said = read_fact(fact.type, opening().open(fact.type, fact.body, evidence.keys.get(subject, {})).body)
            before: Any = state
            state = kind.evolve(before, said)
            for notice in kind.notices(said, before, state):
                if notice.queue == "documents":
                    expected[notice.endpoint] = encode(notice.body)
    last: dict[str, tuple[int, bytes]] = {}
    for record in evidence.run.records(DOCUMENTS):
        key, number = (record.key or b"").decode(), int(dict(record.headers)[NUMBER])
        if number >= last.get(key, (0, b""))[0]:
            last[key] = (number, record.value or b"")
    if {key: value for key, (_, value) in last.items()} != expected:
        yield f"the registry holds {len(last)} documents, the facts make {len(expected)}, or they say other things"


DOCUMENT_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    one_document_for_each_approval,
    results_leave_with_their_document,
    registry_is_facts,
)
