"""Every refusal code about lamps, each provoked by one wrong thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas.codes import CODES, explain
from schemas.codes.lamps import LAMPS
from schemas.commands import ExplainLamp, JudgeExplanation, NoteGoodFaithError
from tests.domain.test_lamps import EXPLAIN, JUDGE, LATE, NOTE, late
from tests.domain.world import ANOTHER, CLERK, MONDAY, QINGZHEN, XIFENG, Play, case_number, filing, reference


def after(*bodies: Any, sender: str = XIFENG, **changes: Any) -> Any:
    """Send these to a late case, the last one with one thing changed."""
    play, (*before, last) = late(), bodies
    for body in before:
        play.when(XIFENG, body)
    return play.when(sender, last.model_copy(update=changes))


def unclaimed() -> Any:
    play = Play(case_number())
    play.when(QINGZHEN, filing())
    play.deadline(LATE)
    return play.when(XIFENG, NOTE)


def unsupervised() -> Any:
    play = late()
    centres = "group:government_services"
    rows = [row for row in reference().rows.values() if getattr(row, "item", "") != centres]
    play.reference = Reference.from_rows(rows)
    return play.when(XIFENG, EXPLAIN)


PROVOKE: Final[dict[str, Callable[[], tuple[Any, str]]]] = {
    "lamp_unknown": lambda: (after(EXPLAIN, lamp=2), "/lamp"),
    "lamp_not_yours": lambda: (after(EXPLAIN, sender=QINGZHEN, by=CLERK), "/lamp"),
    "lamp_settled": lambda: (after(EXPLAIN, JUDGE, JUDGE), "/lamp"),
    "lamp_unexplained": lambda: (after(JUDGE), "/lamp"),
    "lamp_of_nobody": lambda: (unclaimed(), "/lamp"),
    "good_faith_noted": lambda: (after(NOTE, NOTE), "/lamp"),
    "no_supervisor": lambda: (unsupervised(), ""),
    "not_supervisor": lambda: (after(EXPLAIN, JUDGE, by=ANOTHER), "/by/unit"),
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
    """No code about lamps without its test."""
    assert set(PROVOKE) == {code for code, _ in LAMPS}
    assert set(PROVOKE) <= set(CODES)


@pytest.mark.parametrize("body", [JUDGE, NOTE], ids=lambda body: type(body).__name__)
def test_only_the_supervisor_judges(body: JudgeExplanation | NoteGoodFaithError) -> None:
    """The window's region has a part in the case, and no say in its lamps: neither judging nor noting."""
    result = after(EXPLAIN, body, sender=QINGZHEN)
    assert isinstance(result, Refusal)
    assert result.code == "not_supervisor"


@pytest.mark.parametrize("body", [EXPLAIN, JUDGE, NOTE], ids=lambda body: type(body).__name__)
def test_a_case_without_lamps(body: ExplainLamp) -> None:
    """Where no lamp is red there is nothing to say of it."""
    play = Play(case_number(), MONDAY)
    play.when(QINGZHEN, filing())
    assert play.when(XIFENG, body) == Refusal("lamp_unknown", "/lamp", {"lamp": "1"})
