"""What windows and officers do about deferral and credit, each drawn when they hear of a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemas import commands
from schemas.application import Material
from schemas.credit import ChosenMeasure, Ruling
from schemas.notices import ResultCredit, ResultDeferral, ResultReceived, WorkCredit, WorkDeferral
from schemas.parties import Officer
from schemas.times import from_milliseconds
from tests.simulation import filings
from tests.simulation.country import ACCEPTED_FIRST, APPROVED_FIRST, LAST_MATERIAL, MEASURE, unit_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

PAPER: Final = "sha256:" + "1" * 64
DEFERRING: Final = frozenset({ACCEPTED_FIRST, APPROVED_FIRST})
DENIAL: Final = {"reason": "样例理由", "legal_basis": "样例依据", "remedy": "样例救济"}
"""What a denial has to say."""


def answer(ce_type: str, body: dict[str, Any], endpoint: str, now: int, chance: random.Random) -> Answers:
    """Give what the side that hears a notice sends because of it, to the notice's case or subject; or a new filing."""
    react = _REACTIONS.get((ce_type, body.get("change", "")))
    return [] if react is None else react(body, endpoint, now, chance)


Answers = list[commands.Command]


def _clerk(endpoint: str) -> Officer:
    return Officer(unit=unit_of(endpoint), staff="W001")


def _officer(endpoint: str, staff: str) -> Officer:
    return Officer(unit=unit_of(endpoint), staff=staff)


def _defer(body: dict[str, Any], endpoint: str, now: int, chance: random.Random) -> Answers:
    if body["item"] not in DEFERRING:
        return []
    return [_ask(endpoint, now, chance) for _ in range(chance.choice((0, 1, 1, 1, 2)))]


def _ask_again(_: dict[str, Any], endpoint: str, now: int, chance: random.Random) -> Answers:
    return [_ask(endpoint, now, chance)] if chance.random() < 0.6 else []


def _ask(endpoint: str, now: int, chance: random.Random) -> commands.Command:
    return commands.DeferMaterials(by=_clerk(endpoint), commitment=filings.commitment(chance, now))


def _supply(body: dict[str, Any], endpoint: str, _: int, chance: random.Random) -> Answers:
    # before the limit has begun hardly anybody comes: that would leave no promise to break
    if chance.random() < (0.9 if body["change"] == "granted" else 0.5):
        return []
    material = Material(code=LAST_MATERIAL.code, title=LAST_MATERIAL.name, medium="paper")
    return [commands.SupplyDeferred(by=_clerk(endpoint), materials=(material,))] if body["outstanding"] else []


def _withdraw_approval(body: dict[str, Any], endpoint: str, _: int, chance: random.Random) -> Answers:
    if "statement_by" not in body or chance.random() < 0.2:
        return []
    # some come before the applicant could speak, and are refused
    return [commands.WithdrawApproval(by=_officer(endpoint, "A01"), **DENIAL) for _ in range(3)]


def _notify(body: dict[str, Any], endpoint: str, _: int, chance: random.Random) -> Answers:
    notice = commands.NotifyListing(
        by=_officer(endpoint, "A01"),
        case=body["case"],
        measures=(MEASURE,),
        reason="样例理由",
        legal_basis="样例依据",
    )
    return [notice] if chance.random() < 0.7 else []


def _come_again(_: dict[str, Any], __: str, ___: int, chance: random.Random) -> Answers:
    """Somebody files at once for whoever broke a promise, or for the other who comes often."""
    return [filings.file_deferring(chance)]


def _defend(body: dict[str, Any], endpoint: str, _: int, chance: random.Random) -> Answers:
    defence = commands.StateDefence(by=_clerk(endpoint), case=body["case"], digest=PAPER)
    return [defence] if chance.random() < 0.5 else []


def _decide(body: dict[str, Any], endpoint: str, now: int, chance: random.Random) -> Answers:
    today = from_milliseconds(now).date()
    decision = commands.DecideListing(
        by=_officer(endpoint, "B02"),
        case=body["case"],
        outcome=chance.choice(("listed", "listed", "not_listed", "excused")),
        reason="样例理由",
        considered="样例采纳情况",
        document=_ruling(now),
        measures=(ChosenMeasure(code=MEASURE, starts_on=today, ends_on=today),),
    )
    return [decision]


def _ask_repair(body: dict[str, Any], endpoint: str, _: int, chance: random.Random) -> Answers:
    repair = commands.RequestRepair(by=_clerk(endpoint), case=body["case"], digest=PAPER)
    return [repair] if chance.random() < 0.6 else []


def _repair(body: dict[str, Any], endpoint: str, now: int, chance: random.Random) -> Answers:
    decision = commands.DecideRepair(
        by=_officer(endpoint, "B02"),
        case=body["case"],
        outcome=chance.choice(("repaired", "repaired", "refused")),
        reason="样例理由",
        document=_ruling(now),
    )
    return [decision] if chance.random() < 0.7 else []


def _ruling(now: int) -> Ruling:
    return Ruling(number="样例〔2026〕1号", title="决定书", digest=PAPER, dated=from_milliseconds(now).date())


_REACTIONS: Final[dict[tuple[str, str], Callable[[dict[str, Any], str, int, random.Random], Answers]]] = {
    (ResultReceived.ce_type, ""): _defer,
    (ResultDeferral.ce_type, "unanswered"): _ask_again,
    (ResultDeferral.ce_type, "refused"): _ask_again,
    (ResultDeferral.ce_type, "granted"): _supply,
    (ResultDeferral.ce_type, "started"): _supply,
    (ResultDeferral.ce_type, "broken"): _supply,
    (WorkDeferral.ce_type, "broken"): _withdraw_approval,
    (WorkCredit.ce_type, "breach_recorded"): _notify,
    (ResultCredit.ce_type, "breach_recorded"): _come_again,
    (ResultCredit.ce_type, "notified"): _defend,
    (WorkCredit.ce_type, "notified"): _decide,
    (WorkCredit.ce_type, "defence_stated"): _decide,
    (ResultCredit.ce_type, "listed"): _ask_repair,
    (ResultCredit.ce_type, "not_listed"): _ask_repair,
    (WorkCredit.ce_type, "repair_requested"): _repair,
}
