"""Who takes part: people and companies with all that is personal about them, units, officers, windows.

Everything personal of a message sits in one sub-object named ``personal``, so that it can be sealed per subject
without changing a schema. An officer is a staff number here, never a name.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.values import Code, Endpoint, Name, Region, Text, Uscc, Value

SubjectKind = Literal["1", "2", "3", "4", "5", "6"]
"""GB/T 39046 A.4: 自然人, 企业法人, 事业法人, 社会组织法人, 行政机关, 其他组织."""
Channel = Literal["1", "2", "3", "4", "9"]
"""GB/T 39046 A.5: 窗口, 电脑端, 移动端, 快递, 其他."""
IdentityKind = Literal[
    "resident_id",
    "residence_permit",
    "passport",
    "permanent_residence",
    "home_return_permit",
    "taiwan_travel_permit",
]


class Identity(Value):
    """An identity document of a person."""

    kind: IdentityKind
    number: Code


class Person(Value):
    """A natural person (自然人)."""

    kind: Literal["person"] = "person"
    name: Name
    identity: Identity
    phone: Code | None = None
    address: Name | None = None


class Organisation(Value):
    """A company, an institution or any other body with a unified social credit code."""

    kind: Literal["organisation"] = "organisation"
    name: Name
    uscc: Uscc
    phone: Code | None = None
    address: Name | None = None


class Undisclosed(Value):
    """Somebody whom whoever reads this can't know; readers of sealed parts put it in their place."""

    kind: Literal["undisclosed"] = "undisclosed"
    why: Literal["erased"]
    """erased: the key was destroyed (已依法删除)."""

    @property
    def name(self) -> str:
        """Give what people read in the place of a name."""
        return "已依法删除"

    @property
    def phone(self) -> None:
        """Give none."""

    @property
    def address(self) -> None:
        """Give none."""


Party = Annotated[Person | Organisation | Undisclosed, Field(discriminator="kind")]


AgentAct = Literal[
    "file",  # 提交申请
    "supply",  # 更正、补正材料
    "withdraw",  # 撤回申请
    "receive",  # 领取文书
    "commit",  # 签署承诺书
]
"""What an agent may do in the applicant's name."""


class PowerOfAttorney(Value):
    """委托书: by it the agent stands at the window for the applicant."""

    number: Code
    scope: Text
    signed_on: date
    ends_on: date | None = None
    acts: Annotated[tuple[AgentAct, ...], Field(min_length=1)] | None = None
    """What the scope allows, for machines; None: everything about the case."""


class NamedPerson(Value):
    """Somebody whom the form names: a legal representative, a shareholder, a child to be registered."""

    role: Code
    person: Party


class Personal(Value):
    """All that is personal in an application."""

    applicant: Party
    agent: Party | None = None
    power_of_attorney: PowerOfAttorney | None = None
    others: tuple[NamedPerson, ...] = ()


class SharedPersonal(Value):
    """What is personal and the same for all cases of a bundle."""

    applicant: Party | None = None
    """Of every case that names none of its own."""
    agent: Party | None = None
    power_of_attorney: PowerOfAttorney | None = None


class Agency(Value):
    """An agent, and the power of attorney that says what he may do and until when."""

    agent: Party
    power_of_attorney: PowerOfAttorney


class OwnPersonal(Value):
    """What is personal in one case of a bundle; what stands here stands before what is shared."""

    applicant: Party | None = None
    """None: the shared one."""
    power_of_attorney: PowerOfAttorney | None = None
    others: tuple[NamedPerson, ...] = ()


class Officer(Value):
    """Who acts: a unit and a staff number (工号)."""

    unit: Uscc
    staff: Code


class Window(Value):
    """Where the person stands; online filings name the unit that runs the entry."""

    unit: Uscc
    window: Code
    staff: Code | None = None
    channel: Channel = "1"


class Origin(Value):
    """Where a case came from, with the endpoint whose inbox proved it."""

    endpoint: Endpoint
    region: Region
    window: Window


class Addressee(Value):
    """Who is competent: always a unit in a region, reached by an endpoint."""

    region: Region
    unit: Uscc
    endpoint: Endpoint
    name: Name
    section: Code | None = None
    """科室 whose queue it is in."""
