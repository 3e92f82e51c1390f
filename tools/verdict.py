"""Runs the steps behind `make test`, `make fast` and `make check`, each with its time, and ends with one verdict."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
# what each target runs, in order; a failing step doesn't hide the verdicts of those after it
STEPS: dict[str, dict[str, list[str]]] = {
    "fast": {"fast tests": [*PYTEST, "-m", "not engines", "--disable-socket", "--allow-unix-socket"]},
    "test": {
        "fast tests": [*PYTEST, "-m", "not engines", "--disable-socket", "--allow-unix-socket"],
        # not within a test's time: the first time it downloads
        "fetching the engines": [sys.executable, "-m", "hub.local", "prepare"],
        "tests on Kafka and PostgreSQL": [*PYTEST, "-m", "engines"],
    },
    "check": {
        "lint": [sys.executable, "-m", "ruff", "check", "."],
        "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
        "types": [sys.executable, "-m", "mypy"],
        "import arrows": [str(Path(sys.executable).parent / "lint-imports")],
    },
}


def main(target: str) -> int:
    failed = [name for name, command in STEPS[target].items() if not passes(name, command)]
    print(f"{target}: " + (f"FAILED: {', '.join(failed)}" if failed else "all green"), flush=True)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"—— {name}", flush=True)
    started = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    print(
        f"—— {name}: {'ok' if status == 0 else f'FAILED ({status})'} after {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return status == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
