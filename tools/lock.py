"""Writes the locks in requirements/ from pyproject.toml, with hashes, for every supported Python: `make lock`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *[sys.executable, "-m", "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"],
    # no hosts and no paths in the files: whoever installs has an index of his own
    *["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"],
]
# what each lock holds; the later ones may not contradict the first
LOCKS = {
    "development": ["pyproject.toml", "--group", "development"],
    "runtime": ["pyproject.toml", "-c", "requirements/development.txt"],
    # apart from the others, whose versions it need not share
    "bench": ["--group", "bench"],
    "installer": ["--group", "installer"],
}


def main() -> None:
    for name, sources in LOCKS.items():
        target = Path("requirements", f"{name}.txt")
        subprocess.run([*COMPILE, *sources, "-o", str(target)], check=True, cwd=ROOT)
        pinned = sum("==" in line for line in (ROOT / target).read_text().splitlines())
        print(f"{target}: {pinned} packages pinned with hashes")


if __name__ == "__main__":
    main()
