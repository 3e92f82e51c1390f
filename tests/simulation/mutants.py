"""Mistakes built into a copy of the source, one patch each: the simulation must find every one of them.

`python -m tests.simulation.mutants [name…]` prints how many seeds each took.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PATCHES: Final = Path(__file__).resolve().parent / "mutants"
SEEDS: Final = 1000
COPIED: Final = ("schemas", "hub", "tests/simulation")


def names() -> list[str]:
    """Name every mutant."""
    return sorted(patch.stem for patch in PATCHES.glob("*.patch"))


def hunt(name: str, processes: int = 2) -> str:
    """Play seeds on the mutated copy until one breaks a law; give what the simulation said."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for part in COPIED:
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        patch = PATCHES / f"{name}.patch"
        subprocess.run(["git", "apply", "--whitespace=nowarn", str(patch)], cwd=copy, check=True)
        command = [sys.executable, "-m", "tests.simulation", "--until-broken", "--seeds", str(SEEDS)]
        command += ["--processes", str(processes)]
        done = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)
        if "\nsimulate: " not in done.stdout:
            raise RuntimeError(f"{name} does not even play: {done.stderr[-1000:]}")
        return done.stdout


def seeds_until_found(said: str) -> int | None:
    """Read how many seeds it took; None where no law was broken."""
    found = re.search(r"^simulate: \d+ seeds break a law: (\d+) seeds", said, re.MULTILINE)
    return int(found[1]) if found else None


def main() -> int:
    """Hunt the mutants named, or all."""
    escaped = 0
    for name in sys.argv[1:] or names():
        said = hunt(name)
        seeds = seeds_until_found(said)
        escaped += seeds is None
        law = re.search(r"^  (\w+): .*", said, re.MULTILINE)
        outcome = f"found after {seeds} seeds by {law[1] if law else said}" if seeds else "ESCAPED"
        print(f"{name}: {outcome}", flush=True)
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
