"""What goes wrong, told in words, and the exit code it means."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

REFUSED: Final = 1
USAGE: Final = 2
CANNOT_REACH: Final = 3
INTERRUPTED: Final = 130


class Trouble(Exception):  # noqa: N818 - it is told to people, who know no errors
    """Something to tell, and the exit code."""

    def __init__(self, text: str, code: int) -> None:
        """``text``: Chinese, then English."""
        super().__init__(text)
        self.code = code


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what commands raise into a sentence on stderr and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # `hub sample | head` has seen enough
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:
        code = code_of(error)
        if code is None:
            raise
        sys.stderr.write(f"{error}\n")
        raise SystemExit(code) from None


def code_of(error: Exception) -> int | None:
    """Give the exit code of an error that is for people; None for a defect of ours."""
    # imported late: when something went wrong there is time
    from hub.client.errors import CannotReach, ClientError, NotAnswered  # noqa: PLC0415
    from hub.lanes.ports import BrokerError, NotAllowed  # noqa: PLC0415
    from hub.settings import SettingError  # noqa: PLC0415

    if isinstance(error, Trouble):
        return error.code
    if isinstance(error, SettingError):
        return USAGE
    if isinstance(error, (ClientError, BrokerError)):
        unreached = isinstance(error, (CannotReach, NotAnswered)) or (
            isinstance(error, BrokerError) and not isinstance(error, NotAllowed)
        )
        return CANNOT_REACH if unreached else REFUSED
    return None
