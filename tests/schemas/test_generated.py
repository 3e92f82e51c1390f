"""What is generated from the words is what lies in docs/schemas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson
import pytest
from jsonschema_rs import Draft202012Validator

from hub.documents import make_token, sign
from hub.signatures.jws import decoded, parted
from schemas.commands import COMMANDS
from schemas.facts import FACTS
from schemas.generate import FILES, PLACE, generated, write
from schemas.notices import NOTICES
from schemas.values import encode
from tests.documents.offices import document, key, store

DOCS = Path(__file__).parents[2] / PLACE


def test_no_drift() -> None:
    """Every file is what the models give: run python -m schemas.generate after a change."""
    assert {file.name: file.read_text(encoding="utf-8") for file in DOCS.iterdir()} == dict(generated())


@cache
def _generated() -> Mapping[str, str]:
    return generated()


@pytest.mark.parametrize("ce_type", [*COMMANDS, *FACTS, *NOTICES])
def test_a_schema_per_word(ce_type: str) -> None:
    """Each word has its schema under the urn that ce_dataschema names, closed to unknown fields."""
    schema = orjson.loads(_generated()[f"{ce_type}.json"])
    assert schema["$id"] == f"urn:tongban:schema:{ce_type}"
    assert schema["additionalProperties"] is False


def test_documents_have_schemas_of_their_own(tmp_path: Path) -> None:
    """Whoever has a document's file, and no hub, validates it by the published schemas: the JWS, what it holds, and
    what its QR code says; one field more or less is found."""
    place, whole = store(tmp_path), document()
    key(place)
    signed = sign(whole, place, ["xf-1"])
    token = decoded(parted(make_token(whole, place, "xf-1"))[0])
    files = {"document.v1": decoded(signed.payload), "document.signed.v1": encode(signed), "document.token.v1": token}
    assert set(files) == set(FILES)
    for name, data in files.items():
        schema = orjson.loads(_generated()[f"{name}.json"])
        assert schema["$id"] == f"urn:tongban:schema:{name}"
        valid = Draft202012Validator(schema).is_valid
        said = orjson.loads(data)
        assert valid(said)
        assert not valid(said | {"more": 1})
        for lacking in schema["required"]:
            assert not valid({field: part for field, part in said.items() if field != lacking}), lacking


def test_names_of_words() -> None:
    """A word is cn.tongban.<noun>.<word>.v1, and no two words share a name."""
    words = [*COMMANDS, *FACTS, *NOTICES]
    assert len(words) == len(set(words))
    for word in words:
        assert word.startswith("cn.tongban.")
        assert word.endswith(".v1")
        assert word == word.lower()
        assert word.count(".") == 4


def test_writing_cleans_up(tmp_path: Path) -> None:
    """A word that is gone leaves no schema behind."""
    (tmp_path / "cn.tongban.case.gone.v1.json").write_text("{}")
    write(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(generated())
