"""Limits on what may die: one flow's poison, or one record that kills the process, must not stop the province."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from hub.lanes.states import States

WINDOW: Final = 200
"""Recent records of one flow that are looked at."""
LEAST_DEATHS: Final = 20
"""Fewer deaths than this never stop a flow."""
SHARE: Final = 0.5
"""A flow in whose window more than this share died is stopped."""
LAST_START: Final = 3
"""A record at which this many starts died is a dead letter."""
CAREFUL_BATCHES: Final = 500
"""After so many single records without a death, full speed again."""

_SUSPECT: Final = b"suspect"
_RUNNING: Final = b"running"


class Flows:
    """The recent past of each flow (endpoint and type): how many of its records died."""

    def __init__(self) -> None:
        """Begin without a past: a restart gives every flow a new chance."""
        self._recent: dict[str, deque[bool]] = defaultdict(lambda: deque(maxlen=WINDOW))

    def lived(self, flow: str) -> None:
        """Note a record that was handled; flows that never saw a death cost nothing."""
        if flow in self._recent:
            self._recent[flow].append(False)

    def died(self, flow: str) -> bool:
        """Note a record that died; answer whether its flow must stop now."""
        recent = self._recent[flow]
        recent.append(True)
        deaths = sum(recent)
        return deaths >= LEAST_DEATHS and deaths > SHARE * len(recent)

    def forget(self, flow: str) -> None:
        """An operator lets the flow go on: it begins without a past."""
        self._recent.pop(flow, None)


class Starts:
    """Finds the record that kills the process: notes, kept locally, that outlive a kill.

    The first start at a position goes at full speed. If the process died without having moved on, the next one goes
    record by record and writes down which it is about to handle; whoever finds that note from three starts knows.
    """

    def __init__(self, states: States, process: str) -> None:
        """``process`` names this very start of the process."""
        self._states = states
        self._process = process
        self._unproven = False
        self._careful_batches = 0
        self.careful = False

    def begin(self, position: int) -> None:
        """The lane is about to work from ``position``."""
        noted = self._states.noted(_RUNNING)
        before = orjson.loads(noted) if noted else {}
        died_here = before.get("position") == position and before.get("process") != self._process
        self.careful = died_here or self._states.noted(_SUSPECT) is not None
        self._unproven = True
        self._states.note(_RUNNING, orjson.dumps({"position": position, "process": self._process}))

    def about_to_handle(self, offset: int) -> bool:
        """Write the suspicion down; answer False if this record has killed often enough."""
        noted = self._states.noted(_SUSPECT)
        suspect = orjson.loads(noted) if noted else {}
        # The full-speed start before the first suspicion died as well.
        deaths = suspect["deaths"] if suspect.get("offset") == offset else 1
        if deaths >= LAST_START:
            return False
        self._states.note(_SUSPECT, orjson.dumps({"offset": offset, "deaths": deaths + 1}))
        return True

    def survived(self) -> None:
        """The handler has come back: whatever kills the process from now on, it is not this record."""
        self._states.note(_SUSPECT, None)

    def moved_on(self) -> None:
        """A transaction has committed: a restart would begin behind it."""
        if self._unproven:
            self._states.note(_RUNNING, None)
            self._unproven = False
        self._careful_batches += 1
        self.careful = self.careful and self._careful_batches < CAREFUL_BATCHES

    def end(self) -> None:
        """The process stops in an orderly way: nothing to suspect."""
        self._states.note(_RUNNING, None)
