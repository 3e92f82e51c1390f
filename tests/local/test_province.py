"""A worker that ends of itself is started again; workers here find no Kafka, and end by whoever kills them."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import psutil
import pytest

from hub.local.province import Province
from hub.settings import read

NOWHERE = {
    "HUB_KAFKA": "127.0.0.1:9",
    "HUB_KAFKA_SECURITY": "PLAINTEXT",
    "HUB_DATABASE": "postgresql://nobody@127.0.0.1:9/none",
    "HUB_SUBJECT_KEY": "a-secret-of-a-test-that-nobody-uses",
}


def kill(pid: int) -> None:
    """Return when its guard, which is its parent, has seen it too."""
    guard = psutil.Process(pid).parent()
    assert guard is not None
    os.kill(pid, signal.SIGKILL)
    guard.wait()


@pytest.mark.filterwarnings("error")
def test_a_worker_that_ended_of_itself_is_started_again_and_leaves_nothing_open(tmp_path: Path) -> None:
    """What is left open shows as a ResourceWarning, which is an error here."""
    province = Province(read({**NOWHERE, "HUB_HOME": str(tmp_path)}))
    province.start_worker("worker-1")
    first = province.workers["worker-1"]
    assert province.revive() == []
    kill(first.identity.pid)
    opened = psutil.Process().num_fds()
    assert province.revive() == ["worker-1"]
    second = province.workers["worker-1"]
    assert second.running
    assert second.identity != first.identity
    del first
    gc.collect()
    assert psutil.Process().num_fds() == opened
    province.kill_worker("worker-1")
