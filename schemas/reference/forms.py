"""What an item's form asks for, and what a type of document says."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import jsonschema_rs
from pydantic import AfterValidator

from schemas.reference.base import BaseRow
from schemas.reference.items import LicenceType


def _is_schema(value: dict[str, Any]) -> dict[str, Any]:
    """Refuse what is no JSON Schema, so that no case meets it later."""
    try:
        jsonschema_rs.Draft202012Validator(value, validate_formats=True)
    except ValueError as wrong:
        raise ValueError(f"no JSON Schema (2020-12): {wrong}") from None
    return value


class FormSchema(BaseRow):
    """A form as JSON Schema (2020-12); several items may share one.

    ``title`` is what the field is called in Chinese, ``description`` the form that a ``pattern`` asks for, in words.
    """

    kind: Literal["form"] = "form"
    code: str
    name: str
    json_schema: Annotated[dict[str, Any], AfterValidator(_is_schema)]


class ContentSchema(BaseRow):
    """What documents of a type say, as JSON Schema (2020-12) of ``content``: titles and descriptions as in a form.

    Numbers are whole in a document, so fractions are text there (hub.domain.application.plain).
    """

    kind: Literal["document_content"] = "document_content"
    code: LicenceType
    name: str
    """Of the type: 营业执照."""
    json_schema: Annotated[dict[str, Any], AfterValidator(_is_schema)]
