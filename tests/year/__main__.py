"""``make year``: 2026 for the whole province; the last line is the verdict."""

from __future__ import annotations

import argparse
import random
import sys
from datetime import date, timedelta

from hub.lanes.garbage import look_rarely
from hub.lanes.twin.time import run
from tests.year.judge import faults
from tests.year.run import Plan, Year, play

MOST_S = 900.0


def main() -> int:
    """Play, print what the year came to, and judge it."""
    parser = argparse.ArgumentParser(prog="year", description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--days", type=int, default=365, help="from the first of January on")
    arguments = parser.parse_args()
    last = date(2026, 1, 1) + timedelta(days=arguments.days - 1)
    plan = Plan(arguments.cases, arguments.seed, last=last)
    print(f"year: {plan.cases:,} cases, seed {plan.seed}, {plan.first} to {plan.last}", flush=True)
    look_rarely()
    year = run(play(plan, lambda line: print(f"  · {line}", flush=True)), random.Random(plan.seed))
    _print(year)
    print(
        f"  verify-log: {year.report.facts:,} facts of {year.report.aggregates:,} chains, {year.report.count} findings"
    )
    found = faults(year)
    if arguments.days == 365 and year.seconds > MOST_S:
        found.append(f"took {year.seconds:.0f} s, allowed {MOST_S:.0f}")
    for fault in found:
        print(f"year: ✗ {fault}")
    print(f"year: {'FAILED' if found else 'all well'} after {year.seconds:.0f} s")
    return 1 if found else 0


def _print(year: Year) -> None:
    for name, count in sorted(year.tally.counts.items()):
        print(f"  {name:55} {count:10,}")
    for code, count in sorted(year.tally.refusals.items()):
        print(f"  refused: {code:46} {count:10,}")
    for name, formula, numerator, denominator in year.tally.rates():
        share = f"{100 * numerator / denominator:.2f} %" if denominator else "none"
        print(f"  {name:20} {share:>10}   {formula} = {numerator:,} ÷ {denominator:,}")


if __name__ == "__main__":
    sys.exit(main())
