"""Personal data was erased: the key is destroyed in the same transaction as this fact is written."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.facts.base import Fact
from schemas.parties import Officer
from schemas.values import SubjectNumber, Text


class CaseDataErased(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.erased.v1"
    subject: SubjectNumber
    by: Officer
    basis: Text


class BundleDataErased(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.erased.v1"
    subject: SubjectNumber
    by: Officer
    basis: Text


class DocumentDataErased(Fact):
    ce_type: ClassVar[str] = "cn.tongban.document.erased.v1"
    subject: SubjectNumber
    by: Officer
    basis: Text


OF_CASES: Final[tuple[type[Fact], ...]] = (CaseDataErased,)
OF_BUNDLES: Final[tuple[type[Fact], ...]] = (BundleDataErased,)
OF_DOCUMENTS: Final[tuple[type[Fact], ...]] = (DocumentDataErased,)
ERASURES: Final[tuple[type[CaseDataErased], type[BundleDataErased], type[DocumentDataErased]]] = (
    CaseDataErased,
    BundleDataErased,
    DocumentDataErased,
)
"""After one of these the keys of its subject are gone."""
