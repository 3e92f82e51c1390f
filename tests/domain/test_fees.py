"""Plays about what the applicant pays: stated with the acceptance, paid, waived, refunded, first where it must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from hub.domain.application.state import STAGES
from hub.domain.application.steps.fees import STEPS
from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas import facts
from schemas.codes import CODES, explain
from schemas.codes.fees import FEES as CODES_OF_FEES
from schemas.commands import AcceptCase, ClaimCase, DecideCase, RecordPayment, RefundFee, WaiveFee, WithdrawCase
from schemas.commands.fees import FEES
from schemas.facts import FeePaid, FeeRefunded, FeeWaived
from schemas.notices import ResultProgressed
from schemas.reference import Fee
from schemas.times import CHINA
from tests.domain.world import (
    BODIES,
    CLERK,
    COMPANY,
    FOOD,
    MONDAY,
    OFFICER,
    QINGZHEN,
    XIFENG,
    Play,
    case_number,
    filing,
    happened,
    officer,
    only,
    play_at,
    sender_of,
    with_item,
)

BASIS: Final = "发改价格规〔2016〕2559号"
PAID: Final = RecordPayment(by=OFFICER, slip="52012226000017", amount_fen=8000)
WAIVED: Final = WaiveFee(by=OFFICER, reason="小微企业", basis="财税〔2019〕45号")
REFUNDED: Final = RefundFee(by=OFFICER, reason="重复缴费", basis="财税〔2016〕33号")
AT_WINDOW: Final = PAID.model_copy(update={"by": CLERK})
APPROVED: Final = DecideCase(by=OFFICER, outcome="approved")
DENIED: Final = DecideCase(
    by=OFFICER, outcome="denied", reason="名称与他人相同", legal_basis="登记条例", remedy="可申请行政复议"
)


def costing(item: str = COMPANY, **terms: Any) -> Reference:
    """The shipped rows, and an item that costs 80 yuan, to be paid first."""
    fee: dict[str, Any] = {"amount_fen": 8000, "per": "件", "basis": BASIS, "before_approval": True} | terms
    return with_item(item, fee=Fee(**fee))


def accepted(quantity: int | None = None, **terms: Any) -> Play:
    """A case of such an item, accepted."""
    play = play_at("filed", costing(**terms))
    only(play.when(XIFENG, AcceptCase(by=OFFICER, fee_quantity=quantity)), facts.CaseAccepted)
    return play


def told(play: Play) -> ResultProgressed:
    """What the origin is told by the last fact."""
    notices = play.aggregate.notices(play.said[-1], play.before, play.state)
    (body,) = [notice.body for notice in notices if notice.queue == "results"]
    assert isinstance(body, ResultProgressed)
    return body


def test_the_acceptance_states_the_fee() -> None:
    """The origin hears once what is to be paid and by which notice, as the acceptance says."""
    play = accepted()
    fee = told(play).fee
    assert fee is not None
    assert (fee.amount_fen, fee.rate_fen, fee.per, fee.basis) == (8000, 8000, "件", BASIS)
    (said,) = [fact for fact in play.said if isinstance(fact, facts.CaseAccepted)]
    assert said.fee == fee
    play.when(QINGZHEN, AT_WINDOW)
    assert told(play).fee is None


def test_a_fee_by_quantity_states_its_rate_until_it_is_counted() -> None:
    """Per square metre: rate and basis alone, or the product where the acceptance counts; then that must be paid."""
    uncounted, counted = accepted(by_quantity=True), accepted(3, by_quantity=True)
    known = [(fee.amount_fen, fee.rate_fen) for play in (uncounted, counted) if (fee := told(play).fee)]
    assert known == [(None, 8000), (24000, 8000)]
    only(uncounted.when(XIFENG, RecordPayment(by=OFFICER, slip="1", amount_fen=12345)), FeePaid)
    assert counted.when(XIFENG, PAID) == Refusal("fee_amount", "/amount_fen", {"due": "240.00", "paid": "80.00"})


@pytest.mark.parametrize("terms", [{"amount_fen": 0}, {"payer": "finance"}])
def test_what_nobody_pays_is_not_stated(terms: dict[str, Any]) -> None:
    """Free by law, or paid by the public purse: nothing is asked of the applicant, and nothing waits for it."""
    play = accepted(**terms)
    assert told(play).fee is None
    assert play.when(XIFENG, PAID) == Refusal("fee_none")
    only(play.when(XIFENG, APPROVED), facts.CaseDecided)


def test_a_later_price_moves_no_case_under_way() -> None:
    """Filed at 80 yuan, accepted after the price rose: 80 yuan."""
    play = play_at("filed", costing())
    play.reference = costing(amount_fen=9000)
    play.when(XIFENG, AcceptCase(by=OFFICER))
    assert play.state.fee.stated.amount_fen == 8000


@pytest.mark.parametrize("settle", [PAID, WAIVED], ids=["paid", "waived"])
def test_no_approval_before_payment(settle: Any) -> None:
    """Where the row says so: an approval waits until it is paid or waived."""
    play = accepted()
    assert play.when(XIFENG, APPROVED) == Refusal("fee_unpaid", params={"due": "80.00元"})
    happened(play.when(XIFENG, settle))
    only(play.when(XIFENG, APPROVED), facts.CaseDecided)


def test_a_denial_waits_for_no_money() -> None:
    """Nor does an approval whose item does not ask for it: that may be paid after the decision too."""
    only(accepted().when(XIFENG, DENIED), facts.CaseDecided)
    play = accepted(before_approval=False)
    only(play.when(XIFENG, APPROVED), facts.CaseDecided)
    only(play.when(QINGZHEN, AT_WINDOW), FeePaid)


def test_what_went_back_is_due_again() -> None:
    """A part goes back: still paid. All of it: no approval until it is paid anew."""
    play = accepted()
    play.when(XIFENG, PAID)
    part = only(play.when(XIFENG, REFUNDED.model_copy(update={"amount_fen": 3000})), FeeRefunded)
    assert (part.amount_fen, part.slip) == (3000, PAID.slip)
    assert play.state.fee.settled == "paid"
    over = play.when(XIFENG, REFUNDED.model_copy(update={"amount_fen": 5001}))
    assert over == Refusal("fee_refund_over", "/amount_fen", {"amount": "50.01", "paid": "50.00"})
    assert only(play.when(XIFENG, REFUNDED), FeeRefunded).amount_fen == 5000
    assert play.when(XIFENG, APPROVED) == Refusal("fee_unpaid", params={"due": "80.00元"})
    assert play.when(XIFENG, REFUNDED) == Refusal("fee_not_paid")
    only(play.when(XIFENG, PAID), FeePaid)
    only(play.when(XIFENG, APPROVED), facts.CaseDecided)


def test_money_goes_back_after_a_withdrawal() -> None:
    """The applicant pays, withdraws, and gets it back from the organ; nothing can be paid any more."""
    play = accepted()
    play.when(XIFENG, PAID)
    play.when(QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
    only(play.when(XIFENG, REFUNDED), FeeRefunded)
    assert play.when(XIFENG, PAID) == Refusal("case_closed")


def test_both_sides_hear_what_was_paid() -> None:
    """Amount and slip, reason and basis: what ``hub case`` shows."""
    play, said = accepted(), []
    for act in (PAID, REFUNDED, WAIVED):
        happened(play.when(XIFENG, act))
        notices = play.aggregate.notices(play.said[-1], play.before, play.state)
        assert [(one.queue, one.endpoint) for one in notices] == [("work", XIFENG), ("results", QINGZHEN)]
        said.append((told(play).change, told(play).reason))
    assert said == [
        ("fee_paid", "80.00元,缴款单号52012226000017"),
        ("fee_refunded", "80.00元,原缴款单号52012226000017:重复缴费(财税〔2016〕33号)"),
        ("fee_waived", "小微企业(财税〔2019〕45号)"),
    ]


def test_only_the_organ_waives_and_refunds() -> None:
    """The window may take a payment down, but not let it go."""
    play = accepted()
    assert play.when(QINGZHEN, WAIVED) == Refusal("not_competent")
    only(play.when(QINGZHEN, AT_WINDOW), FeePaid)
    assert play.when(QINGZHEN, REFUNDED) == Refusal("not_competent")


def silent() -> tuple[Play, AcceptCase, datetime]:
    """A licence that costs something, deemed accepted; what its officer had sent in time, and when."""
    play, by = Play(case_number(), rows=costing(FOOD)), officer("XF1", FOOD)
    play.when(QINGZHEN, filing(FOOD))
    play.when(XIFENG, ClaimCase(by=by, minutes=60))
    play.deadline(datetime(2026, 12, 1, tzinfo=CHINA))
    return play, AcceptCase(by=by), MONDAY + timedelta(minutes=30)


def test_silence_states_the_fee_too() -> None:
    """And an acceptance received in time, handled after it, states it anew."""
    play, accept, received = silent()
    stated = [fact.fee for fact in play.said if isinstance(fact, facts.CaseDeemedAccepted)]
    assert [fee and fee.amount_fen for fee in stated] == [8000]
    happened(play.when(XIFENG, accept.model_copy(update={"fee_quantity": 2}), received=received))
    assert play.state.fee.stated.amount_fen == 16000


def test_an_acceptance_by_which_was_paid_stands() -> None:
    """Silence spoke too early, but the applicant has paid by it: nothing undoes that."""
    play, accept, received = silent()
    happened(play.when(XIFENG, PAID.model_copy(update={"by": accept.by})))
    again = play.when(XIFENG, accept, received=received)
    assert again == Refusal("step_not_now", params={"stage": STAGES["accepted"]})
    assert play.state.fee.settled == "paid"


def done(*acts: Any) -> Any:
    """What comes of the last of these, said to a case that costs 80 yuan."""
    play = accepted()
    return [play.when(XIFENG, act) for act in acts][-1]


PROVOKE: Final[dict[str, Callable[[], tuple[Any, str]]]] = {
    "fee_none": lambda: (play_at("filed").when(XIFENG, AcceptCase(by=OFFICER, fee_quantity=2)), "/fee_quantity"),
    "fee_amount": lambda: (done(PAID.model_copy(update={"amount_fen": 7999})), "/amount_fen"),
    "fee_settled": lambda: (done(PAID, WAIVED), ""),
    "fee_not_paid": lambda: (done(REFUNDED), ""),
    "fee_refund_over": lambda: (done(PAID, REFUNDED.model_copy(update={"amount_fen": 8001})), "/amount_fen"),
    "fee_unpaid": lambda: (done(APPROVED), ""),
}


@pytest.mark.parametrize("code", PROVOKE)
def test_every_refusal(code: str) -> None:
    """Each code has a play, points at what is wrong, and has a text with nothing left to fill in."""
    result, pointer = PROVOKE[code]()
    assert isinstance(result, Refusal)
    assert (result.code, result.pointer) == (code, pointer)
    assert "{" not in explain(code, result.params)


def test_no_refusal_is_without_a_play() -> None:
    """All codes of the topic are provoked here."""
    assert set(PROVOKE) == {code for code, _ in CODES_OF_FEES}
    assert set(PROVOKE) <= set(CODES)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.stage}-{step.command.__name__}")
def test_every_row(step: Any) -> None:
    """Each row of the life cycle gives its fact and keeps its stage."""
    play, fee = play_at(step.stage), accepted().state.fee
    if step.command is RefundFee:
        fee = fee.model_copy(update={"settled": "paid", "paid_fen": 8000, "slip": "1"})
    play.state = play.state.changed(fee=fee)
    result = happened(play.when(sender_of(step.command), BODIES[step.command]))
    assert {type(fact) for fact in result} == set(step.gives)
    assert (play.state.stage,) == step.leads_to


def test_the_rows_are_complete() -> None:
    """Every command and every fact of the topic has a row."""
    assert {step.command for step in STEPS} == set(FEES)
    assert {fact for step in STEPS for fact in step.gives} == {FeePaid, FeeWaived, FeeRefunded}
