"""The refusal codes of a case's special paths, each provoked by one wrong thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest

from hub.domain.values import Refusal
from schemas.application import Application, PublicNotice, Renewal
from schemas.codes import explain
from schemas.codes.life import LIFE
from schemas.commands import (
    AcceptCase,
    AnswerExtension,
    AskCorrection,
    CheckSite,
    ClaimCase,
    CorrectDecision,
    CorrectionPoint,
    CorrectOnSpot,
    DecideCase,
    DecisionCorrection,
    DeliverCase,
    ExtendCase,
    MarkUrgent,
    PauseCase,
    RecordObjection,
    RenewPower,
    RequestExtension,
    SupplyCorrection,
    WithdrawCase,
    Wording,
)
from schemas.facts import CorrectionAsked
from schemas.parties import Agency
from schemas.reference import Item, Limit, RenewalRule
from tests.domain.world import (
    AGENT,
    BODIES,
    COMPANY,
    DEREGISTRATION,
    HEAD,
    MONDAY,
    OFFICER,
    POINTS,
    POWER,
    QINGZHEN,
    RENEWAL,
    XIFENG,
    Play,
    application,
    case_number,
    company,
    filing,
    happened,
    play_at,
    reference,
    sender_of,
    with_item,
)

Provoked = tuple[Any, str]


def at(stage: str, command: type[Any], **changes: Any) -> Any:
    """Send a right command to a case at a stage, with one thing changed."""
    return play_at(stage).when(sender_of(command), BODIES[command].model_copy(update=changes))


def filed(item: str, **changes: Any) -> Any:
    """File an application for an item with one thing changed."""
    content: Application = application(item, **changes)
    return Play(case_number()).when(QINGZHEN, filing().model_copy(update={"application": content}))


def deregistered(**changes: Any) -> Any:
    personal = application().personal.model_copy(update={"applicant": company()})
    return filed(DEREGISTRATION, applicant_kind="2", personal=personal, **changes)


def powered(command: type[Any], stage: str, **power: Any) -> Any:
    """Act by an agent whose power of attorney says so much."""
    play = Play(case_number())
    personal = application().personal
    limited = POWER.model_copy(update=power)
    content = application(personal=personal.model_copy(update={"power_of_attorney": limited}))
    play.when(QINGZHEN, filing().model_copy(update={"application": content}))
    for step in {"filed": (), "correcting": (ClaimCase, AskCorrection)}[stage]:
        play.when(XIFENG, BODIES[step])
    return play.when(QINGZHEN, BODIES[command])


def asked_for_what_was_supplied() -> Any:
    play = play_at("correcting")
    play.when(QINGZHEN, BODIES[SupplyCorrection])
    play.when(XIFENG, BODIES[ClaimCase])
    return play.when(XIFENG, AskCorrection(by=OFFICER, points=POINTS))


def after(stage: str, command: type[Any], again: Any) -> Any:
    """Send one right command, then another."""
    play = play_at(stage)
    assert not isinstance(play.when(sender_of(command), BODIES[command]), Refusal)
    return play.when(sender_of(type(again)), again)


def decided_without_review() -> Any:
    play = Play(case_number(), rows=with_item(COMPANY, review_required=True))
    play.when(QINGZHEN, filing())
    for step in (ClaimCase, AcceptCase):
        play.when(XIFENG, BODIES[step])
    return play.when(XIFENG, BODIES[DecideCase])


PROVOKE: Final[dict[str, Callable[[], Provoked]]] = {
    "power_scope": lambda: (powered(WithdrawCase, "filed", acts=("file", "supply")), ""),
    "renewal_missing": lambda: (filed(RENEWAL, renewal=None), "/application/renewal"),
    "renewal_expired": lambda: (
        filed(RENEWAL, renewal=Renewal(document="JY1", expires_on=date(2026, 11, 22))),
        "/application/renewal/expires_on",
    ),
    "renewal_late": lambda: (
        filed(RENEWAL, renewal=Renewal(document="JY1", expires_on=date(2026, 12, 22))),
        "/application/renewal/expires_on",
    ),
    "public_notice_missing": lambda: (deregistered(public_notice=None), "/application/public_notice"),
    "public_notice_runs": lambda: (
        deregistered(public_notice=PublicNotice(started_on=date(2026, 11, 3))),
        "/application/public_notice/started_on",
    ),
    "public_notice_over": lambda: (
        deregistered(public_notice=PublicNotice(started_on=date(2026, 10, 13))),
        "/application/public_notice/started_on",
    ),
    "correction_met": lambda: (asked_for_what_was_supplied(), "/points/1/still_unmet"),
    "spot_new_field": lambda: (at("filed", CorrectOnSpot, form={"new": 1}), "/form"),
    "objection_no_notice": lambda: (at("filed", RecordObjection), ""),
    "date_past": lambda: (at("accepted", PauseCase, planned_end=date(2026, 11, 22)), "/planned_end"),
    "date_ahead": lambda: (objected_tomorrow(), "/raised_on"),
    "section_unknown": lambda: (at("filed", ClaimCase, section="S9"), "/section"),
    "urgent_already": lambda: (after("filed", MarkUrgent, BODIES[MarkUrgent]), ""),
    "urgent_not_head": lambda: (at("filed", MarkUrgent, by=OFFICER), "/by"),
    "site_check_alone": lambda: (at("accepted", CheckSite, second=OFFICER), "/second"),
    "review_missing": lambda: (decided_without_review(), ""),
    "tracking_not_post": lambda: (at("decided", DeliverCase, tracking="EMS1"), "/tracking"),
    "correction_same": lambda: (
        at(
            "decided",
            CorrectDecision,
            corrections=(DecisionCorrection(field="name", personal=Wording(before="甲", after="甲")),),
        ),
        "/corrections/0",
    ),
    "extension_not_head": lambda: (at("accepted", ExtendCase, approved_by=_other()), "/approved_by"),
    "extension_pending": lambda: (after("accepted", RequestExtension, BODIES[RequestExtension]), ""),
    "extension_not_asked": lambda: (at("accepted", AnswerExtension), ""),
    "extension_no_reason": lambda: (
        after("accepted", RequestExtension, AnswerExtension(by=HEAD, granted=False)),
        "/reason",
    ),
}


def _other() -> Any:
    return HEAD.model_copy(update={"staff": "0002"})


def objected_tomorrow() -> Any:
    play = Play(case_number(), rows=with_item(COMPANY, public_notice=Limit(amount=20, unit="natural_days")))
    play.when(QINGZHEN, filing())
    body = BODIES[RecordObjection].model_copy(update={"raised_on": date(2026, 11, 24)})
    return play.when(XIFENG, body)


@pytest.mark.parametrize("code", PROVOKE)
def test_each_code(code: str) -> None:
    """One wrong thing gives this code, at the field that is wrong, with a text that names no placeholder."""
    result, pointer = PROVOKE[code]()
    assert isinstance(result, Refusal), result
    assert (result.code, result.pointer) == (code, pointer)
    text = explain(code, result.params, result.pointer)
    assert "{" not in text
    assert "未说明" not in text, f"a parameter is missing: {text}"


def test_every_code_is_provoked() -> None:
    """No code of the special paths without its test."""
    assert set(PROVOKE) == {code for code, _ in LIFE}


@pytest.mark.parametrize(
    ("command", "stage"),
    [(CorrectOnSpot, "filed"), (SupplyCorrection, "correcting"), (WithdrawCase, "filed")],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_an_expired_power_is_refused_at_every_act(command: type[Any], stage: str) -> None:
    """What an agent does after the power's last day is refused; the applicant himself may do it (本人办理)."""
    last = MONDAY.date()
    assert not isinstance(powered(command, stage, ends_on=last), Refusal)
    play = play_at(stage)
    play.state = play.state.changed(power=play.state.power.model_copy(update={"ends_on": last}))
    tomorrow = MONDAY + timedelta(days=1)
    assert play.when(QINGZHEN, BODIES[command], tomorrow) == Refusal("power_expired", params={"date": "2026年11月23日"})
    in_person = BODIES[command].model_copy(update={"in_person": True})
    assert not isinstance(play.when(QINGZHEN, in_person, tomorrow), Refusal)


def test_who_receives_the_decision() -> None:
    """An agent may fetch the decision only by a power that covers it; the post goes to the applicant all the same."""
    play = play_at("decided")
    play.state = play.state.changed(power=play.state.power.model_copy(update={"acts": ("file",)}))
    refused = play.when(QINGZHEN, BODIES[DeliverCase])
    assert refused == Refusal("power_scope", params={"act": "领取文书"})
    by_post = BODIES[DeliverCase].model_copy(update={"way": "post", "tracking": "1234567890"})
    assert not isinstance(play.when(QINGZHEN, by_post), Refusal)


def test_a_power_that_does_not_cover_filing() -> None:
    """An agent whose power covers only receiving can't file."""
    personal = application().personal
    limited = personal.model_copy(update={"power_of_attorney": POWER.model_copy(update={"acts": ("receive",)})})
    assert filed(COMPANY, personal=limited) == Refusal(
        "power_scope", "/application/personal/power_of_attorney/acts", {"act": "提交申请"}
    )


def test_a_new_power_comes_with_the_supplement() -> None:
    """A supplement that names a new power of attorney goes by the new one, and so do later acts."""
    play = play_at("correcting")
    play.state = play.state.changed(power=play.state.power.model_copy(update={"ends_on": date(2026, 11, 20)}))
    renewed = POWER.model_copy(update={"number": "WT2026-0002", "ends_on": date(2026, 12, 31)})
    personal = application().personal.model_copy(update={"power_of_attorney": renewed})
    assert not isinstance(play.when(QINGZHEN, SupplyCorrection(personal=personal)), Refusal)
    assert not isinstance(play.when(QINGZHEN, BODIES[WithdrawCase]), Refusal)


def test_a_supply_date_in_the_past() -> None:
    """A correction notice can't ask for something by yesterday."""
    result = at("filed", AskCorrection, supply_by=date(2026, 11, 22))
    assert result == Refusal("date_past", "/supply_by", {"date": "2026年11月22日"})


def test_a_new_power_while_the_case_is_open() -> None:
    """An agent whose power has ended goes on by a new one; what the new one does not cover is refused."""
    play = play_at("decided")
    play.state = play.state.changed(power=play.state.power.model_copy(update={"ends_on": date(2026, 11, 20)}))
    assert isinstance(play.when(QINGZHEN, BODIES[DeliverCase]), Refusal)
    expired = POWER.model_copy(update={"ends_on": date(2026, 11, 22)})
    renew = BODIES[RenewPower].model_copy(update={"personal": Agency(agent=AGENT, power_of_attorney=expired)})
    refused = play.when(QINGZHEN, renew)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.pointer) == ("power_expired", "/personal/power_of_attorney/ends_on")
    good = POWER.model_copy(update={"number": "WT2026-0003", "acts": ("receive",)})
    renew = renew.model_copy(update={"personal": Agency(agent=AGENT, power_of_attorney=good)})
    assert not isinstance(play.when(QINGZHEN, renew), Refusal)
    assert play.state.content().personal.power_of_attorney == good
    assert not isinstance(play.when(QINGZHEN, BODIES[DeliverCase]), Refusal)


def test_a_late_renewal_may_be_warned_of() -> None:
    """Where the item takes late renewals too, the receipt warns, and silence will renew nothing."""
    row = reference().item(RENEWAL, MONDAY.date())
    assert isinstance(row, Item)
    rows = with_item(RENEWAL, renewal=RenewalRule(late="warn"))
    content = application(RENEWAL, renewal=Renewal(document="JY1", expires_on=date(2026, 12, 22)))
    play = Play(case_number(), rows=rows)
    play.when(QINGZHEN, filing().model_copy(update={"application": content}))
    filed_fact: Any = play.said[0]
    assert filed_fact.warnings == ("renewal_late",)
    assert "renewal" not in [clock.name for clock in filed_fact.clocks]


def test_a_point_that_is_unmet_all_the_same() -> None:
    """The officer may ask again for what was supplied by saying why it does not do."""
    play = play_at("correcting")
    play.when(QINGZHEN, BODIES[SupplyCorrection])
    play.when(XIFENG, BODIES[ClaimCase])
    why = CorrectionPoint(code="company_name", text="重名", still_unmet="新名称仍与他人重名")
    asked = play.when(XIFENG, AskCorrection(by=OFFICER, points=(POINTS[0], why)))
    first, _ = happened(asked)
    assert isinstance(first, CorrectionAsked)
    assert first.again
