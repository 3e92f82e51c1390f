"""One partition of casework over a store in memory: the lanes' own handler, so twins, parking, deadlines are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.casework.decider import Casework
from hub.lanes.command import command_of
from hub.lanes.keyed import KeyedHandler
from hub.lanes.states import Copy, States
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Partition
from hub.lanes.world import World
from hub.replay.base import begin_from
from hub.replay.recalled import Recalled
from hub.replay.sealed import NOTHING_KNOWN, RecordedSealing
from schemas.control import CONTROLS
from schemas.topics import COMMANDS, STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.casework.state import State
    from hub.lanes.alerts import Alert
    from hub.lanes.values import Message, Record
    from hub.replay.recording import Recording
    from hub.replay.references import References
    from hub.replay.sealed import Known


class ReplayLane:
    """Takes recorded commands one by one, and gives what each makes."""

    def __init__(
        self,
        number: int,
        partitions: int,
        recording: Recording,
        references: References,
        known: Known | None = None,
    ) -> None:
        """Begin with the states that the earlier facts leave. ``known``: None leaves what is made unsealed."""
        facts = recording.facts
        first = references.recorded(-1)
        self.sealing = None if known is None else RecordedSealing(facts, known)
        casework = Casework(number, partitions, lambda: first, sealing=self.sealing)
        self._decider = Recalled(casework, references, facts)
        self._states = States(MemoryStore())
        begin_from(recording.earlier, self._states, casework, known or NOTHING_KNOWN)
        self._twins = recording.twins()
        self.alerts: list[tuple[Alert, str]] = []
        world = World(calm(Server()), int, "replay", lambda alert, text: self.alerts.append((alert, text)))
        place = Partition(COMMANDS, number)
        self._handler: KeyedHandler[State] = KeyedHandler(place, self._states, self._decider, world)
        self._settle()
        self._handler.opened()

    def take(self, record: Record, *, is_changed: bool = False) -> Iterator[Message]:
        """Handle one record; give everything that is written because of it, but for the states."""
        if self._is_twin(record):
            return
        self._decider.is_changed = is_changed
        taken = 0
        while not taken:
            batch = self._handler.handle([record])
            self._settle()
            self._handler.settled()
            taken = batch.taken
            yield from (message for message in batch.effects if message.topic != STATES)

    def _is_twin(self, record: Record) -> bool:
        headers = dict(record.headers)
        is_control = headers.get("ce_type", b"").decode() in CONTROLS
        return bool(self._twins) and not is_control and command_of(record, headers).id in self._twins

    def _settle(self) -> None:
        self._states.settle(Copy())
