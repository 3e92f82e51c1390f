"""What it costs to verify a whole document, beside the bare library's verification of as many bytes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from hub.documents import Knowledge, publish, read_status, sign, verify
from hub.documents.status import Issue
from hub.signatures.algorithms import ALGORITHMS
from hub.signatures.jws import decoded
from schemas.documents import Algorithm
from schemas.values import encode
from tests.documents.offices import ISSUED, UNIT, document, identifier, key, store

TIMES: Final = 400
ROUNDS: Final = 7
EXCEPTIONS: Final = 10_000
"""Documents on the status list."""


def shares() -> dict[Algorithm, float]:
    """Give for each algorithm the bare verification's time as a share of the whole document's."""
    return {algorithm: _share(algorithm) for algorithm in ALGORITHMS}


def _share(algorithm: Algorithm) -> float:
    with tempfile.TemporaryDirectory() as folder:
        place = store(Path(folder))
        row = key(place, "bench", algorithm)
        signed = sign(document(), place, ["bench"])
        later = ISSUED + timedelta(hours=1)
        states = {identifier(f"2025{number:07d}"): "04" for number in range(EXCEPTIONS)}
        status = read_status(publish(states, Issue(UNIT, 1, ISSUED, later), place, "bench"))  # type: ignore[arg-type]
    data, knowledge = encode(signed), Knowledge(ISSUED, status)
    assert verify(data, [row], knowledge).answer == "good"
    message = f"{signed.signatures[0].protected}.{signed.payload}".encode()
    signature, public = decoded(signed.signatures[0].signature), decoded(row.public)
    bare = ALGORITHMS[algorithm].verify
    # Interleaved, so that whatever else the machine does falls on both.
    pairs = [
        (_timed(lambda: bare(public, message, signature)), _timed(lambda: verify(data, [row], knowledge)))
        for _ in range(ROUNDS)
    ]
    return median(alone / whole for alone, whole in pairs)


def _timed(what: Callable[[], object]) -> float:
    began = time.thread_time()
    for _ in range(TIMES):
        what()
    return time.thread_time() - began
