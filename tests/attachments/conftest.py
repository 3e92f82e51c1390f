"""Stores of every kind that attachments lie in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.attachments.places import Place, folder_place, memory_place, place_of
from hub.attachments.storing import Attachments
from hub.settings import AttachmentSettings

ROOT = Path(__file__).parents[2]
Bucket = Callable[[str], AttachmentSettings]


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 service."""
    server = subprocess.Popen([sys.executable, "-m", "tests.attachments.s3_speaker"], stdout=subprocess.PIPE, cwd=ROOT)
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@pytest.fixture
def bucket(s3: str, request: pytest.FixtureRequest) -> Bucket:
    """Settings of a key for a bucket's folder of this test's own."""
    prefix = f"{abs(hash(request.node.nodeid)):x}"
    return lambda key: AttachmentSettings(f"s3://attachments/{prefix}", s3, key=key, secret="made-up")


@pytest.fixture(params=["folder", "memory", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """One store of each kind."""
    if request.param == "folder":
        return folder_place(tmp_path / "store")
    if request.param == "memory":
        return memory_place()
    settings: Bucket = request.getfixturevalue("bucket")
    return place_of(settings("operator"))


@pytest.fixture
def store(place: Place) -> Attachments:
    return Attachments(place)
