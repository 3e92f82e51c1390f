"""The token that stands for a document where little room is: in the QR code of a printed page.

Names are short because room is scarce there. Issuing unit and type are not repeated: the licence identifier has both.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from schemas.documents import LicenceIdentifier
from schemas.times import Moment
from schemas.values import CaseNumber, Name, Value

CompactDigest = Annotated[str, StringConstraints(pattern=r"^(sha256|sm3):[0-9A-Za-z_-]{43}$")]
"""algorithm:base64url, 28 letters less than in hex."""


class Token(Value):
    """What a token says; names that were too long for it end in …."""

    id: LicenceIdentifier
    """Of type, issuing unit, serial and version."""
    type: Name
    """The type's name, for people."""
    issuer: Name
    """The unit's name, for people; what counts is the unit in the identifier."""
    holder: Name
    """A person by family name and asterisks, a body by its name; no number ever."""
    case: CaseNumber | None = None
    """Of the decision; left out where the identifier has it as its serial, as those of the hub do."""
    issued: Moment
    since: date
    until: date | None = None
    """The last day on which the document holds; None: it has no end."""
    conditional: Literal[True] | None = None
    """附条件; left out where the document is not."""
    digest: CompactDigest
    """Of the document's canonical payload: who has the file can tell that it is the one."""
