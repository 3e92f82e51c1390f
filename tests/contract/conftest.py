"""One suite, every backend: the twin always, real Kafka where `engines` are asked for."""

from __future__ import annotations

import importlib
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.contract.backends import TwinBackend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.contract.backends import Backend

_numbers = count(1)


@pytest.fixture(params=["twin", pytest.param("kafka", marks=pytest.mark.engines)])
async def backend(request: pytest.FixtureRequest) -> AsyncIterator[Backend]:
    made: Backend
    if request.param == "twin":
        made = TwinBackend()
    else:
        # Imported only when asked for: the fast tests know nothing of sockets.
        kafka = importlib.import_module("tests.contract.backends_kafka")
        made = await kafka.KafkaBackend(request.getfixturevalue("kafka").access).start()
    yield made
    await made.close()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name that no other test of this run uses: for topics, groups and transactional ids."""
    return f"{request.node.originalname.replace('_', '-')}-{next(_numbers)}"
