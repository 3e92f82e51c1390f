"""抄告: what was found wrong with a document, by whom, and what its issuer answered until when."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.application import Digest
from schemas.facts.base import Clock, Fact
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Endpoint, Name, Text, Value


class DocumentReported(Fact):
    """Somebody found something wrong; the issuer's clock runs."""

    ce_type: ClassVar[str] = "cn.tongban.document.reported.v1"
    number: int
    """Among the document's, from 1."""
    by: Officer
    reporter: Endpoint
    finding: Text
    evidence: Digest | None = None
    paper: Name | None = None
    issuer: Addressee
    """Who has to answer, by the endpoint that it has today."""
    clock: Clock


class DocumentReportLampTurned(Fact):
    """The limit to answer comes near (yellow) or has passed (red)."""

    ce_type: ClassVar[str] = "cn.tongban.document.report-lamp-turned.v1"
    number: int
    lamp: Literal["yellow", "red"]
    due: Moment
    issuer: Addressee
    supervisor: Addressee | None = None
    """Red: who is told besides; None: nobody stands above."""


class DocumentReportAnswered(Fact):
    """The issuer has answered."""

    ce_type: ClassVar[str] = "cn.tongban.document.report-answered.v1"
    number: int
    by: Officer
    upheld: bool
    done: Text | None = None
    reason: Text | None = None
    in_time: bool


class RecomputedReport(Value):
    """A report's limit as it runs from now on, and when it was due before."""

    number: int
    clock: Clock
    due_before: Moment


class DocumentClocksRecomputed(Fact):
    """Another calendar moved the limits of reports, or made them final."""

    ce_type: ClassVar[str] = "cn.tongban.document.clocks-recomputed.v1"
    row: Name
    because: Text
    reports: tuple[RecomputedReport, ...]
    issuer: Addressee
    supervisor: Addressee | None = None
    """Who was told of a red lamp that turns out to be early, and hears so; None: there is none."""


REPORTING: Final[tuple[type[Fact], ...]] = (
    DocumentReported,
    DocumentReportLampTurned,
    DocumentReportAnswered,
    DocumentClocksRecomputed,
)
