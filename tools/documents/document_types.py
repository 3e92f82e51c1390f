"""What the shipped types of document say: a JSON Schema each, and the rows for an offline verifier."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.reference.load import shipped_rows
from schemas.envelope import SCHEMAS
from schemas.reference import ContentSchema


def generated(place: Path) -> dict[Path, str]:
    """Give every file: its path, its text."""
    rows = [row for row in shipped_rows() if isinstance(row, ContentSchema)]
    schemas = {place / f"{_name(row)}.json": _json(_published(row)) for row in rows}
    together = _json([row.model_dump(mode="json", exclude_none=True) for row in rows])
    return schemas | {place / "rows.json": together, place / "README.md": "\n".join(_index(rows)) + "\n"}


def _name(row: ContentSchema) -> str:
    return f"{row.code}.{row.valid_from}"


def _published(row: ContentSchema) -> dict[str, object]:
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "$id": f"{SCHEMAS}document-content.{_name(row)}", **row.json_schema}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _index(rows: Sequence[ContentSchema]) -> Iterator[str]:
    yield "# What documents say\n\nGenerated from `hub/reference/data/document_contents.json`, samples. JSON Schema"
    yield "(2020-12) of `content` of a document, by its type and the first day on which it counts. All rows together,"
    yield "for `hub document verify --types`: [rows.json](rows.json).\n"
    yield "| type | 证照 | from | 应载明 | 还可载明 |\n|---|---|---|---|---|"
    for row in rows:
        titles = {name: field["title"] for name, field in row.json_schema["properties"].items()}
        required = row.json_schema.get("required", ())
        must = "、".join(titles[name] for name in required) or row.json_schema.get("description", "")
        may = "、".join(title for name, title in titles.items() if name not in required)
        yield f"| [`{row.code}`]({_name(row)}.json) | {row.name} | {row.valid_from} | {must} | {may} |"
