"""Writes what is generated from the words: a JSON Schema per message, their index, the table of refusal codes.

Run ``make documents`` after a change; a test finds what was forgotten.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from schemas.codes import CODES
from schemas.commands import COMMANDS
from schemas.documents import Document, SignedDocument
from schemas.envelope import SCHEMAS
from schemas.facts import FACTS
from schemas.notices import NOTICES
from schemas.seals import LogSealed
from schemas.tokens import Token
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


FILES: Final[Mapping[str, type[Value]]] = {
    "document.v1": Document,
    "document.signed.v1": SignedDocument,
    "document.token.v1": Token,
}
"""What travels by itself, outside messages: a document, the JWS around it, and what its QR code says."""


def generated() -> Mapping[str, str]:
    """Give every generated file: its name in docs/schemas, its text."""
    words: dict[str, type[Value]] = {**COMMANDS, **FACTS, **NOTICES, LogSealed.ce_type: LogSealed}
    files = {f"{name}.json": _schema(name, model) for name, model in sorted({**words, **FILES}.items())}
    return files | {"README.md": "\n".join(_index()) + "\n", "refusal-codes.md": "\n".join(_codes()) + "\n"}


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


def _index() -> Iterator[str]:
    yield "# Schemas\n\nGenerated from `schemas/`. JSON Schema (2020-12) per message, its `$id` is what `ce_dataschema`"
    yield "names; documents that travel by themselves have theirs too. A published schema never changes: a change is"
    yield "a new version beside the old one. Refusals are in"
    yield "[refusal-codes.md](refusal-codes.md), topics in [topics.md](../topics.md), all of it as AsyncAPI 3.0 in"
    yield "[asyncapi.json](../asyncapi.json).\n"
    sent = {ce_type: model for ce_type, model in COMMANDS.items() if not model.internal}
    internal = {ce_type: model for ce_type, model in COMMANDS.items() if model.internal}
    yield from _chapter("Commands, into `inbox.R`", sent)
    yield from _chapter("Commands that only the hub itself sends", internal)
    yield from _chapter("Notices, from `work.R` and `results.R`", NOTICES)
    yield from _chapter("Facts, from `facts`", FACTS)
    yield from _chapter("Files: what is signed, how it travels, what its QR code says", FILES)
    yield from _chapter("Seals, from `seals`", {LogSealed.ce_type: LogSealed})


def _chapter(title: str, words: Mapping[str, type[Value]]) -> Iterator[str]:
    yield f"\n## {title}\n\n| {'name' if words is FILES else 'ce_type'} | says |\n|---|---|"
    for ce_type, model in words.items():
        text = inspect.cleandoc(vars(model).get("__doc__") or "").partition("\n\n")[0]
        yield f"| [`{ce_type}`]({ce_type}.json) | {' '.join(text.replace('``', '`').split())} |"


def _codes() -> Iterator[str]:
    yield "# Refusal codes\n\nGenerated from `schemas/codes/`. Titles and next steps are what a clerk reads.\n"
    yield "| code | whose fault | 情况 | 怎么办 |\n|---|---|---|---|"
    for row in CODES.values():
        yield f"| `{row.code}` | {_FAULTS[row.fault]} | {row.title} | {row.next_step} |"


if __name__ == "__main__":
    write(PLACE)
