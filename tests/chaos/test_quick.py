"""The chaos run in small, on every `make test`."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from hub.settings import EngineSettings, Settings
from tests.chaos.plan import QUICK
from tests.chaos.run import run
from tests.chaos.verdict import faults, table
from tests.conftest import MakeEngineSettings


@pytest.mark.timeout(240)
def test_nothing_is_missing_or_doubled_after_kill_9_of_workers_and_broker(
    settings: Settings, engine_settings: MakeEngineSettings
) -> None:
    """Workers die in the midst of transactions, and the broker too; what was sent is there once, in order."""
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}: python -m tests.chaos --quick --seed {seed}")
    engines: EngineSettings = engine_settings()
    outcome = run(replace(settings, kafka=None, database=None, engines=engines), QUICK, seed, print)
    print(table(outcome))
    assert not faults(outcome, QUICK, engines.kafka_version)
