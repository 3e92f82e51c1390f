"""Deferral in the year: who promises, who keeps it, who breaks it, and what offices then do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from schemas import commands
from schemas.application import Material
from schemas.credit import ChosenMeasure, Commitment, CommittedMaterial, Ruling
from schemas.parties import Officer
from schemas.reference import Limit

if TYPE_CHECKING:
    from random import Random

KEPT: Final = 0.8
"""Of the commitments: supplied in time."""
LATE: Final = 0.5
"""Of those not kept: supplied late; the others never are."""
NOTIFIED: Final = 0.8
"""Of the breaches: an officer gives notice of a listing."""
DEFENDED: Final = 0.3
"""Of the notices: the applicant has something to say."""
REPAIRED: Final = 0.4
"""Of the listed: repair is asked for."""
MEASURES: Final = ("C01", "C03")
_OUTCOMES: Final[Sequence[Literal["listed", "not_listed", "excused"]]] = (
    *("listed", "listed", "listed"), "not_listed", "excused",
)  # fmt: skip
_PAPER: Final = "sha256:" + "5" * 64


def missing(item: Mapping[str, Any], application: Mapping[str, Any]) -> list[str]:
    """Give the deferrable materials that were not handed in."""
    terms = item.get("deferral")
    there = {material["code"] for material in application.get("materials", ())}
    return [code for code in terms["materials"] if code not in there] if terms else []


def promise(window: str, offered: Mapping[str, Any], codes: list[str], on: date) -> commands.DeferMaterials:
    """Hand in a signed commitment for them, with all the time that the item gives."""
    return commands.DeferMaterials(
        by=Officer(unit=window, staff="W01"),
        commitment=Commitment(
            number=f"CN{on:%Y%m%d}",
            materials=tuple(CommittedMaterial(code=code, title="容缺材料(样例)") for code in codes),
            within=Limit.model_validate(offered["item"]["deferral"]["limit"]),
            consequence="逾期不补,记录失信(样例)",
            digest=_PAPER,
            signed_by="agent" if "agent" in offered["application"]["personal"] else "applicant",
            signed_on=on,
        ),
    )


def supply(unit: str, codes: list[str]) -> commands.SupplyDeferred:
    """Bring what was promised."""
    materials = tuple(Material(code=code, title="容缺材料(样例)", medium="paper") for code in codes)
    return commands.SupplyDeferred(by=Officer(unit=unit, staff="W01"), materials=materials)


def notify(unit: str, case: str) -> commands.NotifyListing:
    """Tell the subject what is meant."""
    return commands.NotifyListing(
        by=Officer(unit=unit, staff="N01"), case=case, measures=MEASURES, reason="逾期未补容缺材料(样例)",
        legal_basis="样例依据",
    )  # fmt: skip


def listing(unit: str, case: str, on: date, chance: Random) -> commands.DecideListing:
    """Decide: most are listed, some are not, some were no breach at all."""
    outcome: Literal["listed", "not_listed", "excused"] = chance.choice(_OUTCOMES)
    by, reason, considered = Officer(unit=unit, staff="N02"), "样例理由", "已听取陈述申辩(样例)"
    if outcome != "listed":
        return commands.DecideListing(by=by, case=case, outcome=outcome, reason=reason, considered=considered)
    measures = tuple(ChosenMeasure(code=code, starts_on=on, ends_on=on + timedelta(days=60)) for code in MEASURES)
    return commands.DecideListing(
        by=by, case=case, outcome="listed", reason=reason, considered=considered, document=ruling(on),
        measures=measures,
    )  # fmt: skip


def defence(unit: str, case: str) -> commands.StateDefence:
    """Say what there is to say."""
    return commands.StateDefence(by=Officer(unit=unit, staff="W01"), case=case, digest=_PAPER)


def ask_repair(unit: str, case: str) -> commands.RequestRepair:
    """Ask that the breach count no more."""
    return commands.RequestRepair(by=Officer(unit=unit, staff="W01"), case=case, digest=_PAPER)


def repair(unit: str, case: str, on: date, chance: Random) -> commands.DecideRepair:
    """Decide about that."""
    outcome: Literal["repaired", "refused"] = chance.choice(("repaired", "repaired", "refused"))
    return commands.DecideRepair(
        by=Officer(unit=unit, staff="N02"), case=case, outcome=outcome, reason="样例理由", document=ruling(on)
    )


def withdraw(unit: str) -> commands.WithdrawApproval:
    """Take a conditional approval back."""
    return commands.WithdrawApproval(
        by=Officer(unit=unit, staff="N02"), reason="承诺的材料未补齐(样例)", legal_basis="样例依据", remedy="样例救济"
    )


def ruling(on: date) -> Ruling:
    """Make the legally effective paper that a decision against somebody rests on."""
    return Ruling(number=f"YL{on:%Y%m%d}", title="失信认定决定书(样例)", digest=_PAPER, dated=on)
