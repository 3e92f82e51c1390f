"""What breaking one's word may cost: the closed list of measures."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.reference.base import BaseRow
from schemas.values import Code, Name, Text

DeferralKind = Literal[
    "accept_first",  # 容缺受理: accepted although materials are missing, supplied before the decision
    "approve_first",  # 容缺审批、容缺后补: decided although materials are missing, the document issued conditionally
]
MeasureField = Literal[
    "public_procurement",  # 政府采购
    "tenders",  # 招标投标
    "state_land",  # 国有土地使用权出让
    "state_funds",  # 财政资金支持
    "honours",  # 评先评优
]
"""Where a measure takes effect."""


class CreditMeasure(BaseRow):
    """失信惩戒措施: one measure of the list (国办发〔2020〕49号: what is not on the list may not be imposed)."""

    kind: Literal["credit_measure"] = "credit_measure"
    code: Code
    name: Name
    field: MeasureField
    effect: Literal["restricted", "barred"]
    """限制, 禁止."""
    legal_basis: Text
    most_months: int = Field(ge=1, le=120)
    """So long at most; the day it begins is not counted (民法典 art. 201)."""
    sample: bool = False
