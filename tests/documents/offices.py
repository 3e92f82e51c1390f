"""A made-up unit that issues documents, and one document of its."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from hub.documents.keys import FileKeyStore
from hub.domain.identifiers import make_licence_identifier, make_resident_id, make_uscc
from schemas.documents import Algorithm, Document, DocumentPersonal, Issuer
from schemas.parties import Identity, Person
from schemas.reference import DocumentType, IssuerKey
from schemas.times import CHINA

UNIT: Final = make_uscc("11", "520122", "YANGB001")
ANOTHER: Final = make_uscc("11", "520300", "YANGB001")
TYPE: Final = DocumentType(name="营业执照", type="11100000YANGB0019F001")
ISSUED: Final = datetime(2026, 11, 25, 10, 30, tzinfo=CHINA)
SINCE: Final = date(2026, 1, 1)


def identifier(serial: str = "20260000001", version: int = 1) -> str:
    """A well-formed identifier of the unit."""
    return make_licence_identifier(TYPE.type, UNIT, serial, version)


def document(**changes: Any) -> Document:
    """A business licence of a made-up person."""
    person = Person(
        name="王小明", identity=Identity(kind="resident_id", number=make_resident_id("520122", date(1990, 2, 28), 0))
    )
    values: dict[str, Any] = {
        "identifier": identifier(),
        "type": TYPE,
        "issuer": Issuer(unit=UNIT, name="息烽县市场监督管理局", region="520122"),
        "case": "5201812611235K3Q7WZ9M2TCX",
        "issued_at": ISSUED,
        "valid_from": ISSUED.date(),
        "content": {"company_name": "息烽县某某商贸有限公司", "capital": 1000000},
        "personal": DocumentPersonal(holder=person),
    }
    return Document(**(values | changes))


def key(store: FileKeyStore, name: str = "xf-1", algorithm: Algorithm = "Ed25519", unit: str = UNIT) -> IssuerKey:
    """Make a key of the unit."""
    return store.make(name, unit, algorithm, SINCE)


def store(folder: Path) -> FileKeyStore:
    return FileKeyStore(folder / "keys")
