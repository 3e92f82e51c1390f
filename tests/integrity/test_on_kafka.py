"""The command on real Kafka: sealed by the hub's principal, verified by the operator's, tampered with by somebody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hub.integrity.keys import public_text, sealing_key
from hub.integrity.sealing import Sealer
from hub.lanes.values import Message, Partition
from hub.local import EmbeddedKafka
from hub.operations.provisioning import Plan, provision
from hub.settings import LaneSettings
from hub.wiring import world_on_kafka
from schemas.envelope import DIGEST
from schemas.topics import FACTS
from tests.cli.running import Ran, hub
from tests.conftest import ENDPOINTS, ENVIRONMENT, PARTITIONS, MakeEngineSettings
from tests.integrity.sealed_log import CASES, SealedLog, as_message, with_header


@pytest.fixture(scope="module")
def own_kafka(engine_settings: MakeEngineSettings) -> Iterator[EmbeddedKafka]:
    """A broker whose facts nobody else's test has written."""
    with EmbeddedKafka(engine_settings()) as broker:
        provision(broker.access, Plan(ENDPOINTS, PARTITIONS, ENVIRONMENT, broker.credentials.password_of))
        yield broker


async def write(kafka: EmbeddedKafka, messages: Sequence[Message]) -> None:
    """Commit in one transaction, as casework does."""
    writer = world_on_kafka(kafka.access_of("hub")).broker.writer(f"{ENVIRONMENT}-tests")
    await writer.open()
    await writer.commit(messages)
    await writer.close()


def verify_log(kafka: EmbeddedKafka, home: Path, *words: str) -> Ran:
    """Run the command as the operator."""
    given = {name: value for name, value in kafka.access_of("operator").as_environment().items() if value}
    return hub("verify-log", "--json", *words, settings=given | {"HUB_HOME": str(home)})


def test_a_log_on_kafka_is_sealed_verified_and_its_fork_found(own_kafka: EmbeddedKafka, tmp_path: Path) -> None:
    """Whole at first; then somebody with a producer writes another fact under a number that is taken."""
    log = SealedLog(tmp_path, ("sha256",))
    facts = [record for number in range(PARTITIONS) for record in log.records(Partition(FACTS, number)) if record]
    asyncio.run(write(own_kafka, [as_message(record) for record in facts]))
    key = sealing_key(tmp_path / "other" / "seals.pem")
    sealer = Sealer(world_on_kafka(own_kafka.access_of("hub")), key, LaneSettings(ENVIRONMENT, PARTITIONS))
    assert (asyncio.run(sealer.seal()), asyncio.run(sealer.seal())) == (PARTITIONS, 0)
    trusted = ("--key", public_text(key.public))
    whole = verify_log(own_kafka, tmp_path, *trusted)
    assert (whole.code, whole.lines[0]["breaks"], whole.lines[0]["facts"]) == (0, [], len(facts)), whole.err

    _, offsets = log.facts_of(CASES[0])
    forged = next(record for record in facts if record.key == CASES[0].encode() and record.offset == offsets[-1])
    asyncio.run(write(own_kafka, [as_message(with_header(forged._replace(value=b"{}"), DIGEST, b"ab" * 32))]))
    broken = verify_log(own_kafka, tmp_path, *trusted)
    first = broken.lines[0]["first_break"]
    assert (broken.code, first["fault"], first["subject"], first["number"]) == (1, "fork", CASES[0], 4)
    stranger = verify_log(own_kafka, tmp_path, "--key", public_text(log.key.public))
    assert stranger.lines[0]["breaks_in_all"] == PARTITIONS + 1
