"""What a check of a file's inside finds."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 - says what was found
    """``code`` of schemas.codes and, in Chinese, why."""

    def __init__(self, code: str, why: str = "") -> None:
        self.code = code
        self.why = why
        super().__init__(f"{code}: {why}")


def damaged(why: str) -> Fault:
    """Cut off, or not what its beginning says."""
    return Fault("attachment_damaged", why)


def bomb(why: str) -> Fault:
    """Small to send, too large to open, or built so that two readers see two things."""
    return Fault("attachment_bomb", why)
