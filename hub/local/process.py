"""A server process under guard, and telling it from a stranger that has inherited its number."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

GUARD: Final = Path(__file__).with_name("guard.py")
# the clock that start times are counted from may be corrected a little between two looks
SAME_START_SECONDS: Final = 2.0


@dataclass(frozen=True)
class ProcessIdentity:
    """A process number is reused; with its start and a piece of its command line it is not."""

    pid: int
    started: float
    mark: str

    def find(self) -> psutil.Process | None:
        """The process itself, if it still runs."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < SAME_START_SECONDS
            alive = process.status() != psutil.STATUS_ZOMBIE
            return process if same and alive and self.mark in " ".join(process.cmdline()) else None
        except psutil.Error:
            return None

    def end(self, grace: float) -> None:
        """Asks it to stop, waits, and insists."""
        process = self.find()
        if process is None:
            return
        try:
            process.terminate()
            process.wait(grace)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(grace)
        except psutil.NoSuchProcess:
            return


@dataclass(frozen=True)
class Command:
    """What to run and how it wants to be ended; `mark` is a piece of the command line that no stranger has."""

    words: list[str]
    mark: str
    log: Path
    stop_signal: str = "SIGTERM"
    grace_seconds: float = 10.0
    user: str = ""


class GuardedProcess:
    """Runs a command under a guard that ends it when we end, however we end."""

    def __init__(self, command: Command, environment: dict[str, str]) -> None:
        self._grace = command.grace_seconds
        guard = [sys.executable, "-I", "-S", str(GUARD), command.stop_signal, str(command.grace_seconds)]
        ours, lifeline = os.pipe()
        answer, theirs = os.pipe()
        self._guard = subprocess.Popen(
            [*guard, command.user, str(command.log), "--", *command.words],
            stdin=ours,
            stdout=theirs,
            env=environment,
            start_new_session=True,  # Ctrl-C in the terminal goes to us, and we end the engine in order
        )
        os.close(ours)
        os.close(theirs)
        self._lifeline = os.fdopen(lifeline, "wb")
        with os.fdopen(answer) as line:
            pid = int(line.readline() or 0)
        self.identity = ProcessIdentity(pid, _started(pid), command.mark)

    @property
    def running(self) -> bool:
        return self._guard.poll() is None

    def stop(self) -> None:
        """Ends the engine in order; returns when it is gone."""
        self._lifeline.close()
        try:
            self._guard.wait(self._grace + 5)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()
        self.identity.end(self._grace)

    def kill9(self) -> None:
        """Kills the engine as a power cut would; returns when it is gone."""
        os.kill(self.identity.pid, signal.SIGKILL)
        self._guard.wait()
        self._lifeline.close()


def _started(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time() if pid else 0.0
    except psutil.NoSuchProcess:
        return 0.0
