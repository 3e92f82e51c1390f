"""What an officer plans for a case that is offered: every path that the law knows, each with its share of the cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hub.reference.load import SAMPLE_HEAD
from schemas import commands
from schemas.commands.special import SpecialProcedure
from schemas.parties import Officer
from tests.year import promises

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

PAID: Final = 0.97
"""Of what costs something. Where payment comes first, who does not pay gets no approval; the case stays open."""
IGNORED_BELOW: Final = 0.05
"""Of the cases that a lower organ reviews first: nobody does anything with them."""
PAUSED_BELOW: Final = 0.2
"""Of the others: a special procedure stands the review still."""
GRANTED: Final = 0.7
"""Of the extensions that are asked for."""
Side = Literal["office", "window"]
Planned = tuple[Side, float, commands.Command]
"""Who acts, how many working days after the step before, and what it is."""
WHY: Final = {
    "reason": "不符合法定条件(样例)",
    "legal_basis": "样例依据",
    "remedy": "可自收到之日起六十日内申请行政复议(样例)",
}


class Offer(NamedTuple):
    """What an officer knows of a case when it is offered."""

    case: str
    unit: str
    item: dict[str, Any]
    form: dict[str, Any]
    on: date
    chance: Random

    @property
    def days(self) -> float:
        """The promise in working days; what is counted in hours is done at once."""
        promised = self.item["promised"]
        return float(promised["amount"]) if promised.get("unit", "working_days").endswith("days") else 0.2

    def staff(self, number: int) -> Officer:
        """Give an officer of the unit: 1 accepts, 2 decides."""
        return Officer(unit=self.unit, staff=f"N{number:02d}")

    @property
    def head(self) -> Officer:
        """The head of the organ."""
        return Officer(unit=self.unit, staff=SAMPLE_HEAD)

    def day(self, later: int) -> date:
        """Give a day, so many after the offer."""
        return self.on + timedelta(days=later)


def claimed(offer: Offer, days: float = 0.2, number: int = 1) -> Planned:
    """Take the case off the queue for a day."""
    return ("office", days, commands.ClaimCase(by=offer.staff(number), minutes=1440))


def accepted(offer: Offer) -> list[Planned]:
    """Claim and accept; where something costs, the applicant pays what the acceptance states."""
    steps: list[Planned] = [claimed(offer), ("office", 0.1, commands.AcceptCase(by=offer.staff(1)))]
    fee = offer.item.get("fee")
    if fee and offer.chance.random() < PAID:
        slip = f"JK{offer.case[-12:]}"
        steps.append(
            ("window", 0.1, commands.RecordPayment(by=offer.staff(8), slip=slip, amount_fen=fee["amount_fen"]))
        )
    return steps


def concluded(offer: Offer, share: float, outcome: Literal["approved", "denied"] = "approved") -> list[Planned]:
    """Decide after a share of the promise, by another officer where the item says so."""
    separate = bool(offer.item.get("separate_persons"))
    by = 2 if separate else 1
    handing: list[Planned] = [("office", 0.05, commands.ReleaseCase(by=offer.staff(1)))] if separate else []
    why = {} if outcome == "approved" else WHY
    decided = commands.DecideCase(by=offer.staff(by), outcome=outcome, **why)
    reviewed = commands.ReviewCase(by=offer.staff(by), opinion="样例意见", recommends=outcome)
    review: list[Planned] = [("office", 0.02, reviewed)] if offer.item.get("review_required") else []
    asked: list[Planned] = []
    days = offer.days * share
    if offer.item.get("departments"):
        # their silence is no objection after five working days
        asked = [claimed(offer, 0.1, by), ("office", 0.05, commands.AskOpinions(by=offer.staff(by)))]
        days = max(days, 6.0)
    return [*handing, *asked, claimed(offer, days, by), *review, ("office", 0.05, decided)]


def approved(offer: Offer) -> list[Planned]:
    return [*accepted(offer), *concluded(offer, 0.3 + 0.4 * offer.chance.random())]


def late(offer: Offer) -> list[Planned]:
    """Nobody finds the time: the lamps turn yellow and red, and some day it is decided all the same."""
    return [*accepted(offer), *concluded(offer, 1.3)]


def denied(offer: Offer) -> list[Planned]:
    return [*accepted(offer), *concluded(offer, 0.5, "denied")]


def denied_for_good(offer: Offer) -> list[Planned]:
    """The statements were false: where the law says so, the applicant is barred from the item for a year."""
    if not offer.item.get("public_safety"):
        return denied(offer)
    barred = commands.BarApplicant(
        by=offer.staff(2), ground="false_statement", reason="提供虚假材料(样例)", document=promises.ruling(offer.on)
    )
    return [*denied(offer), ("office", 0.5, barred)]


def corrected(offer: Offer) -> list[Planned]:
    points = (commands.CorrectionPoint(code="M01", text="材料缺页(样例)"),)
    asked = commands.AskCorrection(by=offer.staff(1), points=points)
    return [claimed(offer), ("office", 0.1, asked)]


def corrected_then_approved(offer: Offer) -> list[Planned]:
    """Wait for the supplement, then go on; who waits too short is refused and has learned something."""
    later = claimed(offer, 6.0)
    return [*corrected(offer), later, *approved(offer)[1:]]


def not_accepted(offer: Offer) -> list[Planned]:
    told = commands.NotAcceptCase(by=offer.staff(1), reason=WHY["reason"], remedy=WHY["remedy"])
    return [claimed(offer), ("office", 0.1, told)]


def extended(offer: Offer) -> list[Planned]:
    days = int(offer.item["extension"]["amount"]) if offer.item.get("extension") else 1
    asked = commands.ExtendCase(by=offer.staff(1), approved_by=offer.head, days=days, reason="案情复杂(样例)")
    return [*accepted(offer), claimed(offer, offer.days * 0.4), ("office", 0.01, asked), *concluded(offer, 0.9)]


def asked_for_longer(offer: Offer) -> list[Planned]:
    """The handler asks for more days, and the head of the organ grants or refuses them."""
    limit = offer.item.get("extension")
    days = int(limit["amount"]) if limit else 1
    granted = offer.chance.random() < GRANTED
    asked = commands.RequestExtension(by=offer.staff(1), days=days, reason="需补充核查(样例)")
    answer = commands.AnswerExtension(by=offer.head, granted=granted, reason=None if granted else "可按期办结(样例)")
    return [
        *accepted(offer), claimed(offer, offer.days * 0.3), ("office", 0.01, asked),
        ("office", offer.days * 0.2, answer), *concluded(offer, 0.6 if granted else 0.2),
    ]  # fmt: skip


def paused(offer: Offer) -> list[Planned]:
    """A special procedure stands the clock still for some days; some end later than was planned."""
    return [*accepted(offer), *procedure_of(offer), *concluded(offer, 0.3)]


def procedure_of(offer: Offer) -> list[Planned]:
    """Claim, pause, and resume some days later."""
    procedure: SpecialProcedure = offer.chance.choice(("hearing", "inspection", "test", "appraisal", "expert_review"))
    pause = commands.PauseCase(
        by=offer.staff(1), procedure=procedure, reason="需作技术鉴定(样例)", paper="特别程序告知书(样例)",
        planned_end=offer.day(8),
    )  # fmt: skip
    resume = commands.ResumeCase(by=offer.staff(1), outcome="符合要求(样例)")
    return [
        claimed(offer, offer.days * 0.2), ("office", 0.01, pause),
        claimed(offer, offer.chance.choice((3.0, 5.0, 9.0))), ("office", 0.01, resume),
    ]  # fmt: skip


def looked_at(offer: Offer) -> list[Planned]:
    """Two officers go and look, and the review is written down before the decision."""
    checked = commands.CheckSite(by=offer.staff(1), second=offer.staff(4), opinion="现场与申报一致(样例)")
    reviewed = commands.ReviewCase(by=offer.staff(1), opinion="材料齐全,建议准予(样例)", recommends="approved")
    return [
        *accepted(offer), claimed(offer, offer.days * 0.2), ("office", 0.1, checked), ("office", 0.1, reviewed),
        *concluded(offer, 0.3),
    ]  # fmt: skip


def mended_on_the_spot(offer: Offer) -> list[Planned]:
    """A slip of the pen is mended at the window at once."""
    field = next(iter(offer.form), None)
    if field is None:
        return approved(offer)
    mended = commands.CorrectOnSpot(by=offer.staff(8), form={field: offer.form[field]})
    return [("window", 0.05, mended), *approved(offer)]


def urgent(offer: Offer) -> list[Planned]:
    """The head of the unit wants it decided the same day."""
    said = commands.MarkUrgent(by=offer.head, reason="急难情形(样例)")
    return [("office", 0.05, said), claimed(offer, 0.05), *accepted(offer)[1:], *concluded(offer, 0.05)]


def decided_with_a_slip(offer: Offer) -> list[Planned]:
    """The decision has a wrong word in it, which is put right."""
    wording = commands.Wording(before="息峰", after="息烽")
    slip = commands.DecisionCorrection(field="address", personal=wording)
    by = 2 if offer.item.get("separate_persons") else 1
    righted = commands.CorrectDecision(by=offer.staff(by), corrections=(slip,), reason="笔误(样例)")
    return [*approved(offer), ("office", 0.05, righted)]


def objected(offer: Offer) -> list[Planned]:
    """Somebody objects to what was publicly noticed."""
    if not offer.item.get("public_notice"):
        return not_accepted(offer)
    told = commands.RecordObjection(
        by=offer.staff(1), raised_on=offer.day(0), reason="债权人提出异议(样例)", remedy=WHY["remedy"]
    )
    return [("office", 0.2, told)]


def transferred(offer: Offer) -> list[Planned]:
    moved = commands.TransferCase(by=offer.staff(1), region="520122", reason="不属本单位管辖(样例)")
    return [claimed(offer), ("office", 0.1, moved)]


def withdrawn(offer: Offer) -> list[Planned]:
    gone = commands.WithdrawCase(by=offer.staff(8), reason="申请人不再需要(样例)")
    return [claimed(offer), ("window", 0.2, gone)]


def ignored(_: Offer) -> list[Planned]:
    """Nobody does anything: silence, and what the law says to it."""
    return []


def reviewed_first(offer: Offer) -> list[Planned]:
    """A lower organ accepts, reviews and hands the file up, sometimes late or after a procedure; some do nothing."""
    if offer.chance.random() < IGNORED_BELOW:
        return ignored(offer)
    procedure = procedure_of(offer) if offer.chance.random() < PAUSED_BELOW else []
    recommends: Literal["approved", "denied"] = offer.chance.choice(("approved", "approved", "denied"))
    opinion = commands.SubmitReview(by=offer.staff(1), opinion="初步审查意见(样例)", recommends=recommends)
    days = float(offer.item["lower_review"]["amount"]) * offer.chance.choice((0.3, 0.5, 0.8, 1.3))
    return [*accepted(offer), *procedure, claimed(offer, days), ("office", 0.05, opinion)]


PLANS: Final[Sequence[tuple[float, Callable[[Offer], list[Planned]]]]] = (
    (0.54, approved),
    (0.05, late),
    (0.03, denied),
    (0.01, denied_for_good),
    (0.07, corrected_then_approved),
    (0.02, corrected),
    (0.02, not_accepted),
    (0.02, extended),
    (0.02, asked_for_longer),
    (0.04, paused),
    (0.04, looked_at),
    (0.03, mended_on_the_spot),
    (0.02, urgent),
    (0.01, decided_with_a_slip),
    (0.02, objected),
    (0.02, transferred),
    (0.03, withdrawn),
    (0.01, ignored),
)
"""Shares of the cases, in all 1."""


def planned(offer: Offer) -> list[Planned]:
    """Draw a plan."""
    if offer.item.get("lower_review"):
        return reviewed_first(offer)
    drawn = offer.chance.random()
    for share, plan in PLANS:
        if drawn < share:
            return plan(offer)
        drawn -= share
    return ignored(offer)
