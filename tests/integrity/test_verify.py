"""Chains and seals: a sound log has no break, and each kind of tampering is found where it was done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.integrity.breaks import Fault
from hub.integrity.keys import public_text, sealing_key, trusted
from hub.integrity.sealing import HOUR_MS, PLACE, message_of, read_seal
from hub.lanes.values import Partition
from schemas.chain import link_digest
from schemas.envelope import DIGEST, NUMBER
from schemas.topics import FACTS
from tests.integrity.sealed_log import CASES, SealedLog, as_message, played, with_header

CASE = CASES[0]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> SealedLog:
    """Three hours of casework, sealed."""
    return SealedLog(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def log(sound: SealedLog) -> SealedLog:
    """One to tamper with."""
    return sound.copy()


def test_a_sound_log_has_no_break(log: SealedLog) -> None:
    """Every fact and every seal is counted, and nothing is wrong."""
    report = log.verify()
    assert (report.first, report.count) == (None, 0)
    assert (report.aggregates, report.seals, report.copies) == (len(CASES), 12, 0)
    assert report.facts == 8 * 4 * 3 + 8 * 2


def test_a_log_that_went_over_to_sm3_and_back_verifies(tmp_path: Path) -> None:
    """Each digest says by which rule it was made; chains go on across the change."""
    log = SealedLog(tmp_path, ("sha256", "sm3", "sha256"))
    partition, offsets = log.facts_of(CASE)
    digests = [dict(record.headers)[DIGEST] for offset in offsets if (record := log.records(partition)[offset])]
    assert [digest.startswith(b"sm3:") for digest in digests] == [False, False, False, False, True]
    assert log.verify().count == 0


def test_copies_are_noted_and_no_break(log: SealedLog) -> None:
    """A broker that lost a marker shows a batch again (KAFKA-20734)."""
    partition, offsets = log.facts_of(CASE)
    for offset in offsets[:3]:
        record = log.records(partition)[offset]
        assert record is not None
        log.server.append(partition, [as_message(record)], log.now)
    report = log.verify()
    assert (report.count, report.copies) == (0, 3)


def test_a_seal_that_is_shown_twice_is_no_break(log: SealedLog) -> None:
    """The same lost marker, on the topic of the seals."""
    record = log.records(PLACE)[-2]
    assert record is not None
    log.server.append(PLACE, [as_message(record)], log.now)
    report = log.verify()
    assert (report.count, report.seals) == (0, 12)


Tampering = Callable[[SealedLog], None]


def alter_body(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(
        partition, offsets[2], lambda fact: fact._replace(value=(fact.value or b"").replace(b"XF0101", b"XF9999"))
    )


def alter_type(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(partition, offsets[2], lambda fact: with_header(fact, "ce_type", b"cn.tongban.case.not-accepted.v1"))


def alter_number(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(partition, offsets[2], lambda fact: with_header(fact, NUMBER, b"7"))


def alter_digest(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(partition, offsets[2], lambda fact: with_header(fact, DIGEST, b"ab" * 32))


def remove_in_the_middle(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(partition, offsets[2], lambda _: None)


def remove_at_the_end(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(partition, offsets[-1], lambda _: None)


def remove_an_aggregate(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    for offset in offsets:
        log.change(partition, offset, lambda _: None)


def cut_the_log(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    del log.records(partition)[offsets[-1] :]


def swap(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    one, other = offsets[1:3]
    first = log.change(partition, one, lambda _: None)
    second = log.records(partition)[other]
    assert second is not None
    log.records(partition)[one] = second._replace(offset=one)
    log.records(partition)[other] = first._replace(offset=other)


def insert(log: SealedLog) -> None:
    """A forged fact whose own digest is right: only the next real one gives it away."""
    partition, offsets = log.facts_of(CASE)
    before = log.records(partition)[offsets[2]]
    assert before is not None
    headers = dict(before.headers)
    value = (before.value or b"").replace(b"XF0101", b"XF9999")
    digest = link_digest("sha256", headers[DIGEST].decode(), headers["ce_type"].decode(), value)
    forged = with_header(with_header(before._replace(value=value), NUMBER, b"4"), DIGEST, digest.encode())
    log.insert(partition, offsets[2] + 1, forged)


def fork(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    before = log.records(partition)[offsets[-1]]
    assert before is not None
    log.append([as_message(with_header(before._replace(value=b"{}"), DIGEST, b"cd" * 32))])


def change_a_copy(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    before = log.records(partition)[offsets[0]]
    assert before is not None
    log.append([as_message(before._replace(value=b"{}"))])


def write_a_chain_anew(log: SealedLog) -> None:
    """Every digest made right again: only the seals know."""
    partition, offsets = log.facts_of(CASE)
    digest = ""
    for offset in offsets:
        fact = log.records(partition)[offset]
        assert fact is not None
        value = (fact.value or b"").replace(b"XF0101", b"XF9999")
        digest = link_digest("sha256", digest, dict(fact.headers)["ce_type"].decode(), value)
        log.records(partition)[offset] = with_header(fact._replace(value=value), DIGEST, digest.encode())


def move_to_another_partition(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    fact = log.change(partition, offsets[-1], lambda _: None)
    elsewhere = Partition(FACTS, (partition.number + 1) % 4)
    log.append([as_message(fact._replace(partition=elsewhere.number))])


def lose_headers(log: SealedLog) -> None:
    partition, offsets = log.facts_of(CASE)
    log.change(partition, offsets[2], lambda fact: fact._replace(headers=()))


def alter_a_seal(log: SealedLog) -> None:
    log.change(PLACE, 5, lambda seal: seal._replace(value=(seal.value or b"").replace(b'"facts":', b'"facts":1')))


def unreadable_seal(log: SealedLog) -> None:
    log.change(PLACE, 5, lambda seal: seal._replace(value=b"{"))


def remove_a_seal(log: SealedLog) -> None:
    log.change(PLACE, 5, lambda _: None)


def remove_the_last_seals_of_a_partition(log: SealedLog) -> None:
    log.change(PLACE, 10, lambda _: None)


def remove_all_seals_of_an_hour_and_its_facts_stay(log: SealedLog) -> None:
    del log.records(PLACE)[10:]
    log.now += 3 * HOUR_MS


def sign_again_with_another_key(log: SealedLog) -> None:
    other = sealing_key(log.key_folder / "other.pem")
    for offset, record in enumerate(log.records(PLACE)):
        known = record and read_seal(record)
        if record and known:
            forged = message_of(known.seal.model_copy(update={"key": other.id}), other)
            log.records(PLACE)[offset] = record._replace(value=forged.value, headers=forged.headers)


def sign_with_another_key_in_our_name(log: SealedLog) -> None:
    other = sealing_key(log.key_folder / "other.pem")
    record = log.records(PLACE)[5]
    assert record is not None
    known = read_seal(record)
    assert known is not None
    log.records(PLACE)[5] = record._replace(headers=message_of(known.seal, other).headers)


TAMPERINGS: dict[Tampering, Fault] = {
    alter_body: Fault.ALTERED,
    alter_type: Fault.ALTERED,
    alter_number: Fault.MISSING,
    alter_digest: Fault.ALTERED,
    remove_in_the_middle: Fault.MISSING,
    remove_at_the_end: Fault.SEAL_SHORT,
    remove_an_aggregate: Fault.SEAL_SHORT,
    cut_the_log: Fault.SEAL_SHORT,
    swap: Fault.MISSING,
    insert: Fault.FORK,
    fork: Fault.FORK,
    change_a_copy: Fault.ALTERED,
    write_a_chain_anew: Fault.SEAL_DIGEST,
    move_to_another_partition: Fault.PLACE,
    lose_headers: Fault.UNREADABLE,
    alter_a_seal: Fault.SEAL_SIGNATURE,
    unreadable_seal: Fault.SEAL_UNREADABLE,
    remove_a_seal: Fault.SEAL_CHAIN,
    remove_the_last_seals_of_a_partition: Fault.SEAL_CHAIN,
    remove_all_seals_of_an_hour_and_its_facts_stay: Fault.UNSEALED,
    sign_again_with_another_key: Fault.SEAL_KEY,
    sign_with_another_key_in_our_name: Fault.SEAL_SIGNATURE,
}


@pytest.mark.parametrize(("tamper", "fault"), TAMPERINGS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_tampering_is_found(log: SealedLog, tamper: Tampering, fault: Fault) -> None:
    """The kind of break that it is, among those found."""
    tamper(log)
    report = log.verify()
    assert fault in {found.fault for found in report.breaks}, report.breaks


@pytest.mark.parametrize(
    ("tamper", "number"),
    [(alter_body, 3), (alter_number, 7), (alter_digest, 3), (remove_in_the_middle, 4), (swap, 3), (lose_headers, 0)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_first_break_names_its_place(log: SealedLog, tamper: Tampering, number: int) -> None:
    """Subject, number, topic, partition, offset: where an auditor has to look."""
    tamper(log)
    partition, _ = log.facts_of(CASE)
    first = log.verify().first
    assert first is not None
    assert (first.topic, first.partition, first.number) == (FACTS, partition.number, number)
    record = log.records(partition)[first.offset]
    assert record is not None
    assert first.subject == ("" if tamper is lose_headers else CASE)
    assert record.offset == first.offset


def test_a_hub_that_stood_still_is_told_and_no_break(tmp_path: Path) -> None:
    """Hours without seals, but none is missing: nothing was written meanwhile."""
    log = SealedLog(tmp_path, ("sha256",))
    log.now += 5 * HOUR_MS
    played(log.sealer().seal())
    report = log.verify()
    assert (report.count, len(report.standstills)) == (0, 1)


def test_what_is_older_than_two_hours_must_be_sealed(log: SealedLog) -> None:
    """A leader may need an hour; after two somebody has to ask why."""
    log.append([as_message(record) for record in log.records(Partition(FACTS, 0))[:1] if record])
    assert log.verify(now=log.now + 2 * HOUR_MS).count == 0
    (found,) = log.verify(now=log.now + 2 * HOUR_MS + 1).breaks
    assert (found.fault, found.partition) == (Fault.UNSEALED, 0)


def test_a_log_that_was_never_sealed_is_verified_by_its_chains_alone(log: SealedLog) -> None:
    """When asked so."""
    remove_an_aggregate(log)
    log.records(PLACE).clear()
    assert log.verify(with_seals=False, now=log.now + 10 * HOUR_MS).count == 0


def test_since_a_moment_only_later_seals_are_read(log: SealedLog) -> None:
    """Chains that began before are taken on trust at their first fact, and counted."""
    whole, later = log.verify(), log.verify(since=log.now - HOUR_MS)
    assert later.count == 0
    assert later.facts == 8 * 4 + 8
    assert (whole.on_trust, later.on_trust) == (0, 8)
    alter_body(log)
    assert log.verify(since=log.now - HOUR_MS).count == 0


def test_an_auditors_key_may_be_of_before_and_after_a_rotation(log: SealedLog) -> None:
    """A seal names its key, so two may be trusted."""
    new = sealing_key(log.key_folder / "new.pem")
    log.now += HOUR_MS
    played(log.sealer(key=new).seal())
    assert {found.fault for found in log.verify().breaks} == {Fault.SEAL_KEY}
    texts = [public_text(log.key.public), public_text(new.public)]
    assert log.verify(trusted=trusted(texts)).count == 0
