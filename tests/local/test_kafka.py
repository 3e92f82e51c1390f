"""The embedded broker: real, kept, private, and clear about what it can't do."""

import json
import socket
import stat
import struct
from pathlib import Path

import psutil
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from hub.local import EmbeddedKafka, EngineError
from hub.local.ports import FIRST, LAST, free_port
from hub.settings import EngineSettings, KafkaAccess
from tests.conftest import MakeEngineSettings


def produce(access: KafkaAccess, topic: str, value: bytes) -> None:
    """Returns when the broker has acknowledged it."""
    producer = Producer(access.for_confluent())
    producer.produce(topic, value)
    assert producer.flush(10) == 0


def first_value(access: KafkaAccess, topic: str) -> bytes:
    consumer = Consumer({**access.for_confluent(), "group.id": "unused", "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, 0, 0)])
    try:
        message = consumer.poll(10)
        assert message is not None
        value = message.value()
        assert isinstance(value, bytes)
        return value
    finally:
        consumer.close()


def test_what_was_acknowledged_outlives_kill_9_and_a_new_start(engine_settings: MakeEngineSettings) -> None:
    """At the same address, so that clients find the broker again."""
    settings = engine_settings()
    with EmbeddedKafka(settings) as broker:
        address = broker.access.bootstrap
        admin = AdminClient(broker.access.for_confluent())
        for made in admin.create_topics([NewTopic("kept", 1, 1)]).values():
            made.result()
        produce(broker.access, "kept", b"one")
        broker.kill9()
        broker.restart()
        assert broker.access.bootstrap == address
        assert first_value(broker.access, "kept") == b"one"
    with EmbeddedKafka(settings) as broker:
        assert broker.access.bootstrap == address
        assert first_value(broker.access, "kept") == b"one"


def test_its_log_can_be_read(kafka: EmbeddedKafka) -> None:
    assert "Kafka Server started" in kafka.files.server_log.read_text()


def test_no_password_is_on_the_process_list_or_open_to_others(kafka: EmbeddedKafka) -> None:
    shown = " ".join(psutil.Process(kafka.pid).cmdline())
    for principal in kafka.credentials.principals():
        assert kafka.credentials.password_of(principal) not in shown
    secret = [kafka.files.properties, *kafka.folder.glob("*.arguments")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}


def test_the_controllers_port_asks_for_a_password_too(kafka: EmbeddedKafka) -> None:
    """Else anybody on the machine could make rights for himself there."""
    port = json.loads((kafka.folder / "state.json").read_text())["controller_port"]
    # DescribeCluster v0, as a client without any password would send it: correlation 1, no client id, no tags
    body = struct.pack(">hhihxxx", 60, 0, 1, -1)
    with socket.create_connection(("127.0.0.1", port), 10) as stranger:
        stranger.sendall(struct.pack(">i", len(body)) + body)
        assert stranger.recv(1) == b"", "the controller answered somebody who had not signed in"


def test_data_of_a_newer_kafka_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "state.json").write_text(json.dumps({"version": "4.3.1"}))
    with pytest.raises(EngineError, match=r"holds data of Kafka 4\.3\.1, 4\.2\.1 can't read it"):
        EmbeddedKafka(EngineSettings(tmp_path, tmp_path, "4.2.1")).start()


@pytest.mark.engines
def test_without_a_way_to_maven_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing half fetched behind."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    told: list[str] = []
    with pytest.raises(EngineError, match="HUB_KAFKA"):
        EmbeddedKafka(EngineSettings(tmp_path, tmp_path / "cache", "4.2.1"), told.append).start()
    assert told[0].startswith("fetching Kafka 4.2.1")
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".lock"]


@pytest.mark.engines
def test_ports_lie_outside_the_range_of_outgoing_connections() -> None:
    assert all(FIRST <= free_port() < LAST < 32_768 for _ in range(100))
