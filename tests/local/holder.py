"""Starts PostgreSQL of a home and holds it until standard input ends: `python -m tests.local.holder HOME`."""

import json
import signal
import sys
from pathlib import Path

import psutil

from hub.local import EmbeddedPostgres
from hub.settings import EngineSettings


def main(home: Path) -> None:
    with EmbeddedPostgres(EngineSettings(home, home, "unused")) as server:
        said = {"server": server.pid, "guard": psutil.Process(server.pid).ppid(), "owned": server.owned}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    # a shell starts what runs in the background deaf to Ctrl-C, and whoever inherits that is deaf too
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(Path(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
