"""Every refusal code of bundles and projects, each provoked by one wrong thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from hub.domain.values import HUB, Refusal
from schemas.bundles import Precondition, Trouble
from schemas.codes import explain
from schemas.codes.bundles import BUNDLE
from schemas.commands import AddChildren, DecideCase, EndBundle, NoteChild, NotePreconditions, WithdrawChild
from schemas.parties import SharedPersonal
from tests.domain.test_projects import LAND, PLANNING, RECORD, add, note, part, project
from tests.domain.test_waiting import NUMBERS, SEAL, TAX, bundle, child, open_company
from tests.domain.world import (
    CLERK,
    COMPANY,
    FOOD,
    OFFICER,
    QINGZHEN,
    XIFENG,
    Play,
    bundle_number,
    case_number,
    filing,
    play_at,
)

Provoked = tuple[Any, str]
"""What came of it, and the pointer it should carry."""


def file(*children: Any, **changes: Any) -> Any:
    """File a bundle of these."""
    return Play(bundle_number()).when(QINGZHEN, bundle(*children, **changes))


def filed(body: Any) -> Play:
    """A bundle that was filed."""
    play = Play(bundle_number())
    play.when(QINGZHEN, body)
    return play


def waits_for_a_denied_one() -> Any:
    """Add a case that names a denied one as its precondition."""
    play = project(RECORD, LAND)
    note(play, RECORD)
    note(play, LAND, "denied")
    again = part(LAND, case_number(50), waits_for=(part(LAND).case,))
    return play.when(QINGZHEN, AddChildren(children=(again,)))


def ended_twice() -> Any:
    """End a project that is being ended."""
    play = project(RECORD, LAND)
    play.when(QINGZHEN, EndBundle(by=CLERK, reason="终止"))
    return play.when(QINGZHEN, EndBundle(by=CLERK, reason="终止"))


def completed() -> Play:
    """A bundle whose one case has ended."""
    play = filed(bundle(child(COMPANY)))
    play.when(HUB, NoteChild(case=NUMBERS[COMPANY], outcome="approved"))
    return play


def withdraw(item: str) -> Any:
    """Withdraw a case at its bundle."""
    withdrawal = WithdrawChild(case=NUMBERS[item], by=CLERK, reason="不再需要")
    return filed(open_company()).when(QINGZHEN, withdrawal)


def approve_on(trouble: Trouble) -> Any:
    """Approve what rests on a case that is not in order."""
    play = play_at("accepted")
    told = Precondition(case=case_number(9), trouble=trouble, holds=True, materials=("M03",))
    play.when(HUB, NotePreconditions(preconditions=(told,)))
    return play.when(XIFENG, DecideCase(by=OFFICER, outcome="approved"))


PROVOKE: Final[dict[str, Callable[[], Provoked]]] = {
    "waits_unknown": lambda: (file(child(COMPANY, waits_for=(case_number(9),))), "/children/0/waits_for/0"),
    "waits_itself": lambda: (file(child(COMPANY, waits_for=(NUMBERS[COMPANY],))), "/children/0/waits_for/0"),
    "waits_circle": lambda: (
        file(child(COMPANY, waits_for=(NUMBERS[TAX],)), child(TAX, waits_for=(NUMBERS[COMPANY],)), child(SEAL)),
        "/children",
    ),
    "waits_failed": lambda: (waits_for_a_denied_one(), "/children/0/waits_for/0"),
    "bundle_kind_unknown": lambda: (file(child(COMPANY), kind="open_hotel"), "/kind"),
    "kind_item": lambda: (file(child(COMPANY), child(FOOD, case_number(9)), kind="open_company"), "/children/1/item"),
    "kind_item_missing": lambda: (file(child(COMPANY), kind="open_company"), "/children"),
    "stage_not_open": lambda: (file(part(RECORD), part(PLANNING), kind="investment_project"), "/children/1/item"),
    "child_without_applicant": lambda: (
        file(child(COMPANY), personal=SharedPersonal()),
        "/children/0/personal/applicant",
    ),
    "bundle_cannot_grow": lambda: (add(filed(open_company()), LAND), ""),
    "bundle_ending": lambda: (ended_twice(), ""),
    "bundle_completed": lambda: (completed().when(QINGZHEN, EndBundle(by=CLERK, reason="终止")), ""),
    "child_not_waiting": lambda: (withdraw(COMPANY), "/case"),
    "bundle_not_asked": lambda: (
        Play(case_number()).when(QINGZHEN, filing().model_copy(update={"rests_on": (case_number(9),)})),
        "/rests_on",
    ),
    "precondition_owing": lambda: (approve_on("commitment_broken"), ""),
    "precondition_lost": lambda: (approve_on("approval_withdrawn"), ""),
}


@pytest.mark.parametrize("code", PROVOKE)
def test_each_code(code: str) -> None:
    """One wrong thing gives this code, at the field that is wrong, with a text that names no placeholder."""
    result, pointer = PROVOKE[code]()
    assert isinstance(result, Refusal), result
    assert (result.code, result.pointer) == (code, pointer)
    text = explain(code, result.params, pointer)
    assert "{" not in text
    assert "未说明" not in text, f"a parameter is missing: {text}"


def test_every_code_is_provoked() -> None:
    """No code of bundles without its test."""
    assert set(PROVOKE) == {code for code, _ in BUNDLE}


def test_a_circle_names_who_is_in_it() -> None:
    """The third case, which waits for nobody, is not among them."""
    result, _ = PROVOKE["waits_circle"]()
    assert result.params == {"cases": f"{NUMBERS[COMPANY]}、{NUMBERS[TAX]}"}
