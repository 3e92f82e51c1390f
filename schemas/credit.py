"""Deferral and credit, as the words of several topics say them: the commitment, bars, legal documents, measures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.application import Digest
from schemas.reference import DeferralKind, Limit, MeasureField
from schemas.values import Code, Name, Text, Value


class DeferralTerms(Value):
    """What an item lets an applicant defer, as it stood on the day of filing."""

    kind: DeferralKind
    limit: Limit
    """To supply: from acceptance, or from the decision where approval comes first."""
    materials: tuple[Code, ...]
    """That may be supplied later."""


class CommittedMaterial(Value):
    """One material that is promised, and the form it will have."""

    code: Code
    title: Name
    medium: Literal["electronic", "paper"] = "electronic"


class Commitment(Value):
    """承诺书: what is promised, until when, and what follows if it isn't kept. Here its content, not the paper."""

    number: Code
    materials: Annotated[tuple[CommittedMaterial, ...], Field(min_length=1, max_length=50)]
    within: Limit
    """From acceptance, or from the decision where approval comes first."""
    consequence: Text
    digest: Digest
    """Of the signed paper."""
    signed_by: Literal["applicant", "agent"]
    signed_on: date


class Ruling(Value):
    """生效法律文书: the paper on which a decision against somebody rests."""

    number: Code
    title: Name
    digest: Digest
    dated: date


BarGround = Literal[
    "false_statement",  # 隐瞒情况、提供虚假材料: one year (许可法 art. 78)
    "fraud",  # 以欺骗、贿赂等取得许可: three years (许可法 art. 79)
]


class Bar(Value):
    """Until this day, included, the subject may not apply for the item again."""

    ground: BarGround
    item: Code
    """Basic code: a bar holds whoever implements the item."""
    until: date


class ChosenMeasure(Value):
    """A measure that an officer decides, by its code in the list."""

    code: Code
    starts_on: date
    ends_on: date


class ListedMeasure(ChosenMeasure):
    """A measure in force, with what the list says of it."""

    name: Name
    field: MeasureField
    effect: Literal["restricted", "barred"]
    legal_basis: Text
