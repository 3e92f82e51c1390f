"""Figures of several rounds: the middle one, and how far apart they lie."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tests.bench.field import FIELD
from tests.bench.race import Run


def spread(values: Sequence[float]) -> str:
    """From the least to the greatest."""
    return f"{min(values):,.0f}–{max(values):,.0f}" if values else ""


def middle(values: Sequence[float]) -> float:
    return median(values) if values else 0.0


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def race_table(runs: Sequence[Run]) -> str:
    """One line per contestant."""
    lines = [
        f"{'contestant':34}{'commands/s':>11}{'spread':>17}{'CPU s':>8}{'broker':>8}{'MB':>6}  committed, per topic",
    ]
    for contestant in FIELD:
        own = [run for run in runs if run.contestant == contestant.name]
        if not own:
            continue
        rates = [run.rate for run in own]
        counts = ", ".join(f"{name} {each.records}" for name, each in own[-1].tallies.items())
        lines.append(
            f"{contestant.title:34}{middle(rates):>11,.0f}{spread(rates):>17}"
            f"{middle([run.cpu_s for run in own]):>8.1f}{middle([run.broker_cpu_s for run in own]):>8.1f}"
            f"{middle([run.memory_mb for run in own]):>6.0f}  {counts}"
        )
    lines.append("CPU s: of contestant and broker per 100,000 commands, warm; every count without a double")
    return "\n".join(lines)
