"""Deferral (容缺): materials supplied later, against a signed commitment."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.application import Material
from schemas.commands.base import Command, InPerson
from schemas.credit import Commitment
from schemas.parties import Officer
from schemas.values import Code, Text


class DeferMaterials(Command):
    """申请容缺: hand in the signed commitment for materials that will come later; the applicant's credit is asked."""

    ce_type: ClassVar[str] = "cn.tongban.case.defer.v1"
    by: Officer
    commitment: Commitment


class GrantDeferral(Command):
    """The applicant's subject has reserved the deferral."""

    ce_type: ClassVar[str] = "cn.tongban.case.grant-deferral.v1"
    internal: ClassVar[bool] = True
    ask: int | None = None
    """Which question it answers, from the second on."""


class RefuseDeferral(Command):
    """The applicant's subject allows no deferral, and why."""

    ce_type: ClassVar[str] = "cn.tongban.case.refuse-deferral.v1"
    internal: ClassVar[bool] = True
    code: Code
    """Of the table of refusals."""
    params: dict[str, str] = Field(default_factory=dict)
    ask: int | None = None
    """Which question it answers, from the second on."""


class SupplyDeferred(Command):
    """补齐容缺材料: hand in what was promised, all of it or a part."""

    ce_type: ClassVar[str] = "cn.tongban.case.supply-deferred.v1"
    by: Officer
    materials: Annotated[tuple[Material, ...], Field(min_length=1, max_length=50)]
    in_person: InPerson = None


class WithdrawApproval(Command):
    """撤回审批: what was approved on a promise that was broken is taken back, after the applicant could speak."""

    ce_type: ClassVar[str] = "cn.tongban.case.withdraw-approval.v1"
    by: Officer
    reason: Text
    legal_basis: Text
    remedy: Text


DEFERRAL: Final[tuple[type[Command], ...]] = (
    DeferMaterials,
    GrantDeferral,
    RefuseDeferral,
    SupplyDeferred,
    WithdrawApproval,
)
