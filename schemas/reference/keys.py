"""Keys that documents are signed with: the public half, and the time in which it may be trusted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.reference.base import BaseRow
from schemas.times import Moment
from schemas.values import Uscc


class IssuerKey(BaseRow):
    """A public key of an issuing unit; ``valid_from`` to ``valid_to`` are the days on which it may sign.

    Rotation is a new row beside the old one: what the old key has signed in its time stays good.
    """

    kind: Literal["issuer_key"] = "issuer_key"
    code: Annotated[str, Field(min_length=1, max_length=64)]
    """The key's name in signatures (``kid``)."""
    unit: Uscc
    algorithm: Literal["Ed25519", "SM2-SM3"]
    public: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{43}$|^[0-9A-Za-z_-]{86}$")]
    """base64url: 32 bytes of Ed25519 (RFC 8037), 64 bytes x ‖ y of SM2."""
    compromised_since: Moment | None = None
    """Signatures of documents issued at or after this moment are worth nothing; those before hold."""

    def is_sound_at(self, moment: datetime) -> bool:
        """Tell whether nobody but the unit could sign with it at a moment, as far as is known."""
        return self.compromised_since is None or moment < self.compromised_since
