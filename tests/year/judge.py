"""What a year must show: nothing dead, nothing parked, every special path walked, every chain whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from hub.lanes.values import Partition
from schemas.envelope import DIGEST, NUMBER
from schemas.topics import DEAD_LETTERS, FACTS
from tests.year.stage import PARTITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.year.run import Year

_ALL: Final = 100_000_000
SHOWN: Final = 10
PATHS: Final = (
    "bundle.children-added",
    "bundle.completed",
    "bundle.settled",
    "case.accepted",
    "case.applicant-barred",
    "case.approval-withdrawn",
    "case.clocks-recomputed",
    "case.commitment-broken",
    "case.commitment-reminded",
    "case.corrected-on-spot",
    "case.correction-asked",
    "case.supplied",
    "case.deemed-accepted",
    "case.decided outcome=approved",
    "case.decided outcome=denied",
    "case.decision-corrected",
    "case.deemed-renewed",
    "case.deferral-granted",
    "case.deferred-supplied late=False",
    "case.delivered",
    "case.explanation-judged granted=True",
    "case.fee-paid",
    "refused: fee_unpaid",
    "case.document-signed",
    "case.extended",
    "case.extension-refused",
    "case.lapsed",
    "case.lamp-turned lamp=red",
    "case.lamp-turned lamp=yellow",
    "case.lease-lapsed",
    "case.marked-urgent",
    "case.not-accepted",
    "case.objection-raised",
    "case.paused",
    "case.resumed",
    "case.review-submitted in_time=True",
    "case.review-submitted in_time=False",
    "case.reviewed",
    "case.silence-corrected",
    "case.site-checked",
    "case.transferred",
    "case.withdrawn",
    "document.requested",
    "document.signed",
    "subject.breach-recorded",
    "subject.defence-stated",
    "subject.listed",
    "subject.listing-dropped",
    "subject.repair-refused",
    "subject.repaired",
)
"""Counts that must not be zero in a year."""
RARE: Final = ("case.breach-found-early",)
"""As ``PATHS``, of a year as large as the province's: a few dozen breaches in 200,000 cases fall on a decree's days."""
PROVINCE: Final = 100_000
"""Cases of a year that is large enough for what is rare."""


def faults(year: Year) -> list[str]:
    """Say what is wrong."""
    paths = (*PATHS, *(RARE if year.plan.cases >= PROVINCE else ()))
    unwalked = [f"nobody walked the path {path}" for path in paths if not year.tally.number(path)]
    verified = [f"verify-log: {found.fault} at {found.subject}/{found.number}" for found in year.report.breaks]
    return [*unwalked, *troubles(year), *documents(year), *verified[:SHOWN], *list(broken_chains(year))[:SHOWN]]


def documents(year: Year) -> list[str]:
    """Say where approvals and documents differ: each that grants one has it, signed, and nobody waits."""
    counts = year.tally.counts
    wanted, asked, signed = (
        counts["granting a document"],
        counts["document.requested"],
        counts["case.document-signed first"],
    )
    if wanted == asked == signed + counts["document.cancelled"]:
        return []
    return [f"{wanted} approvals with a document, {asked} asked for, {signed} signed"]


def troubles(year: Year) -> list[str]:
    """Say what died and what operators were told: nothing, in a year without disasters."""
    letters, _ = year.stage.server.log(Partition(DEAD_LETTERS, 0)).read(0, _ALL)
    told = [f"{count} × {alert}" for alert, count in sorted(year.stage.alerts.items())]
    return [f"{len(letters)} dead letters", *told] if letters else told


def broken_chains(year: Year) -> Iterator[str]:
    """Name each place where a fact does not follow from the one before."""
    for number in range(PARTITIONS):
        last: dict[str, tuple[int, str]] = {}
        for record in year.stage.server.log(Partition(FACTS, number)).read(0, _ALL)[0]:
            headers = dict(record.headers)
            subject, kind = headers["ce_subject"].decode(), headers["ce_type"]
            at, digest = last.get(subject, (0, ""))
            expected = hashlib.sha256(digest.encode() + kind + (record.value or b"")).hexdigest()
            last[subject] = (int(headers[NUMBER]), headers[DIGEST].decode())
            if last[subject] != (at + 1, expected):
                yield f"chain of {subject} breaks at {at + 1}"
