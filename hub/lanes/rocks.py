"""The lanes' local stores on RocksDB: each only a copy of a ``states`` partition, so what is damaged is made anew."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from rocksdict import BlockBasedOptions, Cache, DBCompressionType, Options, Rdict, ReadOptions, WriteBatch

from hub.lanes.ports import Unreachable

log: Final = logging.getLogger(__name__)

CACHE_BYTES: Final = 64_000_000
"""Of uncompressed blocks, shared by all stores of the process."""
WRITE_BUFFER_BYTES: Final = 32_000_000
_BLOCK_BYTES: Final = 4_096
_BLOOM_BITS: Final = 10
_LOGS_KEPT: Final = 2
_DELETED_WINDOW: Final = (1_000, 500, 0.5)
"""A file in which half of a thousand neighbours are deletions is compacted: a due index is eaten from its head."""
_DAMAGED: Final = "DAMAGED"
_BY_OTHERS: Final = ("lock", "No space", "Permission", "Too many open files")
"""What a failed opening says when the files themselves are sound."""


class StoreError(Unreachable):
    """The local store failed; the lane is opened again, and the store with it. A damaged one is then empty."""


class RocksStore:
    """Implements hub.lanes.ports.Store. A write survives kill -9 of the process, and is whole or not there.

    After a power failure the last writes may be missing, always from the end: offset and values went down together.
    """

    def __init__(self, folder: Path, cache_bytes: int = CACHE_BYTES) -> None:
        """Open the store in this folder, or make it. Raises StoreError if another process holds it."""
        self._folder = folder
        self._options = _options(_shared(cache_bytes))
        self._hollow = False
        self._database: Any = None
        with self._opened():
            pass
        # Whoever opens a store looks what it is a copy of; that it was wiped under way is what they can't know.
        self._hollow = False

    def get(self, key: bytes) -> bytes | None:
        """Give the value, or None. Raises StoreError."""
        try:
            value: bytes | None = (self._database or self._open()).get(key)
        except Exception as error:
            raise self._failed(error) from error
        return value

    def write(self, puts: Mapping[bytes, bytes | None]) -> None:
        """Apply all puts (None deletes) in one atomic batch. Raises StoreError."""
        batch = WriteBatch(raw_mode=True)
        for key, value in puts.items():
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        with self._opened() as database:
            if self._hollow:
                raise StoreError(f"{self._folder} was made anew: clear() it and fill it again before writing to it")
            database.write(batch)

    def scan(self, start: bytes, stop: bytes, limit: int) -> Sequence[tuple[bytes, bytes]]:
        """Give up to ``limit`` pairs with start <= key < stop, in order. Raises StoreError."""
        bounds = ReadOptions()
        bounds.set_iterate_lower_bound(start)
        bounds.set_iterate_upper_bound(stop)
        with self._opened() as database:
            return list(islice(database.items(from_key=start, read_opt=bounds), limit))

    def clear(self) -> None:
        """Forget everything (the copy is about another log). Raises StoreError."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        with self._opened():
            self._hollow = False

    def close(self) -> None:
        """Let go of the files."""
        database, self._database = self._database, None
        if database is not None:
            database.close()

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            yield self._database or self._open()
        except Exception as error:
            raise self._failed(error) from error

    def _open(self) -> Any:
        if (self._folder / _DAMAGED).exists():
            self._wipe("it was found damaged before")
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._database = Rdict(str(self._folder), self._options)
        except Exception as error:
            if any(word in str(error) for word in _BY_OTHERS):
                raise
            self._wipe(str(error))
            self._folder.mkdir(parents=True, exist_ok=True)
            self._database = Rdict(str(self._folder), self._options)
        return self._database

    def _wipe(self, reason: str) -> None:
        log.warning("store %s is damaged (%s): made anew, and filled again from its topic", self._folder, reason)
        shutil.rmtree(self._folder)
        self._hollow = True

    def _failed(self, error: Exception) -> StoreError:
        """Let go of the files, so that the next call opens them anew: RocksDB stays read-only after a full disk."""
        if isinstance(error, StoreError):
            return error
        if "Corruption" in str(error):
            (self._folder / _DAMAGED).touch()
        self.close()
        return StoreError(f"{self._folder}: {error}")


@cache
def _shared(cache_bytes: int) -> Cache:
    return Cache(cache_bytes)


def _options(blocks: Cache) -> Options:
    table = BlockBasedOptions()
    table.set_block_cache(blocks)
    table.set_block_size(_BLOCK_BYTES)
    # Most commands are about a case that is new: the filter answers that without reading a block.
    table.set_bloom_filter(_BLOOM_BITS, block_based=False)
    options = Options(raw_mode=True)
    options.set_block_based_table_factory(table)
    options.set_compression_type(DBCompressionType.lz4())
    options.set_write_buffer_size(WRITE_BUFFER_BYTES)
    options.set_keep_log_file_num(_LOGS_KEPT)
    options.add_compact_on_deletion_collector_factory(*_DELETED_WINDOW)
    return options
