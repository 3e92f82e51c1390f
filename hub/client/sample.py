"""A realistic mixed load of made-up filings: who files what, where and when, as the province's windows would.

Regions by Zipf's law, 35 % of the cases for another region, a day with its two peaks and a quiet night, 5 % of the
filings bundles. The same seed gives the same filings, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from hub.client import made_up
from hub.client.forms import form_of
from hub.client.places import Places, Theme, corridor, offered_item, places_on
from hub.domain.identifiers import make_bundle_number, make_case_number
from hub.domain.reference import Reference
from schemas.commands import FileApplication, FileBundle
from schemas.reference import Item, Material, Region
from schemas.times import CHINA

BUNDLES: Final = 0.05
AGENTS: Final = 0.15
"""Persons who let an agent stand at the window; companies always do."""
HOURS: Final = (
    4, 2, 2, 1, 1, 2, 6, 20, 70, 120, 130, 95, 40, 60, 110, 120, 100, 60, 30, 25, 22, 18, 12, 8,
)  # fmt: skip
"""Filings per hour of the day: windows from 9 to 17 with a break at noon, online filings at night."""
_HOUR_MS: Final = 3_600_000


class Filing(NamedTuple):
    """One message to publish: ``number`` is the subject, ``data`` the body of ``ce_type``."""

    endpoint: str
    at: datetime
    ce_type: str
    number: str
    data: dict[str, Any]

    @property
    def cases(self) -> int:
        """How many cases it files."""
        return len(self.data["children"]) if "children" in self.data else 1


def sample(cases: int, seed: int, reference: Reference, day: date) -> Iterator[Filing]:
    """Make filings of so many cases in all, in the order of their arrival on ``day`` (China's)."""
    draw = Random(seed)  # noqa: S311 - the same seed must give the same load
    places = places_on(day, reference)
    plan = list(_plan(cases, places, draw))
    for at, theme in zip(_arrivals(len(plan), draw, day), plan, strict=True):
        yield _bundle(places, at, theme, draw) if theme else _case(places, at, draw)


def materials_of(item: Item, number: str, draw: Random) -> list[dict[str, Any]]:
    """Hand in an item's materials: optional ones half the time, one in 25 deferrable ones is missing."""
    return [_material(line, number, draw) for line in item.materials if _handed_in(line, draw)]


def power_of_attorney(item: str, day: date, draw: Random) -> dict[str, Any]:
    """Make the agent's power of attorney, signed within the last week and good for three months."""
    signed = day - timedelta(days=draw.randrange(7))
    return {
        "number": f"WT{signed:%Y%m%d}{draw.randrange(10**6):06d}",
        "scope": f"代为办理{item},包括提交和补正材料、领取文书",
        "signed_on": str(signed),
        "ends_on": str(signed + timedelta(days=90)),
    }


def _plan(cases: int, places: Places, draw: Random) -> Iterator[Theme | None]:
    """Say of each filing whether it is one case (None) or the bundle of a theme, until there are enough cases."""
    left = cases
    while left > 0:
        theme = draw.choice(places.themes) if left > 1 and draw.random() < BUNDLES else None
        if theme:
            theme = theme._replace(items=theme.items[:left])
        left -= len(theme.items) if theme else 1
        yield theme


def _arrivals(filings: int, draw: Random, day: date) -> Iterator[datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    hours = draw.choices(range(24), HOURS, k=filings)
    moments = sorted(hour * _HOUR_MS + draw.randrange(_HOUR_MS) for hour in hours)
    return (midnight + timedelta(milliseconds=moment) for moment in moments)


def _case(places: Places, at: datetime, draw: Random) -> Filing:
    where = corridor(places, draw)
    return case_of(offered_item(places, where[1], draw), where, places, at, draw)


def case_of(item: Item, where: tuple[Region, Region], places: Places, at: datetime, draw: Random) -> Filing:
    """Make one case of an item, filed in the first of two regions for a matter of the other."""
    origin, competent = where
    number = make_case_number(origin.code, at, draw.getrandbits)
    kind, applicant = _applicant(item, origin, competent, places, draw)
    personal: dict[str, Any] = {"applicant": applicant}
    if kind != "1" or draw.random() < AGENTS:
        personal["agent"] = made_up.person(draw, places.regions, places.day)
        personal["power_of_attorney"] = power_of_attorney(item.name, places.day, draw)
    application = {
        **_matter(item, competent, number, places.day, draw),
        "applicant_kind": kind,
        "mode": item.mode,
        "personal": personal,
    }
    data = {"window": _window(places, origin, draw), "application": application}
    return Filing(origin.code, at, FileApplication.ce_type, number, data)


def _bundle(places: Places, at: datetime, theme: Theme, draw: Random) -> Filing:
    origin, competent = corridor(places, draw)
    child_applicant = made_up.person(draw, places.regions, places.day)
    children = []
    for item in theme.items:
        number = make_case_number(origin.code, at, draw.getrandbits)
        matter = _matter(item, competent, number, places.day, draw)
        children.append({"case": number, **matter, "applicant_kind": "1", "personal": {"applicant": child_applicant}})
    data = {
        "title": theme.title,
        "window": _window(places, origin, draw),
        "mode": "collect_and_forward",
        "personal": {
            "agent": made_up.person(draw, places.regions, places.day),
            "power_of_attorney": power_of_attorney(theme.title, places.day, draw),
        },
        "children": children,
    }
    return Filing(origin.code, at, FileBundle.ce_type, make_bundle_number(origin.code, at, draw.getrandbits), data)


def _applicant(
    item: Item, origin: Region, competent: Region, places: Places, draw: Random
) -> tuple[str, dict[str, Any]]:
    """Make somebody the item is for; companies live where the matter is decided more often than not."""
    kind = draw.choice(item.subjects)
    if kind == "1":
        return kind, made_up.person(draw, places.regions, places.day)
    return kind, made_up.organisation(draw, draw.choice((origin, competent, competent)))


def _matter(item: Item, competent: Region, number: str, day: date, draw: Random) -> dict[str, Any]:
    return {
        "item": item.code,
        "jurisdiction": {"field": item.jurisdiction_field, "region": competent.code},
        "form": form_of(item, competent, draw),
        "materials": materials_of(item, number, draw),
        **_beforehand(item, number, day),
    }


def _beforehand(item: Item, number: str, day: date) -> dict[str, Any]:
    """Say what an item asks for before it is filed: a document that expires, a public notice that has ended."""
    said: dict[str, Any] = {}
    if item.renewal is not None:
        expires_on = day + timedelta(days=90)
        said["renewal"] = {"document": f"JY{number[:12]}", "expires_on": str(expires_on)}
    if item.public_notice is not None:
        # a week ago it ended; working days may be twice as many
        days = item.public_notice.amount * (2 if item.public_notice.unit == "working_days" else 1)
        said["public_notice"] = {"started_on": str(day - timedelta(days=days + 7))}
    return said


def _window(places: Places, origin: Region, draw: Random) -> dict[str, Any]:
    window = draw.randrange(1, 20)
    staff = f"{origin.code}{window:02d}{draw.randrange(1, 4)}"
    return {"unit": places.windows[origin.code], "window": f"{window:02d}", "staff": staff, "channel": "1"}


def _handed_in(line: Material, draw: Random) -> bool:
    chance = 0.96 if line.deferrable else 1.0 if line.required else 0.5
    return draw.random() < chance


def _material(line: Material, number: str, draw: Random) -> dict[str, Any]:
    if line.paper or draw.random() < 0.1:  # noqa: PLR2004 - one in ten is still paper
        return {"code": line.code, "title": line.name, "medium": "paper"}
    digest = hashlib.sha256(f"{number}/{line.code}".encode()).hexdigest()
    return {
        "code": line.code,
        "title": line.name,
        "medium": "electronic",
        "digest": f"sha256:{digest}",
        "size": draw.randrange(40_000, 4_000_000),
    }
