"""``python -m tests.bench``: everything in one run on one broker; the last line is the verdict."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil

from hub.local import EmbeddedKafka
from hub.settings import Settings, read
from tests.bench.arena import Arena
from tests.bench.bars import verdicts
from tests.bench.heats import FULL, HEATS, QUICK, Bench


def main() -> int:
    """Run the heats, print, write the figures down; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true", help="a short look: too short for a verdict that counts")
    parser.add_argument("--only", choices=HEATS, action="append", help="this heat alone; may be repeated")
    arguments = parser.parse_args()
    size = QUICK if arguments.quick else FULL
    if arguments.rounds:
        size = replace(size, rounds=arguments.rounds)
    settings = read(os.environ)
    settings.engines.home.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=settings.engines.home)).resolve()
    own = replace(settings, engines=replace(settings.engines, home=home))
    with EmbeddedKafka(own.engines, lambda line: print(f"  · {line}", flush=True)) as kafka:
        bench = Bench(Arena(kafka.access), psutil.Process(kafka.pid), own, size)
        try:
            for name in arguments.only or HEATS:
                print(f"bench: {name}", flush=True)
                HEATS[name](bench)
        finally:
            _write(bench, settings)
    shutil.rmtree(home, ignore_errors=True)
    return _say(bench)


def _write(bench: Bench, settings: Settings) -> None:
    path = settings.engines.home / "bench.json"
    found = {"at": datetime.now(UTC).isoformat(), "figures": bench.figures, "faults": bench.faults, **bench.detail}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    print(f"bench: written to {path}")


def _say(bench: Bench) -> int:
    said = verdicts(bench.figures)
    for words, enough in said:
        print(f"bench: {'  ' if enough else '✗ '}{words}")
    for fault in bench.faults:
        print(f"bench: ✗ {fault}")
    missed = sum(not enough for _, enough in said) + len(bench.faults)
    print(f"bench: {f'FAILED, {missed} of the above' if missed else f'all {len(said)} bars reached'}")
    return 1 if missed or not said else 0


if __name__ == "__main__":
    sys.exit(main())
