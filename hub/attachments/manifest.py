"""What the store keeps beside the bytes, as JSON that whoever puts the same file writes the same."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from schemas.attachments import MediaType
from schemas.times import Moment
from schemas.values import Value

Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Kept = TypeVar("Kept", bound=Value)


class Manifest(Value):
    """One whole attachment."""

    digest: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    size: Annotated[int, Field(gt=0)]
    media_type: MediaType
    part_bytes: Annotated[int, Field(gt=0)]
    """Of every part but the last."""
    parts: Annotated[tuple[Hex, ...], Field(min_length=1)]
    """SHA-256 of each, in order."""


class Finding(Value):
    """What a scanner said, and when."""

    at: Moment
    outcome: Literal["infected", "unscannable", "clean"]
    detail: Annotated[str, Field(max_length=500)] = ""
    """Name of the virus, or why it could not be scanned."""


class Verdict(Value):
    """What is known of something in quarantine; its bytes may be gone, this stays."""

    digest: str
    size: int
    media_type: MediaType
    findings: tuple[Finding, ...]

    @property
    def last(self) -> Finding:
        """The newest finding."""
        return self.findings[-1]


class Removal(Value):
    """An attachment was removed since its cases had ended long enough ago, or since their data was erased."""

    digest: str
    size: int
    at: Moment
    ended_before: int | None = None
    """Its cases were over and silent before this moment (ms since 1970); None: what is personal in them was erased."""


def read(model: type[Kept], data: bytes) -> Kept | None:
    """Read what was kept; None for what nobody of ours wrote."""
    try:
        return model.model_validate_json(data)
    except ValidationError:
        return None
