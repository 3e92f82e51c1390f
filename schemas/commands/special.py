"""Special procedures (特别程序), which stand the clock still, and checks on site, which do not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, Literal

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Name, Text

SpecialProcedure = Literal[
    "hearing",  # 听证
    "tender",  # 招标
    "auction",  # 拍卖
    "inspection",  # 检验
    "test",  # 检测
    "quarantine",  # 检疫
    "appraisal",  # 鉴定
    "expert_review",  # 专家评审
]
"""What stands the clock still: 许可法 art. 45, and nothing else."""
SPECIAL_PROCEDURES: Final[Mapping[SpecialProcedure, str]] = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "test": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}
"""The same in the words that people in offices read."""


class PauseCase(Command):
    """特别程序: the clock stands still until the procedure has ended; the applicant is told for how long."""

    ce_type: ClassVar[str] = "cn.tongban.case.pause.v1"
    by: Officer
    procedure: SpecialProcedure
    reason: Text
    paper: Name
    """The paper by which it is ordered: title and number (文书)."""
    planned_end: date


class ResumeCase(Command):
    """恢复计时: the procedure has ended; the clock runs on from the next day."""

    ce_type: ClassVar[str] = "cn.tongban.case.resume.v1"
    by: Officer
    outcome: Text | None = None
    """What the procedure found."""


class CheckSite(Command):
    """现场核查: two officers looked at the place (许可法 art. 34); the clock runs on."""

    ce_type: ClassVar[str] = "cn.tongban.case.check-site.v1"
    by: Officer
    second: Officer
    opinion: Text


SPECIAL: Final[tuple[type[Command], ...]] = (PauseCase, ResumeCase, CheckSite)
