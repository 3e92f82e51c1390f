"""Paper that is handed over, and its way back."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Code

WayBack = Literal["window", "post", "with_result"]
"""回收方式: fetched at the window, sent by post, given back with the result."""


class TakePaper(Command):
    """收取原件: whoever acts takes the paper into custody against a voucher, or takes it over from who had it.

    The voucher goes with the paper: the second keeper names the same one.
    """

    ce_type: ClassVar[str] = "cn.tongban.case.take-paper.v1"
    by: Officer
    voucher: Code
    """凭证号, printed on the slip that the applicant gets."""
    materials: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]
    way_back: WayBack = "window"


class ReturnPaper(Command):
    """退还原件: the keeper gives the paper back to the applicant."""

    ce_type: ClassVar[str] = "cn.tongban.case.return-paper.v1"
    by: Officer
    voucher: Code
    way: WayBack = "window"


CUSTODY: Final[tuple[type[Command], ...]] = (TakePaper, ReturnPaper)
