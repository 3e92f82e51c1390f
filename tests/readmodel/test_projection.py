"""When these facts, then this row. No database: the projection is a function."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.values import HUB, Refusal
from hub.readmodel.bundles import _CHANGES as BUNDLE_CHANGES
from hub.readmodel.bundles import BundleRows, project_bundle
from hub.readmodel.cases import _CHANGES as CASE_CHANGES
from hub.readmodel.cases import Link, project_case
from hub.readmodel.document_rows import CHANGES as DOCUMENT_CHANGES
from hub.readmodel.rows import CaseRow
from schemas import commands, facts
from schemas.facts import Fact
from schemas.parties import Officer
from schemas.reference import Limit, LowerReview
from tests.domain import test_project_commitments as commitments
from tests.domain.test_projects import LAND, PLANNING, RECORD, add, note, project
from tests.domain.test_waiting import INSURANCE, NUMBERS, SEAL, TAX, Hall, open_company
from tests.domain.world import (
    BODIES,
    CLERK,
    COMPANY,
    FOOD,
    MONDAY,
    QINGZHEN,
    RENEWAL,
    SIGNED,
    XIFENG,
    Play,
    bundle_number,
    bundle_of,
    case_number,
    competent,
    filing,
    food_reviewed_below,
    identifier_of,
    officer,
    with_item,
)
from tests.readmodel.log import busy_log, facts_of

NINE_THIRTY: Final = MONDAY
HOUR: Final = timedelta(hours=1)


def row_of(said: list[Fact]) -> CaseRow:
    row: CaseRow | None = None
    for number, fact in enumerate(said, start=1):
        row = project_case(row, fact, Link(number, f"digest {number}"))
    assert row
    return row


def filed(item: str = FOOD) -> Play:
    play = Play(case_number())
    play.when(QINGZHEN, filing(item))
    return play


def test_every_fact_has_its_rule() -> None:
    """The two tables at the files' ends know every fact there is: a new one can't be forgotten."""
    assert set(CASE_CHANGES) == set(facts.CASE_FACTS)
    assert set(BUNDLE_CHANGES) == set(facts.BUNDLE_FACTS)
    assert {*DOCUMENT_CHANGES, facts.DocumentRequested} == set(facts.DOCUMENT_FACTS)


def test_filed() -> None:
    """When a licence is applied for at 清镇, then the row waits at 息烽's unit, first to be claimed within a day."""
    row = row_of(filed().said)
    assert (row.stage, row.origin_endpoint, row.competent_endpoint) == ("filed", QINGZHEN, XIFENG)
    assert (row.competent_unit, row.item_code, row.regime) == (competent(FOOD).unit, FOOD, "licence")
    assert [clock.name for clock in row.clocks] == ["claim", "acceptance"]
    assert (row.clock, row.lamp) == ("claim", "green")
    assert row.due == datetime(2026, 11, 25, tzinfo=MONDAY.tzinfo)
    assert row.filed_at == row.fact_at == NINE_THIRTY
    assert (row.fact_number, row.fact_digest) == (1, "digest 1")


def test_claimed_and_released() -> None:
    """When an officer claims, then the row names the holder and the acceptance clock leads; released, nobody's."""
    play = filed()
    play.when(XIFENG, commands.ClaimCase(by=officer(item=FOOD), minutes=60), NINE_THIRTY + HOUR)
    row = row_of(play.said)
    assert (row.holder_staff, row.lease_until) == ("XF0101", NINE_THIRTY + 2 * HOUR)
    assert row.clock == "acceptance"
    assert row.due == datetime(2026, 12, 1, tzinfo=MONDAY.tzinfo)
    play.when(XIFENG, commands.ReleaseCase(by=officer(item=FOOD)))
    row = row_of(play.said)
    assert (row.holder_unit, row.holder_staff, row.lease_until) == (None, None, None)


def test_to_the_end() -> None:
    """When accepted, decided and delivered, then each has its time, and the closed row has no clock and no lamp."""
    play = filed()
    play.when(XIFENG, commands.ClaimCase(by=officer(item=FOOD)), NINE_THIRTY + HOUR)
    play.when(XIFENG, commands.AcceptCase(by=officer(item=FOOD)), NINE_THIRTY + HOUR)
    assert row_of(play.said).clock == "promise"
    play.when(XIFENG, commands.ReleaseCase(by=officer(item=FOOD)), NINE_THIRTY + 2 * HOUR)
    other = officer("XF0102", item=FOOD)
    play.when(XIFENG, commands.ClaimCase(by=other), NINE_THIRTY + 2 * HOUR)
    play.when(XIFENG, commands.DecideCase(by=other, outcome="approved"), NINE_THIRTY + 3 * HOUR)
    assert row_of(play.said).clock == "delivery"
    play.when(HUB, commands.NoteDocument(identifier=identifier_of(FOOD), personal=SIGNED))
    play.when(QINGZHEN, commands.DeliverCase(by=CLERK, way="window"), NINE_THIRTY + 4 * HOUR)
    row = row_of(play.said)
    assert (row.stage, row.outcome, row.in_time) == ("delivered", "approved", True)
    assert (row.accepted_at, row.decided_at) == (NINE_THIRTY + HOUR, NINE_THIRTY + 3 * HOUR)
    assert row.delivered_at == row.closed_at == NINE_THIRTY + 4 * HOUR
    assert (row.clocks, row.clock, row.due, row.lamp) == ((), None, None, None)


def test_red_stays_on_record() -> None:
    """When nobody claims in time, then the lamp turns red; claimed, the lamp is green, but the red stays on record."""
    play = filed()
    late = datetime(2026, 11, 25, 9, tzinfo=MONDAY.tzinfo)
    play.deadline(late)
    play.deadline(late)
    row = row_of(play.said)
    assert (row.clock, row.lamp, row.reddened_at) == ("claim", "red", late)
    play.when(XIFENG, commands.ClaimCase(by=officer(item=FOOD)), late + HOUR)
    row = row_of(play.said)
    assert (row.clock, row.lamp, row.reddened_at) == ("acceptance", "green", late)


def test_silence_accepts() -> None:
    """When the organ is silent past five days, then the row is accepted and says that nobody did it."""
    play = filed()
    for _ in range(4):
        play.deadline(datetime(2026, 12, 1, 9, tzinfo=MONDAY.tzinfo))
    row = row_of(play.said)
    assert (row.stage, row.deemed_accepted, row.clock) == ("accepted", True, "promise")


def test_reviewed_by_a_lower_organ_first() -> None:
    """When a lower organ reviews first, then the row is in its queue with its limit; handed up, in the superior's."""
    play = Play(case_number(), rows=food_reviewed_below())
    play.when(QINGZHEN, filing(FOOD))
    by = officer(item=FOOD)
    row = row_of(play.said)
    assert (row.acting_endpoint, row.acting_unit, row.competent_endpoint) == (XIFENG, by.unit, "520100")
    play.when(XIFENG, commands.ClaimCase(by=by))
    moved = Play(case_number(), rows=food_reviewed_below())
    moved.when(QINGZHEN, filing(FOOD))
    moved.when(XIFENG, commands.ClaimCase(by=by))
    moved.when(XIFENG, commands.TransferCase(by=by, region="520123", reason="经营场所在修文县"))
    row = row_of(moved.said)
    assert (row.acting_endpoint, row.competent_endpoint) == ("520123", "520100")
    play.when(XIFENG, commands.AcceptCase(by=by))
    row = row_of(play.said)
    assert (row.acting_endpoint, row.clock, row.legal_due) == (XIFENG, "lower_review", None)
    pause = BODIES[commands.PauseCase].model_copy(update={"by": by})
    play.when(XIFENG, pause)
    (stopped,) = [clock for clock in row_of(play.said).clocks if clock.name == "lower_review"]
    assert stopped.paused_at == play.now
    play.when(XIFENG, commands.ResumeCase(by=by))
    play.when(XIFENG, commands.SubmitReview(by=by, opinion="可", recommends="approved"))
    row = row_of(play.said)
    assert (row.acting_endpoint, row.acting_unit) == ("520100", play.state.competent.unit)
    assert (row.holder_staff, row.legal_due is not None) == (None, True)
    assert {clock.name for clock in row.clocks} == {"promise", "claim"}


def test_renewed_while_a_lower_organ_reviews() -> None:
    """When silence renews before the file went up, then the row is in the superior's queue."""
    review = LowerReview(level="4", promised=Limit(amount=20))
    play = Play(case_number(), rows=with_item(RENEWAL, levels=("3",), lower_review=review))
    play.when(QINGZHEN, filing(RENEWAL))
    while play.state.stage != "decided":
        play.deadline(max(play.aggregate.due(play.state) or play.now, play.now))
    row = row_of(play.said)
    assert (row.stage, row.acting_endpoint, row.acting_unit) == ("decided", "520100", play.state.competent.unit)


def test_correction() -> None:
    """When something is missing, then only its supply is timed until it comes; then acceptance runs anew."""
    play = filed()
    play.when(XIFENG, commands.ClaimCase(by=officer(item=FOOD)))
    point = commands.CorrectionPoint(code="M01", text="申请书缺少签名")
    play.when(XIFENG, commands.AskCorrection(by=officer(item=FOOD), points=(point,)))
    row = row_of(play.said)
    assert (row.stage, row.holder_staff, row.clock) == ("correcting", None, "correction")
    play.when(QINGZHEN, commands.SupplyCorrection(form={"area": 80}), NINE_THIRTY + timedelta(days=1))
    row = row_of(play.said)
    assert (row.stage, row.clock) == ("filed", "acceptance")
    assert row.due == datetime(2026, 12, 2, tzinfo=MONDAY.tzinfo)


def test_paused_and_resumed() -> None:
    """When a hearing is held, then the promise shows no due date until it goes on, later by the days it stood."""
    play = filed()
    handler = officer(item=FOOD)
    play.when(XIFENG, commands.ClaimCase(by=handler, minutes=1440))
    play.when(XIFENG, commands.AcceptCase(by=handler))
    pause = BODIES[commands.PauseCase].model_copy(update={"by": handler})
    play.when(XIFENG, pause)
    row = row_of(play.said)
    assert (row.stage, row.clock) == ("paused", "pause")
    assert row.due == datetime(2026, 12, 5, tzinfo=MONDAY.tzinfo)
    (stopped,) = [clock for clock in row.clocks if clock.name == "promise"]
    assert stopped.paused_at == play.state.running("promise").clock.paused_at is not None
    play.when(XIFENG, commands.ResumeCase(by=handler), MONDAY + timedelta(hours=23))
    row = row_of(play.said)
    assert (row.stage, row.clock) == ("accepted", "promise")
    assert row.due == datetime(2026, 12, 2, tzinfo=MONDAY.tzinfo)


def test_marked_urgent() -> None:
    """When a case is urgent, then its row says so, and the end of the day is due first, accepted or not."""
    play = filed()
    handler, head = officer(item=FOOD), officer("0001", FOOD)
    play.when(XIFENG, commands.MarkUrgent(by=head, reason="抢险救灾"))
    play.when(XIFENG, commands.ClaimCase(by=handler))
    play.when(XIFENG, commands.AcceptCase(by=handler))
    row = row_of(play.said)
    assert (row.urgent, row.clock) == (True, "urgent")


def test_transferred() -> None:
    """When handed to 清镇, then the row is of 清镇's unit and nobody there holds it yet."""
    play = filed()
    play.when(XIFENG, commands.ClaimCase(by=officer(item=FOOD)))
    play.when(XIFENG, commands.TransferCase(by=officer(item=FOOD), region=QINGZHEN, reason="属地有误"))
    row = row_of(play.said)
    assert (row.competent_endpoint, row.holder_staff) == (QINGZHEN, None)
    assert row.competent_unit == competent(FOOD, QINGZHEN).unit


def test_refused_filing_makes_no_row() -> None:
    """When a filing was refused, then there is no case; when a step was refused, then only the number moves."""
    refused = Play(case_number())
    assert isinstance(refused.when(QINGZHEN, commands.AcceptCase(by=officer())), Refusal)
    no = facts.CaseRefused(
        at=MONDAY, number=case_number(), command="x", command_type="x", sender=QINGZHEN, code="case_unknown"
    )
    assert project_case(None, no, Link(1, "one")) is None
    before = row_of(filed().said)
    after = project_case(before, no, Link(2, "two"))
    assert after
    assert (after.stage, after.fact_number, after.fact_digest) == ("filed", 2, "two")


def test_an_old_number_changes_nothing() -> None:
    """When a fact comes whose number the row is past, then the row stays as it is."""
    play = filed()
    claim = facts.CaseClaimed(at=MONDAY, by=Officer(unit=competent(FOOD).unit, staff="S"), until=MONDAY + HOUR)
    row = row_of(play.said)
    assert project_case(row, claim, Link(1, "another")) is row


def test_bundle() -> None:
    """When three companies are filed in one go, then the bundle lists them in order, with what each has told it."""
    cases = tuple(case_number(seed) for seed in (1, 2, 3))
    play = Play(bundle_number())
    play.when(QINGZHEN, bundle_of(*cases))
    play.when("hub", commands.NoteChild(case=cases[1], outcome="filed"))
    play.deadline(MONDAY + HOUR)
    play.deadline(MONDAY + 2 * HOUR)
    rows: BundleRows | None = None
    for number, fact in enumerate(play.said, start=1):
        rows = project_bundle(rows, fact, Link(number, f"digest {number}"))
    assert rows
    assert [child.number for child in rows.children] == list(cases)
    assert [child.outcome for child in rows.children] == [None, "filed", None]
    assert [child.unanswered for child in rows.children] == [True, False, True]
    assert rows.bundle.fact_number == len(play.said)


def projected(play: Play) -> BundleRows:
    """The rows after all that a play said."""
    rows: BundleRows | None = None
    for number, fact in enumerate(play.said, start=1):
        rows = project_bundle(rows, fact, Link(number, f"digest {number}"))
    assert rows
    return rows


def test_cases_that_wait() -> None:
    """When cases wait for others, then their rows name them, and say why one is never filed."""
    hall = Hall(open_company())
    hall.note(COMPANY, "approved")
    hall.note(TAX, "denied")
    rows = {child.item_code: child for child in projected(hall.play).children}
    assert (rows[SEAL].waiting, rows[SEAL].waits_for) == (False, (NUMBERS[COMPANY],))
    insurance = rows[INSURANCE]
    assert (insurance.waiting, insurance.outcome, insurance.code) == (False, "not_possible", "precondition_failed")
    assert insurance.because == NUMBERS[TAX]


def test_a_project_stage_by_stage() -> None:
    """When a project's cases have ended, then its row says what it awaits; added cases follow the first ones."""
    play = project(RECORD, LAND)
    note(play, RECORD)
    note(play, LAND)
    awaiting = projected(play).bundle
    assert (awaiting.kind, awaiting.awaits_stage) == ("investment_project", "工程建设规划许可")
    add(play, PLANNING)
    rows = projected(play)
    assert rows.bundle.awaits_until is None
    assert [(child.place, child.item_code, child.waiting) for child in rows.children][2:] == [(2, PLANNING, False)]
    play.when(QINGZHEN, commands.EndBundle(by=CLERK, reason="终止"))
    assert projected(play).bundle.ending


def test_what_a_project_owes() -> None:
    """When a case owes something, its row says what until when; the bundle's row how that ended, and what changed."""
    stage = commitments.project(commitments.LAND)
    commitments.finished(stage)
    land, bundle = commitments.CASES[commitments.LAND], stage.play(commitments.BUNDLE)
    owing = {child.number: child for child in projected(bundle).children}[land]
    due = stage.state(land).deferral.clock.due
    assert (owing.owes, owing.owes_materials, owing.owes_due) == ("running", ("M03",), due)
    assert owing.document is None
    assert (projected(bundle).bundle.completed_at, projected(bundle).bundle.settled) == (MONDAY, None)
    until = commitments.break_promise(stage, land)
    stage.run(MONDAY + 60 * 24 * HOUR)
    commitments.withdraw(stage, land)
    rows = projected(bundle)
    assert (rows.bundle.settled, rows.bundle.settled_at) == ("broken", until)
    assert rows.bundle.revised_at == stage.now
    revoked = {child.number: child for child in rows.children}[land]
    assert (revoked.outcome, revoked.owes, revoked.owes_due) == ("revoked", "broken", due)


def test_rows_agree_with_the_domain() -> None:
    """After hundreds of facts of real casework every row says of its case what the domain's own state says."""
    log = busy_log(120, seed=5)
    rows: dict[str, CaseRow] = {}
    for number, fact, link in facts_of(log):
        if isinstance(fact, facts.CASE_FACTS):
            row = project_case(rows.get(number), fact, link)
            if row:
                rows[number] = row
    assert set(rows) == set(log.cases())
    for number, state in log.cases().items():
        assert_agrees(rows[number], state)


def assert_agrees(row: CaseRow, state: ApplicationState) -> None:
    assert (row.stage, row.outcome, row.extended) == (state.stage, state.outcome, state.extended)
    assert (row.competent_unit, row.bundle) == (state.competent.unit, state.bundle)
    assert row.holder_staff == (state.lease.by.staff if state.lease else None)
    assert {clock.name: (clock.due, clock.lamp) for clock in row.clocks} == {
        running.clock.name: (running.clock.due, running.lamp) for running in state.clocks
    }
    assert row.due == min((running.clock.due for running in state.clocks), default=None)
    assert (row.closed_at is not None) == (state.stage in CLOSED)
