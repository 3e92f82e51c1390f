"""``python -m tests.chaos``: the run with its table; the last line is the verdict."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from hub.settings import EngineSettings, Settings, read
from tests.chaos.plan import FULL, QUICK, Scale
from tests.chaos.run import run
from tests.chaos.verdict import about_markers, faults, loses_markers, table


def main() -> int:
    """Parse, run, print; 1 when something was missed."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small one, within a minute")
    parser.add_argument("--commands", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--broker-kills", type=int)
    parser.add_argument("--rate", type=float, help="commands a second; where casework keeps up, transactions are small")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--keep", action="store_true", help="leave data and logs where they are")
    arguments = parser.parse_args()
    numbers = ("commands", "kills", "broker_kills", "rate")
    asked = {name: getattr(arguments, name) for name in numbers}
    whole = QUICK if arguments.quick else FULL
    if arguments.kills:
        # as large a share of them as of all
        asked["in_transaction"] = whole.in_transaction * arguments.kills // whole.kills
    scale: Scale = replace(whole, **{name: n for name, n in asked.items() if n})
    settings = read(os.environ)
    home = Path(tempfile.mkdtemp(prefix="chaos-", dir=_folder(settings))).resolve()
    engines = EngineSettings(home, settings.engines.cache, settings.engines.kafka_version)
    print(f"chaos: seed {arguments.seed}, Kafka {engines.kafka_version}, {scale}", flush=True)
    try:
        outcome = run(replace(settings, kafka=None, database=None, engines=engines), scale, arguments.seed, _tell)
    finally:
        if not arguments.keep:
            shutil.rmtree(home, ignore_errors=True)
    print(table(outcome))
    missed = faults(outcome, scale, engines.kafka_version)
    if loses_markers(engines.kafka_version):
        print(about_markers(outcome))
    for fault in missed:
        print(f"chaos: {fault}")
    print(f"chaos: {'FAILED' if missed else 'nothing missing, nothing doubled'} (--seed {arguments.seed})")
    return 1 if missed else 0


def _folder(settings: Settings) -> Path:
    settings.engines.home.mkdir(parents=True, exist_ok=True)
    return settings.engines.home


def _tell(line: str) -> None:
    print(f"  · {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
