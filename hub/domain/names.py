"""Names that are not what they look like: characters nobody sees, and characters that pass for others.

A document is known by its holder's name and a proposed company name by what it says, so a name that shows the same
and is another one must not get in. The ranges are written out: a newer Unicode must not change what was decided.
"""

from __future__ import annotations

import re
from typing import Final

from hub.domain.values import Refusal

_HIDDEN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""Controls, joiners, marks of direction, fillers, selectors of variants."""
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""Private use: what old systems put there for rare characters, each another one."""
_COMPATIBLE: Final = re.compile(
    "[\u2e80-\u2fdf\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff\U0002f800-\U0002fa1f"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
"""Radicals, compatibility ideographs (but for the twelve that are unified ones), full-width letters and digits."""
_DOTS: Final = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65]")
"""Dots that pass for the one between the parts of a name, U+00B7."""
_ALIEN: Final = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\u2c80-\u2cff]")
"""Greek, Cyrillic, Armenian, Cherokee, Coptic: letters that pass for Latin ones."""
_OTHERS: Final = re.compile("[A-Za-z\u00c0-\u024f\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
"""Latin letters and ideographs."""


def check_name(name: str, pointer: str) -> Refusal | None:
    """Refuse what is hidden or passes for something else; the character is named by its code point (U+…)."""
    for code, pattern in (
        ("name_hidden", _HIDDEN),
        ("name_private", _PRIVATE),
        ("name_lookalike", _COMPATIBLE),
        ("name_dot", _DOTS),
    ):
        found = pattern.search(name)
        if found is not None:
            return Refusal(code, pointer, {"character": _point(found[0])})
    alien = _ALIEN.search(name)
    if alien is not None and _OTHERS.search(name):
        return Refusal("name_lookalike", pointer, {"character": _point(alien[0])})
    return None


def _point(character: str) -> str:
    return f"U+{ord(character):04X}"
