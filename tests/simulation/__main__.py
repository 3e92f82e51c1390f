"""`python -m tests.simulation --seeds N [--start K] [--processes P]`, or `--seed K` to play one again."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from tests.simulation.play import Verdict, play

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK: Final = 5
SHOWN: Final = 5
"""Failing seeds that are shown; one is enough to work on."""


def main() -> int:
    """Play; print progress, what fired, and one line of verdict."""
    arguments = _arguments()
    seeds = range(arguments.start, arguments.start + arguments.seeds) if arguments.seed is None else arguments.seed
    began, fired, walked, commands, failed = time.monotonic(), Counter[str](), Counter[str](), 0, 0
    for number, verdict in enumerate(_verdicts(seeds, arguments.processes), 1):
        fired += verdict.fired
        walked.update(verdict.walked)
        commands += verdict.commands
        failed += bool(verdict.broken)
        if verdict.broken and failed <= SHOWN:
            _show(verdict)
        if failed and arguments.until_broken:
            break
        _progress(number, len(seeds), began, failed)
    spent = time.monotonic() - began
    print("faults that fired: " + " · ".join(f"{kind} {times}" for kind, times in fired.most_common()))
    print("paths walked: " + " · ".join(f"{path} {times}" for path, times in walked.most_common()))
    outcome = f"{failed} seeds break a law" if failed else "every law holds"
    print(f"simulate: {outcome}: {number} seeds, {commands} commands, {number / spent * 60:.0f} seeds a minute")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many seeds")
    parser.add_argument("--start", type=int, default=0, help="the first one")
    parser.add_argument("--seed", type=int, nargs="+", help="only these")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--until-broken", action="store_true", help="stop at the first seed that breaks a law")
    return parser.parse_args()


def _verdicts(seeds: range | list[int], processes: int) -> Iterator[Verdict]:
    """Play in processes whose hashes are the same in each run: sets of names must not bring chance of their own."""
    os.environ["PYTHONHASHSEED"] = "0"
    pool = multiprocessing.get_context("spawn").Pool(min(processes, len(seeds)))
    try:
        yield from pool.imap_unordered(play, seeds, CHUNK if len(seeds) > processes * CHUNK else 1)
    finally:
        pool.terminate()
        pool.join()


def _show(verdict: Verdict) -> None:
    again = f"python -m tests.simulation --seed {verdict.seed}"
    print(f"\nseed {verdict.seed} breaks {len(verdict.broken)} laws; again: {again}")
    for words in verdict.broken[:SHOWN]:
        print(f"  {words}")


def _progress(number: int, total: int, began: float, failed: int) -> None:
    if number % 100 == 0 or number == total:
        pace = number / (time.monotonic() - began) * 60
        end = "\n" if number == total or not sys.stdout.isatty() else "\r"
        print(f"{number}/{total} seeds, {failed} broken, {pace:.0f} a minute", end=end, flush=True)


if __name__ == "__main__":
    sys.exit(main())
