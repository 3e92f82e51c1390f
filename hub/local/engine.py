"""The life of an embedded engine: start or join, ready, stop, and for the chaos run kill and restart."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hub.local.ownership import Ownership
from hub.local.process import GuardedProcess

Tell = Callable[[str], None]
"""Takes one line of progress for people."""

READY_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.05


class EngineError(RuntimeError):
    """An engine could not be started; the message is one sentence for people and names the log."""


class Engine(ABC):
    """One server under one folder.

    The first process to start it owns it and ends it; others that start it meanwhile only join, and leave it running.
    """

    name: str

    def __init__(self, folder: Path, tell: Tell) -> None:
        self.folder = folder
        self._tell = tell
        self._ownership = Ownership(folder)
        self._process: GuardedProcess | None = None

    @property
    def owned(self) -> bool:
        """Whether this object runs the engine, rather than having joined one that was running."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """Process number of the server itself."""
        identity = self._ownership.process()
        if identity is None:
            raise EngineError(f"{self.name} has not been started")
        return identity.pid

    def start(self) -> Self:
        """Returns when the engine answers. Raises EngineError with one clear sentence."""
        if not self._ownership.acquire():
            self._tell(f"{self.name} is run by another process, joining it")
            while not self._ownership.acquire():
                if self._ready_elsewhere():
                    return self
                time.sleep(POLL_SECONDS)
        try:
            self._end_leftover()
            self._prepare()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Ends the engine if it is ours; its data stays."""
        if self._process is not None:
            self._process.stop()
            self._process = None
            self._ownership.write(None, ready=False)
        self._ownership.release()

    def kill9(self) -> None:
        """Kills the server as a power cut would; `restart` brings it back with the same ports and data."""
        self._owned_process().kill9()

    def restart(self) -> None:
        """Starts the server again after `kill9` (or stops it in order first), same ports, same data."""
        process = self._owned_process()
        if process.running:
            process.stop()
        self._launch()

    @abstractmethod
    def _prepare(self) -> None:
        """Whatever comes before the first launch: ports, files, formatting."""

    @abstractmethod
    def _run(self) -> GuardedProcess:
        """Starts the server process."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether the server answers a real, authenticated request."""

    @abstractmethod
    def _why_it_died(self) -> str:
        """The line of the log that says most."""

    def _ready_elsewhere(self) -> bool:
        identity = self._ownership.process()
        return bool(identity and identity.find() and self._ownership.read().get("ready"))

    def _end_leftover(self) -> None:
        """After kill -9 of an owner its guard is still ending the engine; if the guard is gone too, we end it."""
        identity = self._ownership.process()
        if identity and identity.find():
            self._tell(f"{self.name} of an earlier run is still there, ending it")
            identity.end(grace=15)

    def _launch(self) -> None:
        began = time.monotonic()
        self._process = self._run()
        self._ownership.write(self._process.identity, ready=False)
        while not self._answers():
            if not self._process.running:
                raise EngineError(f"{self.name} ended while starting: {self._why_it_died()}")
            if time.monotonic() - began > READY_SECONDS:
                raise EngineError(f"{self.name} does not answer after {READY_SECONDS:.0f} s: {self._why_it_died()}")
            time.sleep(POLL_SECONDS)
        self._ownership.write(self._process.identity, ready=True)
        self._tell(f"{self.name} is ready after {time.monotonic() - began:.1f} s")

    def _owned_process(self) -> GuardedProcess:
        if self._process is None:
            raise EngineError(f"{self.name} is not run by this process")
        return self._process

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)
