"""What all commands have in common."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.values import Value

InPerson = Literal[True] | None
"""本人办理: the applicant acts in person, so the power of attorney of an agent is not asked for.

Such a mark is true or left out, so that messages that were written before it came stay the same bytes.
"""

Outcome = Literal[
    "filed", "refused", "not_accepted", "approved", "denied", "withdrawn", "lapsed", "not_possible", "revoked"
]
"""Where a case stands, as its bundle is told; ``not_possible`` the bundle says of one that was never filed; of a
``revoked`` one the approval was taken back."""


class Command(Value):
    """Any command; ``ce_type`` is its name in the envelope."""

    ce_type: ClassVar[str]
    internal: ClassVar[bool] = False
    """Only the hub itself may send it."""
