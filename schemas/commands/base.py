"""What all commands have in common."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.values import Value

Outcome = Literal["filed", "refused", "not_accepted", "approved", "denied", "withdrawn"]
"""Where a case stands, as its bundle is told."""


class Command(Value):
    """Any command; ``ce_type`` is its name in the envelope."""

    ce_type: ClassVar[str]
    internal: ClassVar[bool] = False
    """Only the hub itself may send it."""
