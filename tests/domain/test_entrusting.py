"""Plays about who accepts and who decides: the organ itself, or the window in its name, by the item's stage of 通办."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import pytest

from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas import facts
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    ClaimCase,
    DecideCase,
    NotAcceptCase,
    SupplyCorrection,
    TransferCase,
    WithdrawCase,
)
from schemas.notices import WorkOffered, WorkUpdated
from schemas.parties import Officer
from schemas.reference import Handling
from schemas.times import CHINA
from tests.domain.world import (
    CLERK,
    COMPANY,
    FOOD,
    MONDAY,
    OFFICER,
    POINTS,
    QINGZHEN,
    XIFENG,
    ZUNYI,
    Play,
    application,
    case_number,
    competent,
    filing,
    officer,
    only,
    reference,
    with_item,
)

TODAY: Final = MONDAY.date()
IDENTITY_CARD: Final = "520705004000"
"""居民身份证补领换领: shipped as accepted at the window."""


def window() -> Officer:
    """Who stands behind the counter at 清镇: the government services centre."""
    centre = reference().unit_for_group("government_services", QINGZHEN, TODAY)
    assert centre
    return Officer(unit=centre.uscc, staff="QZ0017")


def entrusting(stage: Any, item: str = COMPANY, where: tuple[str, ...] = ("520000",)) -> Reference:
    return with_item(item, handling=Handling(stage=stage, entrusted_in=where, basis="whole-province-2020"))


def filed(stage: Any, item: str = COMPANY, **changes: Any) -> Play:
    """A case of 清镇 for 息烽 whose item has reached a stage."""
    play = Play(case_number(), rows=entrusting(stage, item))
    only(play.when(QINGZHEN, filing(item, **changes)), facts.CaseFiled)
    return play


def offered(play: Play) -> list[tuple[str, str]]:
    """Queue by queue, what the last fact told."""
    notices = play.aggregate.notices(play.said[-1], play.before, play.state)
    return [(notice.endpoint, notice.body.ce_type.split(".", 2)[2]) for notice in notices if notice.queue == "work"]


class TestAcceptedAtTheWindow:
    def test_from_window_to_organ(self) -> None:
        """The window is offered the case, accepts in 息烽's name, and 息烽 is offered it for the decision."""
        play = filed("accepted_at_window")
        assert offered(play) == [(QINGZHEN, "work.offered.v1")]
        only(play.when(QINGZHEN, ClaimCase(by=window())), facts.CaseClaimed)
        accepted = only(play.when(QINGZHEN, AcceptCase(by=window())), facts.CaseAccepted)
        assert (accepted.in_name_of, accepted.handed_to) == (competent().unit, competent())
        assert offered(play) == [(QINGZHEN, "work.withdrawn.v1"), (XIFENG, "work.offered.v1")]
        offer = play.aggregate.notices(accepted, play.before, play.state)[1].body
        assert isinstance(offer, WorkOffered)
        assert (offer.stage, offer.acting, offer.application) == ("accepted", None, filing().application)
        assert play.state.lease is None, "the window's lease ends with its step"
        assert play.state.running("claim").clock == accepted.claim, "the organ has to claim it in its turn"
        only(play.when(XIFENG, ClaimCase(by=OFFICER)), facts.CaseClaimed)
        decided = only(play.when(XIFENG, DecideCase(by=OFFICER, outcome="approved")), facts.CaseDecided)
        assert decided.in_name_of is None

    def test_nobody_else_accepts(self) -> None:
        """The organ may not act where it has entrusted the window, nor another unit of the window's region."""
        play = filed("accepted_at_window")
        assert play.when(XIFENG, ClaimCase(by=OFFICER)) == Refusal("entrusted", params={"unit": "清镇市政务服务中心"})
        assert play.when(QINGZHEN, ClaimCase(by=CLERK)) == Refusal("not_your_unit", "/by/unit")
        assert play.when(ZUNYI, ClaimCase(by=OFFICER)) == Refusal("no_part")

    def test_the_window_does_not_decide(self) -> None:
        """After acceptance the window has nothing more to say."""
        play = filed("accepted_at_window")
        play.when(QINGZHEN, ClaimCase(by=window()))
        play.when(QINGZHEN, AcceptCase(by=window()))
        assert play.when(QINGZHEN, ClaimCase(by=window())) == Refusal("not_competent")

    def test_correction_in_the_organs_name(self) -> None:
        """Asking for correction and turning away are the organ's acts, done by the window."""
        play = filed("accepted_at_window")
        play.when(QINGZHEN, ClaimCase(by=window()))
        asked = only(play.when(QINGZHEN, AskCorrection(by=window(), points=POINTS)), facts.CorrectionAsked)
        assert asked.in_name_of == competent().unit
        assert offered(play) == [(QINGZHEN, "work.updated.v1")]
        play.when(QINGZHEN, SupplyCorrection(form={"capital": 2000000}))
        play.when(QINGZHEN, ClaimCase(by=window()))
        turned = NotAcceptCase(by=window(), reason="不属于登记范围", remedy="可申请行政复议")
        assert only(play.when(QINGZHEN, turned), facts.CaseNotAccepted).in_name_of == competent().unit
        assert offered(play) == [(QINGZHEN, "work.updated.v1")]

    def test_silence_hands_over_too(self) -> None:
        """A licence deemed accepted goes to the organ, as if the window had accepted."""
        play = filed("accepted_at_window", FOOD)
        play.deadline(datetime(2026, 12, 1, tzinfo=CHINA))
        (deemed,) = [fact for fact in play.said if isinstance(fact, facts.CaseDeemedAccepted)]
        assert deemed.handed_to == competent(FOOD)
        assert play.state.running("claim").clock == deemed.claim
        assert deemed.claim is not None
        handler = officer("XF1", FOOD)
        only(play.when(XIFENG, ClaimCase(by=handler)), facts.CaseClaimed)

    def test_withdrawn_before_acceptance(self) -> None:
        """The window's queue is told that there is nothing more to do."""
        play = filed("accepted_at_window")
        play.when(QINGZHEN, WithdrawCase(by=CLERK, reason="申请人不再需要"))
        assert offered(play) == [(QINGZHEN, "work.withdrawn.v1")]

    def test_transferred(self) -> None:
        """A case that the window finds misrouted goes to the other organ, which acts itself."""
        play = filed("accepted_at_window")
        play.when(QINGZHEN, ClaimCase(by=window()))
        only(
            play.when(QINGZHEN, TransferCase(by=window(), region="520123", reason="住所在修文县")),
            facts.CaseTransferred,
        )
        assert offered(play) == [(QINGZHEN, "work.withdrawn.v1"), ("520123", "work.offered.v1")]
        only(play.when("520123", ClaimCase(by=officer("XW1", COMPANY, "520123"))), facts.CaseClaimed)

    def test_the_shipped_sample(self) -> None:
        """身份证换领 as shipped: marked as a sample; 清镇's window accepts, states the fee, and 息烽 decides."""
        item = reference().item(IDENTITY_CARD, TODAY)
        assert item is not None
        assert (item.handling.stage, item.handling.sample) == ("accepted_at_window", True)
        play = Play(case_number())
        only(play.when(QINGZHEN, filing(IDENTITY_CARD, form={}, public_notice=None)), facts.CaseFiled)
        only(play.when(QINGZHEN, ClaimCase(by=window())), facts.CaseClaimed)
        accepted = only(play.when(QINGZHEN, AcceptCase(by=window())), facts.CaseAccepted)
        assert accepted.handed_to == competent(IDENTITY_CARD)
        assert accepted.fee is not None
        assert accepted.fee.amount_fen == 2000
        by = officer("GA01", IDENTITY_CARD)
        only(play.when(XIFENG, ClaimCase(by=by)), facts.CaseClaimed)
        only(play.when(XIFENG, DecideCase(by=by, outcome="approved")), facts.CaseDecided)


class TestDecidedAnywhere:
    def test_the_window_does_it_all(self) -> None:
        """无差别: 清镇's window accepts and decides in 息烽's name, and the case never leaves its queue."""
        play = filed("decided_anywhere")
        play.when(QINGZHEN, ClaimCase(by=window()))
        accepted = only(play.when(QINGZHEN, AcceptCase(by=window())), facts.CaseAccepted)
        assert (accepted.in_name_of, accepted.handed_to) == (competent().unit, None)
        assert offered(play) == [(QINGZHEN, "work.updated.v1")]
        decided = only(play.when(QINGZHEN, DecideCase(by=window(), outcome="approved")), facts.CaseDecided)
        assert decided.in_name_of == competent().unit
        assert play.state.competent == competent(), "who is competent stays who it is"

    def test_updates_go_to_the_window(self) -> None:
        """What changes is told to the queue of who acts."""
        play = filed("decided_anywhere")
        claimed = only(play.when(QINGZHEN, ClaimCase(by=window())), facts.CaseClaimed)
        (notice,) = play.aggregate.notices(claimed, play.before, play.state)
        assert isinstance(notice.body, WorkUpdated)
        assert (notice.endpoint, notice.body.unit) == (QINGZHEN, window().unit)


class TestNobodyIsEntrusted:
    @pytest.mark.parametrize("mode", ["online", "joint"])
    def test_by_mode(self, mode: Any) -> None:
        """Online nobody stands at a window; where several regions take part the lead unit accepts for all."""
        rows = with_item(COMPANY, mode="online", handling=Handling(stage="decided_anywhere", entrusted_in=("520000",)))
        play = Play(case_number(), rows=rows)
        fact = only(play.when(QINGZHEN, filing(mode=mode)), facts.CaseFiled)
        assert (fact.acceptor, fact.decider) == (None, None)

    def test_elsewhere_and_at_home(self) -> None:
        """A window outside the regions that are entrusted collects only; at home the organ acts itself."""
        play = Play(case_number(), rows=entrusting("decided_anywhere", where=("520300",)))
        assert only(play.when(QINGZHEN, filing()), facts.CaseFiled).acceptor is None
        home = Play(case_number(), rows=entrusting("decided_anywhere"))
        assert only(home.when(QINGZHEN, filing(region=QINGZHEN)), facts.CaseFiled).acceptor is None

    def test_a_unit_with_a_system_of_its_own(self) -> None:
        """Who files through an endpoint of its own is not the region's window."""
        play = Play(case_number(region="520100"), rows=entrusting("decided_anywhere"))
        assert only(play.when("520100-water", filing()), facts.CaseFiled).acceptor is None

    def test_as_it_stood_at_filing(self) -> None:
        """An item that reaches the next stage moves no case under way."""
        play = Play(case_number())
        play.when(QINGZHEN, filing())
        play.reference = entrusting("decided_anywhere")
        only(play.when(XIFENG, ClaimCase(by=OFFICER)), facts.CaseClaimed)


def test_filed_online_where_a_window_is_needed() -> None:
    """An item that is not offered online is refused when filed so; collected at a window it is taken."""
    online = filing().model_copy(update={"application": application(mode="online")})
    assert Play(case_number()).when(QINGZHEN, online) == Refusal(
        "mode_not_offered", "/application/mode", {"item": "有限责任公司设立登记"}
    )
    only(Play(case_number(), rows=with_item(COMPANY, mode="online")).when(QINGZHEN, filing()), facts.CaseFiled)


def test_its_validity_is_the_items() -> None:
    """The stage is data of the item with its period: from the next row's first day on the window accepts."""
    row = reference().item(COMPANY, TODAY)
    assert row
    handling = Handling(stage="accepted_at_window", entrusted_in=("520000",), basis="whole-province-2020")
    later = reference().with_rows([row.model_copy(update={"valid_from": date(2026, 12, 1), "handling": handling})], 0)
    before, after = Play(case_number(), rows=later), Play(case_number(), datetime(2026, 12, 1, 9, tzinfo=CHINA), later)
    assert only(before.when(QINGZHEN, filing()), facts.CaseFiled).acceptor is None
    assert only(after.when(QINGZHEN, filing()), facts.CaseFiled).acceptor is not None


def test_silence_that_spoke_too_early() -> None:
    """What the window sent in time counts although the organ has been offered the case: it goes back, and on again."""
    play = filed("accepted_at_window", FOOD)
    play.when(QINGZHEN, ClaimCase(by=window(), minutes=1440), datetime(2026, 11, 30, 9, tzinfo=CHINA))
    play.deadline(datetime(2026, 12, 1, tzinfo=CHINA))
    assert play.state.stage == "accepted"
    received = datetime(2026, 11, 30, 17, tzinfo=CHINA)
    command = play.command(QINGZHEN, AcceptCase(by=window()))._replace(received=received)
    result = play.aggregate.decide(play.state, command, datetime(2026, 12, 1, 1, tzinfo=CHINA), play.reference)
    assert not isinstance(result, Refusal), result
    moves = []
    for fact in result:
        before, play.state = play.state, play.aggregate.evolve(play.state, fact)
        notices = play.aggregate.notices(fact, before, play.state)
        moves.append([(notice.endpoint, notice.body.ce_type.split(".", 2)[2]) for notice in notices[:2]])
    assert moves == [
        [(XIFENG, "work.withdrawn.v1"), (QINGZHEN, "work.offered.v1")],
        [(QINGZHEN, "work.withdrawn.v1"), (XIFENG, "work.offered.v1")],
    ]
