"""Which law a clock follows."""

from __future__ import annotations

from typing import Literal

from schemas.reference.base import BaseRow, Limit


class Regime(BaseRow):
    """Which law an item's clock follows. A limit of None: the law sets none, the item's promise counts."""

    kind: Literal["regime"] = "regime"
    code: str
    name: str
    law: str
    on_the_spot: bool = False
    """Decided at once where the filing is complete and in due form."""
    acceptance: Limit | None = None
    """To accept, refuse or ask once for corrections."""
    silence_accepts: bool = False
    """Silence past ``acceptance`` means accepted from the day of receipt (许可法 art. 32)."""
    decision: Limit | None = None
    extension: Limit | None = None
    """Once, approved by the head of the organ."""
    delivery: Limit | None = None
