"""The rows of credit: what cases ask and tell, and the procedure about a breach."""

from __future__ import annotations

from typing import Final

from hub.domain.life_cycle import Step
from hub.domain.subject import bars, deferrals, listing, repair
from schemas import commands, facts

KNOWN: Final = "known"
"""The one stage of a subject."""
_SAGA: Final = "hub: every request has an answer and a deadline"
_BARS: Final = "许可法 art. 78, 79"
_NO_BREACH: Final = "hub: what was received in time counts; a day that was counted too early is put right"
_LISTING: Final = "国办发〔2020〕49号: notice, statement and defence, a decision by a document, listed measures only"
_REPAIR: Final = "国办发〔2020〕49号: repair on request"

STEPS: Final = (
    Step(
        KNOWN, commands.RequestDeferral, "hub", deferrals.request_deferral,
        (facts.DeferralReserved, facts.DeferralDenied), (KNOWN,), _SAGA,
    ),
    Step(
        KNOWN, commands.ReleaseDeferral, "hub", deferrals.release_deferral,
        (facts.DeferralReleased,), (KNOWN,), _SAGA,
    ),
    Step(
        KNOWN, commands.RecordBreach, "hub", deferrals.record_breach,
        (facts.BreachRecorded,), (KNOWN,), "容缺 [L]: a breach is a fact at once",
    ),
    Step(
        KNOWN, commands.TakeBackBreach, "hub", deferrals.take_back_breach,
        (facts.BreachTakenBack,), (KNOWN,), _NO_BREACH,
    ),
    Step(
        KNOWN, commands.AskStanding, "hub", bars.ask_standing,
        (facts.StandingAnswered,), (KNOWN,), _BARS,
    ),
    Step(
        KNOWN, commands.ImposeBar, "hub", bars.impose_bar,
        (facts.BarImposed,), (KNOWN,), _BARS,
    ),
    Step(
        KNOWN, commands.NotifyListing, "competent", listing.notify_listing,
        (facts.ListingNotified,), (KNOWN,), _LISTING,
    ),
    Step(
        KNOWN, commands.StateDefence, "origin", listing.state_defence,
        (facts.DefenceStated,), (KNOWN,), _LISTING,
    ),
    Step(
        KNOWN, commands.DecideListing, "competent", listing.decide_listing,
        (facts.SubjectListed, facts.ListingDropped), (KNOWN,), _LISTING,
    ),
    Step(
        KNOWN, commands.RequestRepair, "origin", repair.request_repair,
        (facts.RepairRequested,), (KNOWN,), _REPAIR,
    ),
    Step(
        KNOWN, commands.DecideRepair, "competent", repair.decide_repair,
        (facts.CreditRepaired, facts.RepairRefused), (KNOWN,), _REPAIR,
    ),
)  # fmt: skip
