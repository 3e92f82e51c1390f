"""The store on disk: the same as the twin's in memory, and what only a disk can do to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.lanes.rocks import RocksStore, StoreError
from hub.lanes.twin.store import MemoryStore

if TYPE_CHECKING:
    from pathlib import Path

KEYS = st.binary(min_size=1, max_size=3)
PUTS = st.dictionaries(KEYS, st.none() | st.binary(max_size=5), max_size=8)


CACHE = 1_000_000


@given(batches=st.lists(PUTS, max_size=6), start=KEYS, stop=KEYS, limit=st.integers(0, 5))
@settings(deadline=None, max_examples=60)
def test_is_the_same_as_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[dict[bytes, bytes | None]],
    start: bytes,
    stop: bytes,
    limit: int,
) -> None:
    """Whatever is written, both stores give and scan the same."""
    rocks, memory = RocksStore(tmp_path_factory.mktemp("store"), CACHE), MemoryStore()
    for puts in batches:
        rocks.write(puts)
        memory.write(puts)
    for key in {key for puts in batches for key in puts} | {start}:
        assert rocks.get(key) == memory.get(key)
    assert list(rocks.scan(start, stop, limit)) == list(memory.scan(start, stop, limit))
    rocks.close()


def test_what_was_written_is_there_after_closing(tmp_path: Path) -> None:
    """A store that is opened again goes on where it stopped; stores of other lanes are others."""
    one, two = RocksStore(tmp_path / "casework-0", CACHE), RocksStore(tmp_path / "casework-1", CACHE)
    one.write({b"a": b"1", b"b": b"2"})
    two.write({b"a": b"3"})
    one.write({b"b": None})
    one.close()
    again = RocksStore(tmp_path / "casework-0", CACHE)
    assert (again.get(b"a"), again.get(b"b"), two.get(b"a")) == (b"1", None, b"3")
    again.close()
    two.close()


def test_clear_forgets_everything(tmp_path: Path) -> None:
    """After clear() nothing is left, and the store can be written again."""
    store = RocksStore(tmp_path / "a", CACHE)
    store.write({b"a": b"1"})
    store.clear()
    assert store.get(b"a") is None
    store.write({b"b": b"2"})
    store.close()
    again = RocksStore(tmp_path / "a", CACHE)
    assert list(again.scan(b"", b"\xff", 9)) == [(b"b", b"2")]
    again.close()


WRITER = """
import sys
from pathlib import Path
from hub.lanes.rocks import RocksStore
store = RocksStore(Path(sys.argv[1]) / "a")
for number in range(1_000_000):
    text = b"%d" % number
    store.write({b"left": text, b"right": text})
    print(number, flush=True)
"""


def test_kill_9_loses_no_write_and_leaves_none_half(tmp_path: Path) -> None:
    """Every write that returned is there, each batch is whole, and the dead process's lock is no obstacle."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(200):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    told = [200, *map(int, process.stdout.read().split("\n")[:-1])]
    process.stdout.close()
    process.wait()
    store = RocksStore(tmp_path / "a")
    left, right = store.get(b"left"), store.get(b"right")
    assert left == right
    assert int(left or b"0") >= max(told) - 1
    store.close()


def test_store_that_somebody_holds_is_not_touched(tmp_path: Path) -> None:
    """Opening what another has open fails and harms nothing."""
    store = RocksStore(tmp_path / "a", CACHE)
    store.write({b"a": b"1"})
    with pytest.raises(StoreError, match="lock"):
        RocksStore(tmp_path / "a", CACHE)
    assert store.get(b"a") == b"1"
    store.close()


@pytest.mark.parametrize("pattern", ["MANIFEST-*", "CURRENT", "rocksdict-config.json"])
def test_damaged_store_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture, pattern: str) -> None:
    """A store that can't be opened is only a copy: it begins empty or as it was, and the log says so if it is empty."""
    store = RocksStore(tmp_path / "a", CACHE)
    store.write({b"a": b"1"})
    store.close()
    for path in (tmp_path / "a").glob(pattern):
        path.write_bytes(b"")
    again = RocksStore(tmp_path / "a", CACHE)
    if again.get(b"a") is None:
        assert "made anew" in caplog.text
    again.write({b"a": b"2"})
    again.close()


def test_damage_found_while_reading_empties_the_store(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged block raises StoreError; then the store is empty, and takes nothing before it has been cleared."""
    store = RocksStore(tmp_path / "a", CACHE)
    keys = [b"%d-%d" % (number, part) for number in range(50) for part in range(40)]
    for start in range(0, len(keys), 40):
        store.write({key: os.urandom(20_000) for key in keys[start : start + 40]})
    store.close()
    for path in (tmp_path / "a").glob("*.sst"):
        sound = path.read_bytes()
        path.write_bytes(bytes(byte ^ 1 for byte in sound[: len(sound) // 2]) + sound[len(sound) // 2 :])
    hurt = RocksStore(tmp_path / "a", CACHE)
    with pytest.raises(StoreError, match="Corruption"):
        list(map(hurt.get, keys))
    assert list(hurt.scan(b"", b"\xff", 1)) == []
    assert "made anew" in caplog.text
    with pytest.raises(StoreError, match="made anew"):
        hurt.write({b"position": b"7"})
    hurt.clear()
    hurt.write({b"position": b"0"})
    assert hurt.get(b"position") == b"0"
    hurt.close()


def test_large_store_opens_within_a_second(tmp_path: Path) -> None:
    """200,000 cases: a restarted worker is not kept waiting by its store."""
    store = RocksStore(tmp_path / "a", CACHE)
    for start in range(0, 200_000, 1_000):
        store.write({b"s/520181-%08d" % number: b"{}" * 100 for number in range(start, start + 1_000)})
    store.close()
    began = time.monotonic()
    store = RocksStore(tmp_path / "a", CACHE)
    took = time.monotonic() - began
    assert store.get(b"s/520181-00199999") == b"{}" * 100
    assert took < 1, f"{took:.2f} s"
    store.close()
