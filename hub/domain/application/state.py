"""What an application is at a moment: no more than deciding and telling need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, Literal, Self

from hub.domain.application.deferral import Deferral, Standing
from hub.domain.application.reliance import Reliances
from schemas.application import Application
from schemas.bundles import Precondition
from schemas.commands import CorrectionPoint, DecisionCorrection
from schemas.commands.custody import WayBack
from schemas.documents import LicenceIdentifier
from schemas.facts import LASTING, Clock, ClockName, Item, Kind, Lamp
from schemas.fees import StatedFee
from schemas.notices import ResultDecided, Stage
from schemas.parties import Addressee, AgentAct, Officer, Origin
from schemas.reading import read
from schemas.times import Moment
from schemas.values import CaseNumber, Code, SubjectNumber, Text, Uscc, Value, changed, made

STAGES: Final[dict[str, str]] = {
    "absent": "未报送",
    "filed": "待受理",
    "correcting": "待补正",
    "accepted": "审查中",
    "paused": "特别程序中",
    "decided": "已办结待送达",
    "delivered": "已送达",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
    "lapsed": "逾期未补正已失效",
    "revoked": "审批已撤回",
}
"""Every stage with the words a clerk reads."""
_ACCEPTING: Final = frozenset({"filed", "correcting", "not_accepted", "lapsed"})
"""Stages at which, or out of which, the case is with who accepts."""
_DECIDED: Final = frozenset({"decided", "delivered", "revoked"})
"""Stages at which the case is with who decides, whoever reviewed it."""
CLOSED: Final = frozenset({"delivered", "not_accepted", "withdrawn", "lapsed", "revoked"})


class Lease(Value):
    """Who has claimed the case, until when."""

    by: Officer
    until: Moment

    def is_live(self, now: datetime) -> bool:
        """Tell whether the lease still holds."""
        return now < self.until


class Running(Value):
    """A clock that runs, and the lamp that has been shown for it."""

    clock: Clock
    lamp: Lamp = "green"

    @property
    def next_at(self) -> datetime | None:
        """When its lamp turns next; None once it is red, or while it stands still."""
        if self.clock.paused_at is not None:
            return None
        if self.lamp == "green" and self.clock.yellow_at is not None:
            return self.clock.yellow_at
        return None if self.lamp == "red" else self.clock.due


class Power(Value):
    """What of a power of attorney every later act in the applicant's name is checked against."""

    acts: tuple[AgentAct, ...] | None = None
    ends_on: date | None = None


class Handlers(Value):
    """Who did which step; receipt is the window's, which the origin names."""

    acceptance: Officer | None = None
    review: Officer | None = None
    decision: Officer | None = None
    delivery: Officer | None = None


class ExtensionRequest(Value):
    """An extension that waits for its answer."""

    by: Officer
    days: int
    reason: Text


class DepartmentOpinion(Value):
    """A department that was asked, and what it says; None: nothing yet."""

    department: Addressee
    view: Literal["agree", "agree_with_conditions", "disagree", "silent"] | None = None


class RedLamp(Value):
    """A lamp that was red once: it stays on record, whatever is said of it afterwards."""

    clock: ClockName
    due: Moment
    at: Moment
    unit: Code
    officer: Officer | None = None
    explanation: Literal["waiting", "granted", "refused"] | None = None
    lifted: bool = False
    """The hub itself takes it back: another calendar, or a command that was received in time."""
    good_faith: bool = False
    """容错: kept out of that officer's lamps."""
    owner: Addressee | None = None
    """Whose it is, where that is no unit that has had the case: the supervisor's."""
    judge: Running | None = None
    """Until when its explanation is to be judged, while it waits."""
    supervisor: Addressee | None = None
    """Who is to judge it."""


class Paper(Value):
    """Paper in custody: under which voucher, who keeps it, how it is to go back."""

    voucher: Code
    materials: tuple[Code, ...]
    keeper: Uscc
    way_back: WayBack
    returned: bool = False


class CaseDocument(Value):
    """The document that the decision grants."""

    identifier: LicenceIdentifier
    """Of its first version: what the document is asked by."""
    result: ResultDecided | None = None
    """What the origin is told when it is signed; None: it is, and was told."""
    corrections: tuple[DecisionCorrection, ...] | None = None
    """更正 of the decision so far: what the document says by now is the form with these."""


class CaseFee(Value):
    """What the applicant is to pay, and what became of it."""

    stated: StatedFee
    settled: Literal["paid", "waived", "refunded"] | None = None
    """None: still to be paid, as after a refund of everything."""
    paid_fen: int = 0
    """Less what went back."""
    slip: Code | None = None
    """Of the payment."""


class ApplicationState(Value):
    """One application. Chain, numbers and handled commands are the lane's, not the state's."""

    version: Literal[1] = 1
    kind: Kind = "application"
    number: CaseNumber
    stage: Stage = "filed"
    filed_at: Moment
    received_at: Moment
    """Of the filing, or of the last supplement: what silence counts from."""
    origin: Origin
    competent: Addressee
    acceptor: Addressee | None = None
    """The window that accepts in the competent organ's name; None: the organ itself."""
    decider: Addressee | None = None
    """The window that decides in its name; None: the organ itself."""
    lower: Addressee | None = None
    """The lower organ that accepts and reviews first, in its own name (许可法 art. 43); None: none does."""
    lower_reviewed: Literal[True] | None = None
    """It has handed its opinion and the file up."""
    handed_over: tuple[Addressee, ...] = ()
    """Units that have passed the case on, in order."""
    item: Item
    bundle: CaseNumber | None = None
    subject: SubjectNumber | None = None
    """The applicant; None in a case filed before subjects were known."""
    rests_on: tuple[CaseNumber, ...] | None = None
    """Approved cases of the bundle that this one waited for."""
    preconditions: tuple[Precondition, ...] | None = None
    """What is not in order about them; None: everything is."""
    statement_by: Moment | None = None
    """Approved, and an approval it rests on was taken back: until then the applicant may speak."""
    application: str
    """JSON of the Application, as text: most commands never look inside, so most readings need not."""
    lease: Lease | None = None
    clocks: tuple[Running, ...] = ()
    points: tuple[CorrectionPoint, ...] = ()
    """Of the last correction notice; a later one may only ask for some of them again."""
    lacking: tuple[CorrectionPoint, ...] | None = None
    """What a complete application would have besides; None: it is complete."""
    corrections: int = 0
    """Correction notices so far."""
    supplied: tuple[str, ...] = ()
    """Codes of materials and fields that were supplied since the last notice: they meet its points."""
    power: Power | None = None
    """By which an agent acts; None where the applicant does."""
    handlers: Handlers = Handlers()
    extension_request: ExtensionRequest | None = None
    extended: bool = False
    opinions: tuple[DepartmentOpinion, ...] | None = None
    """Of joint handling; None: none was asked."""
    duplicates: tuple[CaseNumber, ...] | None = None
    """Cases of the same applicant, item and matter, as far as it was told."""
    urgent: Literal[True] | None = None
    papers: tuple[Paper, ...] = ()
    outcome: Literal["approved", "denied"] | None = None
    red: tuple[RedLamp, ...] = ()
    """Every lamp that was red, in order; they are numbered from 1."""
    silence: Moment | None = None
    """When silence accepted the case; None once the case has moved on."""
    lapsed: Lease | None = None
    """The last lease that ran out: what its holder sent before counts."""
    deferral: Deferral | None = None
    """容缺: the last one that was asked for."""
    standing: Standing | None = None
    """Where the item may bar an applicant."""
    document: CaseDocument | None = None
    """None: the item has none, it is not decided, or was before documents were issued."""
    fee: CaseFee | None = None
    """None: free of charge, or not accepted yet."""
    has_barred: Literal[True] | None = None
    """By this case the applicant is barred from the item."""
    erased: Literal[True] | None = None
    """What was personal is gone (个人信息保护法 art. 47)."""
    reliances: Reliances | None = None
    """Documents in the place of materials; None: there never was one."""

    @property
    def acting(self) -> Addressee:
        """Who has to act now: until acceptance who accepts, then who reviews first, then who decides."""
        return self.accepting if self.stage in _ACCEPTING else self.below or self.decider or self.competent

    @property
    def accepting(self) -> Addressee:
        """Who accepts: the competent organ, or the window in its name; where a lower organ reviews first, that one."""
        return self.acceptor or self.lower or self.competent

    @property
    def below(self) -> Addressee | None:
        """The lower organ, until it has handed the file up; None: none reviews first, or it is with who decides."""
        return None if self.lower_reviewed or self.stage in _DECIDED else self.lower

    @property
    def responsible(self) -> Addressee:
        """Whose acts and limits they are now: the competent organ's, or the lower one's."""
        return self.below or self.competent

    @property
    def endpoints(self) -> frozenset[str]:
        """The endpoints of the organs that the case is with, was reviewed by, or is to be decided by."""
        organs = (self.competent,) if self.lower is None else (self.competent, self.lower)
        return frozenset(organ.endpoint for organ in organs)

    @property
    def handed_to(self) -> Addressee | None:
        """Who goes on with it after acceptance, where that is another than who accepts."""
        following = self.lower or self.decider or self.competent
        return None if self.acting.unit == following.unit else following

    @property
    def in_name_of(self) -> str | None:
        """The competent organ, where another acts in its name (许可法 art. 24)."""
        return None if self.acting.unit == self.responsible.unit else self.competent.unit

    @property
    def awaits_document(self) -> bool:
        """Whether the result waits for the signature of its document."""
        return self.stage != "revoked" and self.document is not None and self.document.result is not None

    def content(self) -> Application:
        """Read what was filed, with all supplements."""
        return read(Application, self.application.encode())

    def changed(self, **changes: Any) -> Self:
        """Give the case with other values in these fields."""
        return changed(self, changes)

    def running(self, name: str) -> Running | None:
        """Give the clock of a name, if it runs."""
        return next((running for running in self.clocks if running.clock.name == name), None)

    @property
    def limit(self) -> Running | None:
        """The limit of who has the case after acceptance: the promise, or the lower organ's to review first."""
        return self.running("promise") or self.running("lower_review")

    @property
    def due_clocks(self) -> tuple[Clock, ...]:
        """The clocks as messages tell them."""
        return tuple([running.clock for running in self.clocks])


def started(clocks: Iterable[Clock]) -> tuple[Running, ...]:
    """Give clocks as they run from now on."""
    return tuple([made(Running, clock=clock) for clock in clocks])


def lasting(clocks: Iterable[Running], *ended: str) -> tuple[Running, ...]:
    """Give the clocks that last, but for those that have ended with the stage."""
    return tuple([running for running in clocks if running.clock.name in LASTING and running.clock.name not in ended])


def without(clocks: Iterable[Running], *names: str) -> tuple[Running, ...]:
    """Give the clocks that have none of these names."""
    return tuple([running for running in clocks if running.clock.name not in names])
