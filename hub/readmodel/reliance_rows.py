"""Who relied on which document for which case: a row per document, case and material, by the document's facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hub.readmodel.cases import Link
from schemas import facts
from schemas.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RelianceRow:
    """One use of a document, the last of its material."""

    document: str
    """Licence identifier of the first version."""
    case_number: str
    material: str
    identifier: str
    """The version that was named."""
    unit: str
    endpoint: str
    relied_at: datetime | None = None
    """None: the document could not be used."""
    conditional: bool = False
    another: bool = False
    """Nobody compared the holder."""
    code: str | None = None
    """Why it could not."""
    ended_at: datetime | None = None
    why_ended: str | None = None
    fact_number: int
    fact_digest: str
    fact_at: datetime


Uses = dict[tuple[str, str], RelianceRow]
"""Of one document, by case and material."""

USES = facts.DocumentReliedOn | facts.DocumentNotReliedOn | facts.RelianceEnded
"""Facts that change these rows."""


def speaks_of_reliance(fact: Fact) -> bool:
    """Tell whether a fact changes these rows."""
    return isinstance(fact, USES)


def project_reliances(rows: Uses, document: str, fact: Fact, link: Link) -> Uses:
    """Give the document's rows after a fact; one that they have seen changes nothing."""
    at: dict[str, Any] = {"fact_number": link.number, "fact_digest": link.digest, "fact_at": fact.at}
    if isinstance(fact, facts.RelianceEnded):
        ended = {
            key: replace(row, ended_at=fact.at, why_ended=fact.why, **at)
            for key, row in rows.items()
            if row.case_number == fact.case and row.ended_at is None and row.fact_number < link.number
        }
        return {**rows, **ended}
    if not isinstance(fact, facts.DocumentReliedOn | facts.DocumentNotReliedOn):
        return rows
    key = (fact.case, fact.material)
    known = rows.get(key)
    if known is not None and known.fact_number >= link.number:
        return rows
    no = fact.code if isinstance(fact, facts.DocumentNotReliedOn) else None
    row = RelianceRow(
        document=document,
        case_number=fact.case,
        material=fact.material,
        identifier=fact.identifier,
        unit=fact.unit,
        endpoint=fact.endpoint,
        # a later "no" leaves on record that it was used before
        relied_at=(known.relied_at if known else None) if no else fact.at,
        conditional=isinstance(fact, facts.DocumentReliedOn) and bool(fact.conditional),
        another=isinstance(fact, facts.DocumentReliedOn) and bool(fact.another),
        code=no,
        fact_number=link.number,
        fact_digest=link.digest,
        fact_at=fact.at,
    )
    return {**rows, key: row}
