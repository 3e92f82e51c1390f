"""One case as the upload sees it: its facts in order, with what is personal in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from schemas.facts import CaseFiled, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

F = TypeVar("F", bound=Fact)


class Numbered(NamedTuple):
    """A fact and its number in its case."""

    number: int
    fact: Fact


@dataclass(frozen=True)
class History:
    """A case from its filing on."""

    number: str
    facts: Sequence[Numbered]

    @property
    def filed(self) -> CaseFiled | None:
        """The filing; None where it was refused."""
        first = next(self.of(CaseFiled), None)
        return first.fact if first and isinstance(first.fact, CaseFiled) else None

    def of(self, *kinds: type[Fact]) -> Iterator[Numbered]:
        """Give the facts of these kinds, in order."""
        return (one for one in self.facts if isinstance(one.fact, kinds))

    def last(self, kind: type[F], before: int | None = None) -> F | None:
        """Give the last fact of a kind, before a number."""
        found: F | None = None
        for number, fact in self.facts:
            if isinstance(fact, kind) and (before is None or number < before):
                found = fact
        return found


class Period(NamedTuple):
    """From a moment on, before another one."""

    since: datetime
    until: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.since <= moment < self.until
