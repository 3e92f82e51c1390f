"""Plays about one application: when this command, then these facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hub.domain.values import HUB, Notice, Refusal
from schemas import facts
from schemas.application import Material
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    ClaimCase,
    CorrectionPoint,
    DecideCase,
    DeliverCase,
    ExtendCase,
    NoteDocument,
    ReleaseCase,
    SupplyCorrection,
    TransferCase,
)
from schemas.notices import WorkUpdated
from schemas.reference import Limit
from schemas.times import CHINA
from tests.domain.world import (
    ANOTHER,
    BODIES,
    CLERK,
    COMPANY,
    FOOD,
    HEAD,
    MONDAY,
    OFFICER,
    POINTS,
    QINGZHEN,
    XIFENG,
    Play,
    case_number,
    competent,
    filing,
    happened,
    officer,
    only,
    play_at,
)


def told(play: Play, result: Any) -> list[tuple[str, str, str]]:
    """Queue, endpoint and type of every notice of the last fact."""
    notices: tuple[Notice, ...] = play.aggregate.notices(result[-1], play.before, play.state)
    return [(notice.queue, notice.endpoint, notice.body.ce_type.split(".", 2)[2]) for notice in notices]


def test_the_story() -> None:
    """A company filed at 清镇 is claimed, accepted, approved by 息烽 and delivered at 清镇; each side is told."""
    play = Play(case_number())
    filed = play.when(QINGZHEN, filing())
    assert only(filed, facts.CaseFiled).competent == competent()
    assert told(play, filed) == [("work", XIFENG, "work.offered.v1"), ("results", QINGZHEN, "result.received.v1")]
    only(play.when(XIFENG, ClaimCase(by=OFFICER)), facts.CaseClaimed)
    accepted = play.when(XIFENG, AcceptCase(by=OFFICER))
    assert told(play, accepted)[1] == ("results", QINGZHEN, "result.progressed.v1")
    decided = play.when(XIFENG, DecideCase(by=OFFICER, outcome="approved"))
    document = only(decided, facts.CaseDecided).document
    assert document is not None
    assert document.name == "营业执照"
    assert told(play, decided) == [("work", XIFENG, "work.updated.v1")], "the result waits for the signature"
    signed = play.when(HUB, BODIES[NoteDocument])
    assert told(play, signed) == [("results", QINGZHEN, "result.decided.v1")]
    delivered = play.when(QINGZHEN, DeliverCase(by=CLERK, way="window"))
    assert told(play, delivered)[1] == ("results", QINGZHEN, "result.closed.v1")
    assert play.state.stage == "delivered"
    assert play.aggregate.due(play.state) is None


def test_one_filing_is_one_fact() -> None:
    """The filed fact holds content, route, regime, item and clocks, so that nothing has to be looked up later."""
    fact = only(Play(case_number()).when(QINGZHEN, filing(FOOD)), facts.CaseFiled)
    assert fact.application == filing(FOOD).application
    assert (fact.origin.endpoint, fact.origin.region) == (QINGZHEN, QINGZHEN)
    assert (fact.competent.region, fact.competent.endpoint) == (XIFENG, XIFENG)
    assert (fact.item.regime, fact.item.promised, fact.item.legal) == ("licence", Limit(amount=5), Limit(amount=20))
    assert [clock.name for clock in fact.clocks] == ["claim", "acceptance"]


def test_a_lease_renewed() -> None:
    """The holder's second claim renews the lease; another officer's is refused while it is live."""
    play = play_at("filed")
    assert play.when(XIFENG, ClaimCase(by=ANOTHER)) == Refusal("lease_held", params={"until": "11月23日11:30"})
    later = MONDAY + timedelta(hours=1)
    renewed = only(play.when(XIFENG, ClaimCase(by=OFFICER, minutes=30), later), facts.CaseClaimed)
    assert renewed.renewed
    assert renewed.until == MONDAY + timedelta(minutes=90)


def test_a_lease_released() -> None:
    """What one officer puts back, another may take."""
    play = play_at("filed")
    only(play.when(XIFENG, ReleaseCase(by=OFFICER)), facts.CaseReleased)
    assert not only(play.when(XIFENG, ClaimCase(by=ANOTHER)), facts.CaseClaimed).renewed


def test_a_lease_run_out() -> None:
    """After the lease's end its holder can't act, and another may claim, even before the clock has said so."""
    play = play_at("filed")
    late = MONDAY + timedelta(hours=2)
    assert play.when(XIFENG, AcceptCase(by=OFFICER), late) == Refusal("lease_missing")
    only(play.when(XIFENG, ClaimCase(by=ANOTHER), late), facts.CaseClaimed)


def test_correction_once_and_completely() -> None:
    """After the first notice only its own points may be asked again (许可法 art. 32)."""
    play = play_at("correcting")
    supplied = SupplyCorrection(materials=(Material(code="M02", title="公司章程(签字)", medium="paper"),))
    only(play.when(QINGZHEN, supplied), facts.CorrectionSupplied)
    play.when(XIFENG, ClaimCase(by=OFFICER))
    new = CorrectionPoint(code="M03", text="又缺一份")
    assert play.when(XIFENG, AskCorrection(by=OFFICER, points=(POINTS[1], new))) == Refusal(
        "correction_new_point", "/points/1/code", {"code": "M03"}
    )
    asked, lamp = happened(play.when(XIFENG, AskCorrection(by=OFFICER, points=POINTS[1:])))
    assert isinstance(asked, facts.CorrectionAsked)
    assert isinstance(lamp, facts.LampTurned)
    play.when(QINGZHEN, supplied)
    play.when(XIFENG, ClaimCase(by=OFFICER))
    met = play.when(XIFENG, AskCorrection(by=OFFICER, points=POINTS[:1]))
    assert isinstance(met, Refusal), "a point that was met may not come back"


def test_a_supplement_completes_the_application() -> None:
    """Materials of the same code are replaced, others kept, form fields overwritten, and the unit gets the whole."""
    play = play_at("correcting")
    material = Material(code="M02", title="公司章程(签字)", medium="paper")
    result = play.when(QINGZHEN, SupplyCorrection(form={"capital": 2000000}, materials=(material,)))
    content = play.state.content()
    assert [known.title for known in content.materials] == ["公司登记(备案)申请书", "公司章程(签字)"]
    assert content.form == {"company_name": "息烽县某某商贸有限公司", "capital": 2000000}
    work, _ = play.aggregate.notices(only(result, facts.CorrectionSupplied), play.before, play.state)
    assert isinstance(work.body, WorkUpdated)
    assert work.body.application == content


def test_licence_decided_by_another() -> None:
    """Where acceptance and decision are separate (审批分离), who accepted can't decide."""
    play = Play(case_number())
    first, second = officer("XF1", FOOD), officer("XF2", FOOD)
    play.when(QINGZHEN, filing(FOOD))
    play.when(XIFENG, ClaimCase(by=first))
    play.when(XIFENG, AcceptCase(by=first))
    assert play.when(XIFENG, DecideCase(by=first, outcome="approved")) == Refusal("same_person", "/by")
    play.when(XIFENG, ReleaseCase(by=first))
    play.when(XIFENG, ClaimCase(by=second))
    decided = only(play.when(XIFENG, DecideCase(by=second, outcome="approved")), facts.CaseDecided)
    assert decided.delivery is not None
    assert decided.delivery.due == datetime(2026, 12, 8, tzinfo=CHINA), "10 working days after Monday 23 November"


def test_an_extension() -> None:
    """A registration is extended by up to 3 days from its last day, once, approved by the head of the organ."""
    play = play_at("accepted")
    extended = only(
        play.when(XIFENG, ExtendCase(by=OFFICER, approved_by=HEAD, days=3, reason="情形复杂")), facts.CaseExtended
    )
    assert extended.promise.started == MONDAY.date()
    assert extended.promise.due == datetime(2026, 11, 28, tzinfo=CHINA), "Tuesday's promise and 3 days more"
    again = ExtendCase(by=OFFICER, approved_by=HEAD, days=1, reason="再延长")
    assert play.when(XIFENG, again) == Refusal("extension_used")


def test_a_late_decision_says_so() -> None:
    """A decision after the promise is possible and says that it is late."""
    play = play_at("accepted")
    late = datetime(2026, 11, 25, 0, 0, tzinfo=CHINA)
    play.when(XIFENG, ClaimCase(by=OFFICER), late)
    assert not only(play.when(XIFENG, DecideCase(by=OFFICER, outcome="approved"), late), facts.CaseDecided).in_time


def test_a_transfer() -> None:
    """A misrouted case goes to the other unit with everything, the first unit is told, and can act no more."""
    play = play_at("filed")
    result = play.when(XIFENG, TransferCase(by=OFFICER, region="520123", reason="住所在修文县"))
    target = competent(COMPANY, "520123")
    assert only(result, facts.CaseTransferred).to == target
    assert told(play, result) == [
        ("work", XIFENG, "work.withdrawn.v1"),
        ("work", "520123", "work.offered.v1"),
        ("results", QINGZHEN, "result.progressed.v1"),
    ]
    assert play.when(XIFENG, ClaimCase(by=OFFICER)) == Refusal("no_part")
    only(play.when("520123", ClaimCase(by=officer("XW1", COMPANY, "520123"))), facts.CaseClaimed)


def test_transfers_end() -> None:
    """A case never returns to a unit that had it, and is handed on three times at most."""
    play = Play(case_number())
    play.when(QINGZHEN, filing())
    for here, there in (("520122", "520123"), ("520123", "520181"), ("520181", "520121")):
        holder = officer("X1", COMPANY, here)
        play.when(here, ClaimCase(by=holder))
        back = play.when(here, TransferCase(by=holder, region=XIFENG, reason="退回"))
        assert back == Refusal("transfer_loop", params={"unit": "息烽县市场监督管理局"})
        only(play.when(here, TransferCase(by=holder, region=there, reason="转办")), facts.CaseTransferred)
    holder = officer("X1", COMPANY, "520121")
    play.when("520121", ClaimCase(by=holder))
    assert play.when("520121", TransferCase(by=holder, region="520102", reason="再转")) == Refusal(
        "transfer_too_far", params={"hops": "3"}
    )


def test_every_fact_moves_time_on() -> None:
    """Each fact records when it happened by the law: the receipt of its command."""
    play = play_at("delivered")
    assert [fact.at for fact in play.said] == [MONDAY] * 6
