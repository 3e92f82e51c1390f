"""Who runs the engine of a folder: the holder of its lock, which the system releases however the holder ends."""

import fcntl
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hub.local.process import ProcessIdentity


class Ownership:
    """The lock of an engine's folder and the state its owner has written there for others to read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: int | None = None

    def acquire(self) -> bool:
        """Whether the folder is ours now; False while another process runs the engine."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / "owner.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def read(self) -> dict[str, Any]:
        """What the last owner wrote; empty before the first start."""
        try:
            state: dict[str, Any] = json.loads((self._folder / "state.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return state

    def write(self, process: ProcessIdentity | None, *, ready: bool, **details: str | int) -> None:
        state = {**self.read(), **details, "ready": ready, "process": asdict(process) if process else None}
        draft = self._folder / "state.json.new"
        draft.write_text(json.dumps(state, indent=1))
        draft.replace(self._folder / "state.json")

    def process(self) -> ProcessIdentity | None:
        """The engine of the last owner, running or not."""
        known = self.read().get("process")
        return ProcessIdentity(**known) if known else None
