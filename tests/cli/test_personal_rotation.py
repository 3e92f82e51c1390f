"""A whole rotation on real Kafka: rotate, rewrap while casework answers, drop; and what is lost with a dropped key.

On a broker of its own, since ``drop`` looks at every key that anybody wrapped.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.casework.decider import Casework
from hub.lanes.command import command_of
from hub.lanes.values import Message, Record
from hub.local import EmbeddedKafka
from hub.operations.provisioning import Plan, provision
from hub.personal.key_store import FileKeyStore, KeyLostError
from hub.personal.keys import WRAP_KEYS
from hub.personal.sealing import Sealing
from schemas.topics import KEYS, partition_of
from tests.casework.court import PARTITIONS as COURTS
from tests.casework.court import facts
from tests.casework.test_sealed import keys_of, opened
from tests.cli.running import HUB
from tests.cli.test_personal import FILING, Sealed, only, partitions, sent
from tests.client.test_client_on_kafka import commit
from tests.conftest import ENDPOINTS, ENVIRONMENT, PARTITIONS, MakeEngineSettings
from tests.domain.world import case_number, reference

PATIENCE_S = 40.0


@pytest.fixture
def sealed(engine_settings: MakeEngineSettings, tmp_path: Path) -> Iterator[tuple[EmbeddedKafka, Sealed]]:
    """A case with its keys, alone on a broker."""
    with EmbeddedKafka(engine_settings()) as broker:
        provision(broker.access, Plan(ENDPOINTS, PARTITIONS, ENVIRONMENT, broker.credentials.password_of))
        yield broker, Sealed(broker, tmp_path, case_number(1))


def running(settings: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    """The command as a process of its own, since it waits for somebody else's answer."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return subprocess.Popen([str(HUB), *words], env=mine | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def asked(kafka: EmbeddedKafka, case: str) -> Record:
    """Wait until the case is asked to wrap its keys again."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = sent(kafka, case, WRAP_KEYS)
        if found:
            return found[0]
    raise AssertionError("nobody asked")


def answer(sealed: Sealed, record: Record) -> list[Message]:
    """As casework does, started again with the store as it is now."""
    now = Sealing(FileKeyStore(sealed.path))
    sealed.court.casework = Casework(2, COURTS, reference, sealing=now)
    at = record._replace(timestamp=int(sealed.court.now.timestamp() * 1000))
    return sealed.court.give(command_of(at, dict(at.headers)))


def rotated(kafka: EmbeddedKafka, sealed: Sealed) -> None:
    """Rotate, have every key wrapped anew, and drop the old key: all by the commands."""
    assert only(sealed.hub("personal-keys", "rotate", "--json"))["newest"] == "2"
    waiting = running(sealed.settings, "personal-keys", "rewrap", "--wait", str(PATIENCE_S), "--json")
    sealed.commit_keys(kafka, answer(sealed, asked(kafka, sealed.case)))
    out, err = waiting.communicate(timeout=PATIENCE_S)
    assert waiting.returncode == 0, err.decode()
    assert orjson.loads(out) == {"newest": "2", "rewrapped": 1, "left": 0}
    assert only(sealed.hub("personal-keys", "drop", "--json")) == {"dropped": ["1"], "newest": "2"}


def told_of_keys(sealed: Sealed) -> Any:
    told = only(sealed.hub("personal-keys", "list", "--json"))
    return [(one["name"], one["wraps"]) for one in told["keys"]], told["lost"]


def test_what_was_sealed_before_a_rotation_opens_after_it(sealed: tuple[EmbeddedKafka, Sealed]) -> None:
    """The old key is gone from the file, the newest wraps everything, and the filing says what it said."""
    kafka, at_home = sealed
    (filed, *_) = facts(at_home.court.written)
    rotated(kafka, at_home)
    assert [name for name, _ in FileKeyStore(at_home.path).names] == ["2"]
    assert told_of_keys(at_home) == ([("2", 1)], 0)
    fact, erased = opened(filed, keys_of(at_home.court.written), at_home.path)
    assert (fact.application.personal, erased) == (FILING.application.personal, 0)
    assert only(at_home.hub("personal-keys", "drop", "--json"))["dropped"] == [], "a second time there is nothing"


def test_what_a_dropped_key_still_wrapped_is_lost_and_said_so(sealed: tuple[EmbeddedKafka, Sealed]) -> None:
    """A backup of ``keys`` from before the rotation opens nothing, and `list` counts what nothing opens any more."""
    kafka, at_home = sealed
    (filed, *_) = facts(at_home.court.written)
    backup = [one for one in at_home.court.written if one.topic == KEYS]
    rotated(kafka, at_home)
    with pytest.raises(KeyLostError, match="no key-encryption key '1'"):
        opened(filed, keys_of(backup), at_home.path)
    place = partition_of(at_home.case.encode(), partitions(kafka))
    asyncio.run(commit(kafka, *[one._replace(partition=place) for one in backup]))
    assert told_of_keys(at_home) == ([("2", 0)], 1)
    assert "另有 1 把数据密钥" in at_home.hub("personal-keys", "list").out
