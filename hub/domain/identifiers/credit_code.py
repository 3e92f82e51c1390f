"""Unified social credit codes (USCC), GB 32100-2015."""

from __future__ import annotations

from typing import Final

from hub.domain.identifiers.faults import USCC_CHECK, USCC_FORM, Fault

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 18
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def check_uscc(code: str) -> Fault | None:
    """Say what is wrong with a USCC, or None. Characters 3 to 8 are the region it was registered in."""
    if len(code) != LENGTH or not (code.isascii() and code[2:8].isdigit()):
        return USCC_FORM
    try:
        right = _check_character(code)
    except KeyError:
        return USCC_FORM
    if code[17] not in _VALUES:
        return USCC_FORM
    return None if code[17] == right else USCC_CHECK


def make_uscc(department: str, region: str, body: str) -> str:
    """Make a code: department and kind (2, e.g. ``91``), region (6), body (8), then both check characters.

    Character 17 is the check of the organisation code (GB 11714), the last one that of GB 32100.
    """
    code = f"{department}{region}{body}{_body_check(body)}"
    if len(code) != LENGTH - 1:
        raise ValueError(f"a USCC is made of 2 + 6 + 8 characters, not {department!r} + {region!r} + {body!r}")
    return code + _check_character(code)


def _check_character(code: str) -> str:
    total = sum([_VALUES[character] * weight for character, weight in zip(code, _WEIGHTS, strict=False)])
    return ALPHABET[(31 - total % 31) % 31]


def _body_check(body: str) -> str:
    total = sum(int(character, 36) * weight for character, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
