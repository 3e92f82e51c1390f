"""Publishing over a network that fails, hearing the answer, and following a case to its end."""

from __future__ import annotations

import asyncio

import pytest

from hub.client import Answers, CannotReach, NotAnswered, NotAuthorised, Publisher, Rejected, follow, told_so_far
from hub.client.errors import translated
from hub.lanes.ports import NotAllowed, UnknownOutcome, Unreachable
from hub.lanes.twin.broker import TwinBroker
from schemas import notices
from schemas.commands import AcceptCase, FileBundle, Outcome
from schemas.values import encode
from tests.client.queues import Forgetful, commit, connected, everything, inbox, province, told
from tests.contract.backends import SHORT
from tests.domain.world import (
    MONDAY,
    QINGZHEN,
    XIFENG,
    bundle_number,
    bundle_of,
    case_number,
    competent,
    filing,
    officer,
    reference,
)


def publisher(broker: TwinBroker, endpoint: str = QINGZHEN) -> Publisher:
    return Publisher(endpoint, broker, reference(), clock=lambda: MONDAY)


def answered(command: str, command_type: str, **said: object) -> notices.CommandAnswered:
    return notices.CommandAnswered.model_validate(
        {"at": MONDAY, "command": command, "command_type": command_type, "outcome": "done", **said}
    )


def received(case: int = 1) -> notices.ResultReceived:
    del case
    return notices.ResultReceived(
        at=MONDAY, competent=competent(), item="520701001000", item_name="有限责任公司设立登记", clocks=()
    )


async def test_a_filing_stands_in_its_own_endpoints_inbox() -> None:
    broker = connected(province())
    async with publisher(broker) as publishing:
        submission = await publishing.file(encode(filing()))
    (record,) = await everything(broker, inbox(QINGZHEN))
    assert (record.key, record.value) == (submission.number.encode(), submission.data)


async def test_a_lost_answer_is_followed_by_a_twin_with_the_same_id() -> None:
    """Casework knows twins by endpoint, source and id, so the filing counts once."""
    server = province()
    async with publisher(TwinBroker(Forgetful(server, losing=2), SHORT)) as publishing:
        submission = await publishing.file(encode(filing()))
    records = await everything(connected(server), inbox(QINGZHEN))
    assert len(records) == 3
    assert {(dict(record.headers)["ce_id"], record.value) for record in records} == {
        (submission.id.encode(), submission.data)
    }


async def test_with_the_network_down_it_gives_up_after_its_patience_and_may_be_sent_later() -> None:
    server = province()
    server.up = False
    async with publisher(connected(server)) as publishing:
        publishing.patience = 0.05
        submission = publishing.desk.file(encode(filing()), MONDAY)
        with pytest.raises(CannotReach):
            await publishing.publish([submission])
        server.up = True
        await publishing.publish([submission])
    assert len(await everything(connected(server), inbox(QINGZHEN))) == 1


async def test_what_is_wrong_is_never_sent() -> None:
    broker = connected(province())
    async with publisher(broker) as publishing:
        with pytest.raises(Rejected):
            await publishing.file(b"{")
    assert await everything(broker, inbox(QINGZHEN)) == []


async def test_the_answer_to_ones_own_command_is_heard_among_others() -> None:
    broker = connected(province())
    async with publisher(broker, XIFENG) as publishing, Answers(XIFENG, broker) as answers:
        first = await publishing.act(case_number(1), AcceptCase(by=officer()))
        second = await publishing.act(case_number(2), AcceptCase(by=officer()))
        refused = answered(second.id, second.ce_type, outcome="refused", code="lease_missing", text="办理前须先认领")
        await commit(broker, told(XIFENG, case_number(2), 2, refused))
        await commit(broker, told(XIFENG, case_number(1), 2, answered(first.id, first.ce_type)))
        assert (await answers.to(first, within=5)).outcome == "done"
        assert (await answers.to(second, within=5)).code == "lease_missing"


async def test_an_answer_that_does_not_come_is_said() -> None:
    broker = connected(province())
    async with publisher(broker, XIFENG) as publishing, Answers(XIFENG, broker) as answers:
        act = await publishing.act(case_number(1), AcceptCase(by=officer()))
        with pytest.raises(NotAnswered, match="Sent, but not answered"):
            await answers.to(act, within=0.05)


async def test_a_case_is_followed_to_its_end_and_others_are_not_seen() -> None:
    broker = connected(province())
    own, other = case_number(1), case_number(2)
    closed = notices.ResultClosed(at=MONDAY, stage="delivered")
    await commit(broker, told(QINGZHEN, own, 1, received()), told(QINGZHEN, other, 1, received()))
    seen: list[str] = []

    async def watch() -> None:
        seen.extend([notice.ce_type async for notice in follow(own, broker)])

    async with asyncio.timeout(5):
        watching = asyncio.create_task(watch())
        await commit(broker, told(QINGZHEN, other, 2, closed), told(QINGZHEN, own, 2, closed))
        await watching
    assert seen == [notices.ResultReceived.ce_type, notices.ResultClosed.ce_type]


async def test_a_bundle_is_followed_with_its_cases() -> None:
    broker = connected(province())
    bundle, cases = bundle_number(), (case_number(1), case_number(2))
    outcomes: dict[str, Outcome] = dict.fromkeys(cases, "approved")
    await commit(
        broker,
        told(QINGZHEN, bundle, 1, notices.BundleReceived(at=MONDAY, title="两家公司", cases=cases)),
        told(QINGZHEN, cases[0], 1, received()),
        told(QINGZHEN, case_number(3), 1, received()),
        told(QINGZHEN, bundle, 4, notices.BundleEnded(at=MONDAY, title="两家公司", outcomes=outcomes)),
    )
    async with asyncio.timeout(5):
        assert [notice.number async for notice in follow(bundle, broker)] == [bundle, cases[0], bundle]
    assert len(await told_so_far(bundle, broker)) == 3


async def test_a_refused_filing_ends_what_is_followed() -> None:
    broker = connected(province())
    number = bundle_number()
    refused = answered(f"file/{number}", FileBundle.ce_type, outcome="refused", code="child_twice", text="重复")
    await commit(broker, told(QINGZHEN, number, 1, refused))
    async with asyncio.timeout(5):
        assert len([notice async for notice in follow(number, broker)]) == 1


async def test_a_mistyped_number_is_said_before_anything_is_asked() -> None:
    server = province()
    server.up = False
    with pytest.raises(Rejected):
        await told_so_far(case_number()[:-1] + "?", connected(server))


def test_kafkas_refusals_are_told_in_words() -> None:
    """Its producer's port knows only an unknown outcome; the broker's own word tells that it is the principal."""
    refused = UnknownOutcome("inbox.520122/0: TOPIC_AUTHORIZATION_FAILED")
    for error in (NotAllowed("SASL_AUTHENTICATION_FAILED"), refused):
        said = translated(error, "inbox.520122")
        assert isinstance(said, NotAuthorised)
        assert "密码不正确" in str(said)
    assert isinstance(translated(Unreachable("connection refused"), ""), CannotReach)


def test_a_bundle_of_the_library_is_a_bundle_of_the_hub() -> None:
    desk = publisher(connected(province())).desk
    submission = desk.file(encode(bundle_of(case_number(1), case_number(2))), MONDAY)
    assert (submission.ce_type, submission.cases) == (FileBundle.ce_type, (case_number(1), case_number(2)))
