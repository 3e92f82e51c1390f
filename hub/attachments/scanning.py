"""Who looks for viruses before a file is stored: a port, and three that fit it. The hub brings no scanner along.

A scanner that is away, too slow or puzzled has not found the file clean: what is not clean is not stored.
"""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess
from pathlib import Path
from typing import Final, Literal, NamedTuple, Protocol

PATIENCE: Final = 120.0
"""Seconds for one file."""
_CHUNK: Final = 1 << 18
_LONGEST: Final = 300


class Scanned(NamedTuple):
    """What a scanner says of a file."""

    outcome: Literal["clean", "infected", "unscannable"]
    detail: str = ""
    """Name of the virus, or why it could not be scanned."""


class Scanner(Protocol):
    """Looks for viruses."""

    name: str
    """As settings and screens show it."""

    def scan(self, file: Path) -> Scanned:
        """Look at a file; never raises for what is wrong with scanner or file."""


class NoScanner:
    """Nobody looks: the default, and said wherever attachments are told of."""

    name = ""

    def scan(self, file: Path) -> Scanned:  # noqa: ARG002 - it does not look
        """Let everything through."""
        return Scanned("clean")


class CommandScanner:
    """A command that gets the file as its last word: exit code 0 clean, 1 infected (as clamscan), else it failed."""

    def __init__(self, command: str, patience: float = PATIENCE) -> None:
        self.name = f"command:{command}"
        self._words = shlex.split(command)
        self._patience = patience

    def scan(self, file: Path) -> Scanned:
        """Run it."""
        try:
            done = subprocess.run(
                [*self._words, str(file.resolve())], capture_output=True, check=False, timeout=self._patience
            )
        except subprocess.TimeoutExpired:
            return Scanned("unscannable", "扫描超时")
        except OSError as error:
            return Scanned("unscannable", f"扫描程序无法启动:{error.strerror}")
        if done.returncode == 0:
            return Scanned("clean")
        said = done.stdout.decode(errors="replace").strip().splitlines()
        # clamscan says "FILE: NAME FOUND"; the path is left out
        told = (said[0] if said else "").removeprefix(f"{file.resolve()}:").removesuffix("FOUND").strip()[:_LONGEST]
        if done.returncode == 1:
            return Scanned("infected", told or "未命名")
        return Scanned("unscannable", f"扫描程序以{done.returncode}结束")


class ClamdScanner:
    """ClamAV's daemon (clamd(8), command INSTREAM): the bytes go to it in pieces, so it needs no access to the file."""

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        """``address``: path of its socket, or host:port."""
        self.name = f"clamd:{address}"
        self._address = address
        self._patience = patience

    def scan(self, file: Path) -> Scanned:
        """Send it and hear."""
        try:
            with self._connected() as line, file.open("rb") as content:
                line.sendall(b"zINSTREAM\0")
                while some := content.read(_CHUNK):
                    line.sendall(struct.pack("!L", len(some)) + some)
                line.sendall(bytes(4))
                answer = _all_of(line)
        except TimeoutError:
            return Scanned("unscannable", "扫描超时")
        except OSError:
            # also where it ends the connection because the stream passed its StreamMaxLength
            return Scanned("unscannable", "扫描服务无法连接或中断")
        return _read(answer)

    def _connected(self) -> socket.socket:
        if self._address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self._patience)
            try:
                line.connect(self._address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host, int(port)), self._patience)


def scanner_of(setting: str) -> Scanner:
    """Give the scanner that a setting names (HUB_ATTACHMENTS_SCAN)."""
    kind, _, rest = setting.partition(":")
    if kind == "clamd":
        return ClamdScanner(rest)
    return CommandScanner(rest) if kind == "command" else NoScanner()


def _all_of(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and (some := line.recv(4096)):
        said += some
    return said.rstrip(b"\0").decode(errors="replace")


def _read(answer: str) -> Scanned:
    told = answer.removeprefix("stream:").strip()
    if told == "OK":
        return Scanned("clean")
    if told.endswith("FOUND"):
        return Scanned("infected", told.removesuffix("FOUND").strip()[:_LONGEST] or "未命名")
    return Scanned("unscannable", told[:_LONGEST] or "扫描服务没有答复")
