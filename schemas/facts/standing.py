"""Standing: whether the applicant is barred from the item (许可法 art. 78, 79)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from schemas.credit import Bar, BarGround, Ruling
from schemas.facts.base import Fact
from schemas.parties import Officer
from schemas.times import Moment
from schemas.values import Text


class StandingAsked(Fact):
    """The applicant's subject is asked; acceptance waits for the answer."""

    ce_type: ClassVar[str] = "cn.tongban.case.standing-asked.v1"
    answer_by: Moment
    again: Literal[True] | None = None
    ask: int | None = None
    """Which applicant it is about, from the second on."""


class StandingClear(Fact):
    """The applicant is not barred from the item."""

    ce_type: ClassVar[str] = "cn.tongban.case.standing-clear.v1"


class StandingUnanswered(Fact):
    """No answer, asked twice: acceptance no longer waits. A late answer still counts until the decision."""

    ce_type: ClassVar[str] = "cn.tongban.case.standing-unanswered.v1"


class FilingBarred(Fact):
    """The applicant may not apply for the item yet: the filing is not accepted, by the law itself."""

    ce_type: ClassVar[str] = "cn.tongban.case.filing-barred.v1"
    bar: Bar


class BarFound(Fact):
    """The answer came after acceptance: the case can't be approved any more."""

    ce_type: ClassVar[str] = "cn.tongban.case.bar-found.v1"
    bar: Bar


class ApplicantBarred(Fact):
    """By this case the applicant is barred from its item."""

    ce_type: ClassVar[str] = "cn.tongban.case.applicant-barred.v1"
    by: Officer
    ground: BarGround
    until: date
    reason: Text
    document: Ruling


STANDING: Final[tuple[type[Fact], ...]] = (
    StandingAsked,
    StandingClear,
    StandingUnanswered,
    FilingBarred,
    BarFound,
    ApplicantBarred,
)
