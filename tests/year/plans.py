"""What an officer plans for a case that is offered: every path that the law knows, each with its share of the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hub.reference.load import SAMPLE_HEAD
from schemas import commands
from schemas.parties import Officer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

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
    chance: Random

    @property
    def days(self) -> float:
        """The promise in working days; what is counted in hours is done at once."""
        promised = self.item["promised"]
        return float(promised["amount"]) if promised.get("unit", "working_days").endswith("days") else 0.2

    def staff(self, number: int) -> Officer:
        """Give an officer of the unit: 1 accepts, 2 decides."""
        return Officer(unit=self.unit, staff=f"N{number:02d}")


def claimed(offer: Offer, days: float = 0.2, number: int = 1) -> Planned:
    """Take the case off the queue for a day."""
    return ("office", days, commands.ClaimCase(by=offer.staff(number), minutes=1440))


def accepted(offer: Offer) -> list[Planned]:
    """Claim and accept."""
    return [claimed(offer), ("office", 0.1, commands.AcceptCase(by=offer.staff(1)))]


def concluded(offer: Offer, share: float, outcome: Literal["approved", "denied"] = "approved") -> list[Planned]:
    """Decide after a share of the promise, by another officer where the item says so."""
    separate = bool(offer.item.get("separate_persons"))
    by = 2 if separate else 1
    handing: list[Planned] = [("office", 0.05, commands.ReleaseCase(by=offer.staff(1)))] if separate else []
    why = {} if outcome == "approved" else WHY
    decided = commands.DecideCase(by=offer.staff(by), outcome=outcome, **why)
    return [*handing, claimed(offer, offer.days * share, by), ("office", 0.05, decided)]


def approved(offer: Offer) -> list[Planned]:
    return [*accepted(offer), *concluded(offer, 0.3 + 0.4 * offer.chance.random())]


def late(offer: Offer) -> list[Planned]:
    """Nobody finds the time: the lamps turn yellow and red, and some day it is decided all the same."""
    return [*accepted(offer), *concluded(offer, 1.3)]


def denied(offer: Offer) -> list[Planned]:
    return [*accepted(offer), *concluded(offer, 0.5, "denied")]


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
    head = Officer(unit=offer.unit, staff=SAMPLE_HEAD)
    asked = commands.ExtendCase(by=offer.staff(1), approved_by=head, days=days, reason="案情复杂(样例)")
    return [*accepted(offer), claimed(offer, offer.days * 0.4), ("office", 0.01, asked), *concluded(offer, 0.9)]


def transferred(offer: Offer) -> list[Planned]:
    moved = commands.TransferCase(by=offer.staff(1), region="520122", reason="不属本单位管辖(样例)")
    return [claimed(offer), ("office", 0.1, moved)]


def withdrawn(offer: Offer) -> list[Planned]:
    gone = commands.WithdrawCase(by=offer.staff(8), reason="申请人不再需要(样例)")
    return [claimed(offer), ("window", 0.2, gone)]


def ignored(_: Offer) -> list[Planned]:
    """Nobody does anything: silence, and what the law says to it."""
    return []


PLANS: Final[Sequence[tuple[float, Callable[[Offer], list[Planned]]]]] = (
    (0.66, approved),
    (0.05, late),
    (0.05, denied),
    (0.08, corrected_then_approved),
    (0.02, corrected),
    (0.03, not_accepted),
    (0.04, extended),
    (0.02, transferred),
    (0.03, withdrawn),
    (0.02, ignored),
)
"""Shares of the cases, in all 1."""


def planned(offer: Offer) -> list[Planned]:
    """Draw a plan."""
    drawn = offer.chance.random()
    for share, plan in PLANS:
        if drawn < share:
            return plan(offer)
        drawn -= share
    return ignored(offer)
