"""A matter in a region that was retired goes to whichever took its place, with a warning; else it is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hub.domain.application.warning import warnings
from hub.domain.reference import Reference
from hub.domain.values import Decision, Refusal
from hub.reference.check import findings
from schemas import facts, notices
from schemas.application import Jurisdiction
from schemas.reference import Region
from tests.domain.world import COMPANY, MONDAY, QINGZHEN, Play, case_number, filing, reference

TODAY = MONDAY.date()
QIANXI_COUNTY, QIANXI_CITY, SHUICHENG = "520522", "520581", "520221"
PLACE = "/application/jurisdiction/region"


def retired(**successors: str | None) -> Reference:
    """The shipped rows, with other successors of 黔西县 (qianxi) and 水城县 (shuicheng)."""
    codes = {QIANXI_COUNTY: successors.get("qianxi", QIANXI_CITY), SHUICHENG: successors.get("shuicheng", "520204")}
    changed = [
        row.model_copy(update={"succeeded_by": codes[row.code]})
        for row in reference().rows.values()
        if isinstance(row, Region) and row.code in codes
    ]
    others = [row for row in reference().rows.values() if not (isinstance(row, Region) and row.code in codes)]
    return Reference.from_rows([*others, *changed], subject_key=reference().subject_key)


def application(region: str) -> Any:
    place = Jurisdiction(field="place_of_business", region=region)
    return filing().application.model_copy(update={"jurisdiction": place})


def filed(region: str, rows: Reference | None = None) -> tuple[Play, Decision | Refusal]:
    play = Play(case_number(), rows=rows)
    return play, play.when(QINGZHEN, filing().model_copy(update={"application": application(region)}))


def test_it_goes_to_the_successor_with_a_warning() -> None:
    """黔西县 became 黔西市 in 2021: its office is competent, both sides are warned, what was written stays written."""
    play, result = filed(QIANXI_COUNTY)
    assert not isinstance(result, Refusal), result
    fact = result[0]
    assert isinstance(fact, facts.CaseFiled)
    item = reference().item(COMPANY, TODAY)
    assert item is not None
    unit = reference().competent_unit(item, QIANXI_CITY, TODAY)
    assert unit is not None
    assert (fact.competent.unit, fact.competent.region) == (unit.uscc, QIANXI_CITY)
    assert fact.warnings == ("region_retired",)
    assert fact.application.jurisdiction.region == QIANXI_COUNTY
    offered, received = [notice.body for notice in play.aggregate.notices(fact, None, play.state)]
    assert isinstance(offered, notices.WorkOffered)
    assert isinstance(received, notices.ResultReceived)
    assert offered.warnings == received.warnings == ("region_retired",)


def test_todays_region_is_no_warning() -> None:
    """Nothing is said of a region that exists."""
    _, result = filed(QIANXI_CITY)
    assert not isinstance(result, Refusal)
    assert isinstance(result[0], facts.CaseFiled)
    assert result[0].warnings is None


def test_the_window_knows_before_it_sends() -> None:
    """By name and code, and the application is not refused."""
    told = {warning.code: warning for warning in warnings(application(QIANXI_COUNTY), TODAY, reference())}
    params = {"region": QIANXI_COUNTY, "successor": "黔西市(520581)"}
    assert told["region_retired"] == Refusal("region_retired", PLACE, params)
    assert "region_retired" not in {warning.code for warning in warnings(application(QIANXI_CITY), TODAY, reference())}


def test_successors_are_followed() -> None:
    """水城县's successor was retired as well: its successor's office is competent."""
    _, result = filed(SHUICHENG, retired(shuicheng=QIANXI_COUNTY))
    assert not isinstance(result, Refusal)
    assert isinstance(result[0], facts.CaseFiled)
    assert result[0].competent.region == QIANXI_CITY


@pytest.mark.parametrize(
    ("rows", "tried"),
    [
        ({"shuicheng": None}, "水城县(520221)"),
        ({"shuicheng": "520299"}, "水城县(520221)、520299"),
        ({"shuicheng": QIANXI_COUNTY, "qianxi": SHUICHENG}, "水城县(520221)、黔西县(520522)"),
    ],
    ids=["none", "unknown", "a ring"],
)
def test_without_a_successor_of_today_it_is_refused(rows: dict[str, str | None], tried: str) -> None:
    """With everything that was looked at."""
    _, result = filed(SHUICHENG, retired(**rows))
    assert result == Refusal("region_ended", PLACE, {"region": SHUICHENG, "tried": tried})


def test_a_region_that_is_not_made_yet_is_unknown() -> None:
    """As is one that no row knows."""
    soon = Region(code="520299", name="样例区", short_name="样例区", level="4", valid_from=date(2030, 1, 1))
    known = reference().with_rows([soon], offset=1)
    for code in ("520299", "520298"):
        assert filed(code, known)[1] == Refusal("region_unknown", PLACE, {"region": code})


def test_the_check_of_rows_knows_both() -> None:
    """No successor is for a person to look at, one that does not exist is an error; as shipped there is neither."""
    kinds = {"region_ended", "region_successor"}
    assert not [one for one in findings(reference(), TODAY) if one.kind in kinds]
    found = [one for one in findings(retired(qianxi=None, shuicheng="520299"), TODAY) if one.kind in kinds]
    assert [(one.severity, one.kind, one.subject) for one in found] == [
        ("error", "region_successor", SHUICHENG),
        ("warning", "region_ended", QIANXI_COUNTY),
    ]
