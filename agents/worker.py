"""The worker process: Faust around the lanes, with an end that comes within ten seconds whatever Kafka does."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import faust
import orjson
from mode import Service

from agents import calendar, casework, clock, intake, live_counts, projector, seals
from agents.app import faust_app
from agents.ending import end_within
from agents.live_counts import LiveCounts
from agents.parts import Parts
from agents.service import CrewService

logger = logging.getLogger(__name__)

END_S: Final = 9.0
"""From the signal to the end of the process."""
FAUST_END_S: Final = 0.5
"""What Faust gets of it once the lanes are at rest: its live counts are not worth more."""
STATUS_S: Final = 0.5


class Status(Service):
    """Says once a second, in a file, which lanes are at work and what they did."""

    def __init__(self, path: Path, crews: Sequence[CrewService], counts: LiveCounts) -> None:
        """``path`` is replaced whole each time, so that a reader never sees half of it."""
        super().__init__()
        self._path = path
        self._crews = crews
        self._counts = counts

    @Service.timer(STATUS_S)
    async def say(self) -> None:
        """Write the file anew."""
        lanes = {
            service.name: {f"{at.topic}/{at.number}": offset for at, offset in service.offsets()}
            for service in self._crews
        }
        said = {"lanes": lanes, "last_minute": self._counts.last_minute(int(time.time()))}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_bytes(orjson.dumps(said))
        draft.replace(self._path)


class HubWorker(faust.Worker):
    """Faust's worker, which alone would wait for ever for a Kafka that is down."""

    def __init__(self, app: faust.App, crews: Sequence[CrewService], **settings: Any) -> None:
        """``crews`` are drained first."""
        super().__init__(app, **settings)
        self._crews = crews

    async def _stop_on_signal(self, signal: signal.Signals) -> None:
        end_within(END_S)
        await asyncio.gather(*(service.drain() for service in self._crews))
        logger.info("drained")
        end_within(FAUST_END_S)
        await super()._stop_on_signal(signal)


def run(parts: Parts) -> None:
    """Work until a signal. Exits the process."""
    app = faust_app(parts)
    crews = [intake.service(parts), casework.service(parts), projector.service(parts)]
    clock.attach(app, parts)
    calendar.attach(app, parts)
    seals.attach(app, parts)
    live_counts.attach(app, parts.counts)
    worker = HubWorker(app, crews, loglevel="INFO", redirect_stdouts=False)
    status = Status(parts.home / "workers" / parts.worker / "status.json", crews, parts.counts)
    for service in (*crews, status):
        worker.add_dependency(service)
    worker.execute_from_commandline()
