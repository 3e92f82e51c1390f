"""Investment projects in the year: founded with their first stage, grown stage by stage, some ended early.

What their cases promise (容缺) is promised and supplied by the same people as everywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from hub.client import made_up
from hub.client.forms import form_of
from hub.client.places import corridor, places_on
from hub.client.sample import Filing, materials_of, power_of_attorney
from hub.domain.identifiers import make_bundle_number, make_case_number
from schemas import commands
from schemas.commands import FileBundle
from schemas.parties import Officer
from schemas.reading import read
from schemas.times import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from hub.domain.reference import Reference
    from schemas.reference import Item, Region

RECORD, LAND, PLANNING, BUILDING = "521009001000", "520104009000", "520104010000", "520107001000"
BESIDE: Final = {PLANNING: ("520107522000",), BUILDING: ("521007528000",)}
"""What is filed beside the item that the stage needs: optional, and approved on a promise (容缺审批)."""
CASES_PER_PROJECT: Final = 1000
"""Of the year's cases, for each project."""
FOUNDED_WITHIN: Final = 270
"""Days of the year: who begins later sees no end of it."""
WITHOUT: Final = 0.6
"""Of the cases that may promise a material: it is missing."""
ENDED_EARLY: Final = 0.35
"""Of the projects that have their planning permit: the investor gives up."""
_OPENS: Final = 9


class Project(NamedTuple):
    """What its window knows of it."""

    title: str
    region: Region
    applicant: dict[str, Any]
    unit: str


class Projects:
    """Founds projects, and says what is filed next."""

    def __init__(self, reference: Reference, chance: Random) -> None:
        self._reference = reference
        self._chance = chance
        self._known: dict[str, Project] = {}

    def founded(self, cases: int, days: tuple[date, date]) -> Iterator[Filing]:
        """Give the filings of all projects, by day."""
        first, last = days
        count = min((last - first).days + 1, FOUNDED_WITHIN)
        due = 0.0
        for day in (first + timedelta(days=place) for place in range(count)):
            due += cases / CASES_PER_PROJECT / count
            while due >= 1:
                due -= 1
                yield self._found(day)

    def grown(self, bundle: str, items: list[str], at: datetime) -> commands.AddChildren | commands.EndBundle | None:
        """Say what the investor does now that the items of the next stage may be filed; None: another's project."""
        project = self._known.get(bundle)
        if project is None:
            return None
        if BUILDING in items and self._chance.random() < ENDED_EARLY:
            by = Officer(unit=project.unit, staff="W01")
            return commands.EndBundle(by=by, reason="投资人不再建设(样例)")
        wanted = [other for item in items for other in (*BESIDE.get(item, ()), item)]
        body = {"children": [self._child(bundle[:6], item, project, at) for item in wanted]}
        return read(commands.AddChildren, orjson.dumps(body))

    def _found(self, day: date) -> Filing:
        draw = self._chance
        at = datetime(day.year, day.month, day.day, _OPENS, draw.randrange(60), tzinfo=CHINA)
        places = places_on(day, self._reference)
        origin, competent = corridor(places, draw)
        number = make_bundle_number(origin.code, at, draw.getrandbits)
        title = f"{competent.short_name}厂房建设项目(样例)"
        project = Project(title, competent, made_up.organisation(draw, competent), places.windows[origin.code])
        self._known[number] = project
        data = {
            "kind": "investment_project",
            "title": title,
            "window": {"unit": project.unit, "window": "01", "staff": "W01", "channel": "1"},
            "mode": "joint",
            "personal": {
                "agent": made_up.person(draw, places.regions, day),
                "power_of_attorney": {**power_of_attorney(title, day, draw), "ends_on": str(day + timedelta(days=720))},
            },
            "children": [self._child(origin.code, item, project, at) for item in (RECORD, LAND)],
        }
        return Filing(origin.code, at, FileBundle.ce_type, number, data)

    def _child(self, origin: str, code: str, project: Project, at: datetime) -> dict[str, Any]:
        item = self._reference.item(code, at.date())
        assert item is not None, code
        number = make_case_number(origin, at, self._chance.getrandbits)
        return {
            "case": number,
            "item": item.code,
            "jurisdiction": {"field": item.jurisdiction_field, "region": project.region.code},
            "form": form_of(item, project.region, self._chance),
            "materials": self._materials(item, number),
            "applicant_kind": "2",
            "personal": {"applicant": project.applicant},
        }

    def _materials(self, item: Item, number: str) -> list[dict[str, Any]]:
        handed_in = materials_of(item, number, self._chance)
        if item.deferral == "none" or self._chance.random() >= WITHOUT:
            return handed_in
        deferrable = {line.code for line in item.materials if line.deferrable}
        return [material for material in handed_in if material["code"] not in deferrable]
