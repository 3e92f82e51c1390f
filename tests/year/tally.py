"""What the year came to, counted from the facts alone, and each rate with its formula."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.lanes.values import Record

_PREFIX: Final = "cn.tongban."
TOLD: Final = "told of a calendar"
"""Cases and documents that a new calendar was told to: counted where it is told, not by facts."""
STATING: Final = "acceptance stating a fee"
FIRST: Final = "acceptance stating a fee before approval"
PROJECT: Final = "project filed"
BELOW: Final = "acceptance by a lower organ"
RED_CASES: Final = "case with a red lamp"
_REFUSED: Final = "refused: "
_ACCEPTANCES: Final = frozenset({"case.accepted", "case.deemed-accepted"})


class Tally:
    """Counts facts by type, and by what in them matters for a rate."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        """Facts by type, and nothing else."""
        self.refusals: Counter[str] = Counter()
        self._lapsed: set[bytes] = set()
        """Cases whose handler has let them go back on the queue."""
        self._red: set[bytes] = set()

    def count(self, record: Record) -> None:
        """Count one fact."""
        headers = dict(record.headers)
        name = headers["ce_type"].decode().removeprefix(_PREFIX).rpartition(".v")[0]
        self.counts[name] += 1
        self.facts[name] += 1
        value = record.value or b""
        self._count_steps(name, headers["ce_subject"], value)
        looking = _LOOKS.get(name)
        if looking is not None:
            body = orjson.loads(record.value or b"{}")
            for what, without in looking.items():
                value = body.get(what, without)
                if value is not None:
                    self.counts[f"{name} {what}={value}"] += 1
            if name == "case.lamp-turned":
                self._count_lamp(headers["ce_subject"], body)
        elif name.endswith(".refused"):
            self.refusals[orjson.loads(record.value or b"{}")["code"]] += 1

    def _count_steps(self, name: str, subject: bytes, value: bytes) -> None:
        """Count what a fact's bytes show without reading it."""
        if name in {"case.decided", "case.deemed-renewed"} and b'"identifier":' in value:
            self.counts["granting a document"] += 1
        if name == "case.document-signed" and b'"replaces":' not in value:
            self.counts["case.document-signed first"] += 1
        if name in _ACCEPTANCES and b'"fee":' in value:
            self.counts[STATING] += 1
            self.counts[FIRST] += b'"before_approval":true' in value
        if name in _ACCEPTANCES and b'"lower_review":' in value:
            self.counts[BELOW] += 1
        if name == "bundle.filed":
            self.counts[PROJECT] += b'"code":"investment_project"' in value
        if name == "case.lease-lapsed":
            self._lapsed.add(subject)

    def _count_lamp(self, case: bytes, body: Mapping[str, Any]) -> None:
        """Count a lamp by its clock: a limit to claim is another thing once the handler has had the case."""
        clock = "claim again" if body["clock"] == "claim" and case in self._lapsed else body["clock"]
        self.counts[f"{body['lamp']} {clock}"] += 1
        if body["lamp"] == "red" and case not in self._red:
            self._red.add(case)
            self.counts[RED_CASES] += 1

    def rates(self) -> list[tuple[str, str, int, int]]:
        """Give each rate: its name, its formula in words, numerator and denominator."""
        return [(rate.name, rate.formula, self._sum(rate.numerator), self._sum(rate.denominator)) for rate in RATES]

    def _sum(self, names: tuple[str, ...]) -> int:
        return sum(self.number(name) for name in names)

    def number(self, name: str) -> int:
        """Give a count by its name; of refusals by ``refused: `` and their code."""
        code = name.removeprefix(_REFUSED)
        return self.counts[name] if code == name else self.refusals[code]


class Rate(NamedTuple):
    """A rate of the year; numerator and denominator are sums of counts."""

    name: str
    formula: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


_LOOKS: Final[Mapping[str, Mapping[str, object]]] = {
    "bundle.settled": {"outcome": None},
    "case.breach-found-early": {"outcome": None},
    "case.decided": {"outcome": None, "in_time": None},
    "case.deferred-supplied": {"late": False},
    "case.explanation-judged": {"granted": None},
    "case.lamp-turned": {"lamp": None, "clock": None},
    "case.paused": {"procedure": None},
    "case.review-submitted": {"in_time": None},
}
"""Of which facts which fields are counted by value, and what one that is left out means; None: it isn't counted."""
_FILED: Final = ("case.filed",)
_DECIDED: Final = ("case.decided",)
_ACCEPTED: Final = ("case.accepted", "case.deemed-accepted")
_COMMITTED: Final = ("case.commitment-started",)
_BROKEN: Final = ("case.commitment-broken",)
_PROJECTS: Final = (PROJECT,)
_RED: Final = ("case.lamp-turned lamp=red",)
_LEASES_LAPSED: Final = ("case.lease-lapsed",)
LAMPS: Final = (
    # a limit of one day is near from the midnight before it: yellow says "not claimed on the day of the filing"
    ("claim", "not claimed for the first time within a working day", "filed", _FILED),
    ("claim again", "not claimed again within a working day of a lapsed claim", "claims lapsed", _LEASES_LAPSED),
    ("acceptance", "neither accepted nor answered in the limit", "filed", _FILED),
    ("lower_review", "not reviewed in the lower organ's limit", "reviews begun below", (BELOW,)),
    ("promise", "not decided within the promise", "accepted", _ACCEPTED),
    ("correction", "not supplied", "correction notices", ("case.correction-asked",)),
    ("pause", "a special procedure longer than planned", "special procedures", ("case.paused",)),
    ("opinion", "a department silent", "opinions asked", ("case.opinions-asked",)),
    ("urgent", "urgent and not decided", "marked urgent", ("case.marked-urgent",)),
    ("delivery", "not delivered", "decided", _DECIDED),
    ("explanation", "an explanation not judged", "lamps explained", ("case.lamp-explained",)),
)
"""Limits of which lamps are shown: clock, what it means, and what it is a share of."""
RATES: Final = (
    Rate("decided", "cases decided ÷ cases filed", _DECIDED, _FILED),
    Rate("in time", "decided before the promise ended ÷ decided", ("case.decided in_time=True",), _DECIDED),
    Rate("approved", "approved ÷ decided", ("case.decided outcome=approved",), _DECIDED),
    Rate("corrections", "correction notices ÷ filed", ("case.correction-asked",), _FILED),
    Rate("deemed accepted", "accepted by silence ÷ all accepted", ("case.deemed-accepted",), _ACCEPTED),
    Rate("red cases", "cases with a red lamp of any clock ÷ filed", (RED_CASES,), _FILED),
    *(
        Rate(f"{lamp}: {clock}", f"lamps turned {lamp}, {words} ÷ {base}", (f"{lamp} {clock}",), denominator)
        for clock, words, base, denominator in LAMPS
        for lamp in ("yellow", "red")
    ),
    Rate("extended", "extensions ÷ accepted", ("case.extended",), _ACCEPTED),
    Rate("asked for longer", "extensions asked of the office ÷ accepted", ("case.extension-requested",), _ACCEPTED),
    Rate("paused", "special procedures ÷ accepted", ("case.paused",), _ACCEPTED),
    Rate("urgent", "marked urgent ÷ filed", ("case.marked-urgent",), _FILED),
    Rate("mended", "corrected on the spot ÷ filed", ("case.corrected-on-spot",), _FILED),
    Rate(
        "lapsed", "lapsed for want of a supplement ÷ correction notices", ("case.lapsed",), ("case.correction-asked",)
    ),
    Rate("renewed by silence", "deemed renewed ÷ filed", ("case.deemed-renewed",), _FILED),
    Rate("deferred", "deferrals granted ÷ filed", ("case.deferral-granted",), _FILED),
    Rate("promises kept", "supplied in time ÷ commitments", ("case.deferred-supplied late=False",), _COMMITTED),
    Rate("breaches", "commitments broken ÷ commitments", ("case.commitment-broken",), _COMMITTED),
    Rate("approvals withdrawn", "approvals withdrawn ÷ commitments broken", ("case.approval-withdrawn",), _BROKEN),
    Rate("restrictions", "listed with measures ÷ breaches", ("subject.listed",), _BROKEN),
    Rate("repairs", "credit repaired ÷ listed", ("subject.repaired",), ("subject.listed",)),
    Rate("bars", "applicants barred ÷ denied", ("case.applicant-barred",), ("case.decided outcome=denied",)),
    Rate("explained", "explanations granted ÷ lamps turned red", ("case.explanation-judged granted=True",), _RED),
    Rate("moved", "cases whose dates moved ÷ told of a new calendar", ("case.clocks-recomputed",), (TOLD,)),
    Rate(
        "breaches put right",
        "found early by a new calendar, and not standing ÷ commitments broken",
        tuple(f"case.breach-found-early outcome={one}" for one in ("runs_on", "kept", "ended")),
        _BROKEN,
    ),
    Rate("fees paid", "fees paid ÷ acceptances stating one", ("case.fee-paid",), (STATING,)),
    Rate(
        "unpaid",
        "approvals refused for want of payment ÷ acceptances stating a fee before approval",
        ("refused: fee_unpaid",),
        (FIRST,),
    ),
    Rate("projects grown", "stages filed ÷ projects filed", ("bundle.children-added",), _PROJECTS),
    Rate(
        "projects settled",
        "last commitment ended after the project's end ÷ projects filed",
        ("bundle.settled",),
        _PROJECTS,
    ),
    Rate("promises of projects", "settled, all kept ÷ settled", ("bundle.settled outcome=kept",), ("bundle.settled",)),
    Rate("bundles ended", "bundles completed ÷ bundles filed", ("bundle.completed",), ("bundle.filed",)),
    Rate("withdrawn", "withdrawn ÷ filed", ("case.withdrawn",), _FILED),
    Rate("transferred", "handed on ÷ filed", ("case.transferred",), _FILED),
)
