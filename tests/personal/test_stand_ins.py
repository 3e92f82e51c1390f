"""An erased part leaves a fact that can still be read, whatever fact it was in."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from hub.personal.opening import without_keys
from schemas.facts import FACTS
from schemas.personal import Token, has_parts, replaced
from schemas.reading import read_fact

GOLDEN = Path(__file__).parents[1] / "schemas" / "golden"
WITH_PARTS = sorted(
    file
    for file in GOLDEN.glob("*/*.json")
    if file.stem in FACTS and has_parts(orjson.dumps(orjson.loads(file.read_bytes())))
)


@pytest.mark.parametrize("file", WITH_PARTS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_fact_can_be_read_without_its_personal_parts(file: Path) -> None:
    """Sealed, and the key destroyed: read as a fact of the same type, and nothing of the part is in it."""
    sealed = replaced(orjson.dumps(orjson.loads(file.read_bytes())), lambda _: Token("aes", 1, b"x" * 20).part())
    read = read_fact(file.stem, without_keys(file.stem, sealed))
    assert type(read) is FACTS[file.stem]
    assert "王小明" not in str(read)


def test_there_are_some() -> None:
    """Applications, supplements, bundles, powers of attorney, corrections, documents."""
    assert len({file.stem for file in WITH_PARTS}) >= 6
