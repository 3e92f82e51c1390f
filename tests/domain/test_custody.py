"""Plays about paper: taken at the window against a voucher, passed on to who decides, given back."""

from __future__ import annotations

from typing import Any, Final

from hub.domain.values import Refusal
from schemas import facts
from schemas.commands import ReturnPaper, TakePaper
from tests.domain.world import CLERK, OFFICER, QINGZHEN, XIFENG, ZUNYI, Play, only, play_at

TAKE: Final = TakePaper(by=CLERK, voucher="PZ-0001", materials=("M02",), way_back="with_result")


def taken() -> Play:
    """A case whose articles of association lie at 清镇's window."""
    play = play_at("accepted")
    only(play.when(QINGZHEN, TAKE), facts.PaperHandedOver)
    return play


def test_there_and_back() -> None:
    """The window takes it, 息烽 takes it over with the same voucher, and gives it back; both sides hear of each."""
    play = play_at("accepted")
    first = only(play.when(QINGZHEN, TAKE), facts.PaperHandedOver)
    assert (first.by.unit, first.taken_from) == (CLERK.unit, None)
    notices = play.aggregate.notices(first, play.before, play.state)
    assert [(notice.queue, notice.endpoint) for notice in notices] == [("work", XIFENG), ("results", QINGZHEN)]
    second = only(play.when(XIFENG, TAKE.model_copy(update={"by": OFFICER})), facts.PaperHandedOver)
    assert second.taken_from == CLERK.unit
    assert play.when(QINGZHEN, ReturnPaper(by=CLERK, voucher="PZ-0001")) == Refusal("not_keeper", "/by/unit")
    back = only(play.when(XIFENG, ReturnPaper(by=OFFICER, voucher="PZ-0001", way="post")), facts.PaperReturned)
    assert (back.materials, back.way) == (("M02",), "post")
    assert [paper.returned for paper in play.state.papers] == [True]


def test_it_goes_back_after_the_end() -> None:
    """A case that has ended takes no more paper, but what was kept is given back."""
    play = play_at("filed")
    play.when(QINGZHEN, TAKE)
    ended: Any = play.state.model_copy(update={"stage": "delivered"})
    play.state = ended
    assert play.when(QINGZHEN, TAKE) == Refusal("case_closed")
    only(play.when(QINGZHEN, ReturnPaper(by=CLERK, voucher="PZ-0001")), facts.PaperReturned)


def test_a_voucher_is_for_one_paper() -> None:
    """The same voucher for other papers, or twice by the same unit, is refused."""
    again = taken().when(QINGZHEN, TAKE)
    assert again == Refusal("voucher_taken", "/voucher", {"voucher": "PZ-0001"})
    other = TakePaper(by=OFFICER, voucher="PZ-0001", materials=("M01",))
    assert taken().when(XIFENG, other) == Refusal("voucher_taken", "/voucher", {"voucher": "PZ-0001"})


def test_a_paper_is_in_one_place() -> None:
    """What lies with one keeper can't be taken from the applicant again; once given back it can."""
    play, other = taken(), TAKE.model_copy(update={"voucher": "PZ-0002"})
    held = Refusal("paper_in_custody", "/materials/0", {"code": "M02", "voucher": "PZ-0001"})
    assert play.when(QINGZHEN, other) == held
    play.when(QINGZHEN, ReturnPaper(by=CLERK, voucher="PZ-0001"))
    gone = Refusal("paper_returned", "/voucher", {"voucher": "PZ-0001"})
    assert play.when(QINGZHEN, ReturnPaper(by=CLERK, voucher="PZ-0001")) == gone
    assert play.when(QINGZHEN, TAKE) == gone
    only(play.when(QINGZHEN, other), facts.PaperHandedOver)


def test_what_is_no_material() -> None:
    """Only what the item lists or the applicant handed in is taken."""
    wrong = TAKE.model_copy(update={"materials": ("M02", "M99")})
    assert play_at("filed").when(QINGZHEN, wrong) == Refusal("paper_unknown", "/materials/1", {"code": "M99"})
    unknown = ReturnPaper(by=CLERK, voucher="?")
    assert taken().when(QINGZHEN, unknown) == Refusal("voucher_unknown", "/voucher", {"voucher": "?"})


def test_strangers_take_nothing() -> None:
    """An endpoint without a part in the case, and another unit of the competent endpoint, are refused."""
    assert play_at("filed").when(ZUNYI, TAKE) == Refusal("no_part")
    stranger = TAKE.model_copy(update={"by": OFFICER.model_copy(update={"unit": CLERK.unit})})
    assert play_at("filed").when(XIFENG, stranger) == Refusal("not_your_unit", "/by/unit")
