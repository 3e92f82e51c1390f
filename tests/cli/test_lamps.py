"""`hub lamps` and the lamps that `hub case` shows, as far as no engine is needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args

from hub.cli.standing import _lamp_fields, lamp_rows_of
from hub.client.words import CLOCKS
from hub.readmodel.rows import LampRow
from schemas.facts import ClockName
from schemas.times import CHINA
from tests.cli.running import hub

TURNED = datetime(2026, 11, 25, tzinfo=CHINA)
LAMP = LampRow(
    case_number="1",
    fact_number=4,
    number=1,
    clock="promise",
    lamp="red",
    due=TURNED,
    turned_at=TURNED,
    unit="U",
    unit_name="息烽县市场监督管理局",
    endpoint="520122",
    officer_staff="XF0101",
)


def said(**changes: object) -> object:
    """What the last column says of a lamp."""
    fields = {name: getattr(LAMP, name) for name in LampRow.__dataclass_fields__} | changes
    (row,) = lamp_rows_of({"lamps": [_lamp_fields(LampRow(**fields))]})
    assert row[:6] == [1, "承诺时限", "●红灯", "2026年11月25日 00:00:00", "息烽县市场监督管理局", "XF0101"]
    return row[6]


def test_what_became_of_a_lamp() -> None:
    """Explained, judged, noted as an error in good faith, taken back: each is one word beside it."""
    assert said() == "–"
    assert said(explained_at=TURNED) == "申诉待审核"
    assert said(explained_at=TURNED, granted=True) == "申诉成立"
    assert said(explained_at=TURNED, granted=False, good_faith_at=TURNED) == "申诉不成立、容错"
    assert said(lifted_at=TURNED + timedelta(days=1)) == "平台撤回"


def test_every_clock_has_its_word() -> None:
    """A clerk reads what a clock limits in Chinese, whichever it is."""
    assert set(CLOCKS) == set(get_args(ClockName))


def test_without_a_read_model() -> None:
    """A county has only its queues: it is told so, with the exit code of what can't be reached."""
    assert hub("lamps", "list", settings={"HUB_KAFKA": "127.0.0.1:1"}).code == 3
