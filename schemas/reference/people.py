"""Who stands in for whom."""

from __future__ import annotations

from typing import Literal

from schemas.reference.base import BaseRow
from schemas.values import Code, Uscc


class Substitute(BaseRow):
    """AB角: while the row holds, ``substitute`` may act on what ``staff`` has claimed; both of the same unit."""

    kind: Literal["substitute"] = "substitute"
    unit: Uscc
    staff: Code
    substitute: Code

    @property
    def code(self) -> str:
        """The row is known by the two officers."""
        return f"{self.unit}@{self.staff}@{self.substitute}"
