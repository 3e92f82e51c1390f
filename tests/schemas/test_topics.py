"""The catalogue of topics, and the one published hash."""

from __future__ import annotations

import re
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as some

from schemas import topics
from schemas.topics import DAY_MS, TOPICS, Topic, partition_of

BY_NAME = {topic.name: topic for topic in TOPICS}
CONSTANTS = {"INBOX", "WORK", "RESULTS", "COMMANDS", "FACTS", "STATES", "DOCUMENTS", "REFERENCE"} | {
    "KEYS",
    "SIGNING",
    "SEALS",
    "DEAD_LETTERS",
}


def test_every_name_has_one_row_and_every_row_a_name() -> None:
    """A topic that is written to but not in the table would never be provisioned."""
    assert sorted(BY_NAME) == sorted(getattr(topics, constant) for constant in CONSTANTS)
    assert len(TOPICS) == len(BY_NAME)


def test_what_belongs_to_an_endpoint_is_one_topic_each() -> None:
    assert {topic.name for topic in TOPICS if topic.per_endpoint} == {"inbox.", "work.", "results."}


def test_commands_facts_and_states_share_their_number_of_partitions() -> None:
    """Casework writes partition p from partition p: a number of their own would break that."""
    assert {name for name, topic in BY_NAME.items() if topic.partitions is None} == {
        "commands",
        "facts",
        "states",
        "keys",
        "signing",
    }


def test_the_broker_stamps_what_the_law_and_the_clock_rest_on() -> None:
    """A sender's or a leader's own time stamp counts for nothing."""
    stamped = {topic.name for topic in TOPICS if topic.config.get("message.timestamp.type") == "LogAppendTime"}
    assert stamped == {"inbox.", "commands"}


def test_how_long_each_is_kept() -> None:
    """design.md, table of topics."""
    assert {topic.name: _days(topic) for topic in TOPICS} == {
        "inbox.": 14,
        "commands": 14,
        "facts": "for ever",
        "states": "compacted",
        "keys": "compacted",
        "signing": 14,
        "work.": 30,
        "results.": 30,
        "documents": "compacted",
        "reference": "for ever",
        "seals": "for ever",
        "dead-letters": 90,
    }


def test_names_are_such_that_no_topic_of_an_endpoint_meets_another() -> None:
    """Dots and underscores collide in Kafka's metrics; a prefix of another name would make an ACL too wide."""
    names = [topic.name.removesuffix(".") for topic in TOPICS]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    assert not [(one, other) for one in names for other in names if one != other and other.startswith(one)]


@given(some.binary(), some.integers(1, 96))
def test_the_hash_is_crc_32_modulo_the_number(key: bytes, partitions: int) -> None:
    """Others compute it as well (librdkafka: ``consistent``); it must never change."""
    assert partition_of(key, partitions) == crc32(key) % partitions


def test_the_hash_of_a_known_key() -> None:
    """CRC-32 of ``123456789`` is CBF43926, the check value of IEEE 802.3."""
    assert partition_of(b"123456789", 2**32) == 0xCBF43926


def _days(topic: Topic) -> int | str:
    retention = topic.config.get("retention.ms")
    if retention is None:
        assert topic.config["cleanup.policy"] == "compact"
        return "compacted"
    return "for ever" if retention == "-1" else int(retention) // DAY_MS
