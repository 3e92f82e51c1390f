"""Chinese punctuation (GB/T 15834-2011): full-width after Chinese, though the sources write ASCII.

What must stay as it is, such as a registered name, is marked ``AsIs``.
"""

from __future__ import annotations

import re
from typing import Final

_FULL_WIDTH: Final = 0xFEE0
"""From an ASCII sign to its full-width form."""
_HAN: Final = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_AFTER: Final = re.compile(rf"(?<=[{_HAN}\u201d\u300b\u3015\uff09)])[,;:?!]")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_ANY_HAN: Final = re.compile(rf"[{_HAN}]")


class AsIs(str):
    """Text that is printed as it was given."""

    __slots__ = ()


def full_width(signs: str) -> str:
    """Give the full-width forms of ASCII signs."""
    return "".join(chr(ord(sign) + _FULL_WIDTH) for sign in signs)


def punctuated(text: str) -> str:
    """Give text with the punctuation of Chinese where it is Chinese; ``AsIs`` stays."""
    if isinstance(text, AsIs):
        return text
    before, after = "", text
    while before != after:
        # brackets within brackets: the inner ones first
        before, after = after, _BRACKETS.sub(_bracketed, after)
    return _AFTER.sub(lambda found: full_width(found[0]), after)


def _bracketed(found: re.Match[str]) -> str:
    before = found.string[: found.start()][-1:]
    if not _ANY_HAN.search(before + found[1]):
        return found[0]
    return f"{full_width('(')}{found[1]}{full_width(')')}"
