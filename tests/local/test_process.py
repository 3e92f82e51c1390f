"""A process number alone proves nothing: it may belong to a stranger by now."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil

from hub.local import Credentials
from hub.local.process import ProcessIdentity

OURSELVES = psutil.Process()
IDENTITY = ProcessIdentity(os.getpid(), OURSELVES.create_time(), OURSELVES.cmdline()[-1])


def test_the_same_process_is_found() -> None:
    found = IDENTITY.find()
    assert found is not None
    assert found.pid == os.getpid()


def test_a_stranger_with_the_same_number_is_not_it() -> None:
    """Started at another time, or with another command: it is neither found nor ended (we are still here)."""
    for stranger in (replace(IDENTITY, started=IDENTITY.started - 60), replace(IDENTITY, mark="-D /no/such/folder")):
        assert stranger.find() is None
        stranger.end(grace=1)


def test_a_process_that_is_gone_is_not_found() -> None:
    assert replace(IDENTITY, pid=2**22 + 1).find() is None


def test_a_password_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(credentials.password_of, ["520181"] * 32))
    assert len(given) == 1
    assert len(given.pop()) >= 32
    assert stat.S_IMODE(credentials.path_of("520181").stat().st_mode) == 0o600
    assert stat.S_IMODE(credentials.folder.stat().st_mode) == 0o700
    assert credentials.principals() == ["520181"]


def test_principals_have_different_passwords(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path)
    assert credentials.password_of("520181") != credentials.password_of("520122")
