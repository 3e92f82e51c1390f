"""Values: frozen, closed, and made quickly where their parts are valid already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.application import Application
from schemas.facts import CaseClaimed, CaseFiled
from schemas.parties import Officer, Window
from schemas.reading import read
from schemas.times import CHINA, from_milliseconds, in_china, to_milliseconds
from schemas.values import changed, encode, endpoint_region, made
from tests.domain.world import MONDAY, OFFICER, QINGZHEN, WINDOW, Play, case_number, filing


def test_made_is_the_same() -> None:
    """A value made without checks equals the checked one, and has the same JSON, read or made, in any order given."""
    checked = CaseClaimed(at=MONDAY, by=OFFICER, until=MONDAY)
    quick = made(CaseClaimed, until=MONDAY, by=OFFICER, at=MONDAY)
    assert quick == checked
    assert encode(quick) == encode(checked) == encode(read(CaseClaimed, encode(quick)))
    assert quick.renewed is False


def test_written_apart() -> None:
    """A message that carries an application writes it from its memory, as whole as any other field."""
    play = Play(case_number())
    play.when(QINGZHEN, filing())
    (fact,) = play.said
    assert isinstance(fact, CaseFiled)
    assert read(CaseFiled, encode(fact)) == fact
    assert CaseFiled.model_validate_json(fact.model_dump_json()) == fact


@pytest.mark.parametrize("change", [lambda value, parts: value.model_copy(update=parts), changed])
def test_a_changed_copy_forgets_its_json(change: Callable[[Application, dict[str, Any]], Application]) -> None:
    """An application that was copied with a change, by pydantic or quickly, is written with the change."""
    application = filing().application
    before = application.json_bytes
    other = change(application, {"applicant_kind": "2"})
    assert other.json_bytes != before
    assert b'"applicant_kind":"2"' in other.json_bytes
    assert application.json_bytes is before


def test_a_changed_value_is_as_made_with_these_parts() -> None:
    """Its other parts are the same, its JSON keeps the model's order, and the first value stays as it was."""
    first = made(CaseClaimed, at=MONDAY, by=OFFICER, until=MONDAY)
    later = changed(first, {"renewed": True})
    assert later == CaseClaimed(at=MONDAY, by=OFFICER, until=MONDAY, renewed=True)
    assert encode(later) == encode(read(CaseClaimed, encode(later)))
    assert first.renewed is False


def test_frozen_and_closed() -> None:
    """A value never changes, knows no other field, and takes no number for a text."""
    with pytest.raises(ValidationError, match="frozen"):
        WINDOW.window = "B1"  # type: ignore[misc]  # the point
    for data in (b'{"unit":"x"}', b'{"unit":"%s","staff":7}' % (b"1" * 18), b'{"staff":"7","who":"me"}'):
        with pytest.raises(ValidationError):
            Officer.model_validate_json(data)


def test_chinese_stays_readable() -> None:
    """JSON is UTF-8 with Chinese unescaped; a field that holds nothing is left out."""
    window = Window(unit=WINDOW.unit, window="三号窗口")
    assert encode(window).decode() == f'{{"unit":"{WINDOW.unit}","window":"三号窗口","channel":"1"}}'


def test_times_are_chinas() -> None:
    """Times are written and read with China's offset, to the millisecond and back."""
    moment = datetime(2026, 11, 23, 1, 30, 0, 123000, tzinfo=UTC)
    assert in_china(moment).isoformat() == "2026-11-23T09:30:00.123000+08:00"
    assert from_milliseconds(to_milliseconds(moment)) == moment
    assert from_milliseconds(0) == datetime(1970, 1, 1, 8, tzinfo=CHINA)
    fact = read(CaseClaimed, encode(CaseClaimed(at=in_china(moment), by=OFFICER, until=MONDAY)))
    assert (fact.at, fact.at.utcoffset()) == (moment, timedelta(hours=8))


def test_a_time_without_offset_is_none() -> None:
    """A local time could be anybody's: refused."""
    with pytest.raises(ValidationError):
        CaseClaimed(at=datetime(2026, 11, 23), by=OFFICER, until=MONDAY)  # noqa: DTZ001 -- the point


def test_the_region_of_an_endpoint() -> None:
    """A unit's own endpoint lies in its region."""
    assert endpoint_region("520100-water") == "520100"
