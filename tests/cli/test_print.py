"""``hub print``: from the read model to a PDF that only its owner reads; what cannot be printed is told in words."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.cli.running import hub
from tests.domain.world import MONDAY, case_number, person, sender_of
from tests.papers.cases import ACCEPTED, STEP, filing
from tests.papers.looking import text_of
from tests.readmodel.ledgers import PostgresDatabase
from tests.readmodel.log import PARTITION, Log

if TYPE_CHECKING:
    from hub.settings import DatabaseAccess

pytestmark = pytest.mark.engines
CASE = case_number()


@pytest.fixture
async def given(database: DatabaseAccess, tmp_path: Path) -> dict[str, str]:
    """Settings of a hub whose read model knows one accepted case."""
    model = PostgresDatabase(database.dsn)
    log, at = Log(), MONDAY
    for one in (filing(), *ACCEPTED):
        log.say(sender_of(type(one)), CASE, one, at)
        at += STEP
    ledger = model.ledger()
    await ledger.apply(PARTITION, log.records, 0, len(log.records))
    await ledger.close()
    return {"HUB_DATABASE": model.dsn, "HUB_HOME": str(tmp_path)}


def test_print(given: dict[str, str], tmp_path: Path) -> None:
    """The paper names the applicant in full; what the command says of it names nobody."""
    out = tmp_path / "acceptance.pdf"
    done = hub("print", CASE, "acceptance", "--out", str(out), "--json", settings=given)
    assert done.code == 0, done.err
    (told,) = done.lines
    paper = out.read_bytes()
    assert (told["number"], told["kind"], told["title"]) == (CASE, "acceptance", "行政许可申请受理通知书")
    assert (told["size"], told["digest"]) == (len(paper), f"sha256:{hashlib.sha256(paper).hexdigest()}")
    assert out.stat().st_mode & 0o077 == 0
    assert person().name in text_of(paper)
    assert person().name not in done.out + done.err
    assert "取自随附的基础数据" in done.err
    again = hub("print", CASE, "受理通知书", "--out", str(tmp_path / "again.pdf"), settings=given)
    assert "仅本人可读" in again.out
    assert (tmp_path / "again.pdf").read_bytes() == paper


def test_what_can_be_printed(given: dict[str, str]) -> None:
    """Without a kind it lists all twelve, and says of each why not."""
    done = hub("print", CASE, "--json", settings=given)
    kinds = {row["kind"]: row for row in done.lines[0]["kinds"]}
    assert {kind for kind, row in kinds.items() if row["printable"]} == {"receipt", "acceptance"}
    assert kinds["denial"]["reason"].startswith("不能打印不予决定书")
    assert "缴费通知书" in hub("print", CASE, settings=given).out


def test_refused(given: dict[str, str], tmp_path: Path) -> None:
    """No such fact, kind, case or database; and a person who was erased: a sentence each, and no file."""
    words = ("--out", str(tmp_path / "x.pdf"))
    done = hub("print", CASE, "denial", *words, settings=given)
    assert (done.code, "该办件没有不予的决定" in done.err) == (1, True)
    done = hub("print", CASE, "invoice", *words, settings=given)
    assert (done.code, "没有这种文书" in done.err) == (2, True)
    done = hub("print", case_number(9), "receipt", *words, settings=given)
    assert (done.code, "没有办件" in done.err) == (1, True)
    gone = given | {"HUB_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}
    assert hub("print", CASE, "receipt", *words, settings=gone).code == 3
    with psycopg.connect(given["HUB_DATABASE"]) as connection:
        connection.execute("DELETE FROM readmodel.personal")
    done = hub("print", CASE, "receipt", *words, settings=given)
    assert (done.code, "个人信息已删除" in done.err) == (1, True)
    assert not (tmp_path / "x.pdf").exists()
