"""The work list folded from a queue, and a sentence for whatever the queues carry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest

from hub.client.notices import QueuedNotice
from hub.client.words import CHANGES, OUTCOMES, STAGES, sentence
from hub.client.work_list import WorkList, work_list
from hub.lanes.values import Partition
from schemas import notices
from schemas.bundles import CaseOwed
from schemas.commands import Outcome
from schemas.facts import Clock, Item
from schemas.notices import NOTICES, NoticeBody
from schemas.parties import Origin
from tests.client.queues import commit, connected, offered, province
from tests.domain.world import MONDAY, QINGZHEN, WINDOW, XIFENG, application, case_number, competent, officer, reference


def clock(days: int) -> Clock:
    return Clock(name="promise", started=MONDAY.date(), due=MONDAY + timedelta(days=days))


def offer(days: int) -> NoticeBody:
    row = reference().item(application().item, MONDAY.date())
    assert row is not None
    item = Item(code=row.code, name=row.name, regime=row.regime, promised=row.promised)
    return notices.WorkOffered(
        at=MONDAY,
        origin=Origin(endpoint=QINGZHEN, region=QINGZHEN, window=WINDOW),
        competent=competent(),
        item=item,
        clocks=(clock(days),),
        application=application(),
    )


def update(stage: notices.Stage, change: notices.Change) -> NoticeBody:
    return notices.WorkUpdated(
        at=MONDAY, unit=competent().unit, stage=stage, change=change, holder=officer(), clocks=(clock(1),)
    )


async def folded(*told: tuple[int, int, NoticeBody]) -> WorkList:
    """Write (case, sequence, notice) to the queue and fold it."""
    broker = connected(province())
    await commit(broker, *(offered(XIFENG, case_number(case), sequence, body) for case, sequence, body in told))
    return await work_list(XIFENG, broker)


async def test_open_cases_come_first_due_first() -> None:
    found = await folded((1, 1, offer(9)), (2, 1, offer(3)), (3, 1, offer(5)))
    assert [case.number for case in found.open_cases()] == [case_number(2), case_number(3), case_number(1)]


async def test_who_reviews_first_has_a_queue_of_its_own() -> None:
    """The case stands with the unit and the section that act, not with those that will decide."""
    lower = competent(region=QINGZHEN).model_copy(update={"section": "S1"})
    found = await folded((1, 1, offer(9).model_copy(update={"acting": lower})))
    (case,) = found.open_cases()
    assert (case.unit, case.unit_name, case.section) == (lower.unit, lower.name, "S1")


async def test_urgent_cases_stand_in_front() -> None:
    urgent = update("filed", "urgent").model_copy(update={"urgent": True})
    found = await folded((1, 1, offer(9)), (2, 1, offer(3)), (1, 2, urgent))
    assert [case.number for case in found.open_cases()] == [case_number(1), case_number(2)]


async def test_a_case_stands_where_its_last_notice_says() -> None:
    found = await folded((1, 1, offer(9)), (1, 2, update("filed", "claimed")), (1, 3, update("accepted", "accepted")))
    (case,) = found.open_cases()
    assert (case.stage, case.holder, case.due) == ("accepted", officer(), clock(1))


@pytest.mark.parametrize("stage", ["delivered", "withdrawn", "not_accepted", "lapsed"])
async def test_what_is_over_is_not_listed(stage: notices.Stage) -> None:
    assert (await folded((1, 1, offer(9)), (1, 2, update(stage, "delivered")))).open_cases() == []


async def test_a_case_that_was_handed_over_is_gone() -> None:
    gone = notices.WorkWithdrawn(at=MONDAY, unit=competent().unit, why="handed_over", reason="转办")
    assert (await folded((1, 1, offer(9)), (1, 2, gone))).cases == {}


def test_every_stage_change_and_outcome_has_its_word() -> None:
    assert set(STAGES) == set(get_args(notices.Stage))
    assert set(CHANGES) == set(get_args(notices.Change))
    assert set(OUTCOMES) == set(get_args(Outcome))


def test_every_notice_has_its_sentence() -> None:
    """None of them falls back to its type."""
    fields: dict[str, Any] = {}
    fields |= {"at": MONDAY, "competent": competent(), "clocks": (), "points": (), "cases": ()}
    fields |= {"topic": "inbox.520181", "offset": 7, "text": "报文缺少必要的信封属性"}
    fields |= {"title": "联办", "stage": "delivered", "change": "accepted", "reason": "理由", "remedy": "途径"}
    fields |= {
        "outcome": "approved",
        "in_time": False,
        "outcomes": {},
        "item_name": "事项",
        "code": None,
        "text": "说明",
    }
    fields |= {"procedure": "hearing", "paper": "听证通知书", "planned_end": MONDAY.date(), "lapse": clock(1)}
    fields |= {"corrections": (), "identifier": "1.2.156", "state": "02", "condition": None, "name": "营业执照"}
    fields |= {"owner": competent(), "number": 1}
    offered = offer(1)
    assert isinstance(offered, notices.WorkOffered)
    fields |= {"lead": competent(), "item": offered.item}
    fields |= {"other": "办件"}
    fields |= {"case": "办件", "why": "precondition_failed", "items": ("520701001000",), "until": MONDAY}
    fields |= {"outstanding": (), "measures": (), "statement_by": None, "due": MONDAY}
    fields |= {"document": "1.2.156", "issuer": competent(), "finding": "不符", "upheld": True, "done": "已处理"}
    fields |= {"materials": ("M03",), "commitments": ()}
    changes = {"deferral": "granted", "credit": "repaired", "reliance": "granted", "document-report": "reported"}
    for ce_type, kind in NOTICES.items():
        fields["change"] = changes.get(ce_type.split(".")[-2], "accepted")
        body = offer(1) if kind is notices.WorkOffered else kind.model_construct(None, **fields)
        notice = QueuedNotice("number", ce_type, "id", 1, "", 0, body, {}, Partition("work.520122", 0), 0)
        assert sentence(notice) not in {"", ce_type}


def test_what_a_project_owes_is_said_in_words() -> None:
    """At its end and when it settles: which case owes what until when, and what rests on what was lost."""
    owed = CaseOwed(case="A", status="running", materials=("M03",), due=MONDAY)
    said = [
        notices.BundleEnded(at=MONDAY, title="厂房", outcomes={}, owing=(owed,)),
        notices.BundleSettled(
            at=MONDAY, title="厂房", outcome="broken", commitments=(owed.model_copy(update={"status": "broken"}),)
        ),
        notices.ChildRevoked(at=MONDAY, case="A", undecided=("B",), decided=("C",)),
        notices.ChildInBreach(at=MONDAY, case="A", materials=("M03",), held=("B",)),
    ]
    told = [QueuedNotice("n", one.ce_type, "id", 1, "", 0, one, {}, Partition("results.520181", 0), 0) for one in said]
    assert [sentence(one) for one in told] == [
        "联办件“厂房”的办件全部办结,尚有容缺承诺未履行:A 承诺期限内(待补:M03),期限至2026年11月23日 09:30",
        "联办件“厂房”有容缺承诺未按期履行:A 逾期未补齐(待补:M03)",
        "办件A的审批被撤回;B以其为前提,不能准予;C已据其获批,由审批单位核查",
        "办件A的容缺材料M03逾期未补齐;B在材料补齐前不能准予",
    ]


def test_a_notice_of_a_later_release_is_told_by_its_own_text_or_its_type() -> None:
    notice = QueuedNotice("number", "new.v9", "id", 1, "", 0, None, {}, Partition("work.520122", 0), 0)
    assert sentence(notice) == "new.v9"
    assert sentence(notice._replace(data={"text": "信封缺少属性"})) == "信封缺少属性"
