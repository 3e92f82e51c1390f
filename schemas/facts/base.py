"""What all facts have in common: the clock, the item as it stood, a refusal."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from pydantic import Field

from schemas.credit import DeferralTerms
from schemas.reference import DocumentType, Fee, Limit, Office, RenewalRule
from schemas.times import Moment, last_day
from schemas.values import Code, Name, Value

Kind = Literal["application"]
"""What a case is; appeal and directive get a place of their own later."""

ClockName = Literal[
    "claim",
    "acceptance",
    "correction",  # until the planned supply
    "lapse",  # from the notice that a filing will lapse
    "promise",
    "pause",  # a special procedure's planned end
    "renewal",  # until the document that is to be renewed expires
    "urgent",  # until the end of the day
    "opinion",  # of other departments, in joint handling
    "lower_review",  # 下级先行审查, until the file is handed up
    "delivery",
    # lamps of something done, not of a limit passed
    "second_correction",
    "reason",
    "commitment",  # 容缺: until what was promised is to be supplied
    "statement",  # 陈述申辩
    "repair",  # 信用修复, until it is decided
    "report",  # 抄告, until the issuer answers
    "explanation",  # 申诉, until its supervisor judges it
]

LASTING: Final[frozenset[ClockName]] = frozenset({"urgent", "renewal", "opinion"})
"""Clocks that acceptance, an extension or a resumption does not end."""

Lamp = Literal["green", "yellow", "red"]


class Pause(Value):
    """A time in which a clock stood still."""

    began: Moment
    ended: Moment


class Clock(Value):
    """A limit: until when, and the instant at which its lamp turns yellow; red when ``due`` passes.

    From ``limit`` on stands what these are computed from: another calendar gives what it would have from the start.
    """

    name: ClockName
    started: date
    """The day it runs from; the next working day is the first that counts."""
    due: Moment
    """What happens before it is in time: for days the midnight that ends the last of them."""
    yellow_at: Moment | None = None
    """None where the limit is too short for a warning."""
    provisional: bool = False
    """预计: the calendar of that year is not published yet."""
    limit: Limit | None = None
    cap: Limit | None = None
    """The legal limit, where it is counted otherwise than the promised one: the earlier end counts."""
    since: Moment | None = None
    """The moment it runs from, where hours or minutes are counted."""
    extended: int | None = None
    """Working days it was extended by."""
    pauses: tuple[Pause, ...] | None = None
    paused_at: Moment | None = None
    """Since when it stands still; its lamp does not turn meanwhile."""

    @property
    def due_day(self) -> date:
        """The last day on which something is in time."""
        return last_day(self.due)


class Item(Value):
    """The service item and its regime as they stood on the day of filing: no later change moves a case under way."""

    code: Code
    name: Name
    regime: Code
    promised: Limit
    legal: Limit | None = None
    """By the item's own law, else by its regime."""
    extension: Limit | None = None
    extension_by: Office | None = None
    acceptance: Limit | None = None
    silence_accepts: bool = False
    delivery: Limit | None = None
    separate_persons: bool = False
    document: DocumentType | None = None
    matter_field: Code | None = None
    departments: tuple[Code, ...] | None = None
    """Groups of units whose opinions are asked: the case is handled jointly, by the joint limits of its regime."""
    supply: Limit | None = None
    """To supply what a correction notice asks for."""
    lapses_after: Limit | None = None
    """From the notice that a filing never supplied will lapse; None: it never does."""
    lower_review: Limit | None = None
    """For a lower organ to review first, as promised; None: none does (许可法 art. 43)."""
    lower_review_legal: Limit | None = None
    """By the item's own law, else by its regime."""
    review_required: Literal[True] | None = None
    renewal: RenewalRule | None = None
    silence_renews: Literal[True] | None = None
    public_notice: Limit | None = None
    deferral: DeferralTerms | None = None
    """容缺, where the item allows it."""
    public_safety: Literal[True] | None = None
    """Whoever lies or cheats is barred from it (许可法 art. 78, 79)."""
    document_years: int | None = None
    """For which its document holds; None: it has no end."""
    fee: Fee | None = None
    """None: free of charge."""


class Fact(Value):
    """Any fact; ``ce_type`` is its name in the envelope."""

    ce_type: ClassVar[str]
    at: Moment


class Refused(Fact):
    """A command was refused; nothing else changed. What its sender wrote is kept as it came, well-formed or not."""

    number: str
    command: str
    command_type: str
    sender: str
    code: Code
    pointer: str = ""
    """JSON Pointer (RFC 6901) into the command's data."""
    params: dict[str, str] = Field(default_factory=dict)
    """What the code's text is completed with."""
