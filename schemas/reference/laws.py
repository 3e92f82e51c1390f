"""What items and rules rest on."""

from __future__ import annotations

from typing import Literal

from schemas.reference.base import BaseRow
from schemas.values import Value


class LegalDocument(BaseRow):
    """A law, a regulation or any other normative document (规范性文件).

    From the day on which it is repealed or expires a row with that ``status`` counts; ``hub reference basis`` lists
    what rests on it then.
    """

    kind: Literal["legal_document"] = "legal_document"
    code: str
    title: str
    number: str
    """文号."""
    issuer: str
    status: Literal["in_force", "repealed", "expired"] = "in_force"
    replaced_by: str | None = None
    """Code of the document that took its place."""


class Basis(Value):
    """A document that an item rests on, and which articles of it."""

    document: str
    articles: str = ""
