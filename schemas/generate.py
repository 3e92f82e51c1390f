"""Writes what is generated from the words: a JSON Schema per message, the table of refusal codes.

Run ``python -m schemas.generate`` after a change; a test finds what was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from schemas.codes import CODES
from schemas.commands import COMMANDS
from schemas.envelope import SCHEMAS
from schemas.facts import FACTS
from schemas.notices import NOTICES
from schemas.values import Value

PLACE: Final = Path("docs/schemas")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FAULTS: Final = {
    "sender": "the sending system",
    "applicant": "what the applicant gave",
    "officer": "what the officer did",
    "operator": "the province's reference data",
    "hub": "the hub",
}


def generated() -> Mapping[str, str]:
    """Give every generated file: its name in docs/schemas, its text."""
    words: dict[str, type[Value]] = {**COMMANDS, **FACTS, **NOTICES}
    files = {f"{ce_type}.json": _schema(ce_type, model) for ce_type, model in sorted(words.items())}
    return files | {"refusal-codes.md": "\n".join(_codes()) + "\n"}


def write(place: Path) -> None:
    """Write all files and remove those that are generated no more."""
    files = generated()
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")


def _schema(ce_type: str, model: type[Value]) -> str:
    schema = {"$schema": _DIALECT, "$id": SCHEMAS + ce_type} | model.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _codes() -> Iterator[str]:
    yield "# Refusal codes\n\nGenerated from `schemas/codes.py`. Titles and next steps are what a clerk reads.\n"
    yield "| code | whose fault | 情况 | 怎么办 |\n|---|---|---|---|"
    for row in CODES.values():
        yield f"| `{row.code}` | {_FAULTS[row.fault]} | {row.title} | {row.next_step} |"


if __name__ == "__main__":
    write(PLACE)
