"""Plays about 抄告 (许可法 art. 64): what another region finds wrong, the issuer's clock, its answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.document import reporting
from hub.domain.document.state import STAGES
from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.codes import explain
from schemas.commands import AnswerDocumentReport, RecomputeDocumentClocks, ReportDocument, RescindDocument
from schemas.reference import RegionalCalendar
from schemas.times import CHINA
from tests.domain.documents import BODIES, document_at
from tests.domain.relying import LICENCE, licence_at
from tests.domain.talking import Talk
from tests.domain.world import CLERK, MONDAY, OFFICER, QINGZHEN, SUPERVISOR, XIFENG, ZUNYI, happened, only, reference

REPORT = ReportDocument(
    by=CLERK, finding="经营场所与执照所载不符", evidence="sha256:" + "e" * 64, paper="现场检查笔录1号"
)
NOT_UPHELD = AnswerDocumentReport(by=OFFICER, report=1, upheld=False, reason="现场核查相符")
UPHELD = AnswerDocumentReport(by=OFFICER, report=1, upheld=True, done="已责令变更登记")


def told(talk: Talk, kind: type[notices.NoticeBody]) -> list[tuple[str, str, Any]]:
    """Queue, endpoint and body of everything that was told in these words."""
    return [(one.queue, one.endpoint, one.body) for one in talk.notices if isinstance(one.body, kind)]


def reported(stage: str = "valid") -> Talk:
    """A licence of 息烽 that 清镇's window found something wrong with."""
    talk = licence_at(stage)
    only(talk.when(LICENCE, QINGZHEN, REPORT), facts.DocumentReported)
    return talk


def test_the_issuer_gets_a_work_item_with_a_clock() -> None:
    """Ten working days of the issuer's region; who found what, and what shows it."""
    talk = reported()
    ((queue, endpoint, body),) = told(talk, notices.WorkDocumentReport)
    assert (queue, endpoint, body.change) == ("work", XIFENG, "reported")
    assert (body.reporter, body.by, body.finding, body.evidence, body.paper) == (
        QINGZHEN, CLERK, REPORT.finding, REPORT.evidence, REPORT.paper,
    )  # fmt: skip
    assert body.due == datetime(2026, 12, 8, tzinfo=CHINA), "the tenth working day after Monday 23 November ends"
    assert body.issuer.unit == OFFICER.unit


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (UPHELD, (True, "已责令变更登记", None)),
        (
            AnswerDocumentReport(by=OFFICER, report=1, upheld=False, reason="现场核查相符"),
            (False, None, "现场核查相符"),
        ),
    ],
)
def test_the_answer_goes_to_the_reporter(answer: AnswerDocumentReport, said: tuple[Any, ...]) -> None:
    """What it did, or why not; after that nothing waits any more."""
    talk = reported()
    only(talk.when(LICENCE, XIFENG, answer), facts.DocumentReportAnswered)
    ((queue, endpoint, body),) = told(talk, notices.ResultDocumentReport)
    assert (queue, endpoint) == ("results", QINGZHEN)
    assert (body.upheld, body.done, body.reason) == said
    assert body.in_time
    assert talk.state(LICENCE).open_reports is None
    assert talk.when(LICENCE, XIFENG, answer) == Refusal("report_unknown", "/report", {"number": "1"})


def test_lamps_of_the_limit() -> None:
    """Yellow to the issuer, red to it and to who supervises it, each once; a late answer still counts, as late."""
    talk = reported()
    talk.run(datetime(2026, 12, 20, tzinfo=CHINA))
    assert [(body.change, endpoint) for _, endpoint, body in told(talk, notices.WorkDocumentReport)] == [
        ("reported", XIFENG), ("lamp_yellow", XIFENG), ("lamp_red", XIFENG), ("lamp_red", XIFENG),
    ]  # fmt: skip
    red = [fact for fact in talk.play(LICENCE).said if isinstance(fact, facts.DocumentReportLampTurned)][-1]
    assert red.at == red.due == datetime(2026, 12, 8, tzinfo=CHINA)
    assert red.supervisor is not None
    assert red.supervisor.unit == SUPERVISOR.unit
    late = only(talk.when(LICENCE, XIFENG, UPHELD), facts.DocumentReportAnswered)
    assert not late.in_time


@pytest.mark.parametrize("stage", sorted(set(STAGES) - {"absent", "requested", "cancelled", "valid"}))
def test_the_clock_runs_whatever_the_document_s_state(stage: str) -> None:
    """Also of one that has ended: what it did in its time may still be wrong."""
    talk = reported(stage)
    talk.run(datetime(2031, 12, 31, tzinfo=CHINA))
    assert talk.said(LICENCE).count(facts.DocumentReportLampTurned) == 2


def test_upheld_and_rescinded_ends_in_the_cases_that_rest_on_it() -> None:
    """What the issuer does about it is a step of its own."""
    talk = reported()
    happened(talk.when(LICENCE, XIFENG, BODIES[RescindDocument]))
    happened(talk.when(LICENCE, XIFENG, UPHELD))
    assert talk.state(LICENCE).stage == "rescinded"


def test_who_may_report_and_answer() -> None:
    """Any other endpoint by a unit of its own; the issuer alone answers."""
    talk = licence_at("valid")
    own = REPORT.model_copy(update={"by": OFFICER})
    assert talk.when(LICENCE, XIFENG, own) == Refusal("report_own", "/by/unit")
    foreign = REPORT.model_copy(update={"by": SUPERVISOR})
    assert talk.when(LICENCE, ZUNYI, foreign) == Refusal("report_not_your_unit", "/by/unit")
    happened(talk.when(LICENCE, QINGZHEN, REPORT))
    assert talk.when(LICENCE, QINGZHEN, UPHELD) == Refusal("document_not_issuer")
    absent = document_at("absent")
    assert absent.when(QINGZHEN, REPORT) == Refusal("document_unknown", params={"identifier": LICENCE})


@pytest.mark.parametrize(
    ("answer", "pointer"),
    [
        (AnswerDocumentReport(by=OFFICER, report=1, upheld=True, reason="属实"), "/done"),
        (AnswerDocumentReport(by=OFFICER, report=1, upheld=False, done="已处理"), "/reason"),
    ],
)
def test_an_answer_says_enough(answer: AnswerDocumentReport, pointer: str) -> None:
    """What was done, or why it was not upheld."""
    refused = reported().when(LICENCE, XIFENG, answer)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.pointer) == ("report_answer_incomplete", pointer)
    assert "(未说明)" not in explain(refused.code, refused.params)


def test_open_reports_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound a report is refused until one is answered; numbers are never used twice."""
    monkeypatch.setattr(reporting, "MOST_OPEN", 2)
    talk = licence_at("valid")
    for number in (1, 2):
        assert only(talk.when(LICENCE, QINGZHEN, REPORT), facts.DocumentReported).number == number
    assert talk.when(LICENCE, QINGZHEN, REPORT) == Refusal("report_too_many", params={"count": "2"})
    happened(talk.when(LICENCE, XIFENG, UPHELD))
    assert only(talk.when(LICENCE, QINGZHEN, REPORT), facts.DocumentReported).number == 3


def test_the_limit_is_the_province_s() -> None:
    """A row of the policy."""
    assert reference().policy(MONDAY.date()).report.amount == 10


RECOMPUTE = BODIES[RecomputeDocumentClocks]


@cache
def corridor() -> Reference:
    """The shipped rows without other regions: quick to build anew."""
    near = {"520000", "520100", XIFENG, QINGZHEN}
    rows = [row for row in reference().rows.values() if getattr(row, "region", XIFENG) in near]
    return Reference.from_rows(rows, subject_key=reference().subject_key)


def decreed(*days: date, region: str = XIFENG) -> Reference:
    """The rows with a decree that the region's offices stand still on these days."""
    flood = RegionalCalendar(
        valid_from=MONDAY.date(), region=region, decree="flood", reason="防汛", source="样例", days_off=days
    )
    return corridor().with_rows([flood], offset=1)


def twice(rows: Reference) -> Talk:
    """Two reports, a day apart."""
    talk = licence_at("valid", Talk(rows))
    for later in range(2):
        only(talk.when(LICENCE, QINGZHEN, REPORT, MONDAY + timedelta(days=later)), facts.DocumentReported)
    return talk


@settings(deadline=None, max_examples=40)
@given(st.sets(st.dates(date(2026, 11, 24), date(2026, 12, 31)), max_size=20))
def test_a_limit_as_if_from_the_start(days: set[date]) -> None:
    """Computed again under a decree, every report that waits has the limit that the decree gives from the start."""
    rows = decreed(*sorted(days))
    talk, other = twice(corridor()), twice(rows)
    talk.play(LICENCE).reference = rows
    happened(talk.when(LICENCE, HUB, RECOMPUTE))
    assert talk.state(LICENCE) == other.state(LICENCE)
    assert talk.when(LICENCE, HUB, RECOMPUTE) == (), "a second time nothing has moved"


def test_a_lamp_that_was_early_goes_back_and_its_readers_hear() -> None:
    """Red on 8 December, then two days before are decreed off: green again, told where the red one was told."""
    talk = reported()
    talk.run(datetime(2026, 12, 8, tzinfo=CHINA))
    seen = len(told(talk, notices.WorkDocumentReport))
    talk.play(LICENCE).reference = decreed(date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 7))
    only(talk.when(LICENCE, HUB, RECOMPUTE), facts.DocumentClocksRecomputed)
    heard = told(talk, notices.WorkDocumentReport)[seen:]
    assert [(endpoint, body.change, body.due) for _, endpoint, body in heard] == [
        (XIFENG, "recomputed", datetime(2026, 12, 11, tzinfo=CHINA)),
        (XIFENG, "recomputed", datetime(2026, 12, 11, tzinfo=CHINA)),
    ], "the issuer and who stands above it, who read one queue here"
    assert heard[0][2].reason == "国务院办公厅关于2027年节假日安排的通知"
    (waiting,) = talk.state(LICENCE).open_reports
    assert waiting.lamp == "green"
    talk.run(datetime(2026, 12, 10, 12, tzinfo=CHINA))
    assert only(talk.when(LICENCE, XIFENG, UPHELD), facts.DocumentReportAnswered).in_time


def test_a_decree_elsewhere_moves_nothing() -> None:
    """The limit runs by the issuer's days, not by the reporter's; and what nobody reported has no limit."""
    talk = reported()
    talk.play(LICENCE).reference = decreed(date(2026, 11, 30), region=QINGZHEN)
    assert talk.when(LICENCE, HUB, RECOMPUTE) == ()
    for stage in ("requested", "cancelled", "valid"):
        assert document_at(stage).when(HUB, RECOMPUTE) == ()
