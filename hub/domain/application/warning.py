"""What a window should know before it sends, though nothing of it is refused: what is lacking, retired codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hub.domain.application.content import lacking
from hub.domain.identifiers import warn_resident_id
from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas.application import Application
from schemas.parties import Organisation, Party, Undisclosed


def warnings(application: Application, today: date, reference: Reference) -> tuple[Refusal, ...]:
    """Give the warnings of an application that the hub takes; each is a code with what its text is completed with."""
    row = reference.item(application.item, today)
    points = lacking(application.form, application.materials, row, today, reference) if row else ()
    incomplete = [Refusal("application_incomplete", "/application", {"text": point.text}) for point in points]
    return (*incomplete, *_succeeded(application, today, reference), *_retired(application, today, reference))


def _succeeded(application: Application, today: date, reference: Reference) -> Iterator[Refusal]:
    code = application.jurisdiction.region
    succession = reference.succession(code, today)
    successor = reference.region(succession[-1], today) if len(succession) > 1 else None
    if successor is not None:
        params = {"region": code, "successor": f"{successor.name}({successor.code})"}
        yield Refusal("region_retired", "/application/jurisdiction/region", params)


def _retired(application: Application, today: date, reference: Reference) -> Iterator[Refusal]:
    regions = {region.code for region in reference.all_regions(today)}
    provinces = {code[:2] for code in regions}
    for place, party in _people(application):
        if isinstance(party, Organisation | Undisclosed) or party.identity.kind != "resident_id":
            continue
        # codes of other provinces are not in the table
        if party.identity.number[:2] in provinces and (fault := warn_resident_id(party.identity.number, regions)):
            yield Refusal(fault.code, f"/application/personal/{place}/identity/number")


def _people(application: Application) -> Iterator[tuple[str, Party]]:
    personal = application.personal
    yield "applicant", personal.applicant
    if personal.agent is not None:
        yield "agent", personal.agent
    for number, other in enumerate(personal.others):
        yield f"others/{number}/person", other.person
