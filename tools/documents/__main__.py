"""Writes everything in docs/ that is generated from the code: `make documents`. A test finds what was forgotten."""

from pathlib import Path

from schemas import generate
from tools.documents.pages import generated

if __name__ == "__main__":
    generate.write(generate.PLACE)
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
    print(f"documents: {len(generated())} files written")
