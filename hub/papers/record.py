"""A case as its papers see it: what its facts say, with names from the reference data. It knows nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, NamedTuple, TypeVar

from hub.domain.reference import Reference
from hub.papers.dates import day_of
from hub.upload.history import History
from hub.upload.matter import applicant_of
from schemas import facts
from schemas.application import Material
from schemas.parties import Addressee, Officer, Party
from schemas.reference import Item, Limit

F = TypeVar("F", bound=facts.Fact)
UNITS: Final = {"working_days": "个工作日", "natural_days": "日", "hours": "小时", "minutes": "分钟"}


class Said(NamedTuple, Generic[F]):
    """A fact and its number in its case."""

    number: int
    fact: F


@dataclass(frozen=True)
class Record:
    """A case from its filing on; ``history`` has one."""

    history: History
    reference: Reference

    @cached_property
    def filed(self) -> facts.CaseFiled:
        """The filing."""
        found = self.history.filed
        assert found is not None  # noqa: S101 - whoever makes a record has looked
        return found

    @property
    def number(self) -> str:
        """The case's number."""
        return self.history.number

    @cached_property
    def applicant(self) -> Party:
        """Who applies, as last supplied."""
        return applicant_of(self.history)

    @property
    def you(self) -> str:
        """How official papers speak to the applicant."""
        return "你" if self.applicant.kind == "person" else "你单位"

    @cached_property
    def agent(self) -> Party | None:
        """Who acts for the applicant, by the last power of attorney."""
        renewed = self.last(facts.PowerRenewed)
        return renewed.fact.personal.agent if renewed else self.filed.application.personal.agent

    @cached_property
    def item(self) -> Item | None:
        """The item's row on the day of filing; None where the reference data at hand does not know it."""
        return self.reference.item(self.filed.item.code, day_of(self.filed.at))

    def last(self, kind: type[F], before: int | None = None) -> Said[F] | None:
        """Give the last fact of a kind, before a number."""
        return max(self.all(kind, before), key=lambda said: said.number, default=None)

    def all(self, kind: type[F], before: int | None = None) -> Iterator[Said[F]]:
        """Give the facts of a kind, in order."""
        for number, fact in self.history.facts:
            if isinstance(fact, kind) and (before is None or number < before):
                yield Said(number, fact)

    def competent(self, before: int | None = None) -> Addressee:
        """Give the organ in whose name papers are issued: whom the case was with before a fact."""
        moved = self.last(facts.CaseTransferred, before)
        lower = moved.fact.lower if moved else self.filed.lower
        if lower is not None and not self._is_above(before):
            return lower
        return moved.fact.to if moved else self.filed.competent

    @property
    def superior(self) -> Addressee:
        """Who decides, whoever reviews first."""
        moved = self.last(facts.CaseTransferred)
        return moved.fact.to if moved else self.filed.competent

    def _is_above(self, before: int | None) -> bool:
        """Tell whether a lower organ has handed the file up, or silence has renewed while it had it."""
        renewed = self.last(facts.CaseDeemedRenewed)
        return self.last(facts.ReviewSubmitted, before) is not None or (
            renewed is not None and (before is None or renewed.number <= before)
        )

    def unit_name(self, unit: str) -> str:
        """Give a unit's name: as the facts have it, else as the reference data has it, else its code."""
        for known in self._addressees():
            if known.unit == unit:
                return known.name
        row = self.reference.unit(unit, day_of(self.filed.at))
        return row.name if row else unit

    def officer(self, by: Officer) -> str:
        """Give unit and staff number of who acted; facts know no names of officers."""
        return f"{self.unit_name(by.unit)}(工号{by.staff})"

    @cached_property
    def materials(self) -> dict[str, Material]:
        """Everything handed in so far, by code; the last of one code counts."""
        found = {one.code: one for one in self.filed.application.materials}
        for supplied in self.all(facts.CorrectionSupplied):
            found |= {one.code: one for one in supplied.fact.materials}
        for supplied_later in self.all(facts.DeferredSupplied):
            found |= {one.code: one for one in supplied_later.fact.materials}
        return found

    def material_name(self, code: str) -> str:
        """Give what a material is called: by the item, else as it was handed in, else its code."""
        for row in self.item.materials if self.item else ():
            if row.code == code:
                return row.name
        handed_in = self.materials.get(code)
        return handed_in.title if handed_in else code

    def field_name(self, code: str) -> str:
        """Give what a field of the form, or a material, is called."""
        if self.item and self.item.form:
            for row in self.reference.forms.get(self.item.form, ())[:1]:
                if code in row.json_schema.get("properties", {}):
                    return str(row.json_schema["properties"][code].get("title", code))
        return self.material_name(code)

    def _addressees(self) -> Iterator[Addressee]:
        filed = self.filed
        yield from (one for one in (filed.competent, filed.acceptor, filed.decider, filed.lower) if one)
        for moved in self.all(facts.CaseTransferred):
            yield from (one for one in (moved.fact.to, moved.fact.lower) if one)


def in_units(limit: Limit) -> str:
    """Give a limit in words: 5个工作日."""
    return f"{limit.amount}{UNITS[limit.unit]}"
