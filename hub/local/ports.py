"""Free ports for embedded servers."""

import random
import socket
from typing import Final

# Below the range from which systems take the ports of outgoing connections: a client that tries a port of that range
# while the server is down can end up connected to itself, and the server then never gets its port back.
FIRST, LAST = 20_000, 32_000
ADDRESS: Final = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on now."""
    while True:
        port = random.SystemRandom().randrange(FIRST, LAST)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True
