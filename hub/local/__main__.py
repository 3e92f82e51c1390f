"""`python -m hub.local prepare|status|stop`: fetches what the engines need, looks at them, or ends them.

`status` and `stop` are about the engines of HUB_HOME, whoever started them.
"""

import os
import sys

from hub.local.kafka import EmbeddedKafka
from hub.local.ownership import Ownership
from hub.settings import EngineSettings, read


def main(verb: str, settings: EngineSettings) -> int:
    """Exit code 2 for an unknown verb."""
    if verb == "prepare":
        EmbeddedKafka(settings, _say).prepare()
        return 0
    if verb not in {"status", "stop"}:
        _say("usage: python -m hub.local prepare|status|stop")
        return 2
    for name in ("kafka", "postgresql"):
        _say(f"{name}: {_look(Ownership(settings.home / name), end=verb == 'stop')}")
    return 0


def _look(ownership: Ownership, *, end: bool) -> str:
    identity = ownership.process()
    if identity is None or identity.find() is None:
        return "not running"
    if end:
        identity.end(grace=15)
        return f"process {identity.pid}, stopped"
    return f"running as process {identity.pid}"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "status", read(os.environ).engines))
