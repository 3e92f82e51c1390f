"""Keeps one engine running exactly as long as whoever started it: `python -I -S guard.py SIGNAL GRACE USER LOG -- …`.

The starter holds the other end of our standard input. When that closes, because the starter asked for the end, died
or was killed by -9, the engine gets SIGNAL and after GRACE seconds SIGKILL. Run by path with the standard library
only, so that it starts fast and needs nothing of ours; it works on Linux and macOS alike.
"""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

POLL_SECONDS = 1.0


def main(arguments: list[str]) -> int:
    how, grace, user, log, _, *command = arguments
    asked = threading.Event()
    starter = os.getppid()
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a terminal's Ctrl-C is the starter's business
    signal.signal(signal.SIGTERM, lambda *_: asked.set())
    with Path(log).open("ab") as output:
        engine = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **as_user(user)
        )
    sys.stdout.write(f"{engine.pid}\n")
    sys.stdout.close()
    threading.Thread(target=end_with_starter, args=(engine, asked, starter, how, float(grace)), daemon=True).start()
    status = engine.wait()
    return 128 - status if status < 0 else status


def end_with_starter(
    engine: subprocess.Popen[bytes], asked: threading.Event, starter: int, how: str, grace: float
) -> None:
    # the parent is watched beside the pipe: a fork of the starter may hold the pipe open
    while not asked.is_set() and os.getppid() == starter and not select.select([0], [], [], POLL_SECONDS)[0]:
        pass
    engine.send_signal(signal.Signals[how])
    try:
        engine.wait(grace)
    except subprocess.TimeoutExpired:
        engine.kill()


def as_user(name: str) -> dict[str, Any]:
    if not name:
        return {}
    import pwd  # noqa: PLC0415 - only root comes here

    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
