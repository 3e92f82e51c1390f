"""Record batches as aiokafka writes them: another hand than ours, to compare with and to read."""

from __future__ import annotations

from typing import Any

from aiokafka.record.default_records import DefaultRecordBatchBuilder


def batch_builder(identity: tuple[int, int], sequence: int, *, transactional: bool, size: int) -> Any:
    """Begin a batch; ``append(offset, timestamp, key, value, headers: list)``, then ``build()`` gives its bytes."""
    return DefaultRecordBatchBuilder(2, 0, int(transactional), identity[0], identity[1], sequence, size)
