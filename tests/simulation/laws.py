"""The laws of the hub, each judged by committed topics and the ledger alone. A law gives what breaks it, in words."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.documents.answering import SOURCE as SIGNER
from hub.domain.aggregates import AGGREGATES, noun_of
from hub.lanes.alerts import Alert
from hub.lanes.copies import Copies
from schemas.dead_letters import read as read_dead_letter
from schemas.envelope import NUMBER
from schemas.topics import DEAD_LETTERS, FACTS, RESULTS, SIGNING, WORK
from schemas.values import encode
from tests.simulation.bundle_laws import BUNDLE_LAWS
from tests.simulation.calendar_laws import CALENDAR_LAWS
from tests.simulation.country import ENDPOINTS
from tests.simulation.credit_laws import CREDIT_LAWS
from tests.simulation.document_laws import DOCUMENT_LAWS
from tests.simulation.evidence import Evidence
from tests.simulation.lower_review_laws import LOWER_REVIEW_LAWS
from tests.simulation.reliance_laws import RELIANCE_LAWS
from tests.simulation.sealed import personal_is_sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.simulation.evidence import Asked, Group
    from tests.simulation.run import Run

CASEWORK: Final = "/hub/casework"
OURS: Final = frozenset({SIGNER, CASEWORK, "/hub/calendar"})
"""Sources whose commands may come to nothing, and have nobody to answer."""
CLOCK: Final = "clock|"
MAY_DIE: Final = 1
"""Lanes that may be killed or fenced between their opening and their word."""
TOO_OFTEN: Final = 3
"""One heartbeat answered just before the partition moved may still lead to an opening."""


def nothing_doubled(evidence: Evidence) -> Iterator[str]:
    """A fact stands in the log once; a copy only where the broker lost a marker; a fork never."""
    timelines = evidence.timelines
    yield from (f"fork: {fork}" for fork in evidence.forks)
    if evidence.copies and not evidence.run.server.markers_lost:
        yield f"{evidence.copies} facts doubled among {sum(map(len, timelines.values()))}"


def chains_whole(evidence: Evidence) -> Iterator[str]:
    """Numbers begin at 1 without a gap, and each digest covers the one before."""
    for subject, facts in evidence.timelines.items():
        digest = ""
        for expected, fact in enumerate(facts, 1):
            digest = hashlib.sha256(digest.encode() + fact.type.encode() + fact.body).hexdigest()
            if (fact.number, fact.digest) != (expected, digest):
                yield f"chain of {subject} breaks at {expected}: number {fact.number}"
                break


def nothing_lost_at_intake(evidence: Evidence) -> Iterator[str]:
    """Whatever was put into an inbox is on ``commands`` with its receipt, or a dead letter whose sender was told."""
    passed_on = {(asked.content, asked.received) for asked in evidence.asked}
    known = {content for content, _ in passed_on}
    letters = {read_dead_letter(record.headers).id for record in evidence.run.records(DEAD_LETTERS)}
    for sent in evidence.run.post.sent:
        place = f"{sent.partition.topic}/{sent.partition.number}/{sent.offset}"
        if not sent.id:
            endpoint = sent.partition.topic.partition(".")[2]
            told = hashlib.sha256(place.encode()).hexdigest()[:32]
            if place not in letters or (RESULTS + endpoint, told) not in evidence.notices:
                yield f"unreadable {place} is no dead letter, or its sender does not know"
        elif (sent.id, sent.type, sent.body) not in known:
            yield f"lost at intake: {sent.id} at {place}"
    receipts = {((sent.id, sent.type, sent.body), sent.received) for sent in evidence.run.post.sent}
    for content, received in passed_on:
        if received is not None and (content, received) not in receipts:
            yield f"{content[0]} has a receipt that no inbox knows"


def each_command_once(evidence: Evidence) -> Iterator[str]:
    """Every command has one group of facts (a second body under its id one of conflict), or waits, or was skipped."""
    contents: dict[tuple[str, str], dict[tuple[str, str, bytes], Asked]] = defaultdict(dict)
    for asked in evidence.asked:
        contents[(asked.subject, asked.id)].setdefault(asked.content, asked)
    groups = _groups_by_cause(evidence)
    for (subject, id_), bodies in contents.items():
        found = groups.pop((subject, id_), [])
        first = next(iter(bodies.values()))
        if subject in evidence.run.skipped and len(found) < len(bodies):
            continue
        if first.source in OURS and not found and _is_remembered(evidence, subject, id_):
            continue
        if len(found) != len(bodies):
            yield f"{id_} to {subject}: {len(bodies)} bodies, {len(found)} groups of facts"
        if sum(not group.is_conflict for group in found) > 1:
            yield f"{id_} to {subject} was handled more than once"
    for (subject, cause), found in groups.items():
        if not cause.startswith(CLOCK):
            yield f"facts of {subject} by {cause}, which nobody asked for"
        elif len(found) > 1:
            yield f"{cause} fired {len(found)} times"


def _is_remembered(evidence: Evidence, subject: str, id_: str) -> bool:
    """Tell whether the state knows one of the hub's own commands: by the first digits of a digest of its id."""
    return hashlib.sha256(id_.encode()).hexdigest()[:24] in evidence.heads.get(subject, {}).get("handled", {})


def _groups_by_cause(evidence: Evidence) -> dict[tuple[str, str], list[Group]]:
    groups: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for subject, found in evidence.groups.items():
        for group in found:
            groups[(subject, group.cause)].append(group)
    return groups


def order_kept(evidence: Evidence) -> Iterator[str]:
    """The facts of an aggregate follow the order of its commands, also behind one that died."""
    places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    seen = set()
    for asked in evidence.asked:
        if (asked.subject, asked.content) not in seen:
            seen.add((asked.subject, asked.content))
            places[asked.subject][asked.id].append(asked.offset)
    for subject, groups in evidence.groups.items():
        offsets = {id_: iter(found) for id_, found in places[subject].items()}
        handled = [next(offsets[group.cause], -1) for group in groups if group.cause in offsets]
        if subject not in evidence.run.skipped and any(after <= before for before, after in pairwise(handled)):
            yield f"{subject} handled its commands in the order {handled}"


def states_are_facts(evidence: Evidence) -> Iterator[str]:
    """What ``states`` says is what the facts make of it, to the byte; nothing due is left behind."""
    for subject, facts in evidence.timelines.items():
        kind = AGGREGATES[noun_of(subject)]
        state: Any = None
        for fact in facts:
            state = kind.evolve(state, evidence.said(fact))
        stored = evidence.state(subject)
        head = evidence.heads.get(subject, {})
        expected = b"" if state is None else b"%s %s" % (kind.noun.encode(), encode(state))
        if stored != expected or (head.get("number"), head.get("digest")) != (facts[-1].number, facts[-1].digest):
            yield f"state of {subject} is not what its {len(facts)} facts make of it"
    for subject in evidence.heads.keys() - evidence.timelines.keys():
        yield f"state of {subject} without facts"


def queues_are_facts(evidence: Evidence) -> Iterator[str]:
    """Work, results and requests are what the facts call for: each there, none more, none in other words."""
    words = {(topic, id_): values for (topic, id_), values in evidence.notices.items() if "/" in id_}
    requests = {asked.id: asked.subject for asked in evidence.asked if asked.source == CASEWORK}
    for subject, groups in evidence.groups.items():
        kind = AGGREGATES[noun_of(subject)]
        state: Any = None
        for group in groups:
            ordinal = 0
            for fact in group.facts:
                said = evidence.said(fact)
                before, state = state, kind.evolve(state, said)
                for place, notice in enumerate(kind.notices(said, before, state)):
                    if notice.queue == "documents":
                        continue
                    topic = WORK if notice.queue == "work" else RESULTS
                    topic = SIGNING if notice.queue == "signing" else topic + notice.endpoint
                    if words.pop((topic, f"{subject}/{fact.number}/{place}"), set()) != {encode(notice.body)}:
                        yield f"{topic} does not say what fact {fact.number} of {subject} calls for"
                for request in kind.requests(said, before, state):
                    derived = hashlib.sha256(f"{group.cause}|{request.target}|{ordinal}".encode()).hexdigest()[:32]
                    ordinal += 1
                    if requests.pop(f"{request.sender}|{CASEWORK}|{derived}", None) != request.target:
                        yield f"fact {fact.number} of {subject} did not reach {request.target}"
    yield from (f"{topic} says {id_}, which no fact calls for" for topic, id_ in words if not id_.startswith("answer/"))
    yield from (f"{target} was asked {id_}, which no fact calls for" for id_, target in requests.items())


def senders_answered(evidence: Evidence) -> Iterator[str]:
    """Whoever sent a command that was handled has its answer, the same however often it is given."""
    answers = Counter({at: len(values) for at, values in evidence.notices.items() if at[1].startswith("answer/")})
    groups = _groups_by_cause(evidence)
    for (subject, id_), found in groups.items():
        endpoint, source = id_.split("|")[:2]
        if source not in OURS and not id_.startswith(CLOCK):
            told = (RESULTS + endpoint, f"answer/{hashlib.sha256(id_.encode()).hexdigest()[:32]}")
            if answers[told] != len(found):
                yield f"{id_} to {subject} was answered in {answers[told]} ways, handled in {len(found)}"


def ledger_is_facts(evidence: Evidence) -> Iterator[str]:
    """The database has each fact once."""
    rows = {(key.decode(), number): record.value for (key, number), record in evidence.run.tables.rows.items()}
    facts = {(fact.subject, fact.number): fact.body for facts in evidence.timelines.values() for fact in facts}
    if rows != facts:
        missing, more = facts.keys() - rows.keys(), rows.keys() - facts.keys()
        yield f"the ledger lacks {sorted(missing)[:3]} and has {sorted(more)[:3]} more"
    yield from (f"the ledger saw a fork of {record.key!r}" for record in evidence.run.tables.forks)
    if evidence.run.tables.copies and not evidence.run.server.markers_lost:
        yield f"the ledger was given {evidence.run.tables.copies} facts twice"


def silence_waits_for_inboxes(evidence: Evidence) -> Iterator[str]:
    """No deadline fires while a command that was received before it is still on its way."""
    if evidence.run.alerts[Alert.FLOW_STOPPED]:
        return
    received = {(asked.subject, asked.id): asked.received for asked in evidence.asked if asked.received is not None}
    for subject, groups in evidence.groups.items():
        if subject in evidence.run.ever_parked:
            continue
        fired = 0
        for group in groups:
            if group.cause.startswith(CLOCK):
                fired = max(fired, int(group.cause.rpartition("|")[2]))
            elif group.cause in evidence.run.post.held:
                continue  # its inbox was stopped, and the clock did not wait for it
            elif received.get((subject, group.cause), fired + 1) <= fired:
                yield f"{group.cause} to {subject} was received before a deadline that fired first"


def nothing_due_is_left(evidence: Evidence) -> Iterator[str]:
    """When all is through, no deadline of the past is waiting, and nothing is parked."""
    clocks = [int(orjson.loads(value)[1]) for key, value in evidence.states.items() if key == b"~position"]
    for subject, head in evidence.heads.items():
        if head["due"] is not None and head["due"] <= min(clocks, default=0):
            yield f"{subject} was due at {head['due']} and nothing happened"
    yield from (
        f"{key.decode()} is still there" for key in evidence.states if key.startswith((b"~parked/", b"~queue/"))
    )


def readers_see_each_once(evidence: Evidence) -> Iterator[str]:
    """Whoever reads with the hub's own reader that knows copies sees each fact and each notice once."""
    topics = [FACTS, *(kind + endpoint for kind in (WORK, RESULTS) for endpoint in ENDPOINTS)]
    for topic in topics:
        copies = Copies(lambda _, __: None)
        seen = Counter(
            (record.key, dict(record.headers)["ce_id"], record.value)
            for record in evidence.run.records(topic)
            if NUMBER in dict(record.headers) and copies.is_new(record)
        )
        more = [key for (key, id_, _), times in seen.items() if times > 1 and not id_.startswith(b"answer/")]
        if more:
            yield f"{len(more)} records of {topic} reach a reader twice, e.g. of {more[0]!r}"
        if topic == FACTS and len(seen) != sum(map(len, evidence.timelines.values())):
            yield f"a reader sees {len(seen)} facts of {sum(map(len, evidence.timelines.values()))}"


def nobody_fences_the_owner(evidence: Evidence) -> Iterator[str]:
    """A process that has lost a partition does not come back to it again and again without asking."""
    in_a_row: Counter[tuple[str, str]] = Counter()
    for opening in evidence.run.openings:
        who = (opening.start_name, opening.lane)
        in_a_row[who] = 0 if opening.is_owner else in_a_row[who] + 1
        if in_a_row[who] == TOO_OFTEN:
            yield f"{opening.start_name} opened {opening.lane} {TOO_OFTEN} times in a row while it was another's"


def hanging_is_said(evidence: Evidence) -> Iterator[str]:
    """A lane that opens while its own partitions hang (the broker lost a marker) says so, unless it dies just then."""
    hanging = sum(opening.hangs for opening in evidence.run.openings)
    if hanging > MAY_DIE and not evidence.run.alerts[Alert.HANGING_TRANSACTION]:
        yield f"{hanging} lanes opened beside a hanging transaction, and nobody said so"


def nobody_cries_wolf(evidence: Evidence) -> Iterator[str]:
    """No alarm of a fork or of an unreadable state."""
    for alert in (Alert.FORK, Alert.STATE_UNKNOWN):
        if evidence.run.alerts[alert]:
            yield f"{evidence.run.alerts[alert]} × {alert}"


LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    nothing_doubled,
    chains_whole,
    nothing_lost_at_intake,
    each_command_once,
    order_kept,
    states_are_facts,
    queues_are_facts,
    senders_answered,
    ledger_is_facts,
    silence_waits_for_inboxes,
    nothing_due_is_left,
    readers_see_each_once,
    nobody_fences_the_owner,
    hanging_is_said,
    nobody_cries_wolf,
    personal_is_sealed,
    *BUNDLE_LAWS,
    *DOCUMENT_LAWS,
    *RELIANCE_LAWS,
    *CREDIT_LAWS,
    *CALENDAR_LAWS,
    *LOWER_REVIEW_LAWS,
)


def judge(run: Run) -> list[str]:
    """Give everything that breaks a law, with the law's name; nothing where all hold."""
    evidence = Evidence(run)
    broken = [f"drains: {violation}" for violation in run.violations]
    for law in LAWS:
        broken += [f"{law.__name__}: {words}" for words in law(evidence)]
    return broken
