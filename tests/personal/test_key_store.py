"""The key store: for its owner only, the same for all who ask at once, rotated, and never silently another one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from hub.personal.key_store import (
    FileKeyStore,
    KeyLostError,
    KeyStoreError,
    add_key,
    drop_keys,
    make_store,
)

DAY = date(2026, 11, 26)
DATA_KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one key."""
    path = tmp_path / "keys" / "personal.json"
    make_store(path, DAY)
    return path


def test_only_its_owner_may_read_it(path: Path) -> None:
    """Nobody else, not for a moment; and one that others may read is refused."""
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeyStoreError, match="chmod 600"):
        FileKeyStore(path)


def test_many_who_make_it_at_once_have_the_same(tmp_path: Path) -> None:
    """The first one's file stays."""
    path = tmp_path / "personal.json"
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: make_store(path, DAY), range(64)))
    assert list(tmp_path.iterdir()) == [path]
    before = path.read_bytes()
    make_store(path, DAY)
    assert path.read_bytes() == before


def test_wrapping_is_the_same_each_time(path: Path) -> None:
    """Also in another process; by either suite; and what either wrapped is unwrapped."""
    for suite in ("aes", "sm4"):
        wrapped = FileKeyStore(path, suite).wrap(DATA_KEY)
        assert FileKeyStore(path, suite).wrap(DATA_KEY) == wrapped
        assert FileKeyStore(path).unwrap(wrapped) == DATA_KEY


def test_keys_follow_from_seed_and_place(path: Path) -> None:
    """The same seed and words give the same key, others another one."""
    store = FileKeyStore(path)
    made = store.derive(b"seed", b"case/1")
    assert FileKeyStore(path).derive(b"seed", b"case/1") == made
    assert len({made, store.derive(b"other", b"case/1"), store.derive(b"seed", b"case/2")}) == 3


def test_rotation(path: Path) -> None:
    """A new key wraps, the old one unwraps until it is dropped; then what it wrapped is lost for good."""
    old = FileKeyStore(path).wrap(DATA_KEY)
    assert add_key(path, DAY) == "2"
    store = FileKeyStore(path)
    assert not store.is_wrapped_by_newest(old)
    again = store.wrap(store.unwrap(old))
    assert store.is_wrapped_by_newest(again)
    assert drop_keys(path) == ("1",)
    assert FileKeyStore(path).unwrap(again) == DATA_KEY
    with pytest.raises(KeyLostError):
        FileKeyStore(path).unwrap(old)


def test_another_hubs_store(path: Path, tmp_path: Path) -> None:
    """Its first key has the same name, and opens nothing of ours."""
    other = tmp_path / "other.json"
    make_store(other, DAY)
    with pytest.raises(KeyStoreError, match="altered"):
        FileKeyStore(other).unwrap(FileKeyStore(path).wrap(DATA_KEY))


def test_what_is_no_store(tmp_path: Path) -> None:
    """Missing, no JSON, JSON of something else: said in words."""
    with pytest.raises(KeyStoreError, match="there is no"):
        FileKeyStore(tmp_path / "none.json")
    for text in (b"", b"{}", b'{"derivation":"AAAA","keys":[]}', b"[]"):
        wrong = tmp_path / "wrong.json"
        wrong.touch(0o600)
        wrong.write_bytes(text)
        with pytest.raises(KeyStoreError, match="no store"):
            FileKeyStore(wrong)
