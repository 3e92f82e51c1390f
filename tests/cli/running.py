"""Runs the `hub` command as people do: within this process where that will do, else as one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from hub.cli import main

HUB = Path(sys.executable).parent / "hub"


class Ran(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def hub(*words: str, given: bytes = b"", settings: Mapping[str, str] | None = None) -> Ran:
    """Run `hub` with these words; nothing of the caller's own HUB_… settings reaches it."""
    out, err = io.StringIO(), io.StringIO()
    with _environment(settings or {}), _stdin(given), redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit as ended:
            code = ended.code
    return Ran(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def hub_process(*words: str) -> Ran:
    """Run `hub` as a process of its own."""
    with _environment({}):
        done = subprocess.run([str(HUB), *words], capture_output=True, check=False, timeout=50)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in before:
        if name.startswith("HUB_"):
            del os.environ[name]
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _stdin(given: bytes) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given))
    try:
        yield
    finally:
        sys.stdin = before
