"""Uploads as processes of their own: one killed in the middle goes on where it was; a large one needs little memory."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from hub.attachments.names import PART_BYTES
from tests.attachments import files
from tests.attachments.conftest import ROOT, SERVICES, bucket_of

MODULE = [sys.executable, "-m", "tests.attachments.uploader"]


@pytest.fixture(params=["folder", *SERVICES])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, str]:
    """What a window's machine is set to."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    if request.param == "folder":
        return mine | {"HUB_ATTACHMENTS": str(tmp_path / "store")}
    given = bucket_of(request.param, request)("window")
    return mine | {
        "HUB_ATTACHMENTS": given.place,
        "HUB_ATTACHMENTS_ENDPOINT": given.endpoint,
        "HUB_ATTACHMENTS_KEY": given.key,
        "HUB_ATTACHMENTS_SECRET": given.secret,
    }


def test_an_upload_killed_in_the_middle_goes_on_where_it_was(settings: Mapping[str, str], tmp_path: Path) -> None:
    """Killed by -9 after its first part; the second process sends only the rest, and the digest is that of the file."""
    content = files.pdf(padding=2 * PART_BYTES + 1000)
    file = files.saved(tmp_path, "a.pdf", content)
    with subprocess.Popen([*MODULE, str(file), "hang"], env=settings, stdout=subprocess.PIPE, cwd=ROOT) as first:
        assert first.stdout is not None
        assert int(first.stdout.readline()) == PART_BYTES
        first.kill()
    assert first.returncode == -9
    second = subprocess.run([*MODULE, str(file)], env=settings, capture_output=True, check=True, cwd=ROOT, text=True)
    sent, digest = second.stdout.splitlines()[-1].split()
    assert int(sent) == len(content) - PART_BYTES
    assert digest == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_file_larger_than_the_memory_it_may_take(settings: Mapping[str, str], tmp_path: Path) -> None:
    """90 MB put, checked and fetched within a third of that over what a small file takes."""
    file = files.saved(tmp_path, "a.pdf", files.pdf(padding=90_000_000))
    ran = subprocess.run(
        [*MODULE, str(file), "measure"], env=settings, capture_output=True, check=True, cwd=ROOT, text=True
    )
    *_, taken, put = ran.stdout.splitlines()
    assert put.split()[0] == str(file.stat().st_size)
    assert int(taken) < 30_000_000
