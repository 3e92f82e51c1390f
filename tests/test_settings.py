"""Settings: one table, read once, secrets hidden."""

import re
from pathlib import Path

import pytest

from hub import settings
from hub.settings import SETTINGS, KafkaAccess, SettingError, as_markdown, read

CLUSTER = {
    "HUB_KAFKA": "kafka-1:9093,kafka-2:9093",
    "HUB_KAFKA_USERNAME": "hub",
    "HUB_KAFKA_PASSWORD": "not-to-be-seen",
    "HUB_KAFKA_SECURITY": "SASL_PLAINTEXT",
}


def test_with_nothing_set_both_engines_are_embedded() -> None:
    found = read({})
    assert found.kafka is None
    assert found.database is None
    assert found.engines.kafka_version == "4.2.1"
    assert found.engines.home == Path(".hub").resolve()


def test_a_cluster_is_reached_as_both_clients_want_it() -> None:
    access = read(CLUSTER).kafka
    assert access is not None
    assert access.for_aiokafka() == {
        "bootstrap_servers": "kafka-1:9093,kafka-2:9093",
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "hub",
        "sasl_plain_password": "not-to-be-seen",
    }
    assert access.for_confluent() == {
        "bootstrap.servers": "kafka-1:9093,kafka-2:9093",
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "hub",
        "sasl.password": "not-to-be-seen",
    }


def test_a_process_we_start_gets_the_same_access() -> None:
    access = read(CLUSTER).kafka
    assert access is not None
    assert read(access.as_environment()).kafka == access


def test_secrets_hide_themselves() -> None:
    key = "not-to-be-seen, and thirty-two characters long"
    shown = repr(read({**CLUSTER, "HUB_DATABASE": "postgresql://hub:not-to-be-seen@db/hub", "HUB_SUBJECT_KEY": key}))
    assert "not-to-be-seen" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_PARTITIONS", "0"),
        ("HUB_PARTITIONS", "many"),
        ("HUB_ENVIRONMENT", "a-b"),
        ("HUB_KAFKA_VERSION", "latest"),
        ("HUB_KAFKA_SECURITY", "TLS"),
        ("HUB_SUBJECT_KEY", "short"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    """A hyphen in the environment, for one, would let two environments share the prefix of their rights."""
    with pytest.raises(SettingError, match=name):
        read({**CLUSTER, name: value})


def test_a_misspelt_variable_is_refused() -> None:
    with pytest.raises(SettingError, match="HUB_PARTITION"):
        read({"HUB_PARTITION": "8"})


def test_a_cluster_has_its_own_key_of_subjects() -> None:
    """The public key of development never decides about real people: beside HUB_KAFKA it must be given."""
    assert read({}).subject_key is not None
    assert read(CLUSTER).subject_key is None
    given = read({**CLUSTER, "HUB_SUBJECT_KEY": "k" * 32}).subject_key
    assert given is not None
    assert read({**CLUSTER, **given.as_environment()}).subject_key == given


def test_every_variable_read_has_its_row_and_every_row_is_read() -> None:
    used = set(re.findall(r'"(HUB_[A-Z_]+)"', Path(settings.__file__).read_text()))
    assert used == {row.name for row in SETTINGS}
    assert all(as_markdown().count(f"| `{row.name}` |") == 1 for row in SETTINGS)


def test_without_sasl_no_password_is_sent() -> None:
    assert set(KafkaAccess("localhost:9092").for_aiokafka()) == {"bootstrap_servers", "security_protocol"}


def test_attachments_lie_under_the_home_unless_a_bucket_is_named() -> None:
    assert read({"HUB_HOME": "/srv/hub"}).attachments.place == "/srv/hub/attachments"
    given = read({"HUB_ATTACHMENTS": "s3://bucket/a/b", "HUB_ATTACHMENTS_SECRET": "not-to-be-seen"}).attachments
    assert (given.place, given.secret) == ("s3://bucket/a/b", "not-to-be-seen")
    assert "not-to-be-seen" not in repr(given)
    assert read({"HUB_ATTACHMENTS_RETENTION": "0"}).attachments.retention is None
