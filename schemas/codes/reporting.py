"""抄告: what is refused about reports of wrongs."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

REPORTING: Final = (
    _row("report_own", "officer", "该证照由本单位颁发,不需要抄告", "请直接变更证照状态或更正"),
    _row("report_not_your_unit", "officer", "抄告须由本端点的单位提出", "请核对经办人的单位代码"),
    _row("report_too_many", "officer", "该证照有{count}件抄告尚未答复", "请等待颁发机构答复,或直接与其联系"),
    _row("report_unknown", "officer", "没有第{number}号待答复的抄告", "请核对抄告序号(可能已经答复)"),
    # upheld needs what was done, not upheld needs why
    _row("report_answer_incomplete", "officer", "答复须写明{what}", "请补充后再答复"),
)
