"""What all notices have in common."""

from __future__ import annotations

from typing import ClassVar

from schemas.times import Moment
from schemas.values import Value


class NoticeBody(Value):
    """Any notice; ``ce_type`` is its name in the envelope."""

    ce_type: ClassVar[str]
    at: Moment
