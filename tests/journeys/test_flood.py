"""One endpoint floods the hub with what is wrong; the rest of the province does not notice."""

from __future__ import annotations

import random

from hub.domain.identifiers import make_bundle_number, make_case_number
from hub.lanes.alerts import Alert
from hub.lanes.poison import LEAST_DEATHS
from hub.lanes.values import Partition
from schemas.commands import ClaimCase, WithdrawCase
from schemas.topics import INBOX, INTAKE_GROUP, MAX_STATE_BYTES, partition_of
from tests.domain.world import (
    ANY_FORM,
    CLERK,
    MONDAY,
    QINGZHEN,
    XIFENG,
    bundle_number,
    case_number,
    filing,
    officer,
)
from tests.journeys.bad_input import CASE
from tests.journeys.province import ENDPOINTS, LANES, Office, Province, played


def test_ten_thousand_poison_records_stop_their_inbox_and_nothing_else() -> None:
    """The inbox pauses with a verdict; all others go on, deadlines too; a restart lets nothing through."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing())
        await province.quiet()
        province.send(XIFENG, CASE, ClaimCase(by=officer(), minutes=1))
        await province.quiet()
        for _ in range(10_000):
            province.put("520300", b"{", ())
        await province.until(lambda: bool(province.alerts))
        inbox = Partition(f"{INBOX}520300", 0)
        assert province.alerts == [(Alert.FLOW_STOPPED, f"{inbox.topic} at offset {LEAST_DEATHS - 1}")]

        # The verdict stands where operators and the clock see it.
        passed = province.server.group(INTAKE_GROUP).offsets
        await province.until(lambda: passed[inbox].note.startswith("stopped"))
        assert passed[inbox].offset == LEAST_DEATHS

        # Others file, and are offered work.
        other = case_number(2)
        province.send(QINGZHEN, other, filing())
        await province.quiet()
        assert province.rows(other) == ["case.filed"]

        # Deadlines: the lease of one minute runs out.
        await province.until(lambda: "case.lease-lapsed" in province.rows(CASE))

        # The sender reads what is wrong with each that was looked at, and no more than those died.
        words = await Office(province, "520300").words()
        assert words == ["报文缺少必要的信封属性。请系统管理员补全ce_属性后重发。"] * LEAST_DEATHS
        assert len(province.dead_letters()) == LEAST_DEATHS

        # Still stopped after a restart, and others still go on.
        await province.restart()
        third = case_number(3)
        province.send(QINGZHEN, third, filing())
        await province.quiet()
        assert province.rows(third) == ["case.filed"]
        assert len(province.dead_letters()) == LEAST_DEATHS
        assert passed[inbox].offset == LEAST_DEATHS

    played(journey)


def test_two_thousand_records_that_are_readable_and_wrong_hold_nobody_up() -> None:
    """Refusals are work like any other: no inbox stops, every one is answered."""

    async def journey(province: Province) -> None:
        for place in range(2_000):
            number = make_case_number("520300", MONDAY, random.Random(place).getrandbits)
            province.send("520300", number, WithdrawCase(by=CLERK, reason="样例"))
        province.send(QINGZHEN, CASE, filing())
        await province.quiet()
        assert province.facts_counted() == {"case.refused": 2_000, "case.filed": 1}
        assert province.alerts == []

    played(journey)


def test_a_strangers_thousand_refusals_do_not_fill_anothers_case() -> None:
    """Whoever knows a number may send commands to it; the competent officer still can."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing())
        await province.quiet()
        for place in range(1_500):
            province.send("520300", CASE, WithdrawCase(by=CLERK, reason=f"样例{place}"))
        await province.quiet()
        province.send(XIFENG, CASE, ClaimCase(by=officer()))
        await province.quiet()
        assert province.rows(CASE)[-1] == "case.claimed"
        assert (province.dead_letters(), province.alerts) == ([], [])

    played(journey)


def test_a_case_that_just_fits_can_still_be_handled() -> None:
    """Else twenty such filings would lay twenty claims aside as our own defects, and stop the officers' flow."""

    async def journey(province: Province) -> None:
        sizes = range(MAX_STATE_BYTES - 4_000, MAX_STATE_BYTES, 50)
        numbers = [case_number(place) for place in range(len(sizes))]
        for number, size in zip(numbers, sizes, strict=True):
            province.send(QINGZHEN, number, filing(ANY_FORM, form={"scope": "x" * size}))
        await province.quiet()
        filed = [number for number in numbers if province.rows(number) == ["case.filed"]]
        assert 0 < len(filed) < len(numbers), "some fit and some do not"
        for number in filed:
            province.send(XIFENG, number, ClaimCase(by=officer()))
        await province.quiet()
        assert {tuple(province.rows(number)) for number in filed} == {("case.filed", "case.claimed")}
        assert (province.dead_letters(), province.alerts) == ([], [])

    played(journey)


def test_numbers_are_spread_over_all_lanes() -> None:
    """What the other tests rest on: the cases they name are not all in one lane."""
    assert len({partition_of(case_number(seed).encode(), LANES.partitions) for seed in range(1, 14)}) > 1
    assert {QINGZHEN, XIFENG, "520300"} <= set(ENDPOINTS)
    assert make_bundle_number(QINGZHEN, MONDAY, random.Random(1).getrandbits) == bundle_number()
