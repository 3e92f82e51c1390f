"""``hub personal reveal`` and ``reveals`` on real PostgreSQL: on record before it is shown, and who looked is told."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import Ran, hub
from tests.domain.world import CLERK, MONDAY, QINGZHEN, case_number, filing
from tests.readmodel.ledgers import PostgresDatabase
from tests.readmodel.log import PARTITION, Log
from tests.readmodel.test_sealed import Kept

if TYPE_CHECKING:
    from hub.settings import DatabaseAccess

pytestmark = pytest.mark.engines
BY = f"{CLERK.unit}/{CLERK.staff}"
CASE, OTHER = case_number(1), case_number(2)
FILING = filing()
REASON = "核对送达地址"


@pytest.fixture
async def given(database: DatabaseAccess, tmp_path: Path) -> dict[str, str]:
    """Settings of a hub whose read model knows two cases."""
    model, log = PostgresDatabase(database.dsn), Log()
    for case in (CASE, OTHER):
        log.say(QINGZHEN, case, FILING, MONDAY)
    ledger = model.ledger()
    await ledger.apply(PARTITION, log.records, 0, len(log.records))
    await ledger.close()
    return {"HUB_DATABASE": model.dsn, "HUB_HOME": str(tmp_path)}


def reveal(given: dict[str, str], case: str, *more: str, by: str = BY, reason: str = REASON) -> Ran:
    return hub("personal", "reveal", case, "--by", by, "--reason", reason, *more, settings=given)


def on_record(given: dict[str, str], *words: str) -> list[dict[str, Any]]:
    ran = hub("personal", "reveals", *words, "--json", settings=given)
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = ran.lines[0]["reveals"]
    return found


def test_what_is_masked_elsewhere_is_shown_and_on_record(given: dict[str, str]) -> None:
    """Name and number as they were filed; the record says who, as which account, what, when and why."""
    before = datetime.now().astimezone()
    ran = reveal(given, CASE, "--json")
    assert ran.code == 0, ran.err
    (told,) = ran.lines
    assert (told["number"], told["erased"]) == (CASE, False)
    applicant = told["personal"]["1"]["/application/personal"]["applicant"]
    assert applicant == FILING.application.personal.applicant.model_dump(mode="json", exclude_none=True)
    (one,) = on_record(given)
    at = datetime.fromisoformat(one.pop("at"))
    assert before <= at <= datetime.now().astimezone()
    assert one == {
        "aggregate": CASE,
        "unit": CLERK.unit,
        "staff": CLERK.staff,
        "account": getpass.getuser(),
        "reason": REASON,
    }


def test_people_read_the_same(given: dict[str, str]) -> None:
    """A number as somebody types it, without ``--json``; the list names who looked, and nobody who was looked at."""
    name = FILING.application.personal.applicant.name
    ran = reveal(given, CASE.lower())
    assert (ran.code, name in ran.out) == (0, True), ran.err
    listed = hub("personal", "reveals", settings=given)
    assert "查看记录 1 条" in listed.out
    assert CLERK.staff in listed.out
    assert name not in listed.out


def test_every_reveal_is_a_line_the_newest_first(given: dict[str, str]) -> None:
    """Also of what was revealed before; asked of one case, only of that."""
    for case, reason in ((CASE, "第一次"), (OTHER, "第二次"), (CASE, "第三次")):
        assert reveal(given, case, reason=reason).code == 0
    assert [one["reason"] for one in on_record(given)] == ["第三次", "第二次", "第一次"]
    assert [one["reason"] for one in on_record(given, CASE)] == ["第三次", "第一次"]


@pytest.mark.parametrize(("by", "reason"), [(BY, "  "), ("nobody", REASON), ("/1", REASON)])
def test_without_a_reason_and_a_name_nothing_is_shown(given: dict[str, str], by: str, reason: str) -> None:
    """A mistake of usage: nothing on record either, since nobody saw anything."""
    ran = reveal(given, CASE, "--json", by=by, reason=reason)
    assert (ran.code, ran.out) == (2, "")
    assert on_record(given) == []


def test_what_nobody_filed_is_said(given: dict[str, str]) -> None:
    ran = reveal(given, case_number(3))
    assert (ran.code, "没有" in ran.err, ran.out) == (1, True, "")
    assert on_record(given) == []


async def test_what_was_erased_is_said_so(database: DatabaseAccess, tmp_path: Path) -> None:
    """Nothing is shown; that somebody asked is on record all the same."""
    model, kept = PostgresDatabase(database.dsn), Kept(tmp_path)
    number = kept.closed()
    kept.erase(number)
    await kept.project(model.dsn)
    given = {"HUB_DATABASE": model.dsn, "HUB_HOME": str(tmp_path)}
    ran = reveal(given, number, "--json")
    assert (ran.code, ran.lines) == (0, [{"number": number, "personal": {}, "erased": True}]), ran.err
    assert "已依法删除" in reveal(given, number).out
    assert [one["aggregate"] for one in on_record(given)] == [number, number]


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    """In one sentence and with the code of what can't be reached, never its own words."""
    away = {"HUB_DATABASE": "postgresql://nobody@127.0.0.1:1/none", "HUB_HOME": str(tmp_path)}
    for ran in (reveal(away, CASE), hub("personal", "reveals", settings=away)):
        assert (ran.code, ran.out) == (3, "")
        assert "无法连接数据库" in ran.err


def test_a_database_that_nobody_has_filled_is_said(database: DatabaseAccess, tmp_path: Path) -> None:
    """Nothing is known yet; the record itself is there from the first question on."""
    given = {"HUB_DATABASE": database.dsn, "HUB_HOME": str(tmp_path)}
    ran = reveal(given, CASE)
    assert (ran.code, ran.out) == (1, "")
    assert on_record(given) == []
