"""What every lane of one process shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.lanes.alerts import Notify
    from hub.lanes.ports import Broker
    from hub.lanes.values import Message


@dataclass(frozen=True)
class World:
    """The broker, the wall clock, this start of the process, and where to tell operators."""

    broker: Broker
    wall: Callable[[], int]
    """Milliseconds since 1970. Only for clocks and the age of local copies, never for a decision."""
    process: str
    """Another value with each start of the process."""
    notify: Notify
    written: Callable[[Sequence[Message]], None] = lambda _: None
    """Told what each transaction wrote; for counts that may miss a beat, never for an effect."""
