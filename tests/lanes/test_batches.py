"""Record batches: what we write is what another client writes and reads, byte for byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from hub.lanes.kafka.protocol.batches import Packer, contents, record_batch
from hub.lanes.kafka.protocol.fetch import Fetched
from hub.lanes.kafka.protocol.produce import Identity
from hub.lanes.kafka.records import MAX_BATCH_BYTES, committed_records, encode
from hub.lanes.values import Message, Partition
from schemas.envelope import Headers
from tests.contract.aiokafka_batches import batch_builder

NOW = 1_795_000_000_000
# around the lengths at which their varints grow: 64 and 8192
LENGTHS = some.sampled_from([0, 1, 63, 64, 65, 8_191, 8_192, 20_000])
BYTES = LENGTHS.map(lambda length: b"x" * length)
HEADERS: some.SearchStrategy[Headers] = some.lists(
    some.tuples(some.sampled_from(["a", "ce_id", "中文", "n" * 70]), BYTES), max_size=4
).map(tuple)
RECORDS = some.lists(some.tuples(some.none() | BYTES, some.none() | BYTES, HEADERS), min_size=1, max_size=70)


@given(
    RECORDS, some.builds(Identity, some.integers(0, 2**40), some.integers(0, 2**15 - 1)), some.integers(0, 2**31 - 1)
)
def test_a_batch_is_written_as_aiokafka_writes_it(
    records: list[tuple[bytes | None, bytes | None, Headers]], identity: Identity, sequence: int
) -> None:
    """Whatever keys, values and headers: every byte is the same, the check sum too."""
    packer, whole = Packer(), sequence % 2 == 0
    builder = batch_builder(identity, sequence, transactional=whole, size=10**9)
    for place, (key, value, headers) in enumerate(records):
        builder.append(place, NOW, key, value, list(headers))
    (content,) = contents([(key, value, packer.packed(headers)) for key, value, headers in records], 10**9)
    assert record_batch(content, identity, sequence, NOW, transactional=whole) == bytes(builder.build())


def test_what_does_not_fit_into_one_batch_goes_into_the_next() -> None:
    """No batch is over the limit but one that holds a single record, and all are there in their order."""
    values = [b"%d" % number + b"x" * size for number, size in enumerate([400_000, 400_000, 400_000, 950_000, 1])]
    partition = Partition("t", 0)
    messages = [Message("t", 0, b"k", value) for value in values]
    rounds = encode(messages, Identity(1, 0), {partition: 7}, transactional=True)
    batches = [batch for batches in rounds for batch in batches]
    assert [batch.records for batch in batches] == [2, 1, 1, 1]
    assert all(len(batch.payload) <= MAX_BATCH_BYTES + 61 for batch in batches if batch.records > 1)
    read = [
        record.value
        for batch in batches
        for record in committed_records(Fetched(partition, 0, 0, (), batch.payload), 0)
    ]
    assert read == values
    sequences = [int.from_bytes(batch.payload[53:57], "big") for batch in batches]
    assert sequences == [7, 9, 10, 11]


def test_headers_that_come_again_are_packed_as_the_first_time() -> None:
    """The packer remembers the last ones: other records in between must not show in them."""
    packer, headers, other = Packer(), (("a", b"1"), ("b", b"2")), (("a", b"3"),)
    first = packer.packed(headers)
    assert packer.packed(other) != first
    assert packer.packed(headers) == first == Packer().packed(headers)
