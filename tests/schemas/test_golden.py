"""Golden messages: one of each word as it was first published, readable for ever.

A file here never changes. A new version of a word gets a file of its own, in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.commands import COMMANDS
from schemas.facts import FACTS
from schemas.notices import NOTICES
from schemas.reading import read
from schemas.seals import LogSealed
from schemas.values import Value, encode

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*/*.json"))
WORDS: Mapping[str, type[Value]] = {**COMMANDS, **FACTS, **NOTICES, LogSealed.ce_type: LogSealed}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_stays_readable(file: Path) -> None:
    """A message written by the first release is read today, and written again as the same JSON."""
    data = file.read_bytes()
    assert orjson.loads(encode(read(WORDS[file.stem], data))) == orjson.loads(data)


def test_none_is_missing() -> None:
    """Every word has its golden message."""
    assert {file.stem for file in FILES} == set(WORDS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_personal_fields_sit_together(file: Path) -> None:
    """Whatever tells of a person sits in a sub-object named personal, and nowhere else."""
    text = orjson.dumps(_without_personal(orjson.loads(file.read_bytes()))).decode()
    for private in ("王小明", "李代办", "赵法人", "申请人0", "52012219", "16100000000", "某街道", "WT2026"):
        assert private not in text


def _without_personal(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _without_personal(value) for name, value in node.items() if name != "personal"}
    return [_without_personal(part) for part in node] if isinstance(node, list) else node
