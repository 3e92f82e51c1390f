"""What all words are made of: frozen models that forbid unknown fields, and the texts and codes inside them."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints


class Value(BaseModel):
    """A value: never changes, knows all its fields, takes no number for a text."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


V = TypeVar("V", bound=Value)

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""What somebody explains in sentences."""
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""A code or a number that is not ours; its form is checked where its kind is known."""
Region = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""GB/T 2260."""
Uscc = Annotated[str, StringConstraints(min_length=18, max_length=18)]
"""Unified social credit code of a unit, GB 32100."""
Endpoint = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}(-[0-9A-Za-z_-]{1,40})?$")]
"""A region, or a unit that has a system of its own: 520122, 520100-water."""
CaseNumber = Annotated[str, StringConstraints(min_length=1, max_length=50)]


def encode(value: Value) -> bytes:
    """Give the JSON of a value in UTF-8, Chinese unescaped; fields that hold nothing are left out."""
    return value.__pydantic_serializer__.to_json(value, exclude_none=True)


def endpoint_region(endpoint: str) -> str:
    """Give the region an endpoint lies in."""
    return endpoint[:6]
