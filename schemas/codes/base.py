"""What a row of the table of refusals is."""

from __future__ import annotations

from typing import Literal, NamedTuple

Fault = Literal["sender", "applicant", "officer", "operator", "hub"]


class RefusalCode(NamedTuple):
    """One row: a stable code, whose fault it is, what happened, what to do next."""

    code: str
    fault: Fault
    title: str
    next_step: str


def row(code: str, fault: Fault, title: str, next_step: str) -> tuple[str, RefusalCode]:
    """Make a row, with the code as its key."""
    return code, RefusalCode(code, fault, title, next_step)
