"""What a run must have done and kept, and its table for people."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.plan import Scale
from tests.chaos.run import Outcome

SAFE_BEFORE, SAFE_AFTER = (4, 3, 0), (4, 4, 0)
"""Brokers from 4.3.0 to 4.4.0 lose markers (KAFKA-20734)."""


def loses_markers(version: str) -> bool:
    numbers = tuple(int(part) for part in version.partition("-")[0].split("."))
    return SAFE_BEFORE <= numbers <= SAFE_AFTER


def faults(outcome: Outcome, scale: Scale, version: str) -> list[str]:
    """What was missed, one line each; copies are no fault on a broker that is known to revive them."""
    missed = [*_of_trouble(outcome, scale), *_of_counts(outcome, version)]
    if loses_markers(version) and outcome.markers_lost < scale.losses:
        missed.append(f"this broker lost {outcome.markers_lost} markers, {scale.losses} at least would show something")
    return missed


def about_markers(outcome: Outcome) -> str:
    """Say what a broker that loses markers was provoked to, and what became of the copies."""
    copies = sum(count.doubled for count in outcome.judgement.counts.values())
    return (
        f"this broker loses markers: it says it lost {outcome.markers_lost}; readers saw {copies} copies,"
        " each dropped by its number and digest"
    )


def _of_trouble(outcome: Outcome, scale: Scale) -> Iterator[str]:
    damage = outcome.damage
    if damage.kills < scale.kills or damage.broker_kills < scale.broker_kills:
        yield f"only {damage.kills} workers and {damage.broker_kills} brokers were killed"
    if damage.in_transaction < scale.in_transaction:
        yield f"only {damage.in_transaction} of {damage.kills} kills met an open transaction"
    if outcome.rate < scale.rate * 0.95:
        yield f"only {outcome.rate:.0f} commands a second were sent"
    if outcome.unsent:
        yield f"{outcome.unsent} commands were never acknowledged by the broker"
    for stall in outcome.stalls[:1]:
        if stall.seconds > scale.stall_s:
            yield f"{stall.topic} stood still for {stall.seconds:.1f} s, allowed are {scale.stall_s:.0f}"


def _of_counts(outcome: Outcome, version: str) -> Iterator[str]:
    for name, count in outcome.judgement.counts.items():
        copies = 0 if loses_markers(version) else count.doubled
        if count.missing or copies or count.forks or count.disordered:
            counted = f"{count.missing} missing, {copies} doubled, {count.forks} forks"
            yield f"{name}: {counted}, {count.disordered} out of order"


def table(outcome: Outcome) -> str:
    """Counts per output, then what was done and how long readers waited."""
    lines = [f"{'':10}{'expected':>10}{'found':>10}{'missing':>9}{'doubled':>9}{'forks':>7}{'disorder':>10}"]
    for name, count in outcome.judgement.counts.items():
        lines.append(
            f"{name:10}{count.expected:>10}{count.found:>10}{count.missing:>9}{count.doubled:>9}"
            f"{count.forks:>7}{count.disordered:>10}"
        )
    damage, ages = outcome.damage, outcome.ages
    done = f"all done {outcome.drained_s:.1f} s after the last"
    lines += [
        f"commands {outcome.sent} at {outcome.rate:.0f}/s, {outcome.judgement.refused} of them refused, {done}",
        f"workers killed {damage.kills} in volleys of {damage.volleys}",
        f"with a transaction open {damage.in_transaction}, workers that ended of themselves {damage.ended_alone}",
        f"signer killed {damage.signer_kills} times",
        f"broker killed {damage.broker_kills} times, {damage.joins} joins, {damage.leaves} leaves",
        f"twins that intake passed on after a kill, all recognised: {outcome.judgement.twins}",
        "longest stalls of busy work queues: "
        + ", ".join(f"{stall.seconds:.1f} s ({stall.topic} at {stall.at:.0f} s)" for stall in outcome.stalls),
        f"markers the broker says it lost: {outcome.markers_lost}",
    ]
    if ages:
        middle, late = ages[len(ages) // 2], ages[int(len(ages) * 0.99)]
        lines.append(
            f"filed to readable in work.R, in all this: p50 {middle:.2f} s, p99 {late:.1f} s, max {ages[-1]:.1f} s"
        )
    return "\n".join(lines)
