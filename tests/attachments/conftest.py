"""Stores of every kind that attachments lie in."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.attachments.places import Place, folder_place, memory_place, place_of
from hub.attachments.storing import Attachments
from hub.settings import AttachmentSettings
from tests.attachments.seaweedfs import SECRET, serving

ROOT = Path(__file__).parents[2]
Bucket = Callable[[str], AttachmentSettings]


SEAWEEDFS = pytest.param("seaweedfs", marks=pytest.mark.engines)
"""Others' S3 service; it has sockets to listen on, which the fast tests may not."""
SERVICES = ["speaker", SEAWEEDFS]


@pytest.fixture(scope="session")
def speaker() -> Iterator[str]:
    """The address of our own small S3 service."""
    server = subprocess.Popen([sys.executable, "-m", "tests.attachments.s3_speaker"], stdout=subprocess.PIPE, cwd=ROOT)
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@pytest.fixture(scope="session")
def seaweedfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real S3 service."""
    with serving(tmp_path_factory.mktemp("seaweedfs")) as address:
        yield address


def bucket_of(service: str, request: pytest.FixtureRequest) -> Bucket:
    """Settings of a key for a bucket's folder of this test's own, at one of the services."""
    address: str = request.getfixturevalue(service)
    folder = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    return lambda key: AttachmentSettings(f"s3://attachments/{folder}", address, key=key, secret=SECRET)


@pytest.fixture(params=SERVICES)
def bucket(request: pytest.FixtureRequest) -> Bucket:
    """The same at each of the services."""
    return bucket_of(request.param, request)


@pytest.fixture(params=["folder", "memory", *SERVICES])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """One store of each kind."""
    if request.param == "folder":
        return folder_place(tmp_path / "store")
    if request.param == "memory":
        return memory_place()
    return place_of(bucket_of(request.param, request)("operator"))


@pytest.fixture
def store(place: Place) -> Attachments:
    return Attachments(place)
