"""Commands that ask the read model, on a machine that has none: one sentence that says what to do, one exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.cli.trouble import CANNOT_REACH
from tests.cli.running import hub

ASK = (
    ("lamps", "list"),
    ("lamps", "officers", "91520122MA6DXXXX1Q"),
    ("document", "affected"),
    ("document", "reports"),
    ("reference", "misroutes"),
)
READ = (
    ("rebuild", "--dry-run"),
    ("personal", "reveals"),
    ("export", "upload-tables", "--from", "2026-01-01", "--to", "2026-02-01"),
)


@pytest.mark.parametrize("words", ASK, ids=" ".join)
def test_no_read_model_here(words: tuple[str, ...], tmp_path: Path) -> None:
    """A county's machine: the question belongs elsewhere."""
    ran = hub(*words, settings={"HUB_HOME": str(tmp_path)})
    assert (ran.code, ran.out) == (CANNOT_REACH, "")
    assert "这台机器上没有可用的查询库:请在运行枢纽的机器上查询" in ran.err


@pytest.mark.parametrize("words", READ, ids=" ".join)
def test_no_hub_running_here(words: tuple[str, ...], tmp_path: Path) -> None:
    """The machine that would have the database: start the hub."""
    ran = hub(*words, settings={"HUB_HOME": str(tmp_path)})
    assert (ran.code, ran.out) == (CANNOT_REACH, "")
    assert "枢纽没有运行" in ran.err
    assert str(tmp_path) in ran.err
