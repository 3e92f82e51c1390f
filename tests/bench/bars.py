"""The bars: what each figure must reach. One row each; the verdict is made of these alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple


class Bar(NamedTuple):
    """``figure`` must be at least, or at most, ``limit`` times the figure named by ``beside`` (1 where none is)."""

    figure: str
    sense: Literal["at least", "at most"]
    limit: float
    beside: str = ""


BARS: Final = (
    Bar("lane", "at least", 1.2, "loop"),
    Bar("lane", "at least", 1.5, "streams"),
    Bar("lane", "at least", 2.5, "quix"),
    Bar("lane", "at least", 18, "faust"),
    Bar("casework", "at least", 0.2, "lane"),
    Bar("casework", "at least", 5, "faust"),
    Bar("filed to work, 200/s, p50 ms", "at most", 15),
    Bar("filed to work, 200/s, p99 ms", "at most", 60),
    Bar("filed to work, 1000/s, p50 ms", "at most", 25),
    Bar("filed to work, 1000/s, p99 ms", "at most", 90),
    Bar("µs per command, 97 regions", "at most", 4 / 3, "µs per command, 10 regions"),
    Bar("µs per command, many open", "at most", 1.2, "µs per command, few open"),
    Bar("µs to decide, mean", "at most", 60),
    Bar("µs to decide, dearest kind", "at most", 250),
    Bar("ms of a clock message, many open", "at most", 1.5, "ms of a clock message, few open"),
    Bar("document, Ed25519", "at least", 0.5),
    Bar("document, SM2-SM3", "at least", 0.7),
    Bar("sealing, aes", "at most", 0.2),
    Bar("restart, s to first commit", "at most", 3),
)


def verdicts(figures: Mapping[str, float]) -> list[tuple[str, bool]]:
    """Say of each bar whose figures were taken what came out, and whether that is enough."""
    said = []
    for bar in BARS:
        if bar.figure not in figures or (bar.beside and bar.beside not in figures):
            continue
        beside = figures[bar.beside] if bar.beside else 1.0
        ratio = figures[bar.figure] / beside if beside else 0.0
        enough = ratio >= bar.limit if bar.sense == "at least" else ratio <= bar.limit
        what = f"{bar.figure}{' ÷ ' + bar.beside if bar.beside else ''}"
        said.append((f"{what}: {ratio:.2f}, {bar.sense} {bar.limit:.2f}", enough and figures[bar.figure] > 0))
    return said
