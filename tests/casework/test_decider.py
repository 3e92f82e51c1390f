"""What casework writes: facts with their chain, notices, deadlines. The same question, the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.casework.decider import Casework, RefusedDeadlineError
from hub.domain.aggregates import AGGREGATES
from hub.domain.reference import Reference
from hub.domain.values import HUB
from hub.lanes.aggregates import UnknownVersionError
from hub.lanes.values import Message
from schemas.commands import (
    AcceptCase,
    ClaimCase,
    DecideCase,
    DeliverCase,
    NoteChild,
    NoteDocument,
)
from schemas.commands import Command as Body
from schemas.envelope import CAUSE, DIGEST, NUMBER, REFERENCE
from schemas.reading import read_command, read_fact, read_notice
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, FACTS, RESULTS, WORK
from tests.casework.court import PARTITIONS, Court, body, facts, header, kinds
from tests.domain.world import (
    BODIES,
    CLERK,
    QINGZHEN,
    XIFENG,
    bundle_number,
    bundle_of,
    case_number,
    filing,
    officer,
    reference,
)

CASE = case_number()
BUNDLE = bundle_number()
CHILDREN = [case_number(seed) for seed in (11, 12, 13)]
STORY: list[tuple[str, Body]] = [
    (QINGZHEN, filing()),
    (XIFENG, ClaimCase(by=officer())),
    (XIFENG, AcceptCase(by=officer())),
    (XIFENG, DecideCase(by=officer(), outcome="approved")),
    (HUB, BODIES[NoteDocument]),
    (QINGZHEN, DeliverCase(by=CLERK, way="window")),
]


def story(court: Court) -> list[Message]:
    """A case from filing to delivery."""
    for endpoint, act in STORY:
        court.when(endpoint, CASE, act)
    return court.written


def test_a_filing_is_a_fact_an_offer_a_receipt_and_an_answer() -> None:
    """Each to whom it concerns: the record, the competent side, the window, the sender."""
    written = Court().when(QINGZHEN, CASE, filing())
    assert kinds(written) == [
        (FACTS, "case.filed.v1"),
        (WORK + XIFENG, "work.offered.v1"),
        (RESULTS + QINGZHEN, "result.received.v1"),
        (RESULTS + QINGZHEN, "command.answered.v1"),
    ]


def test_a_fact_is_written_where_its_command_was_read() -> None:
    """Casework writes partition p from partition p, whatever a hash would say."""
    for partition in range(PARTITIONS):
        (fact,) = facts(Court(partition).when(QINGZHEN, CASE, filing()))
        assert (fact.partition, fact.key) == (partition, CASE.encode())


def test_a_fact_says_who_caused_it_when_and_under_which_reference() -> None:
    """CloudEvents attributes, and the hub's own headers beside them."""
    court = Court()
    court.casework = Casework(2, PARTITIONS, lambda: _reference_at(77))
    court.casework.begin()
    (fact,) = facts(court.give(court.command(QINGZHEN, CASE, filing(), traceparent=b"00-a-b-01")))
    assert (
        dict(fact.headers).items()
        >= {
            "content-type": b"application/json",
            "ce_specversion": b"1.0",
            "ce_id": f"{CASE}/1".encode(),
            "ce_source": b"/hub/casework",
            "ce_type": b"cn.tongban.case.filed.v1",
            "ce_subject": CASE.encode(),
            "ce_time": b"2026-11-23T09:30:00+08:00",
            NUMBER: b"1",
            CAUSE: b"520181|/520181/window|c-1",
            REFERENCE: b"77",
            "traceparent": b"00-a-b-01",
        }.items()
    )


def test_the_chain_of_a_case_can_be_recomputed_by_anybody() -> None:
    """SHA-256 over the digest before, the type and the stored bytes; numbers from 1 without a hole."""
    digest, place = "", 0
    for place, fact in enumerate(facts(story(Court())), 1):
        digest = hashlib.sha256(digest.encode() + header(fact, "ce_type").encode() + (fact.value or b"")).hexdigest()
        assert (header(fact, NUMBER), header(fact, DIGEST)) == (str(place), digest)
    assert place == len(STORY)


def test_every_notice_carries_number_and_digest_of_its_fact_and_an_id_of_its_own() -> None:
    """So that readers drop copies and miss nothing."""
    written = story(Court())
    digests = {header(fact, NUMBER): header(fact, DIGEST) for fact in facts(written)}
    notices = [message for message in written if message.topic not in {FACTS, COMMANDS}]
    assert all(digests[header(notice, NUMBER)] == header(notice, DIGEST) for notice in notices)
    ids = [header(notice, "ce_id") for notice in notices]
    assert len(set(ids)) == len(ids)


def test_everything_written_is_read_by_its_own_model() -> None:
    """Facts, notices and requests: readers use the published words."""
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    readers = {FACTS: read_fact, COMMANDS: read_command}
    for message in story(court):
        readers.get(message.topic, read_notice)(header(message, "ce_type"), message.value or b"")


def test_a_second_handling_gives_the_same_bytes() -> None:
    """Deciding is deterministic: what a broken broker shows twice is a copy."""
    assert story(Court()) == story(Court())


def test_another_offset_of_the_reference_changes_no_digest() -> None:
    """It stands beside the fact, not in it."""
    one, other = Court(), Court()
    other.casework = Casework(2, PARTITIONS, lambda: _reference_at(99))
    other.casework.begin()
    (first,), (second,) = facts(one.when(QINGZHEN, CASE, filing())), facts(other.when(QINGZHEN, CASE, filing()))
    assert first.value == second.value
    assert header(first, DIGEST) == header(second, DIGEST)


def test_a_batch_is_decided_under_the_reference_it_began_with() -> None:
    """What arrives meanwhile counts from the next batch on."""
    newest = [_reference_at(1)]
    court = Court()
    court.casework = Casework(2, PARTITIONS, lambda: newest[0])
    court.casework.begin()
    newest[0] = _reference_at(2)
    (fact,) = facts(court.when(QINGZHEN, CASE, filing()))
    assert header(fact, REFERENCE) == "1"
    court.casework.begin()
    (fact,) = facts(court.when(XIFENG, CASE, ClaimCase(by=officer())))
    assert header(fact, REFERENCE) == "2"


def test_nothing_is_decided_earlier_than_what_has_happened() -> None:
    """Two inboxes' clocks may run apart; a case's own time never runs back."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    filed_at = court.now
    (claimed,) = facts(court.when(XIFENG, CASE, ClaimCase(by=officer()), after=timedelta(minutes=-30)))
    assert body(claimed)["at"] == filed_at.isoformat()


def test_an_aggregate_is_due_when_its_next_limit_is() -> None:
    """In milliseconds, for the lane's index."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    before = court.before(CASE)
    assert before.state is not None
    due = AGGREGATES["case"].due(before.state.of_domain)
    assert due is not None
    assert before.due == to_milliseconds(due)


def test_a_deadline_is_a_fact_caused_by_the_clock() -> None:
    """Its cause names aggregate and due time; nobody is answered."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    court.when(XIFENG, CASE, ClaimCase(by=officer(), minutes=10))
    due = court.before(CASE).due
    written = court.reach(CASE, court.now + timedelta(minutes=10))
    (fact,) = facts(written)
    assert header(fact, "ce_type") == "cn.tongban.case.lease-lapsed.v1"
    assert header(fact, CAUSE) == f"clock|{CASE}|{due}"
    assert "command.answered.v1" not in [kind for _, kind in kinds(written)]


def test_a_deadline_reached_again_gives_the_same_bytes() -> None:
    """After a lost transaction."""

    def lapsed() -> list[Message]:
        court = Court()
        court.when(QINGZHEN, CASE, filing())
        court.when(XIFENG, CASE, ClaimCase(by=officer(), minutes=10))
        return court.reach(CASE, court.now + timedelta(minutes=10))

    assert lapsed() == lapsed()


def test_a_deadline_that_is_refused_is_our_own_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The aggregate asked for it: it must be parked, not told to anybody."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    wrong = replace(AGGREGATES["case"], deadline=lambda _: NoteChild(case=CASE, outcome="filed"))
    monkeypatch.setattr("hub.casework.decider.AGGREGATES", {"case": wrong})
    with pytest.raises(RefusedDeadlineError):
        court.reach(CASE, court.now)


@pytest.mark.parametrize(
    "state",
    [b"directive {}", b"case {}", b'case {"version":2}', b"case not json", b"nonsense"],
    ids=["kind", "fields", "version", "json", "form"],
)
def test_a_state_that_this_release_cannot_read_stops_the_lane(state: bytes) -> None:
    """It is never dead-lettered: a later release wrote it."""
    with pytest.raises(UnknownVersionError):
        Court().casework.decode(state)


def test_states_survive_their_bytes() -> None:
    """Case and bundle, at every step of the story."""
    court = Court()
    for endpoint, act in STORY:
        court.when(endpoint, CASE, act)
        kept = court.before(CASE).state
        assert kept is not None
        assert court.casework.encode(kept) == court.casework.encode(court.casework.decode(court.casework.encode(kept)))
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    assert court.before(BUNDLE).state is not None


def _reference_at(offset: int) -> Reference:
    return replace(reference(), offset=offset)
