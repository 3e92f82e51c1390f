"""The made-up load: right in every number, like the province in its shares, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, Final

import orjson
import pytest

from hub.client.sample import Filing, sample
from hub.client.story import three_companies
from hub.domain.application.decide import decide as decide_application
from hub.domain.bundle.decide import decide as decide_bundle
from hub.domain.bundle.evolve import evolve as evolve_bundle
from hub.domain.bundle.telling import requests
from hub.domain.identifiers import check_bundle_number, check_case_number, check_identity, check_uscc, origin_region
from hub.domain.reference import Reference
from hub.domain.values import Command, Refusal
from hub.reference.load import load
from schemas.commands import COMMANDS, FileApplication, FileBundle
from schemas.parties import Organisation, Party, Person, PowerOfAttorney
from schemas.reference import Item
from schemas.times import CHINA

DAY: Final = date(2026, 11, 23)
NOW: Final = datetime(2026, 11, 23, 10, 15, tzinfo=CHINA)
SEED: Final = 7
CASES: Final = 6000


@cache
def reference() -> Reference:
    return load()


@cache
def filings() -> tuple[Filing, ...]:
    print(f"seed {SEED}")  # noqa: T201
    return tuple(sample(CASES, SEED, reference(), DAY))


@cache
def bodies() -> tuple[FileApplication | FileBundle, ...]:
    return tuple(body(filing) for filing in filings())


def body(filing: Filing) -> FileApplication | FileBundle:
    """Read the message as the hub does: strictly, from its bytes."""
    read = COMMANDS[filing.ce_type].model_validate_json(orjson.dumps(filing.data))
    assert isinstance(read, FileApplication | FileBundle)
    return read


def matters(filing: Filing) -> list[dict[str, Any]]:
    return filing.data.get("children") or [filing.data["application"]]


def item_of(code: str) -> Item:
    item = reference().item(code, DAY)
    assert item
    return item


def parties(message: FileApplication | FileBundle) -> Iterator[tuple[Party, PowerOfAttorney | None]]:
    if isinstance(message, FileApplication):
        personal = message.application.personal
        yield personal.applicant, None
        if personal.agent:
            yield personal.agent, personal.power_of_attorney
    else:
        yield from ((child.personal.applicant, None) for child in message.children if child.personal.applicant)
        assert message.personal.agent
        yield message.personal.agent, message.personal.power_of_attorney


def test_so_many_cases() -> None:
    """Exactly so many cases are filed, alone or in bundles, each under a number of its own."""
    numbers = [filing.number for filing in filings()]
    numbers += [child["case"] for filing in filings() for child in filing.data.get("children", ())]
    assert sum(filing.cases for filing in filings()) == CASES
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("cases", [0, 1, 2, 3])
def test_small_loads(cases: int) -> None:
    """A load of a few cases is exact too, whatever the seed."""
    for seed in range(30):
        assert sum(filing.cases for filing in sample(cases, seed, reference(), DAY)) == cases


def test_same_seed() -> None:
    """The same seed gives the same filings byte for byte, another seed others."""
    first, again, other = (
        [orjson.dumps(filing[4]) for filing in sample(50, seed, reference(), DAY)] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_numbers_are_right() -> None:
    """Case and bundle numbers pass their checks and are of the region that files."""
    for filing in filings():
        assert origin_region(filing.number) == filing.endpoint
        if filing.ce_type == FileBundle.ce_type:
            assert check_bundle_number(filing.number) is None
            assert all(check_case_number(child["case"]) is None for child in filing.data["children"])
        else:
            assert check_case_number(filing.number) is None


def test_people_and_companies_are_right() -> None:
    """Everybody's number passes its check; agents act by a power of attorney that holds on the day."""
    for message in bodies():
        for party, power in parties(message):
            if isinstance(party, Organisation):
                assert check_uscc(party.uscc) is None
            else:
                assert isinstance(party, Person)
                assert check_identity(party.identity.kind, party.identity.number, DAY) is None
                assert party.identity.number[14:17] == "000"
            if power:
                assert power.ends_on
                assert power.signed_on <= DAY <= power.ends_on


def test_every_matter_has_a_unit() -> None:
    """Items are offered and routed where they are filed for, and meant for the applicant's kind."""
    for filing in filings():
        for matter in matters(filing):
            item = item_of(matter["item"])
            assert matter["jurisdiction"]["field"] == item.jurisdiction_field
            assert matter["applicant_kind"] in item.subjects
            assert reference().competent_unit(item, matter["jurisdiction"]["region"], DAY)


def test_shares() -> None:
    """35 % are for another region, one filing in twenty is a bundle, the busiest region leads by Zipf's law."""
    cross = sum(
        matter["jurisdiction"]["region"] != filing.endpoint for filing in filings() for matter in matters(filing)
    )
    bundles = sum(filing.ce_type == FileBundle.ce_type for filing in filings())
    ranked = [number for _, number in Counter(filing.endpoint for filing in filings()).most_common()]
    assert cross / CASES == pytest.approx(0.35, abs=0.03)
    assert bundles / len(filings()) == pytest.approx(0.05, abs=0.015)
    assert ranked[0] > 5 * ranked[len(ranked) // 2]
    assert len(ranked) > 80


def test_day_and_night() -> None:
    """Filings come in order, all on the day, most of them in office hours and few at night."""
    times = [filing.at for filing in filings()]
    assert times == sorted(times)
    assert {moment.astimezone(CHINA).date() for moment in times} == {DAY}
    office = sum(8 <= moment.hour < 18 for moment in times)
    night = sum(moment.hour < 6 for moment in times)
    assert office > 0.8 * len(times)
    assert 0 < night < 0.03 * len(times)


def test_variety() -> None:
    """The load goes over most of the catalogue and holds deferrable gaps, agents and companies."""
    items = {matter["item"] for filing in filings() for matter in matters(filing)}
    gaps = sum(
        {line.code for line in item_of(matter["item"]).materials if line.required}
        > {material["code"] for material in matter["materials"]}
        for filing in filings()
        for matter in matters(filing)
    )
    kinds = Counter(matter["applicant_kind"] for filing in filings() for matter in matters(filing))
    assert len(items) > 70
    assert gaps > 0
    assert kinds["1"] > kinds["2"] > 0


def test_the_story() -> None:
    """Three founders, one agent with a power of attorney: complete, filed at 清镇, for 息烽's registration organ."""
    filing = three_companies(NOW, random.Random(SEED).getrandbits, reference())
    message = body(filing)
    assert isinstance(message, FileBundle)
    assert filing.endpoint == "520181"
    assert check_bundle_number(filing.number) is None
    assert len({child.personal.applicant.name for child in message.children if child.personal.applicant}) == 3
    assert message.personal.agent
    for child in message.children:
        assert check_case_number(child.case) is None
        item = item_of(child.item)
        assert {line.code for line in item.materials} == {material.code for material in child.materials}
        unit = reference().competent_unit(item, child.jurisdiction.region, DAY)
        assert unit
        assert unit.name == "息烽县市场监督管理局"
    for party, _ in parties(message):
        assert isinstance(party, Person)
        assert check_identity(party.identity.kind, party.identity.number, DAY) is None


def test_the_story_needs_its_reference() -> None:
    """Without the item or the window the story says what is missing."""
    with pytest.raises(LookupError, match="520701001000"):
        three_companies(NOW, random.Random(SEED).getrandbits, Reference.from_rows([]))


def refusals(filing: Filing) -> list[Refusal]:
    """Decide a filing as the hub does, and each case that a bundle asks for; give what it says no to."""
    command = Command(filing.number, filing.endpoint, filing.number, body(filing))
    if filing.ce_type == FileApplication.ce_type:
        decision = decide_application(None, command, filing.at, reference())
        return [decision] if isinstance(decision, Refusal) else []
    facts = decide_bundle(None, command, filing.at, reference())
    if isinstance(facts, Refusal):
        return [facts]
    asked = [request for fact in facts for request in requests(fact, None, evolve_bundle(None, fact))]
    assert len(asked) == filing.cases
    children = [Command(request.target, request.sender, request.target, request.body, asked=True) for request in asked]
    decisions = [decide_application(None, child, filing.at, reference()) for child in children]
    return [decision for decision in decisions if isinstance(decision, Refusal)]


def test_the_hub_files_them() -> None:
    """No case of the load is refused, nor one of the story's three."""
    story = three_companies(NOW, random.Random(SEED).getrandbits, reference())
    assert [refusal for filing in (story, *filings()) for refusal in refusals(filing)] == []
