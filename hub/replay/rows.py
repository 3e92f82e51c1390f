"""The changed rows of a file, and what is changed in them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from pydantic import TypeAdapter, ValidationError

from schemas.reference import Row, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.domain.reference import Reference

WORDS: Final = {
    "promised": "承诺时限",
    "legal": "法定时限",
    "acceptance": "受理时限",
    "decision": "法定办结时限",
    "extension": "延长时限",
    "delivery": "送达时限",
    "claim": "认领时限",
    "unit": "主管单位",
    "days_off": "放假日",
    "working_weekends": "调休上班日",
    "offered_in": "办理地区",
    "valid_to": "失效日期",
}
UNITS: Final = {"working_days": "个工作日", "natural_days": "天", "hours": "小时", "minutes": "分钟"}
_REVISION: Final = frozenset({"revision", "valid_from"})


class RowsError(ValueError):
    """The file holds no rows; the text says where it is wrong."""


def read_rows(path: Path) -> list[Row]:
    """Read a list of rows as ``hub/reference/data`` has them. Raises RowsError, OSError."""
    try:
        return TypeAdapter(list[Row]).validate_json(path.read_bytes())
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise RowsError(f"{path}: /{'/'.join(map(str, first['loc']))}: {first['msg']}") from None


def in_words(row: Row, reference: Reference) -> str:
    """Say what a changed row has instead of what the reference has."""
    name = getattr(row, "name", "") or row.code
    before = _row_before(row, reference)
    if before is None:
        return f"{name}:新增 · a new row"
    apart = list(_apart(orjson.loads(before.model_dump_json()), orjson.loads(row.model_dump_json())))
    return f"{name}:{';'.join(apart) or '与现行相同 · as it stands'}"


def _row_before(row: Row, reference: Reference) -> Row | None:
    """Give the row of the same kind and code that holds when the changed one begins."""
    prefix = key_of(row).rpartition("/")[0].rpartition("/")[0] + "/"
    same = [known for key, known in reference.rows.items() if key.startswith(prefix)]
    begun = [known for known in same if known.valid_from <= row.valid_from]
    return max(begun, key=lambda known: known.valid_from, default=None)


def _apart(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, value in after.items():
        if name not in _REVISION and before.get(name) != value:
            yield f"{WORDS.get(name, name)}为 {_shown(value)},现行 {_shown(before.get(name))}"


def _shown(value: Any) -> str:
    if value is None:
        return "无"
    if isinstance(value, dict) and set(value) == {"amount", "unit"}:
        return f"{value['amount']} {UNITS[value['unit']]}"
    return str(value) if isinstance(value, (str, int)) else orjson.dumps(value).decode()[:100]
