"""What is filed in the small province, by made-up people whose numbers have the right check characters."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from hub.domain.identifiers import make_bundle_number, make_case_number, make_resident_id, make_uscc
from schemas.application import Application, Jurisdiction, Material
from schemas.commands import BundleChild, FileApplication, FileBundle
from schemas.credit import Commitment, CommittedMaterial
from schemas.parties import (
    Identity,
    Organisation,
    OwnPersonal,
    Party,
    Person,
    Personal,
    PowerOfAttorney,
    SharedPersonal,
    SubjectKind,
    Window,
)
from schemas.reference import Limit
from schemas.times import from_milliseconds
from tests.simulation.country import (
    ACCEPTED_FIRST,
    APPROVED_FIRST,
    ENDPOINTS,
    LAST_MATERIAL,
    LICENCE,
    PROJECT,
    REGISTRATION,
    REVIEWED,
    SUPERIOR,
    unit_of,
)

if TYPE_CHECKING:
    import random

SURNAMES: Final = "赵钱孙李周吴郑王"


def window_of(region: str) -> Window:
    return Window(unit=unit_of(region), window="01", staff="W001")


def case_number(chance: random.Random, region: str, now: int) -> str:
    """Make a number at ``now`` (milliseconds since 1970)."""
    return make_case_number(region, _moment(now), chance.getrandbits)


def file_application(chance: random.Random, now: int) -> FileApplication:
    """Draw an application; most are for another region than where they are filed."""
    kind, applicant = _applicant(chance)
    application = Application(
        item=chance.choice((LICENCE, LICENCE, REGISTRATION)),
        jurisdiction=Jurisdiction(field="place_of_business", region=chance.choice(ENDPOINTS)),
        applicant_kind=kind,
        form={"字号": f"样例{chance.randrange(1000)}"},
        personal=Personal(applicant=applicant, agent=_person(chance), power_of_attorney=_power(now)),
    )
    return FileApplication(window=window_of(chance.choice(ENDPOINTS)), application=application)


def file_reviewed_below(chance: random.Random, now: int) -> FileApplication:
    """Draw an application that a county reviews before its superior decides."""
    filed, counties = file_application(chance, now), [region for region in ENDPOINTS if region != SUPERIOR]
    there = Jurisdiction(field="place_of_business", region=chance.choice(counties))
    application = filed.application.model_copy(update={"item": REVIEWED, "jurisdiction": there})
    return filed.model_copy(update={"application": application})


def file_deferring(chance: random.Random) -> FileApplication:
    """Draw an application of somebody who comes often, and has not brought everything."""
    there = Material(code=LAST_MATERIAL.code, title=LAST_MATERIAL.name, medium="paper")
    application = Application(
        item=chance.choice((ACCEPTED_FIRST, ACCEPTED_FIRST, APPROVED_FIRST)),
        jurisdiction=Jurisdiction(field="place_of_business", region=chance.choice(ENDPOINTS)),
        applicant_kind="1",
        form={"字号": f"样例{chance.randrange(1000)}"},
        materials=(there,) if chance.random() < 0.15 else (),
        personal=Personal(applicant=_regular(chance)),
    )
    return FileApplication(window=window_of(chance.choice(ENDPOINTS)), application=application)


def commitment(chance: random.Random, now: int) -> Commitment:
    """Draw a signed promise of a few hours."""
    return Commitment(
        number=f"C-{chance.randrange(1000)}",
        materials=(CommittedMaterial(code=LAST_MATERIAL.code, title=LAST_MATERIAL.name),),
        within=Limit(amount=chance.choice((2, 6, 6)), unit="hours"),
        consequence="样例后果",
        digest="sha256:" + "0" * 64,
        signed_by="applicant",
        signed_on=_moment(now).date(),
    )


def _regular(chance: random.Random) -> Person:
    number = make_resident_id(ENDPOINTS[0], date(1980, 1, 1), chance.choice((1, 1, 2)))
    return Person(name="常样例", identity=Identity(kind="resident_id", number=number))


def file_bundle(chance: random.Random, region: str, now: int) -> tuple[str, FileBundle]:
    """Draw a bundle of two or three cases, some of which wait for others, or a project, with its number."""
    number = make_bundle_number(region, _moment(now), chance.getrandbits)
    kind = PROJECT if chance.random() < 0.6 else None
    items = _stages(chance) if kind else ("",) * chance.choice((2, 3))
    often = 0.9 if kind else 0.4
    children: list[BundleChild] = []
    for item in items:
        waits_for = tuple(child.case for child in children if chance.random() < often) or None
        children.append(child_of(chance, region, now, item).model_copy(update={"waits_for": waits_for}))
    shared = SharedPersonal(agent=_person(chance), power_of_attorney=_power(now))
    filing = FileBundle(
        title="开办企业", kind=kind, window=window_of(region), personal=shared, children=tuple(children)
    )
    return number, filing


def _stages(chance: random.Random) -> tuple[str, ...]:
    """Draw how much of a project comes at once; what may be approved on a promise is part of most."""
    if chance.random() < 0.3:
        return (REGISTRATION, LICENCE)[: chance.choice((1, 2))]
    return (REGISTRATION, APPROVED_FIRST, LICENCE)[: chance.choice((2, 3))]


def child_of(chance: random.Random, region: str, now: int, item: str = "") -> BundleChild:
    """Draw a case of a bundle, of an item or of any."""
    kind, applicant = _applicant(chance)
    return BundleChild(
        case=case_number(chance, region, now),
        item=item or chance.choice((LICENCE, REGISTRATION)),
        jurisdiction=Jurisdiction(field="place_of_business", region=chance.choice(ENDPOINTS)),
        applicant_kind=kind,
        personal=OwnPersonal(applicant=applicant),
    )


def _applicant(chance: random.Random) -> tuple[SubjectKind, Party]:
    if chance.random() < 0.5:
        return "1", _person(chance)
    uscc = make_uscc("91", chance.choice(ENDPOINTS), f"{chance.randrange(10**8):08d}")
    return "2", Organisation(name="样例公司", uscc=uscc)


def _person(chance: random.Random) -> Person:
    born = date(1960 + chance.randrange(40), 1 + chance.randrange(12), 1 + chance.randrange(28))
    number = make_resident_id(chance.choice(ENDPOINTS), born, chance.randrange(1000))
    return Person(name=f"{chance.choice(SURNAMES)}样例", identity=Identity(kind="resident_id", number=number))


def stranger(chance: random.Random) -> Person:
    """Draw somebody."""
    return _person(chance)


def _power(now: int) -> PowerOfAttorney:
    return PowerOfAttorney(number="W-1", scope="代为申请", signed_on=_moment(now).date())


def _moment(now: int) -> datetime:
    return from_milliseconds(now)
