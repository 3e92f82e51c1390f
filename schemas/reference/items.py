"""What can be applied for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.application import Mode
from schemas.parties import SubjectKind
from schemas.reference.base import BaseRow, Level, Limit
from schemas.reference.credit import DeferralKind
from schemas.reference.laws import Basis
from schemas.values import Region as RegionCode
from schemas.values import Value

ItemCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{12}$|^[0-9A-Z]{24}$")]
ItemKind = Literal["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"]
"""GB/T 39046-2020 A.1: 01 licence, 04 levy, 05 benefit, 07 confirmation, 10 other, 20 public service."""

JurisdictionField = Literal[
    "place_of_business",  # 住所(经营场所)
    "household_registration",  # 户籍地
    "residence",  # 居住地
    "property",  # 不动产所在地
    "place_of_event",  # 行为发生地
    "project_site",  # 项目建设地
    "place_of_insurance",  # 参保地
    "place_of_tax",  # 主管税务机关所在地
]
"""The field of a filing whose region decides who is competent."""


LicenceType = Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$")]
"""USCC (18) of the standard's owner and a number (3), as licence identifiers hold it."""


class Material(Value):
    """One line of an item's list of materials; ``deferrable`` may be supplied later (容缺)."""

    code: str
    name: str
    required: bool = True
    deferrable: bool = False
    replaceable_by: tuple[LicenceType, ...] = ()
    """Types of documents of which one may stand in its place: nobody hands in what the hub already knows."""
    anyones_document: bool = False
    """Such a document may be another's than the applicant's: a landlord's title, a partner's licence."""
    paper: bool = False
    """The paper itself is handed over, against a custody voucher, and goes back."""


class DocumentType(Value):
    """A document an item issues: its name and licence type (USCC 18 + 3) in licence identifiers."""

    name: str
    type: LicenceType


class Handling(Value):
    """Who accepts and who decides: the stage of 通办 that the item has reached (黔府发〔2020〕4号).

    ``collected``: the window collects for the competent organ, which accepts and decides (异地收件远程受理).
    ``accepted_at_window``: the window accepts in its name, entrusted (异地受理远程办理, 许可法 art. 24).
    ``decided_anywhere``: the window decides too, in its name (无差别).
    """

    stage: Literal["collected", "accepted_at_window", "decided_anywhere"] = "collected"
    entrusted_in: tuple[RegionCode, ...] = ()
    """Regions whose windows are entrusted, each with all regions below."""
    basis: str | None = None
    """Code of the row ``legal_document`` that makes the entrusting public."""
    sample: bool = False
    """The item is real, its entrusting is made up: to show what the stage does."""


class Fee(Value):
    """What an application costs; what a peer or a law makes free says so by amount 0."""

    amount_fen: int = Field(ge=0)
    """分; one hundredth of a yuan."""
    per: str
    """For what: 件, 证, 平方米…"""
    basis: str
    """By which price notice or law."""
    payer: Literal["applicant", "finance"] = "applicant"
    """Who pays: the applicant, or the public purse in the applicant's place."""
    by_quantity: bool = False
    """The amount depends on a quantity that the acceptance counts; until then only rate and basis are stated."""
    before_approval: bool = False
    """No approval before it is paid or waived."""


class RenewalRule(Value):
    """How a document is renewed: asked for in time, silence until it expires renews it (许可法 art. 50)."""

    ahead: Limit | None = None
    """Natural days before the document expires; None: as the regime says."""
    late: Literal["refuse", "warn"] = "refuse"
    """What becomes of a filing that comes later; after a warning silence renews nothing."""


class LowerReview(Value):
    """下级先行审查: a lower organ accepts and reviews, then hands opinion and file up (许可法 art. 35, 43).

    Which unit it is, routing says: the rules that name who is competent name it too, at its own level.
    """

    level: Level
    """Of the organ that reviews: below every level at which the item is decided."""
    promised: Limit
    """From its acceptance; never longer than the legal limit."""
    legal: Limit | None = None
    """Limit of the item's own law; None: the regime's."""


class Item(BaseRow):
    """A service item by its basic code; who offers it under which implementation code follows from the unit."""

    kind: Literal["item"] = "item"
    code: ItemCode
    name: str
    short_name: str
    group: str
    """Routing rules may name it as ``group:<group>``."""
    item_kind: ItemKind
    subjects: tuple[SubjectKind, ...]
    levels: tuple[Level, ...]
    """Levels that may be competent; the nearest region of such a level is."""
    offered_in: tuple[RegionCode, ...]
    """Regions that offer it, each with all regions below."""
    mode: Mode
    """How it is offered at most: what is offered online may be collected at a window as well, never the reverse."""
    handling: Handling = Handling()
    jurisdiction_field: JurisdictionField
    regime: str
    case_type: Literal["1", "2", "9"]
    """GB/T 39046-2020 A.6: 1 decided on the spot, 2 promised."""
    promised: Limit
    legal: Limit | None = None
    """Limit of the item's own law; None where only the regime's or the promise counts."""
    legal_basis: str
    """As applicants read it."""
    basis: tuple[Basis, ...] = ()
    """The same as references to rows ``legal_document``."""
    materials: tuple[Material, ...]
    form: str | None = None
    """Code of a row ``form``; None: the form is not checked."""
    fee: Fee | None = None
    """None: free of charge."""
    document: DocumentType | None = None
    document_years: Annotated[int, Field(ge=1, le=100)] | None = None
    """For which the document holds; None: it has no end."""
    public_notice: Limit | None = None
    """Public notice that must have ended before filing (简易注销: 20 natural days)."""
    after_notice: Limit | None = None
    """To file in, from the day the notice ended (登记条例 art. 33: 20 natural days); None: whenever one likes."""
    separate_persons: bool = False
    """Acceptance, review and decision: who decides has neither accepted nor reviewed (审批分离)."""
    matter_field: str | None = None
    """Field of the form that says what an application is about: two open ones of one applicant are flagged."""
    departments: tuple[str, ...] = ()
    """Groups of units of the same government whose opinions the competent unit asks for (许可法 art. 26)."""
    review_required: bool = False
    """No decision before the opinion of a review is recorded."""
    supply: Limit | None = None
    """To supply what a correction notice asks for; None: as the province says."""
    lapses_after: Limit | None = None
    """[L] A filing never supplied lapses so long after a notice that says so; None: it never does."""
    lower_review: LowerReview | None = None
    """A lower organ reviews first (许可法 art. 43); None: who decides accepts and reviews alone."""
    renewal: RenewalRule | None = None
    """The item renews a document (延续)."""
    deferral: DeferralKind | Literal["none"] = "none"
    """容缺: whether materials marked deferrable may come later, and what may be done before."""
    deferral_limit: Limit | None = None
    """To supply them; None: before the promised limit ends."""
    public_safety: bool = False
    """直接关系公共安全、人身健康、生命财产安全: whoever lies or cheats is barred from it (许可法 art. 78, 79)."""
    sample: bool = False
    """The item is made up, to show what its kind can do."""
