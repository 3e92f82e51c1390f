"""A process of its own that decides a recorded day again: ``python -m tests.replay.again FILE``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import orjson

from hub.lanes.twin.time import run
from hub.replay.exact import Outcome, decide_again
from hub.replay.references import read_references
from hub.replay.window import Window
from tests.replay.day import SUBJECT_KEY, found_again


async def again(path: Path, window: Window = Window()) -> Outcome:  # noqa: B008 - a tuple
    """Decide the day that is kept in the file."""
    reader = found_again(path)
    return await decide_again(reader, await read_references(reader, SUBJECT_KEY), window)


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(run(again(Path(sys.argv[1])), random.Random(1))._asdict(), default=tuple))
