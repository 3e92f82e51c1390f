"""What was handed on, counted for whoever keeps the routing rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.readmodel import read_model
from schemas.commands import ClaimCase, TransferCase
from tests.cli.running import hub
from tests.domain.world import COMPANY, MONDAY, OFFICER, QINGZHEN, XIFENG, case_number, filing
from tests.readmodel.log import PARTITION, Log

if TYPE_CHECKING:
    from tests.readmodel.ledgers import PostgresDatabase

TOMORROW = MONDAY + timedelta(days=1)


async def test_transfers_by_item_region_unit_and_reason(model: PostgresDatabase) -> None:
    """Two for one reason yesterday, one for another today: counted apart, the most frequent first; by the day asked."""
    log = Log()
    for number, (reason, at) in enumerate([("住所在修文县", MONDAY), ("住所在修文县", MONDAY), ("跨县经营", TOMORROW)]):
        case = case_number(number, at=at)
        log.say(QINGZHEN, case, filing(), at)
        log.say(XIFENG, case, ClaimCase(by=OFFICER), at)
        log.say(XIFENG, case, TransferCase(by=OFFICER, region="520123", reason=reason), at)
    ledger = model.ledger()
    await ledger.apply(PARTITION, log.records, 0, len(log.records))
    await ledger.close()
    async with read_model(model.dsn) as ask:
        first, second = await ask.misroutes()
        today = await ask.misroutes(TOMORROW)
    assert (first.item_code, first.region, first.from_unit) == (COMPANY, XIFENG, OFFICER.unit)
    assert (first.to_region, first.to_name) == ("520123", "修文县市场监督管理局")
    assert (first.reason, first.transfers, first.last_at) == ("住所在修文县", 2, MONDAY)
    assert (second.reason, second.transfers) == ("跨县经营", 1)
    assert today == (second,)


def test_a_wrong_day_and_no_database() -> None:
    """Each has its exit code."""
    assert hub("reference", "misroutes", "--since", "yesterday").code == 2
    assert hub("reference", "misroutes", settings={"HUB_KAFKA": "localhost:1"}).code == 3
