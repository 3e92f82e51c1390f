"""Numbers of subjects: S and the keyed hash of whom they are about, so that a number names nobody.

Whoever does not hold the key can't find the number of a person, even by trying every resident ID there is. One
province has one key for ever: under another key everybody would be somebody else.
"""

from __future__ import annotations

import hmac
import re
from functools import lru_cache
from typing import Final

from hub.domain.identifiers.faults import SUBJECT_FORM, Fault

_LETTER: Final = "S"
_HEX: Final = 32
_FORM: Final = re.compile(r"S[0-9A-F]{32}")


@lru_cache(maxsize=4096)
def make_subject_number(key: bytes, kind: str, number: str) -> str:
    """Give the number of a person or body: HMAC-SHA-256 of the kind of its identity and the number, shortened.

    Remembered, since deciding, sealing and answering one command each ask for the same people.
    """
    digest = hmac.digest(key, f"{kind}|{number}".encode(), "sha256")
    return _LETTER + digest.hex()[:_HEX].upper()


def is_subject_number(number: str) -> bool:
    """Tell a subject's number from a case's or a bundle's by its first character, without checking it."""
    return number[:1] == _LETTER


def check_subject_number(number: str) -> Fault | None:
    """Say what is wrong with a subject's number, or None."""
    return None if _FORM.fullmatch(number) else SUBJECT_FORM
