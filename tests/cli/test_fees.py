"""``hub work paid|waive-fee|refund-fee``: what is typed in yuan, and what ``hub case`` shows of a fee."""

from __future__ import annotations

import pytest

from hub.cli.trouble import USAGE, Trouble
from hub.cli.work_fees import in_fen
from hub.client.notices import QueuedNotice
from hub.client.words import sentence
from hub.lanes.values import Partition
from schemas.fees import LARGEST_FEN, StatedFee, in_words, yuan
from tests.cli.running import hub
from tests.domain.test_fees import AT_WINDOW, accepted, told
from tests.domain.world import QINGZHEN, Play, case_number, happened


@pytest.mark.parametrize(("typed", "fen"), [("80", 8000), ("80.00", 8000), ("80.05", 8005), ("0.01", 1), ("1.1", 110)])
def test_yuan_become_fen_exactly(typed: str, fen: int) -> None:
    """No binary fraction in between."""
    assert in_fen(typed) == fen


@pytest.mark.parametrize("typed", ["0", "-1", "80.005", "八十", "", "NaN", "Infinity", "1e40", str(LARGEST_FEN)])
def test_what_is_no_amount_is_usage(typed: str) -> None:
    """One sentence says how it should be written; nothing is sent."""
    with pytest.raises(Trouble, match="至多两位小数"):
        in_fen(typed)
    words = ("work", "paid", case_number(), "--by", "XF0101", f"--amount={typed}", "--slip", "1")
    assert hub(*words, "--endpoint", QINGZHEN).code == USAGE


def test_amounts_as_screens_show_them() -> None:
    """Two digits after the point; the rate where nobody has counted yet."""
    assert [yuan(fen) for fen in (1, 80, 8005, 1234567)] == ["0.01", "0.80", "80.05", "12345.67"]
    fee = StatedFee(rate_fen=250, per="平方米", basis="发改价格规〔2016〕2559号")
    assert (in_words(fee), in_words(fee.model_copy(update={"amount_fen": 30000}))) == ("2.50元/平方米", "300.00元")


def test_the_case_shows_what_is_to_be_paid_and_what_was() -> None:
    """In the sentences of the origin's notices."""
    play = accepted()
    before = shown(play)
    happened(play.when(QINGZHEN, AT_WINDOW))
    assert (before, shown(play)) == (
        "息烽县市场监督管理局:已受理,应缴费用80.00元(发改价格规〔2016〕2559号)",
        "息烽县市场监督管理局:费用已缴:80.00元,缴款单号52012226000017",
    )


def shown(play: Play) -> str:
    """What stands beside the last fact."""
    body = told(play)
    return sentence(
        QueuedNotice(play.subject, body.ce_type, "id", 1, "", 0, body, {}, Partition("results.520181", 0), 0)
    )
