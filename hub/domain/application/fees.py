"""What the applicant pays: stated with the acceptance, paid, waived or refunded (许可法 art. 58, 59).

The hub takes no money. It keeps what was to be paid by which standard, and what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import ApplicationState, CaseFee
from hub.domain.application.telling import Telling, progress, work
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts
from schemas.commands import RecordPayment, RefundFee, WaiveFee
from schemas.facts import FeePaid, FeeRefunded, FeeWaived
from schemas.fees import StatedFee, in_words, yuan
from schemas.notices import Change
from schemas.values import made

State = ApplicationState
_SETTLED: Final = {"paid": "已经缴纳", "waived": "已经减免"}


def stated(state: State, quantity: int | None = None) -> StatedFee | None:
    """Give what the acceptance states; None where the applicant pays nothing."""
    fee = state.item.fee
    if fee is None or fee.amount_fen == 0 or fee.payer != "applicant":
        return None
    counted = quantity or (None if fee.by_quantity else 1)
    return made(
        StatedFee,
        rate_fen=fee.amount_fen,
        per=fee.per,
        basis=fee.basis,
        quantity=quantity,
        amount_fen=None if counted is None else fee.amount_fen * counted,
        before_approval=True if fee.before_approval else None,
    )


def check_quantity(state: State, quantity: int | None) -> Refusal | None:
    """Check that there is something to count."""
    return Refusal("fee_none", "/fee_quantity") if quantity is not None and stated(state) is None else None


def check_approval(state: State) -> Refusal | None:
    """Let an approval wait for the payment, where the item's row says that it comes first; a denial costs nothing."""
    fee = state.fee
    if fee is None or not fee.stated.before_approval or fee.settled in _SETTLED:
        return None
    return Refusal("fee_unpaid", params={"due": in_words(fee.stated)})


def record_payment(state: State, command: Command[RecordPayment], now: datetime, _: Reference) -> Decision | Refusal:
    """Take down that the applicant has paid what was stated, neither more nor less."""
    body, fee = command.body, _open(state)
    if isinstance(fee, Refusal):
        return fee
    due = fee.stated.amount_fen
    if due is not None and body.amount_fen != due:
        return Refusal("fee_amount", "/amount_fen", {"due": yuan(due), "paid": yuan(body.amount_fen)})
    return (made(FeePaid, at=now, by=body.by, slip=body.slip, amount_fen=body.amount_fen),)


def waive(state: State, command: Command[WaiveFee], now: datetime, _: Reference) -> Decision | Refusal:
    """Take down that nothing is to be paid in this case, why, and by which document."""
    body, fee = command.body, _open(state)
    if isinstance(fee, Refusal):
        return fee
    return (made(FeeWaived, at=now, by=body.by, reason=body.reason, basis=body.basis),)


def refund(state: State, command: Command[RefundFee], now: datetime, _: Reference) -> Decision | Refusal:
    """Take down that money went back: all of it, or as much as is said."""
    body, fee = command.body, state.fee
    if fee is None:
        return Refusal("fee_none")
    if fee.slip is None:
        return Refusal("fee_not_paid")
    amount = body.amount_fen or fee.paid_fen
    if amount > fee.paid_fen:
        return Refusal("fee_refund_over", "/amount_fen", {"amount": yuan(amount), "paid": yuan(fee.paid_fen)})
    return (
        made(FeeRefunded, at=now, by=body.by, amount_fen=amount, slip=fee.slip, reason=body.reason, basis=body.basis),
    )


def _open(state: State) -> CaseFee | Refusal:
    """Give the fee that is still to be paid."""
    fee = state.fee
    if fee is None:
        return Refusal("fee_none")
    if fee.settled in _SETTLED:
        return Refusal("fee_settled", params={"how": _SETTLED[fee.settled]})
    return fee


def _paid(state: State, fact: FeePaid) -> State:
    return _changed(state, settled="paid", paid_fen=fact.amount_fen, slip=fact.slip)


def _waived(state: State, _: FeeWaived) -> State:
    return _changed(state, settled="waived")


def _refunded(state: State, fact: FeeRefunded) -> State:
    left = state.fee.paid_fen - fact.amount_fen if state.fee else 0
    return _changed(state, paid_fen=left) if left else _changed(state, settled="refunded", paid_fen=0, slip=None)


def _changed(state: State, **changes: Any) -> State:
    return state.changed(fee=state.fee and state.fee.model_copy(update=changes))


def _tell(change: Change, words: Callable[[Any], str]) -> Telling:
    """Make the telling of a change that both sides hear of, with what it was."""

    def tell(fact: facts.Fact, _: State, after: State) -> tuple[Notice, ...]:
        said = words(fact)
        return (work(fact, after, change, said), progress(fact, after, change, said))

    return tell


def _receipt(fact: FeePaid) -> str:
    return f"{yuan(fact.amount_fen)}元,缴款单号{fact.slip}"


def _why(fact: FeeWaived) -> str:
    return f"{fact.reason}({fact.basis})"[:2000]


def _returned(fact: FeeRefunded) -> str:
    return f"{yuan(fact.amount_fen)}元,原缴款单号{fact.slip}:{fact.reason}({fact.basis})"[:2000]


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    FeePaid: _paid,
    FeeWaived: _waived,
    FeeRefunded: _refunded,
}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {
    FeePaid: _tell("fee_paid", _receipt),
    FeeWaived: _tell("fee_waived", _why),
    FeeRefunded: _tell("fee_refunded", _returned),
}
