"""Uploads a file as a process of its own: ``python -m tests.attachments.uploader FILE [hang|measure]``.

Prints a line per part; ``hang`` stops after the first, ``measure`` prints how much memory putting, reading and fetching
took over what a small file took.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from hub.client import AttachmentStore
from tests.attachments import files


def resident() -> int:
    """Most bytes so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def put(file: Path, how: str) -> None:
    store = AttachmentStore.of(os.environ)
    if how == "measure":
        small = files.saved(file.parent, "small.pdf", files.pdf())
        store.fetch(store.put(small).digest, small)

    def told(done: int, _: int) -> None:
        print(done, flush=True)  # noqa: T201 - the other process reads it
        if how == "hang":
            signal.pause()

    before = resident()
    put = store.put(file, told=told)
    if how == "measure":
        store.check(put.digest)
        store.fetch(put.digest, file)
        print(resident() - before)  # noqa: T201 - as above
    print(put.sent, put.digest)  # noqa: T201 - as above


if __name__ == "__main__":
    put(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
