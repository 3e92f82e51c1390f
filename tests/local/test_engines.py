"""What the settings leave to us is started; what they name is checked and left alone."""

import socket
from dataclasses import replace

import pytest

from hub.local import EmbeddedKafka, EmbeddedPostgres, EngineError, Engines
from hub.settings import KafkaAccess, Settings
from tests.conftest import MakeEngineSettings


def test_engines_named_by_the_settings_are_used_and_not_started(
    settings: Settings, kafka: EmbeddedKafka, postgres: EmbeddedPostgres
) -> None:
    named = replace(settings, kafka=kafka.access, database=postgres.access)
    with Engines(named) as engines:
        assert engines.kafka_access == kafka.access
        assert engines.database_access == postgres.access
    assert kafka.owned
    assert postgres.owned


def test_a_cluster_that_cannot_be_reached_is_one_clear_sentence(settings: Settings, postgres: EmbeddedPostgres) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        nowhere = KafkaAccess(f"127.0.0.1:{bound.getsockname()[1]}")
        with (
            pytest.raises(EngineError, match=r"can't be reached"),
            Engines(replace(settings, kafka=nowhere, database=postgres.access)),
        ):
            pass


def test_one_engine_may_be_named_and_the_other_embedded(
    settings: Settings, kafka: EmbeddedKafka, engine_settings: MakeEngineSettings
) -> None:
    mixed = replace(settings, kafka=kafka.access, database=None, engines=engine_settings())
    with Engines(mixed) as engines:
        assert engines.kafka is None
        assert engines.postgres is not None
        assert engines.postgres.owned
    assert not engines.postgres.owned
