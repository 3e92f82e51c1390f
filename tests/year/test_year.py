"""A short year: the province's first weeks, with few cases, end without a dead letter and with whole chains."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from hub.lanes.twin.time import run
from tests.year.calendars import FLOOD
from tests.year.judge import broken_chains, documents, troubles
from tests.year.run import Plan, Year, play
from tests.year.tally import TOLD

PLAN = Plan(cases=150, seed=7, first=date(2026, 1, 5), last=date(2026, 1, 14))


def played(plan: Plan) -> Year:
    """Play in virtual time."""
    return run(play(plan, lambda _: None), random.Random(plan.seed))


def test_a_week_and_a_half() -> None:
    """What is filed is decided, nothing dies on the way, and every chain is whole."""
    year = played(PLAN)
    assert troubles(year) == []
    assert documents(year) == []
    assert year.tally.counts["case.document-signed first"] > PLAN.cases / 10
    assert list(broken_chains(year)) == []
    assert (year.report.count, year.report.facts) == (0, sum(year.tally.facts.values()))
    assert year.tally.counts["case.filed"] >= PLAN.cases
    assert year.tally.counts["case.decided"] > PLAN.cases / 2


def test_a_decree_that_becomes_known() -> None:
    """On Monday it is known that offices stood still on Thursday and Friday: open cases are told, their days move."""
    flood = FLOOD.model_copy(
        update={
            "valid_from": date(2026, 1, 12),
            "region": "520000",
            "days_off": (date(2026, 1, 8), date(2026, 1, 9)),
        }
    )
    year = played(replace(PLAN, imports=(flood,)))
    counts = year.tally.counts
    assert 0 < counts["case.clocks-recomputed"] <= counts[TOLD]
    assert troubles(year) == []
    assert (year.report.count, list(broken_chains(year))) == (0, [])


def test_a_broken_chain_is_seen() -> None:
    """The judge finds a fact whose body is not what was chained."""
    year = played(Plan(cases=5, seed=7, first=date(2026, 1, 5), last=date(2026, 1, 6)))
    log = next(log for log in year.stage.server.topics["facts"].logs if log.stable)
    at = next(place for place, record in enumerate(log._records) if record is not None)
    record = log._records[at]
    assert record is not None
    log._records[at] = record._replace(value=(record.value or b"") + b" ")
    assert len(list(broken_chains(year))) >= 1
