"""ISO 7064 MOD 37,36: one check character of 0-9A-Z, finds every single altered character.

The hybrid system of ISO 7064 clause 9: start with 36; for each character add its value, reduce modulo 36
(0 becomes 36), double, reduce modulo 37. The check character brings the last sum to 1 modulo 36.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _row(state: int) -> bytes:
    """Give, for one state 1..36, the next state by byte; 0 for a byte outside the alphabet."""
    following = bytearray(256)
    for value, character in enumerate(ALPHABET):
        following[ord(character)] = ((state + value) % 36 or 36) * 2 % 37
    return bytes(following)


# As a table the check costs one look-up a character, and state 0 (a foreign character) leads only to itself.
_NEXT: Final = (bytes(256), *(_row(state) for state in range(1, 37)))
_CHECK: Final = "?" + "".join(ALPHABET[(37 - state) % 36] for state in range(1, 37))


def check_character(text: str) -> str:
    """Give the check character of ``text``; ``?`` when it holds a character outside 0-9A-Z."""
    state = 36
    for byte in text.encode():
        state = _NEXT[state][byte]
    return _CHECK[state]
