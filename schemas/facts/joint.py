"""Joint handling: whose opinions were asked, what they are, who kept silent."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.joint import View
from schemas.facts.base import Clock, Fact
from schemas.parties import Addressee, Officer
from schemas.values import Text, Uscc


class OpinionsAsked(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.opinions-asked.v1"
    by: Officer
    departments: tuple[Addressee, ...]
    opinion: Clock
    """The departments' own limit; the promise runs on."""


class OpinionGiven(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.opinion-given.v1"
    by: Officer
    view: View
    text: Text | None = None


class OpinionsMissed(Fact):
    """These departments kept silent past their limit, which counts as no objection [L]; a later word still counts."""

    ce_type: ClassVar[str] = "cn.tongban.case.opinions-missed.v1"
    units: tuple[Uscc, ...]


JOINT: Final[tuple[type[Fact], ...]] = (OpinionsAsked, OpinionGiven, OpinionsMissed)
