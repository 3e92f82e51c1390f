"""What the year came to, counted from the facts alone, and each rate with its formula."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.lanes.values import Record

_PREFIX: Final = "cn.tongban."


class Tally:
    """Counts facts by type, and by what in them matters for a rate."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        """Facts by type, and nothing else."""
        self.refusals: Counter[str] = Counter()

    def count(self, record: Record) -> None:
        """Count one fact."""
        headers = dict(record.headers)
        name = headers["ce_type"].decode().removeprefix(_PREFIX).rpartition(".v")[0]
        self.counts[name] += 1
        self.facts[name] += 1
        value = record.value or b""
        if name in {"case.decided", "case.deemed-renewed"} and b'"identifier":' in value:
            self.counts["granting a document"] += 1
        if name == "case.document-signed" and b'"replaces":' not in value:
            self.counts["case.document-signed first"] += 1
        looking = _LOOKS.get(name)
        if looking is not None:
            body = orjson.loads(record.value or b"{}")
            for what, without in looking.items():
                value = body.get(what, without)
                if value is not None:
                    self.counts[f"{name} {what}={value}"] += 1
        elif name.endswith(".refused"):
            self.refusals[orjson.loads(record.value or b"{}")["code"]] += 1

    def rates(self) -> list[tuple[str, str, int, int]]:
        """Give each rate: its name, its formula in words, numerator and denominator."""
        return [(rate.name, rate.formula, self._sum(rate.numerator), self._sum(rate.denominator)) for rate in RATES]

    def _sum(self, names: tuple[str, ...]) -> int:
        return sum(self.counts[name] for name in names)


class Rate(NamedTuple):
    """A rate of the year; numerator and denominator are sums of counts."""

    name: str
    formula: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


_LOOKS: Final[Mapping[str, Mapping[str, object]]] = {
    "bundle.settled": {"outcome": None},
    "case.decided": {"outcome": None, "in_time": None},
    "case.deferred-supplied": {"late": False},
    "case.explanation-judged": {"granted": None},
    "case.lamp-turned": {"lamp": None, "clock": None},
    "case.paused": {"procedure": None},
}
"""Of which facts which fields are counted by value, and what one that is left out means; None: it isn't counted."""
_FILED: Final = ("case.filed",)
_DECIDED: Final = ("case.decided",)
_ACCEPTED: Final = ("case.accepted", "case.deemed-accepted")
_COMMITTED: Final = ("case.commitment-started",)
_BROKEN: Final = ("case.commitment-broken",)
_RED: Final = ("case.lamp-turned lamp=red",)
RATES: Final = (
    Rate("decided", "cases decided ÷ cases filed", _DECIDED, _FILED),
    Rate("in time", "decided before the promise ended ÷ decided", ("case.decided in_time=True",), _DECIDED),
    Rate("approved", "approved ÷ decided", ("case.decided outcome=approved",), _DECIDED),
    Rate("corrections", "correction notices ÷ filed", ("case.correction-asked",), _FILED),
    Rate("deemed accepted", "accepted by silence ÷ all accepted", ("case.deemed-accepted",), _ACCEPTED),
    Rate("red lamps", "lamps turned red ÷ filed", ("case.lamp-turned lamp=red",), _FILED),
    Rate("yellow lamps", "lamps turned yellow ÷ filed", ("case.lamp-turned lamp=yellow",), _FILED),
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
    Rate("bundles ended", "bundles completed ÷ bundles filed", ("bundle.completed",), ("bundle.filed",)),
    Rate("withdrawn", "withdrawn ÷ filed", ("case.withdrawn",), _FILED),
    Rate("transferred", "handed on ÷ filed", ("case.transferred",), _FILED),
)
