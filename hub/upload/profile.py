"""What differs from peer to peer: codes of channels, results and steps, marks of the exchange. Data, not code."""

from __future__ import annotations

from importlib import resources
from typing import Final

from schemas.reading import BodyError, read
from schemas.values import Value

SHIPPED: Final = "national"


class ProfileError(ValueError):
    """There is no such profile, or it is not well-formed; the text says which."""


class Profile(Value):
    """One peer's codes, each by our own word."""

    note: str
    data_source: str
    operation: str
    channels: dict[str, str]
    applicant_kinds: dict[str, str]
    identity_kinds: dict[str, str]
    results: dict[str, str]
    actions: dict[str, str]
    media: dict[str, str]
    special: dict[str, str]
    on_the_spot: str
    promised: str
    yes: str
    no: str
    item_version: int
    system: str
    """Who has acted where silence did."""


def profile(name: str = SHIPPED) -> Profile:
    """Read a shipped profile. Raises ProfileError."""
    file = resources.files("hub.upload") / "data" / "profiles" / f"{name}.json"
    if not name.isidentifier() or not file.is_file():
        raise ProfileError(f"no profile {name!r}")
    try:
        return read(Profile, file.read_bytes())
    except BodyError as wrong:
        raise ProfileError(f"profile {name}: {wrong}") from None
