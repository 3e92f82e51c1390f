"""`python -m hub.local status|stop`: looks at, or ends, the embedded engines of HUB_HOME, whoever started them."""

import os
import sys
from pathlib import Path

from hub.local.ownership import Ownership
from hub.settings import read


def main(verb: str, home: Path) -> int:
    """Exit code 2 for an unknown verb."""
    if verb not in {"status", "stop"}:
        sys.stderr.write("usage: python -m hub.local status|stop\n")
        return 2
    for name in ("kafka", "postgresql"):
        identity = Ownership(home / name).process()
        running = identity is not None and identity.find() is not None
        if identity and running and verb == "stop":
            identity.end(grace=15)
        told = f"process {identity.pid}" if identity and running else "not running"
        sys.stdout.write(f"{name}: {told}{', stopped' if running and verb == 'stop' else ''}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "status", read(os.environ).engines.home))
