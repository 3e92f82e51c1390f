"""From facts of real casework to the rows that are uploaded: values as the facts have them, checked by the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from hub.domain.identifiers import check_item_code
from hub.domain.reference import Reference
from hub.readmodel.received import open_body, receive
from hub.upload.cells import Instead, Row, Unfilled
from hub.upload.columns import fault_of, tables
from hub.upload.export import Export, Stamp
from hub.upload.history import History, Numbered, Period
from hub.upload.profile import ProfileError, profile
from hub.upload.steps import steps_of
from hub.upload.tables import rows_of
from schemas import commands, facts
from schemas.parties import NamedPerson, Personal
from schemas.reading import read_fact
from schemas.reference import Fee
from schemas.times import CHINA, in_china
from tests.domain.world import (
    AGENT,
    BODIES,
    COMPANY,
    FOOD,
    MONDAY,
    POWER,
    WINDOW,
    application,
    case_number,
    company,
    competent,
    food_reviewed_below,
    identifier_of,
    officer,
    person,
    sender_of,
    with_item,
)
from tests.readmodel.log import Log, busy_log, reference

ALWAYS = Period(datetime(2020, 1, 1, tzinfo=CHINA), datetime(2030, 1, 1, tzinfo=CHINA))
STAMP = Stamp("20261101-20261201", datetime(2026, 12, 1))  # noqa: DTZ001 - as the tables have it
CASE = case_number()
GOLDEN = Path(__file__).parents[1] / "schemas" / "golden" / "v1"
STEP = timedelta(minutes=10)
FILED, CLAIMED, ACCEPTED = BODIES[commands.FileApplication], BODIES[commands.ClaimCase], BODIES[commands.AcceptCase]
DECIDED, DELIVERED = BODIES[commands.DecideCase], BODIES[commands.DeliverCase]


def histories(log: Log) -> Iterator[History]:
    """The cases of a log."""
    found: dict[str, list[Numbered]] = {}
    for record in log.records:
        received = receive(record)
        assert received is not None
        fact = open_body(received).fact
        assert fact is not None
        found.setdefault(received.place.aggregate, []).append(Numbered(received.place.number, fact))
    return (History(number, told) for number, told in found.items() if number[12].isdigit() and len(number) == 25)


def told(*acts: commands.Command, rows: Callable[[], Reference] = reference) -> History:
    """One case from its filing on, an act every ten minutes; every one of them succeeds."""
    log, at = Log(rows), MONDAY
    for act in acts:
        log.say(sender_of(type(act)), CASE, act, at)
        at += STEP
    history = next(one for one in histories(log) if one.number == CASE)
    assert not list(history.of(facts.CaseRefused)), list(history.of(facts.CaseRefused))
    return history


def rows(history: History, table: str, period: Period = ALWAYS) -> list[Row]:
    """The rows of a table."""
    return [row for row in rows_of(history, period, profile()) if isinstance(row, Row) and row.table == table]


def value(row: Row, column: str) -> object:
    """A cell, without its remark."""
    given = row.cells[column]
    return getattr(given, "value", given)


def test_an_acceptance_says_who_asks_for_what_from_whom() -> None:
    """Names and numbers from the filing's personal part; the item by its basic and its implementation code."""
    applicant = company()
    legal = NamedPerson(role="legal_representative", person=person("赵法人"))
    asked = application(
        applicant_kind="2",
        personal=Personal(applicant=applicant, agent=AGENT, power_of_attorney=POWER, others=(legal,)),
    )
    history = told(commands.FileApplication(window=WINDOW, application=asked), CLAIMED, ACCEPTED)
    (row,) = rows(history, "up_pro_accept")
    filed, accepted = history.filed, history.last(facts.CaseAccepted)
    assert filed is not None
    assert accepted is not None
    assert value(row, "project_no") == CASE
    assert (value(row, "applyer_name"), value(row, "applyer_page_code")) == (applicant.name, applicant.uscc)
    assert (value(row, "applyer_type"), value(row, "applyer_page_type")) == ("2", "001")
    assert (value(row, "contact_name"), value(row, "contact_code")) == (AGENT.name, AGENT.identity.number)
    assert value(row, "legal") == "赵法人"
    assert (value(row, "apply_date"), value(row, "accept_date")) == (MONDAY, MONDAY + 2 * STEP)
    assert (value(row, "org_code"), value(row, "org_name")) == (filed.competent.unit, filed.competent.name)
    assert value(row, "catalog_code") == filed.item.code
    code = str(value(row, "task_code"))
    assert (check_item_code(code), code[:18], code[19:]) == (None, filed.competent.unit, filed.item.code)
    promised = value(row, "promise_date")
    assert isinstance(promised, datetime)
    assert accepted.promise is not None
    assert in_china(promised).date() == accepted.promise.due_day


def test_a_review_by_a_lower_organ_first() -> None:
    """Its limit stands for the promise, which begins later, and says so; its opinion is a step of its own."""
    by = officer(item=FOOD)
    history = told(
        commands.FileApplication(window=WINDOW, application=application(FOOD)),
        commands.ClaimCase(by=by),
        commands.AcceptCase(by=by),
        commands.SubmitReview(by=by, opinion="场所不符合要求", recommends="denied"),
        rows=food_reviewed_below,
    )
    (row,) = rows(history, "up_pro_accept")
    promised, given = row.cells["promise_date"], value(row, "promise_date")
    assert isinstance(given, datetime)
    assert in_china(given).date() == date(2026, 12, 14)
    assert isinstance(promised, Instead)
    assert "报送" in promised.remark
    step = list(steps_of(history))[-1]
    assert (step.name, step.staff, step.opinion, step.action) == ("初步审查", by.staff, "场所不符合要求", "return")


def test_every_step_has_its_handler_its_opinion_and_its_time() -> None:
    """What an officer said stands there as she said it; where nothing was said, what the step came to."""
    reviewed, checked = BODIES[commands.ReviewCase], BODIES[commands.CheckSite]
    history = told(FILED, CLAIMED, ACCEPTED, reviewed, checked, DECIDED, DELIVERED)
    found = rows(history, "up_pro_process")
    names = ["收件", "受理", "审查", "现场核查", "决定", "送达"]
    assert [value(row, "process_name") for row in found] == names
    assert [value(row, "handle_user_name") for row in found][1] == "XF0101"
    opinions = {value(row, "process_name"): value(row, "handle_explain") for row in found}
    assert opinions["审查"] == "材料齐全,符合法定条件"
    assert (opinions["受理"], opinions["决定"]) == ("予以受理", "准予")
    steps = list(steps_of(history))
    assert [step.ended for step in steps] == [MONDAY + place * STEP for place in (0, 2, 3, 4, 5, 6)]
    assert steps[1].began == MONDAY + STEP, "when she claimed it"
    assert all(step.began <= step.ended for step in steps)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (DECIDED, "0"),
        (
            commands.DecideCase(
                by=DECIDED.by,  # type: ignore[attr-defined]
                outcome="denied",
                reason="不符合条件",
                legal_basis="登记条例第十九条",
                remedy="可申请行政复议",
            ),
            "1",
        ),
        (BODIES[commands.NotAcceptCase], "6"),
        (BODIES[commands.WithdrawCase], "5"),
    ],
    ids=["approved", "denied", "not accepted", "withdrawn"],
)
def test_what_ended_the_matter_has_the_peers_code(act: commands.Command, code: str) -> None:
    """List B of the vendors' codes."""
    acts = (FILED, CLAIMED, ACCEPTED, act) if isinstance(act, commands.DecideCase) else (FILED, CLAIMED, act)
    (row,) = rows(told(*acts), "up_pro_result")
    assert value(row, "result_type") == code


def test_a_pause_that_has_ended_is_a_special_procedure_and_an_open_one_is_listed() -> None:
    """Its end is required, so an open one can't be uploaded: trap 8 of the reference."""
    pause, resume = BODIES[commands.PauseCase], BODIES[commands.ResumeCase]
    (row,) = rows(told(FILED, CLAIMED, ACCEPTED, pause, resume), "up_pro_special_procedure")
    assert (value(row, "special_type"), value(row, "special_name")) == ("2", "听证")
    assert (value(row, "special_reason"), value(row, "result")) == ("涉及他人重大利益", "听证笔录已归档")
    assert value(row, "end_time") == MONDAY + 4 * STEP
    still = told(FILED, CLAIMED, ACCEPTED, pause)
    (unfilled,) = [
        one
        for one in rows_of(still, ALWAYS, profile())
        if isinstance(one, Unfilled) and one.table == "up_pro_special_procedure"
    ]
    assert (unfilled.case, "尚未结束" in unfilled.reason) == (CASE, True)


def test_an_extension_is_the_other_special_procedure() -> None:
    """延长审批, with who approved it."""
    (row,) = rows(told(FILED, CLAIMED, ACCEPTED, BODIES[commands.ExtendCase]), "up_pro_special_procedure")
    assert (value(row, "special_type"), value(row, "special_name")) == ("1", "延长审批")


def test_a_signed_document_is_uploaded_with_its_identifier() -> None:
    """证照: from what was signed, and the result names it."""
    history = told(FILED, CLAIMED, ACCEPTED, DECIDED)
    (licence,) = rows(history, "up_lic_data")
    assert value(licence, "certificate_source_id") == identifier_of()
    assert (value(licence, "certificate_holder"), value(licence, "issue_date")) == ("王小明", "2026-11-23")
    (result,) = rows(history, "up_pro_result")
    assert value(result, "result_cetr_no") == identifier_of()


def test_materials_and_what_is_sent_by_post() -> None:
    """One row a material, by its medium; one row a parcel, with its number."""
    posted = commands.DeliverCase(by=DELIVERED.by, way="post", tracking="EMS123")  # type: ignore[attr-defined]
    history = told(FILED, CLAIMED, ACCEPTED, DECIDED, posted)
    filed = history.filed
    assert filed is not None
    found = rows(history, "up_pro_material")
    assert [value(row, "material_name") for row in found] == [one.title for one in filed.application.materials]
    media = {"paper": "1", "electronic": "2"}
    assert [value(row, "get_type") for row in found] == [media[one.medium] for one in filed.application.materials]
    (parcel,) = rows(history, "logistics")
    assert (value(parcel, "tracking_no"), value(parcel, "sent_on")) == ("EMS123", "20261123")
    assert value(rows(history, "up_pro_result")[0], "is_delivery_results") == "1"


def test_a_payment_is_uploaded_in_yuan_and_a_refund_is_told() -> None:
    """GB/T 39046-2020 table 14: who charged what, by which slip, when; it has no place for what went back."""
    log = Log(lambda: with_item(COMPANY, fee=Fee(amount_fen=8005, per="件", basis="发改价格规〔2016〕2559号")))
    paid = BODIES[commands.RecordPayment].model_copy(update={"amount_fen": 8005})
    for place, act in enumerate((FILED, CLAIMED, ACCEPTED, paid, BODIES[commands.RefundFee])):
        log.say(sender_of(type(act)), CASE, act, MONDAY + place * STEP)
    history = next(one for one in histories(log) if one.number == CASE)
    (row,) = rows(history, "payment")
    assert (value(row, "case_no"), value(row, "payment_slip_no")) == (CASE, "52012226000017")
    assert (value(row, "amount"), value(row, "charged_at")) == (Decimal("80.05"), MONDAY + 3 * STEP)
    assert (value(row, "charging_officer"), value(row, "payer")) == ("XF0101", person().name)
    assert value(row, "charging_body") == competent().name
    export = Export(ALWAYS, profile(), STAMP)
    export.take(history)
    assert export.report.rows["payment"] == 1
    (held,) = [one for one in export.report.held if one.table == "payment"]
    assert "80.05元" in held.reason


def test_where_nobody_paid_the_report_says_so(tmp_path: Path) -> None:
    """An empty table is written all the same, with its reason."""
    export = Export(ALWAYS, profile(), STAMP)
    export.take(told(FILED, CLAIMED, ACCEPTED))
    export.write(tmp_path, ["csv"])
    assert list(export.report.empty["payment"]) == ["本期没有登记缴费 · nobody paid in this period"]


def test_a_row_belongs_to_the_period_in_which_it_came_to_be() -> None:
    """Filed before, decided within: the decision is uploaded, the acceptance was."""
    history = told(FILED, CLAIMED, ACCEPTED, DECIDED)
    later = Period(MONDAY + 2 * STEP + STEP / 2, MONDAY + 4 * STEP)
    tables_with_rows = {row.table for row in rows_of(history, later, profile()) if isinstance(row, Row)}
    assert tables_with_rows == {"up_pro_process", "up_pro_result", "up_lic_data"}
    before, after = Period(ALWAYS.since, later.since), Period(later.until, ALWAYS.until)
    whole = len(list(rows_of(history, ALWAYS, profile())))
    assert whole == sum(len(list(rows_of(history, period, profile()))) for period in (before, later, after))


def test_a_busy_log_fills_the_tables_and_every_row_is_right() -> None:
    """Whatever is written fits its column; whatever is not is listed with its reason; no row is lost in between."""
    export, made = Export(ALWAYS, profile(), STAMP), 0
    for history in histories(busy_log(300, seed=11)):
        export.take(history)
        made += len(list(rows_of(history, ALWAYS, profile())))
    columns = tables()
    for name, row in export:
        assert list(row) == list(columns[name])
        for column in columns[name].values():
            found = fault_of(column, row[column.name])
            assert found is None or not found.stops
    report = export.report
    assert sum(report.rows.values()) + report.held_rows == made
    assert {"up_pro_accept", "up_pro_process", "up_pro_result", "up_pro_material"} <= set(report.rows)
    assert {one.table for one in report.held} <= {"up_lic_data", "up_pro_special_procedure"}, report.held[:3]
    assert report.empty["up_pro_result.satisfaction"]
    assert report.instead["up_pro_process.handle_user_name"]


def test_nothing_personal_is_in_the_report() -> None:
    """It may be sent around; the files may not."""
    export = Export(ALWAYS, profile(), STAMP)
    export.take(told(FILED, CLAIMED, ACCEPTED, DECIDED))
    text = str(export.report.as_fields())
    for private in ("王小明", "李代办", "16100000000", "某街道"):
        assert private not in text
    assert "王小明" in str(list(export)), "but the files hold it"


def test_what_is_too_long_is_left_empty_or_holds_the_row_back() -> None:
    """Never cut: a cut number is a wrong number."""
    columns = tables()["up_pro_accept"]
    optional = fault_of(columns["contact_mobile"], "0851-1234567890")
    required = fault_of(columns["applyer_name"], "长" * 101)
    beyond_standard = fault_of(columns["task_code"], "1" * 31)
    assert optional is not None
    assert required is not None
    assert beyond_standard is not None
    assert (optional.stops, required.stops, beyond_standard.stops) == (False, True, False)
    assert fault_of(columns["applyer_name"], "长" * 100) is None
    assert fault_of(columns["apply_date"], "2026-11-23") is not None
    assert fault_of(columns["apply_date"], None) is not None


def test_a_profile_that_is_not_there_is_refused() -> None:
    """No path leads out of the folder of profiles."""
    for name in ("elsewhere", "../columns", ""):
        with pytest.raises(ProfileError):
            profile(name)


def test_every_word_of_ours_has_a_code_of_the_peers() -> None:
    """A channel or an identity that the profile does not know would stop an export half-way."""
    given = profile()
    assert set(given.channels) == {"1", "2", "3", "4", "9"}
    assert set(given.applicant_kinds) == {"1", "2", "3", "4", "5", "6"}
    kinds = {"resident_id", "residence_permit", "passport", "permanent_residence", "home_return_permit"}
    assert set(given.identity_kinds) == kinds | {"taiwan_travel_permit", "uscc"}
    assert set(given.results) == {"approved", "denied", "withdrawn", "lapsed", "not_accepted", "renewed", "revoked"}


def golden(kind: type[facts.Fact]) -> facts.Fact:
    """A fact as the golden messages have it."""
    return read_fact(kind.ce_type, (GOLDEN / f"{kind.ce_type}.json").read_bytes())


def after_filing(kind: type[facts.Fact]) -> History:
    """A case to which this happened after its filing."""
    return History(CASE, [Numbered(1, golden(facts.CaseFiled)), Numbered(2, golden(kind))])


@pytest.mark.parametrize("kind", facts.CASE_FACTS, ids=lambda kind: kind.ce_type.split(".")[3])
def test_no_fact_of_a_case_stops_an_export(kind: type[facts.Fact]) -> None:
    """Whatever a later topic adds: its rows are right, or held back with a reason."""
    export = Export(ALWAYS, profile(), STAMP)
    export.take(after_filing(kind))
    assert sum(export.report.rows.values()) >= 2, "the filing's receipt and its materials at least"


@pytest.mark.parametrize(
    ("kind", "result", "step"),
    [
        (facts.ApprovalWithdrawn, "2", "撤回批准"),
        (facts.FilingBarred, "6", "受理"),
        (facts.CaseLapsed, "5", "办结"),
        (facts.CaseDeemedRenewed, "0", "决定"),
        (facts.OpinionGiven, None, "会办意见"),
        (facts.DeferralAsked, None, "容缺承诺"),
        (facts.CaseDeemedAccepted, None, "受理"),
    ],
)
def test_special_paths_have_their_steps_and_results(kind: type[facts.Fact], result: str | None, step: str) -> None:
    """Deferral, joint handling, silence, bars."""
    history = after_filing(kind)
    assert [value(row, "process_name") for row in rows(history, "up_pro_process")] == ["收件", step]
    assert [value(row, "result_type") for row in rows(history, "up_pro_result")] == ([result] if result else [])


def test_what_was_promised_and_came_later_is_a_material_too() -> None:
    """容缺后补."""
    supplied = golden(facts.DeferredSupplied)
    assert isinstance(supplied, facts.DeferredSupplied)
    names = [value(row, "material_name") for row in rows(after_filing(facts.DeferredSupplied), "up_pro_material")]
    assert names[-len(supplied.materials) :] == [one.title for one in supplied.materials]


def test_an_acceptance_by_silence_that_was_corrected_is_not_uploaded() -> None:
    """What was received in time counts: one acceptance, by whoever accepted."""
    kinds: list[type[facts.Fact]] = [facts.CaseFiled, facts.CaseDeemedAccepted]
    kinds += [facts.SilenceCorrected, facts.CaseAccepted]
    history = History(CASE, [Numbered(number, golden(kind)) for number, kind in enumerate(kinds, 1)])
    (row,) = rows(history, "up_pro_accept")
    assert value(row, "row_guid") == f"{CASE}-S4"
