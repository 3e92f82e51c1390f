"""Every refusal code about deferral and credit, each provoked by one wrong thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest

from hub.domain.values import Refusal
from schemas.application import Material
from schemas.codes import CREDIT, explain
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    BarApplicant,
    ClaimCase,
    DecideCase,
    DecideListing,
    DecideRepair,
    DeferMaterials,
    NotAcceptCase,
    RequestRepair,
    SupplyCorrection,
    WithdrawApproval,
)
from schemas.parties import Personal
from schemas.reference import Limit
from tests.domain import test_credit as credit
from tests.domain import test_deferral as deferral
from tests.domain import test_standing as standing
from tests.domain.talking import Talk
from tests.domain.world import (
    BODIES,
    CLERK,
    COMMITMENT,
    DOCUMENT,
    MONDAY,
    OFFICER,
    POINTS,
    QINGZHEN,
    XIFENG,
    filing,
    person,
    play_at,
    with_deferral,
)

Provoked = tuple[Any, str]
LAST: Final = Material(code="M05", title="住所(经营场所)相关文件", medium="paper")
DAY: Final = timedelta(days=1)
AT: Final = "/commitment/materials/0/code"


def asked(kind: str = "accept_first", **changes: Any) -> Any:
    """Ask for a deferral with one thing changed."""
    stage = deferral.talk(kind)
    deferral.file(stage)
    return deferral.defer(stage, **changes)


def of(code: str) -> Any:
    """A commitment to another material."""
    return (COMMITMENT.materials[0].model_copy(update={"code": code}),)


def twice() -> Any:
    stage = deferral.deferred()
    return deferral.defer(stage)


def pending() -> Any:
    stage = deferral.talk()
    deferral.file(stage)
    stage.held = True
    deferral.defer(stage)
    return deferral.defer(stage)


def too_late() -> Any:
    stage = deferral.talk()
    deferral.file(stage, application=deferral.WITHOUT.model_copy(update={"materials": (deferral.FOURTH, LAST)}))
    stage.when(deferral.CASE, XIFENG, AcceptCase(by=OFFICER))
    return deferral.defer(stage)


def denied_by_subject(code: str) -> Any:
    """What the subject said of the case, as the case tells it."""
    if code == "credit_breach":
        stage = deferral.deferred()
        stage.run(stage.state(deferral.CASE).deferral.clock.due)
    else:
        rows = with_deferral("accept_first")
        policy = next(row for row in rows.rows.values() if row.kind == "policy")
        none = policy.model_copy(update={"most_open_deferrals": 0, "revision": 2})
        stage = Talk(rows.with_rows([none], 1))
    deferral.file(stage, deferral.OTHER)
    deferral.defer(stage, deferral.OTHER)
    fact = stage.play(deferral.OTHER).said[-1]
    return Refusal(fact.code, params=fact.params)  # type: ignore[attr-defined]


def other_applicant() -> Any:
    stage = deferral.talk()
    deferral.file(stage)
    deferral.defer(stage)
    stage.when(deferral.CASE, XIFENG, AskCorrection(by=OFFICER, points=POINTS))
    personal = Personal(applicant=person("另一人", date(1980, 1, 2)))
    return stage.when(deferral.CASE, QINGZHEN, SupplyCorrection(personal=personal))


def agent_is_missing() -> Any:
    stage = deferral.talk()
    deferral.file(stage)
    return deferral.defer(stage, signed_by="agent")


def approved_late() -> Any:
    stage = deferral.deferred()
    stage.run(stage.state(deferral.CASE).deferral.clock.due)
    stage.when(deferral.CASE, XIFENG, ClaimCase(by=OFFICER))
    return stage.when(deferral.CASE, XIFENG, DecideCase(by=OFFICER, outcome="approved"))


def withdrawn_early() -> Any:
    stage = deferral.deferred("approve_first")
    stage.run(stage.state(deferral.CASE).deferral.clock.due)
    return stage.when(deferral.CASE, XIFENG, BODIES[WithdrawApproval])


def barred_approval() -> Any:
    stage = standing.denied()
    stage.held = True
    standing.file(stage, standing.NEXT)
    stage.run(stage.now + timedelta(minutes=10))
    stage.when(standing.NEXT, XIFENG, AcceptCase(by=standing.FIRST))
    stage.held = False
    stage.deliver()
    stage.when(standing.NEXT, XIFENG, ClaimCase(by=standing.SECOND), stage.now + DAY)
    return stage.when(standing.NEXT, XIFENG, DecideCase(by=standing.SECOND, outcome="approved"))


def standing_pending() -> Any:
    stage = Talk()
    stage.held = True
    standing.file(stage)
    return stage.when(standing.CASE, XIFENG, AcceptCase(by=standing.FIRST))


def barred_for_nothing() -> Any:
    stage = Talk()
    standing.file(stage)
    stage.when(standing.CASE, XIFENG, NotAcceptCase(by=standing.FIRST, reason="不符", remedy="复议"))
    body = BarApplicant(by=standing.SECOND, ground="fraud", reason="欺骗", document=DOCUMENT)
    return stage.when(standing.CASE, XIFENG, body)


def barred_twice() -> Any:
    stage = standing.denied()
    body = BarApplicant(by=standing.SECOND, ground="false_statement", reason="虚假", document=DOCUMENT)
    return stage.when(standing.CASE, XIFENG, body)


def at_credit(begin: Callable[[], Talk], sender: str, body: Any, now: Any = None) -> Any:
    return begin().when(credit.SUBJECT, sender, body, now)


WEEK_LATER: Final = MONDAY + 8 * DAY

PROVOKE: Final[dict[str, Callable[[], Provoked]]] = {
    "deferral_not_offered": lambda: (play_at("filed").when(QINGZHEN, BODIES[DeferMaterials]), ""),
    "deferral_too_late": lambda: (too_late(), ""),
    "deferral_needed": lambda: (deferral.accept_without(), ""),
    "deferral_pending": lambda: (pending(), ""),
    "deferral_already": lambda: (twice(), ""),
    "deferral_material": lambda: (asked(materials=of("M02")), AT),
    "deferral_material_there": lambda: (_there(), AT),
    "deferral_too_long": lambda: (asked(within=Limit(amount=2)), "/commitment/within"),
    "deferral_too_many": lambda: (denied_by_subject("deferral_too_many"), ""),
    "credit_breach": lambda: (denied_by_subject("credit_breach"), ""),
    "deferral_other_applicant": lambda: (other_applicant(), "/personal/applicant"),
    "commitment_not_yet": lambda: (asked(signed_on=date(2026, 11, 24)), "/commitment/signed_on"),
    "commitment_agent": lambda: (agent_is_missing(), "/commitment/signed_by"),
    "deferred_nothing": lambda: (deferral.supply(_plain()), ""),
    "deferred_material": lambda: (deferral.supply(deferral.deferred(), "M04"), "/materials/0/code"),
    "commitment_open": lambda: (
        deferral.deferred().when(deferral.CASE, XIFENG, DecideCase(by=OFFICER, outcome="approved")),
        "",
    ),
    "commitment_broken": lambda: (approved_late(), ""),
    "approval_not_conditional": lambda: (play_at("decided").when(XIFENG, BODIES[WithdrawApproval]), ""),
    "approval_statement_open": lambda: (withdrawn_early(), ""),
    "standing_pending": lambda: (standing_pending(), ""),
    "applicant_barred": lambda: (barred_approval(), ""),
    "bar_not_by_item": lambda: (play_at("not_accepted").when(XIFENG, BODIES[BarApplicant]), ""),
    "bar_ground": lambda: (barred_for_nothing(), "/ground"),
    "bar_already": lambda: (barred_twice(), ""),
    "breach_unknown": lambda: (at_credit(Talk, XIFENG, credit.NOTICE), "/case"),
    "listing_step": lambda: (at_credit(credit.breached, QINGZHEN, credit.DEFENCE), ""),
    "statement_too_late": lambda: (at_credit(credit.notified, QINGZHEN, credit.DEFENCE, WEEK_LATER), ""),
    "listing_too_early": lambda: (at_credit(credit.notified, XIFENG, credit.LISTING), ""),
    "defence_not_considered": lambda: (_unheard(), "/considered"),
    "listing_incomplete": lambda: (_decided(measures=()), "/measures"),
    "listing_same_officer": lambda: (_decided(by=OFFICER), "/by"),
    "measure_unknown": lambda: (
        at_credit(credit.breached, XIFENG, credit.NOTICE.model_copy(update={"measures": ("C99",)})),
        "/measures/0",
    ),
    "measure_not_notified": lambda: (_measured(code="C05"), "/measures/0/code"),
    "measure_twice": lambda: (_decided(measures=(credit.MEASURE, credit.MEASURE)), "/measures/1/code"),
    "measure_period": lambda: (_measured(ends_on=date(2020, 1, 1)), "/measures/0/ends_on"),
    "repair_pending": lambda: (_repair_twice(), ""),
    "repair_not_asked": lambda: (
        at_credit(
            credit.breached,
            XIFENG,
            DecideRepair(by=OFFICER, case=credit.CASE, outcome="repaired", reason="补齐", document=DOCUMENT),
        ),
        "/case",
    ),
}


def _plain() -> Talk:
    stage = deferral.talk()
    deferral.file(stage)
    return stage


def _there() -> Any:
    """The material is promised though it was handed in."""
    stage = deferral.talk()
    deferral.file(stage, application=deferral.WITHOUT.model_copy(update={"materials": (LAST,)}))
    return deferral.defer(stage)


def _unheard() -> Any:
    stage = credit.notified()
    stage.when(credit.SUBJECT, QINGZHEN, credit.DEFENCE)
    return stage.when(credit.SUBJECT, XIFENG, credit.LISTING)


def _decided(**changes: Any) -> Any:
    body: DecideListing = credit.LISTING.model_copy(update=changes)
    return at_credit(credit.notified, XIFENG, body, WEEK_LATER)


def _measured(**changes: Any) -> Any:
    return _decided(measures=(credit.MEASURE.model_copy(update=changes),))


def _repair_twice() -> Any:
    stage = credit.listed()
    body = RequestRepair(by=CLERK, case=credit.CASE, digest=credit.PAPER)
    stage.when(credit.SUBJECT, QINGZHEN, body)
    return stage.when(credit.SUBJECT, QINGZHEN, body)


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
    """No code about deferral and credit without its test."""
    assert set(PROVOKE) == {code for code, _ in CREDIT}


def test_an_agent_signs_by_a_power_that_holds() -> None:
    """The commitment of an agent is as good as its power of attorney today."""
    stage = deferral.talk()
    stage.when(deferral.CASE, QINGZHEN, filing())
    stage.when(deferral.CASE, XIFENG, ClaimCase(by=OFFICER))
    assert not isinstance(deferral.defer(stage, signed_by="agent"), Refusal)
