"""What waits in casework: parked aggregates and stopped flows, as ``states`` has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import orjson

from hub.lanes.reading import to_stable_end
from hub.lanes.states import FLOW, PARKED
from hub.lanes.values import Partition, Record
from schemas.topics import STATES

if TYPE_CHECKING:
    from hub.lanes.ports import Reader


class Parked(NamedTuple):
    """An aggregate whose commands wait."""

    aggregate: str
    reason: str
    since: int
    """By the lane's clock, milliseconds since 1970."""
    deaths: int
    """How often its first command died; 0 where only its flow was stopped."""

    @property
    def flow(self) -> str:
        """The flow it waits for; empty where it waits for an operator."""
        stopped = self.reason.removeprefix("flow ").removesuffix(" is stopped")
        return stopped if self.deaths == 0 and stopped != self.reason else ""


class Waiting(NamedTuple):
    """All that waits for an operator in casework."""

    parked: dict[str, Parked]
    flows: dict[str, int]
    """Stopped flows (``endpoint|type``) and since when (ms)."""


async def read_waiting(reader: Reader, partitions: int, told: Callable[[int, int], None] = lambda *_: None) -> Waiting:
    """Read ``states`` to its end, which takes a while with many open cases. Raises BrokerError."""
    waiting = Waiting({}, {})
    places = [Partition(STATES, number) for number in range(partitions)]
    bounds = await reader.bounds_of(places)
    total = sum(bounds[place].stable - bounds[place].start for place in places)
    before = 0
    for place in places:
        async for records, following, start, _ in to_stable_end(reader, place, 0):
            for record in records:
                _take(waiting, record)
            told(before + following - start, total)
        before += bounds[place].stable - bounds[place].start
    return waiting


def _take(waiting: Waiting, record: Record) -> None:
    key = record.key or b""
    if key.startswith(PARKED):
        aggregate = key.removeprefix(PARKED).decode(errors="replace")
        waiting.parked.pop(aggregate, None)
        if record.value:
            waiting.parked[aggregate] = Parked(aggregate, *orjson.loads(record.value))
    elif key.startswith(FLOW):
        flow = key.removeprefix(FLOW).decode(errors="replace")
        waiting.flows.pop(flow, None)
        if record.value:
            waiting.flows[flow] = orjson.loads(record.value)["since"]
