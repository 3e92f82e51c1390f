"""Which law a clock follows."""

from __future__ import annotations

from typing import Literal

from schemas.reference.base import BaseRow, Limit

Office = Literal["head_of_organ", "head_of_registration_organ", "head_of_government"]
"""Who approves an extension: 本行政机关负责人, 登记机关负责人, 本级人民政府负责人; never the officer who asks."""


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
    """Once, approved by the office named."""
    extension_by: Office = "head_of_organ"
    joint_decision: Limit | None = None
    """Departments of one government handle together (许可法 art. 26)."""
    joint_extension: Limit | None = None
    joint_extension_by: Office = "head_of_government"
    lower_review: Limit | None = None
    """Where a lower organ reviews first (许可法 art. 43): its limit, from its acceptance until it hands the file up.

    The limit of the decision begins then. No office may extend it: art. 42 speaks of the decision alone.
    """
    delivery: Limit | None = None
    renewal: Limit | None = None
    """To be asked for so long before expiry (许可法 art. 50)."""
    silence_renews: bool = False
    """No decision before expiry means renewed."""
