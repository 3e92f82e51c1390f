"""What is known of a subject at a moment: nothing personal, only what its cases have told."""

from __future__ import annotations

from typing import Any, Literal, Self

from schemas.values import Value, changed


class SubjectState(Value):
    """One subject. It needs no filing: whoever is asked about exists from the first thing that is known of it."""

    version: Literal[1] = 1

    def changed(self, **changes: Any) -> Self:
        """Give the subject with other values in these fields."""
        return changed(self, changes)
