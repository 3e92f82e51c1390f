"""What a case knows of a document that stands in the place of one of its materials."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from schemas.documents import LicenceIdentifier, LicenceState
from schemas.times import Moment
from schemas.values import Code, Name, Value

UNSETTLED: Final = frozenset({"refused", "unanswered", "held"})
"""An officer has to answer, or another material to come."""


class Reliance(Value):
    """One document in the place of one material."""

    material: Code
    document: LicenceIdentifier
    """The version that was named."""
    anyone: Literal[True] | None = None
    """Its holder need not be the applicant."""
    status: Literal["asked", "unanswered", "granted", "refused", "held"] = "asked"
    ask: int
    """Of the last question: only its answer counts."""
    answer_by: Moment | None = None
    """While it is asked."""
    asked_again: Literal[True] | None = None
    check_again: Moment | None = None
    """Granted, but the document does not remember the case: it is asked again then."""
    remembered: Literal[True] | None = None
    """The document has the case on its list, or may have, and is told when that ends."""
    name: Name | None = None
    code: Code | None = None
    """Refused: why."""
    params: dict[str, str] | None = None
    state: LicenceState | None = None
    """Held: what has become of the document."""
    condition: Name | None = None
    replaced_by: LicenceIdentifier | None = None
    """Held: the version that says something else, until the officer has looked at it."""
    confirmed: Literal[True] | None = None
    """The officer goes on with it all the same."""

    @property
    def unsettled(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.status in UNSETTLED and not self.confirmed


class Reliances(Value):
    """All of a case, one per material."""

    asks: int = 0
    """Questions so far."""
    documents: tuple[Reliance, ...] = Field(default=())
