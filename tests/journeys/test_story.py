"""The story everything is tested with (domain.md), as a play in four acts."""

from __future__ import annotations

from random import Random

import orjson

from hub.client.notices import QueuedNotice
from hub.client.story import three_companies
from schemas.commands import AcceptCase, ClaimCase, DecideCase, DeliverCase
from schemas.notices import BundleEnded, BundleReceived, ResultDecided, ResultReceived, WorkOffered
from tests.domain.world import CLERK, MONDAY, QINGZHEN, XIFENG, officer, reference
from tests.journeys.province import SEED, Office, Province, played


def test_from_window_to_window() -> None:
    """At 清镇 one agent files three companies for 息烽; an officer there decides; the window sees it, once each."""

    async def journey(province: Province) -> None:
        window, back_office = Office(province, QINGZHEN), Office(province, XIFENG)

        # One person files three registrations in one go.
        data = three_companies(MONDAY, Random(SEED).getrandbits, reference()).data
        filed = await window.publisher.file(data)
        heard = await window.hears()
        assert [notice.number for notice in about(heard, BundleReceived)] == [filed.number]
        assert {notice.number for notice in about(heard, ResultReceived)} == set(filed.cases)

        # Each lands in 息烽's work queue, with everything that was filed.
        offered = about(await back_office.work(), WorkOffered)
        assert {notice.number for notice in offered} == set(filed.cases)
        names = {child["case"]: child["form"]["company_name"] for child in orjson.loads(filed.data)["children"]}
        for notice in offered:
            work = notice.body
            assert isinstance(work, WorkOffered)
            assert work.application.form["company_name"] == names[notice.number]
            assert (work.origin.region, work.competent.region) == (QINGZHEN, XIFENG)
            assert work.application.personal.agent is not None
            assert work.application.personal.agent.name == "何静"

        # An officer there claims, accepts, and decides.
        for case in filed.cases:
            for act in (
                ClaimCase(by=officer()),
                AcceptCase(by=officer()),
                DecideCase(by=officer(), outcome="approved"),
            ):
                await back_office.publisher.act(case, act)
        heard = await window.hears()
        decided = about(heard, ResultDecided)
        assert sorted(notice.number for notice in decided) == sorted(filed.cases)
        for notice in decided:
            assert isinstance(notice.body, ResultDecided)
            assert (notice.body.outcome, notice.body.in_time) == ("approved", True)
            assert notice.body.document is not None
            assert notice.body.personal is not None, "the result comes with the signed document"
        (ended,) = about(heard, BundleEnded)
        assert isinstance(ended.body, BundleEnded)
        assert ended.body.outcomes == dict.fromkeys(filed.cases, "approved")

        # The window hands the results over.
        for case in filed.cases:
            await window.publisher.act(case, DeliverCase(by=CLERK, way="window"))
        await province.quiet()
        for case in filed.cases:
            steps = ["filed", "claimed", "accepted", "decided", "document-signed", "delivered"]
            assert province.rows(case) == [f"case.{step}" for step in steps]
        assert province.rows(filed.number) == [
            "bundle.filed",
            *["bundle.child-noted"] * 6,
            "bundle.completed",
        ]
        assert (province.dead_letters(), province.alerts, province.tables.copies) == ([], [], 0)

    played(journey)


def test_what_is_sent_twice_is_answered_twice_and_happens_once() -> None:
    """A window that is not sure sends the same submission again, days of work later: the first answer, same bytes."""

    async def journey(province: Province) -> None:
        window, back_office = Office(province, QINGZHEN), Office(province, XIFENG)
        data = three_companies(MONDAY, Random(SEED).getrandbits, reference()).data
        filed = await window.publisher.file(data)
        await province.quiet()
        await back_office.publisher.act(filed.cases[0], ClaimCase(by=officer()))
        await province.quiet()
        before = province.facts_counted()
        first = [
            record for record in province.records(f"results.{QINGZHEN}") if _id(record.headers).startswith("answer/")
        ]
        await window.publisher.publish([filed])
        await province.quiet()
        again = province.records(f"results.{QINGZHEN}")[-1]
        assert again.value in [record.value for record in first]
        assert _id(again.headers) in [_id(record.headers) for record in first]
        assert province.facts_counted() == before

    played(journey)


def test_a_restart_in_the_middle_changes_nothing() -> None:
    """Offices notice only that it takes a moment longer."""

    async def journey(province: Province) -> None:
        window, back_office = Office(province, QINGZHEN), Office(province, XIFENG)
        filed = await window.publisher.file(three_companies(MONDAY, Random(SEED).getrandbits, reference()).data)
        await province.restart()
        offered = about(await back_office.work(), WorkOffered)
        assert sorted(notice.number for notice in offered) == sorted(filed.cases)
        await province.restart()
        await back_office.publisher.act(filed.cases[0], ClaimCase(by=officer()))
        await province.quiet()
        assert province.rows(filed.cases[0]) == ["case.filed", "case.claimed"]
        assert province.tables.copies == 0

    played(journey)


def about(notices: list[QueuedNotice], kind: type) -> list[QueuedNotice]:
    return [notice for notice in notices if isinstance(notice.body, kind)]


def _id(headers: tuple[tuple[str, bytes], ...]) -> str:
    return dict(headers)["ce_id"].decode()
