"""The content of an application, as it is filed, carried, kept and offered to the competent unit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from schemas.attachments import MediaType
from schemas.parties import Personal, SubjectKind
from schemas.values import Carried, Code, Name, Region, Value

Mode = Literal["online", "collect_and_forward", "joint"]
"""全程网办, 异地代收代办, 多地联办 (国办发〔2020〕35号)."""

Digest = Annotated[str, StringConstraints(pattern=r"^(sha256|sm3):[0-9a-f]{64}$")]
"""algorithm:hex."""
Form = dict[str, Any]
"""What the item's form asks for, nothing personal: that belongs into ``personal``."""


class Jurisdiction(Value):
    """The field that carries jurisdiction (place of business, household registration…) and the region in it."""

    field: Code
    region: Region


class Material(Value):
    """One material handed in; what it must be is the item's."""

    code: Code
    title: Name
    medium: Literal["electronic", "paper"] = "electronic"
    digest: Digest | None = None
    """Of an electronic one."""
    size: Annotated[int, Field(ge=0)] | None = None
    """Bytes."""
    media_type: MediaType | None = None
    """Of a file that lies in the store of attachments under its digest; None: it was not handed to the store."""
    document: Name | None = None
    """Licence identifier of a document that stands in the material's place (以证照代替材料)."""


Materials = Annotated[tuple[Material, ...], Field(max_length=200)]


class Renewal(Value):
    """The document that is to be renewed, and the last day it holds."""

    document: Code
    expires_on: date


class PublicNotice(Value):
    """公示 that had to be given before filing: its first day."""

    started_on: date


class ReusedField(Value):
    """A field that nobody typed again: where it stands, and what of the applicant's own gave it."""

    field: Annotated[str, StringConstraints(pattern=r"^/(form|personal/applicant)/[^/]{1,100}$")]
    """JSON Pointer (RFC 6901) into the application."""
    source: Name
    """The case number, or the licence identifier, that the value comes from."""


class Reuse(Value):
    """信息复用: whether what is given here may fill the applicant's next forms, and what filled this one.

    Consent is asked for and can be taken back (个人信息保护法 art. 14, 15): ``False`` ends it for everything before.
    """

    consent: bool
    fields: Annotated[tuple[ReusedField, ...], Field(max_length=200)] = ()


class Application(Carried):
    """One matter of one applicant."""

    item: Code
    jurisdiction: Jurisdiction
    applicant_kind: SubjectKind
    mode: Mode = "collect_and_forward"
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: Personal
    renewal: Renewal | None = None
    public_notice: PublicNotice | None = None
    reuse: Reuse | None = None
    """None: the applicant was not asked."""
