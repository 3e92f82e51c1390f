"""The lanes' local stores in memory, on disks that survive the death of their process."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.lanes.twin.process import Process


class MemoryStore:
    """Ordered bytes to bytes; every write is remembered, so that a disk can fall back to an earlier one."""

    def __init__(self, disk: Disk | None = None) -> None:
        self.history: list[Mapping[bytes, bytes | None]] = []
        self._disk = disk
        self._values: dict[bytes, bytes] = {}
        self._keys: list[bytes] = []
        self._holder = None if disk is None else disk.holder

    def get(self, key: bytes) -> bytes | None:
        return self._values.get(key)

    def write(self, puts: Mapping[bytes, bytes | None]) -> None:
        if self._holder is not None and not self._holder.alive:
            return
        if self._disk is not None:
            self.history.append(dict(puts))
        self._apply(puts)

    def scan(self, start: bytes, stop: bytes, limit: int) -> Sequence[tuple[bytes, bytes]]:
        first, last = bisect_left(self._keys, start), bisect_left(self._keys, stop)
        return [(key, self._values[key]) for key in self._keys[first : min(last, first + limit)]]

    def clear(self) -> None:
        if self._holder is None or self._holder.alive:
            self.history.clear()
            self._values.clear()
            self._keys.clear()

    def close(self) -> None:
        """Nothing is held open."""

    def reopened(self, disk: Disk) -> MemoryStore:
        """Give what a new process finds."""
        store = MemoryStore(disk)
        for puts in self.history:
            store.write(puts)
        return store

    def fall_back(self, writes: int) -> None:
        """Lose the last writes, as a disk may that had promised too much."""
        self.history = self.history[: max(0, len(self.history) - writes)]
        self._values.clear()
        self._keys.clear()
        for puts in self.history:
            self._apply(puts)

    def _apply(self, puts: Mapping[bytes, bytes | None]) -> None:
        for key, value in puts.items():
            if value is not None:
                if key not in self._values:
                    insort(self._keys, key)
                self._values[key] = value
            elif key in self._values:
                del self._values[key]
                del self._keys[bisect_left(self._keys, key)]


class Disk:
    """One machine's stores by name; ``holder`` is the process that may write now."""

    def __init__(self) -> None:
        self.holder: Process | None = None
        self.stores: dict[str, MemoryStore] = {}

    def open(self, name: str) -> MemoryStore:
        """Open a store as the present process finds it."""
        known = self.stores.get(name)
        store = MemoryStore(self) if known is None else known.reopened(self)
        self.stores[name] = store
        return store
