"""Which brokers the hub trusts; the levels were read from brokers of these versions."""

import socket
import threading

import pytest

from hub.local import EmbeddedKafka
from hub.operations.broker_check import Verdict, check_broker, judge
from hub.operations.broker_features import Features, features_of
from hub.settings import KafkaAccess


@pytest.mark.parametrize(
    ("version", "level", "verdict"),
    [
        ("3.9", 21, Verdict.UNFIT),
        ("4.0.0", 25, Verdict.FIT),
        ("4.2.1", 29, Verdict.FIT),
        ("4.3.1", 30, Verdict.UNSAFE),
        ("4.4.0", 33, Verdict.UNSAFE),
    ],
)
def test_a_version_is_judged_by_what_its_software_supports(version: str, level: int, verdict: Verdict) -> None:
    """A cluster that was upgraded keeps old levels in force, but runs the new code."""
    features = Features({"metadata.version": level}, {"metadata.version": 25, "transaction.version": 2})
    assert judge(features).verdict == verdict, version


def test_a_cluster_without_transactions_v2_is_unfit() -> None:
    found = judge(Features({"metadata.version": 29}, {"metadata.version": 29, "transaction.version": 1}))
    assert found.verdict == Verdict.UNFIT
    assert "kafka-features.sh upgrade" in found.words


def test_a_broker_that_tells_no_features_is_unfit() -> None:
    assert judge(Features({}, {})).verdict == Verdict.UNFIT


def test_the_embedded_broker_is_fit(kafka: EmbeddedKafka) -> None:
    assert check_broker(kafka.access).verdict == Verdict.FIT


def test_the_second_server_is_asked_when_the_first_is_down(kafka: EmbeddedKafka) -> None:
    both = KafkaAccess(f"127.0.0.1:1,{kafka.access.bootstrap}", security="SASL_PLAINTEXT")
    assert features_of(both).finalized["transaction.version"] == 2


@pytest.mark.engines
def test_something_that_is_no_kafka_is_an_error_not_a_hang() -> None:
    """It accepts, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            server.accept()[0].close()

        accepting = threading.Thread(target=accept)
        accepting.start()
        with pytest.raises(OSError, match=r"closed the connection|reset"):
            features_of(KafkaAccess(f"127.0.0.1:{server.getsockname()[1]}"))
        accepting.join()
