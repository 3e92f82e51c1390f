"""A made-up province small enough to keep in mind: its people, offices and messages, for plays about decisions."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from random import Random
from typing import Any, Final, TypeVar

from hub.domain.aggregates import AGGREGATES, noun_of
from hub.domain.identifiers import (
    make_bundle_number,
    make_case_number,
    make_licence_identifier,
    make_resident_id,
    make_uscc,
)
from hub.domain.reference import Reference
from hub.domain.values import HUB, Command, Decision, Refusal, Request
from hub.reference.load import load
from schemas.application import Application, Jurisdiction, Material, PublicNotice, Renewal
from schemas.bundles import Precondition
from schemas.commands import (
    AcceptCase,
    AnswerExtension,
    AskCorrection,
    AskOpinions,
    BarApplicant,
    BundleChild,
    CheckSite,
    ClaimCase,
    ConfirmReliance,
    CorrectDecision,
    CorrectionPoint,
    CorrectOnSpot,
    DecideCase,
    DecisionCorrection,
    DeferMaterials,
    DeliverCase,
    EraseCaseData,
    ExplainLamp,
    ExtendCase,
    FileApplication,
    FileBundle,
    FlagDuplicate,
    GiveOpinion,
    GrantDeferral,
    JudgeExplanation,
    MarkUrgent,
    NotAcceptCase,
    NoteDocument,
    NoteGoodFaithError,
    NotePreconditions,
    NoteReliance,
    NoteReliedDocument,
    PauseCase,
    ReachDeadline,
    RecomputeClocks,
    RecordObjection,
    RecordPayment,
    RefundFee,
    RefuseDeferral,
    ReleaseCase,
    RenewPower,
    ReplaceMaterials,
    RequestExtension,
    ResumeCase,
    ReturnPaper,
    ReviewCase,
    SubmitReview,
    SupplyCorrection,
    SupplyDeferred,
    TakePaper,
    TellStanding,
    TransferCase,
    WaiveFee,
    WithdrawApproval,
    WithdrawCase,
    Wording,
)
from schemas.commands import Command as Body
from schemas.credit import Commitment, CommittedMaterial, Ruling
from schemas.documents import Signature, SignedDocument, SignedPersonal
from schemas.facts import Fact
from schemas.parties import (
    Addressee,
    Agency,
    Identity,
    NamedPerson,
    Officer,
    Organisation,
    OwnPersonal,
    Person,
    Personal,
    PowerOfAttorney,
    SharedPersonal,
    Window,
)
from schemas.reference import Item, Limit, LowerReview, Policy, Row
from schemas.times import CHINA
from tests.domain.signing import key_rows

COMPANY: Final = "520701001000"
"""有限责任公司设立登记: regime registration, promised in 1 day."""
FOOD: Final = "520101019000"
"""食品经营许可: regime licence, promised in 5 days, acceptance and decision by different persons."""
ANY_FORM: Final = "520701018000"
"""个人独资企业设立登记: decided where companies are, and its form is not checked."""
REIMBURSEMENT: Final = "520503005000"
"""医疗费用报销: regime service, promised in 15 days, 30 by its own law."""
RENEWAL: Final = "520101046000"
"""食品经营许可延续: asked for 30 days before the licence expires."""
DEREGISTRATION: Final = "520701004000"
"""有限责任公司简易注销登记: after 20 natural days of public notice."""
QINGZHEN: Final = "520181"
XIFENG: Final = "520122"
ZUNYI: Final = "520300"
MONDAY: Final = datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)

WINDOW: Final = Window(unit=make_uscc("11", QINGZHEN, "MB190001"), window="A03", staff="QZ0017")
CLERK: Final = Officer(unit=WINDOW.unit, staff="QZ0017")


@cache
def shipped() -> Reference:
    """The reference data as shipped."""
    return load()


@cache
def reference() -> Reference:
    """The same, but that no item names a matter (of duplicates test_duplicates tells), and documents are signed."""
    known = shipped()
    rows = [_plain(row) for row in known.rows.values()]
    return Reference.from_rows((*rows, *key_rows(known, MONDAY.date())), known.offset, known.subject_key)


def _plain(row: Row) -> Row:
    if isinstance(row, Item) and row.matter_field:
        return row.model_copy(update={"matter_field": None})
    return row.model_copy(update={"signed_documents": True}) if isinstance(row, Policy) else row


@cache
def competent(item: str = COMPANY, region: str = XIFENG) -> Addressee:
    """Who is competent for an item in a region."""
    row = reference().item(item, MONDAY.date())
    assert row is not None
    unit = reference().competent_unit(row, region, MONDAY.date())
    assert unit is not None
    return Addressee(region=unit.region, unit=unit.uscc, endpoint=unit.endpoint, name=unit.name)


def officer(staff: str = "XF0101", item: str = COMPANY, region: str = XIFENG) -> Officer:
    """An officer of the unit that is competent."""
    return Officer(unit=competent(item, region).unit, staff=staff)


def officer_of_group(group: str, region: str = XIFENG) -> Officer:
    """An officer of the unit that a group names in a region."""
    unit = reference().unit_for_group(group, region, MONDAY.date())
    assert unit is not None
    return Officer(unit=unit.uscc, staff="DC0301")


def case_number(seed: int = 1, region: str = QINGZHEN, at: datetime = MONDAY) -> str:
    """A well-formed case number."""
    return make_case_number(region, at, Random(seed).getrandbits)


def bundle_number(seed: int = 1, region: str = QINGZHEN, at: datetime = MONDAY) -> str:
    """A well-formed bundle number."""
    return make_bundle_number(region, at, Random(seed).getrandbits)


def person(name: str = "王小明", birth: date = date(1990, 2, 28), region: str = XIFENG) -> Person:
    """A made-up person: sequence 000 is never given to a real one."""
    identity = Identity(kind="resident_id", number=make_resident_id(region, birth, 0))
    return Person(name=name, identity=identity, phone="16100000000", address="贵州省贵阳市息烽县某街道1号")


def company(name: str = "贵州某某商贸有限公司") -> Organisation:
    """A made-up company."""
    return Organisation(name=name, uscc=make_uscc("91", XIFENG, "MA000000"))


AGENT: Final = person("李代办", date(1985, 7, 1), QINGZHEN)
POWER: Final = PowerOfAttorney(number="WT2026-0001", scope="代为办理登记", signed_on=date(2026, 1, 5))


FORMS: Final[dict[str, dict[str, Any]]] = {
    "company-founding": {"company_name": "息烽县某某商贸有限公司", "capital": 1000000},
    "company-change": {"company_name": "息烽县某某商贸有限公司", "changes": [{"what": "住所", "after": "某街道2号"}]},
    "company-closing": {"company_name": "息烽县某某商贸有限公司", "reason": "决议解散", "taxes_cleared": True},
    "trader-founding": {"trade_name": "息烽县某某小吃店"},
    "food-business": {"business_name": "息烽县某某小吃店", "place_of_business": "息烽县某街道2号"},
    "drug-retail": {"business_name": "息烽县某某药房", "place_of_business": "息烽县某街道2号"},
    "labour-dispatch": {
        "company_name": "息烽县某某劳务有限公司",
        "capital": 2000000,
        "place_of_business": "息烽县某街道2号",
    },
    "freight-transport": {"business_name": "息烽县某某物流有限公司", "place_of_business": "息烽县某街道2号"},
    "property-transfer": {"situated": "息烽县某街道2号"},
    "investment-record": {"project_name": "息烽县某某建设项目"},
    "security-service": {"company_name": "息烽县某某保安服务有限公司", "services": ["门卫", "巡逻"]},
    "mass-event": {"event": "息烽县某某音乐节", "people": 2000},
}
"""A form that fits, with some fields still to be filled in; of items without one: a company's."""


def application(item: str = COMPANY, region: str = XIFENG, **changes: Any) -> Application:
    """A complete application."""
    row = reference().item(item, MONDAY.date())
    assert row is not None
    values: dict[str, Any] = {
        "item": item,
        "jurisdiction": Jurisdiction(field=row.jurisdiction_field, region=region),
        "applicant_kind": "1",
        "form": FORMS.get(row.form or "", FORMS["company-founding"]),
        "public_notice": PublicNotice(started_on=date(2026, 11, 1)),
        "renewal": Renewal(document="JY15201220000001", expires_on=date(2027, 1, 31)) if row.renewal else None,
        "materials": (
            Material(code="M01", title="公司登记(备案)申请书", digest="sha256:" + "a" * 64, size=182044),
            Material(code="M02", title="公司章程", medium="paper"),
        ),
        "personal": Personal(
            applicant=person(),
            agent=AGENT,
            power_of_attorney=POWER,
            others=(NamedPerson(role="legal_representative", person=person("赵法人", date(1979, 12, 31))),),
        ),
    }
    return Application(**(values | changes))


def filing(item: str = COMPANY, region: str = XIFENG, **changes: Any) -> FileApplication:
    """A filing at 清镇's window for a matter in a region."""
    return FileApplication(window=WINDOW, application=application(item, region, **changes))


def bundle_of(*cases: str) -> FileBundle:
    """Three companies through one agent, as in the story."""
    children = tuple(
        BundleChild(
            case=case,
            item=COMPANY,
            jurisdiction=Jurisdiction(field="place_of_business", region=XIFENG),
            applicant_kind="1",
            form={"company_name": f"息烽县第{place}商贸有限公司"},
            materials=(Material(code="M01", title="公司登记(备案)申请书", medium="paper"),),
            personal=OwnPersonal(applicant=person(f"申请人{place}", date(1990, 1, place + 1))),
        )
        for place, case in enumerate(cases)
    )
    personal = SharedPersonal(agent=AGENT, power_of_attorney=POWER)
    return FileBundle(title="三家公司设立", window=WINDOW, personal=personal, children=children)


F = TypeVar("F", bound=Fact)


def only(result: Decision | Refusal, kind: type[F]) -> F:
    """Give the one fact that was said, which must be of a kind."""
    assert not isinstance(result, Refusal), result
    (fact,) = result
    assert isinstance(fact, kind)
    return fact


def happened(result: Decision | Refusal) -> Decision:
    """Give the facts that were said; it must not have been refused."""
    assert not isinstance(result, Refusal), result
    return result


class Play:
    """One aggregate on the stage: who says what at what time, and what came of it."""

    def __init__(self, subject: str, now: datetime = MONDAY, rows: Reference | None = None) -> None:
        """Begin with an aggregate that does not exist."""
        self.subject = subject
        self.now = now
        self.reference = rows or reference()
        self.state: Any = None
        self.before: Any = None
        """The state before the last fact."""
        self.aggregate = AGGREGATES[noun_of(subject)]
        self.said: list[Fact] = []
        self.count = 0

    def command(
        self, sender: str, body: Body, received: datetime | None = None, *, asked: bool = False
    ) -> Command[Body]:
        """Address a command to the aggregate."""
        self.count += 1
        return Command(f"{sender}/{self.count}", sender, self.subject, body, received, asked)

    def asked(self, request: Request) -> Decision | Refusal:
        """Let another aggregate ask for something."""
        return self.when(request.sender, request.body, asked=True)

    def when(
        self,
        sender: str,
        body: Body,
        now: datetime | None = None,
        received: datetime | None = None,
        *,
        asked: bool = False,
    ) -> Decision | Refusal:
        """Let somebody command something, received just now or earlier; what happened is evolved at once."""
        self.now = now or self.now
        command = self.command(sender, body, received, asked=asked)
        result = self.aggregate.decide(self.state, command, self.now, self.reference)
        if not isinstance(result, Refusal):
            for fact in result:
                self.before = self.state
                self.state = self.aggregate.evolve(self.state, fact)
            self.said += result
        return result

    def deadline(self, now: datetime) -> Decision | Refusal:
        """Let the clock reach an instant."""
        return self.when(HUB, self.aggregate.deadline(now), now)


OFFICER: Final = officer()
ANOTHER: Final = officer("XF0202")
HEAD: Final = officer("0001")
"""The head of the organ."""
POINTS: Final = (CorrectionPoint(code="M02", text="章程缺少签字页"), CorrectionPoint(code="company_name", text="重名"))

SUPERVISOR: Final = officer_of_group("government_services")

COMMITMENT: Final = Commitment(
    number="CN-2026-0001",
    materials=(CommittedMaterial(code="M05", title="住所(经营场所)相关文件"),),
    within=Limit(amount=1),
    consequence="逾期未补齐的,记入信用记录,不再适用容缺办理",
    digest="sha256:" + "b" * 64,
    signed_by="applicant",
    signed_on=date(2026, 11, 23),
)
DOCUMENT: Final = Ruling(
    number="息市监决〔2026〕7号", title="决定书", digest="sha256:" + "d" * 64, dated=date(2026, 11, 23)
)


def identifier_of(item: str = COMPANY, seed: int = 1) -> str:
    """The licence identifier of the document of a case."""
    row = reference().item(item, MONDAY.date())
    assert row is not None
    assert row.document is not None
    return make_licence_identifier(row.document.type, competent(item).unit, case_number(seed))


SIGNED: Final = SignedPersonal(
    signed=SignedDocument(payload="e30", signatures=(Signature(protected="e30", signature="e30"),))
)
"""Something that stands for a signed document where nobody looks inside."""


def _department() -> Officer:
    unit = reference().unit_for_group("housing", XIFENG, MONDAY.date())
    assert unit is not None
    return Officer(unit=unit.uscc, staff="ZJ0001")


DEPARTMENT: Final = _department()
"""Of 息烽's housing bureau, whose opinion may be asked."""

BODIES: Final[dict[type[Body], Body]] = {
    FileApplication: filing(),
    ClaimCase: ClaimCase(by=OFFICER),
    ReleaseCase: ReleaseCase(by=OFFICER),
    AskCorrection: AskCorrection(by=OFFICER, points=POINTS),
    SupplyCorrection: SupplyCorrection(form={"company_name": "息烽县另一商贸有限公司"}),
    AcceptCase: AcceptCase(by=OFFICER),
    NotAcceptCase: NotAcceptCase(by=OFFICER, reason="不属于登记范围", remedy="可自收到之日起六十日内申请行政复议"),
    DecideCase: DecideCase(by=OFFICER, outcome="approved"),
    ExtendCase: ExtendCase(by=OFFICER, approved_by=HEAD, days=3, reason="情形复杂"),
    DeliverCase: DeliverCase(by=CLERK, way="window"),
    WithdrawCase: WithdrawCase(by=CLERK, reason="申请人不再需要"),
    TransferCase: TransferCase(by=OFFICER, region="520123", reason="住所在修文县"),
    RenewPower: RenewPower(by=CLERK, personal=Agency(agent=AGENT, power_of_attorney=POWER)),
    CorrectOnSpot: CorrectOnSpot(by=CLERK, form={"capital": 2000000}),
    RecordObjection: RecordObjection(
        by=OFFICER, raised_on=date(2026, 11, 20), reason="债权人提出异议", remedy="可在清偿后重新申请"
    ),
    MarkUrgent: MarkUrgent(by=HEAD, reason="抢险救灾物资"),
    ReviewCase: ReviewCase(by=OFFICER, opinion="材料齐全,符合法定条件", recommends="approved"),
    SubmitReview: SubmitReview(by=OFFICER, opinion="符合法定条件", recommends="approved"),
    CheckSite: CheckSite(by=OFFICER, second=ANOTHER, opinion="场所与申请一致"),
    PauseCase: PauseCase(
        by=OFFICER,
        procedure="hearing",
        reason="涉及他人重大利益",
        paper="听证通知书 息市监听〔2026〕3号",
        planned_end=date(2026, 12, 4),
    ),
    ResumeCase: ResumeCase(by=OFFICER, outcome="听证笔录已归档"),
    FlagDuplicate: FlagDuplicate(other=case_number(77)),
    NoteDocument: NoteDocument(identifier=identifier_of(), personal=SIGNED),
    AskOpinions: AskOpinions(by=OFFICER, units=(DEPARTMENT.unit,)),
    GiveOpinion: GiveOpinion(by=DEPARTMENT, view="agree_with_conditions", text="须落实消防措施"),
    RequestExtension: RequestExtension(by=OFFICER, days=2, reason="情形复杂"),
    AnswerExtension: AnswerExtension(by=HEAD, granted=True),
    CorrectDecision: CorrectDecision(
        by=ANOTHER,
        corrections=(DecisionCorrection(field="document_name", personal=Wording(before="息峰县", after="息烽县")),),
        reason="文字笔误",
    ),
    TakePaper: TakePaper(by=CLERK, voucher="PZ-0001", materials=("M02",)),
    ReturnPaper: ReturnPaper(by=CLERK, voucher="PZ-0001"),
    RecordPayment: RecordPayment(by=OFFICER, slip="52012226000017", amount_fen=8000),
    WaiveFee: WaiveFee(by=OFFICER, reason="小微企业", basis="财税〔2019〕45号"),
    RefundFee: RefundFee(by=OFFICER, reason="重复缴费", basis="财税〔2016〕33号"),
    DeferMaterials: DeferMaterials(by=CLERK, commitment=COMMITMENT),
    GrantDeferral: GrantDeferral(),
    RefuseDeferral: RefuseDeferral(code="credit_breach"),
    SupplyDeferred: SupplyDeferred(
        by=CLERK, materials=(Material(code="M05", title="住所(经营场所)相关文件", digest="sha256:" + "c" * 64),)
    ),
    WithdrawApproval: WithdrawApproval(
        by=OFFICER,
        reason="容缺材料逾期未补齐",
        legal_basis="行政许可法第六十九条",
        remedy="可自收到之日起六十日内申请行政复议",
    ),
    NotePreconditions: NotePreconditions(
        preconditions=(Precondition(case=case_number(78), trouble="commitment_broken", holds=False),)
    ),
    NoteReliance: NoteReliance(material="M05", identifier=identifier_of(seed=9), ask=1, name="营业执照"),
    NoteReliedDocument: NoteReliedDocument(
        document=identifier_of(seed=9), name="营业执照", state="03", since=MONDAY, reason="以欺骗手段取得"
    ),
    ConfirmReliance: ConfirmReliance(by=OFFICER, material="M05", reason="已向颁发机构电话核实"),
    ReplaceMaterials: ReplaceMaterials(
        by=CLERK, materials=(Material(code="M05", title="住所(经营场所)相关文件", digest="sha256:" + "c" * 64),)
    ),
    TellStanding: TellStanding(),
    BarApplicant: BarApplicant(by=OFFICER, ground="false_statement", reason="提交虚假的住所证明", document=DOCUMENT),
    ReachDeadline: ReachDeadline(due=MONDAY),
    EraseCaseData: EraseCaseData(
        subject=reference().subject_of(application().personal.applicant), by=CLERK, basis="删除申请2026-17"
    ),
    ExplainLamp: ExplainLamp(by=OFFICER, lamp=1, reason="系统停机,无法受理", paper="值班记录"),
    JudgeExplanation: JudgeExplanation(by=SUPERVISOR, lamp=1, granted=True, reason="情况属实"),
    NoteGoodFaithError: NoteGoodFaithError(by=SUPERVISOR, lamp=1, ground="首次试行新流程", paper="容错认定书1号"),
    RecomputeClocks: RecomputeClocks(
        row="calendar/2027/2026-11-23/1", because="国务院办公厅关于2027年节假日安排的通知"
    ),
}
"""A right body for every command to a case of 清镇 and 息烽."""

PATHS: Final[dict[str, tuple[type[Body], ...]]] = {
    "absent": (),
    "filed": (FileApplication, ClaimCase),
    "correcting": (FileApplication, ClaimCase, AskCorrection),
    "accepted": (FileApplication, ClaimCase, AcceptCase),
    "paused": (FileApplication, ClaimCase, AcceptCase, PauseCase),
    "decided": (FileApplication, ClaimCase, AcceptCase, DecideCase, NoteDocument),
    "delivered": (FileApplication, ClaimCase, AcceptCase, DecideCase, NoteDocument, DeliverCase),
    "not_accepted": (FileApplication, ClaimCase, NotAcceptCase),
    "withdrawn": (FileApplication, WithdrawCase),
    "lapsed": (FileApplication, ClaimCase, AskCorrection),
    "revoked": (FileApplication, ClaimCase, DeferMaterials, GrantDeferral, AcceptCase, DecideCase, NoteDocument),
}
_ORIGIN: Final = (
    RenewPower,
    FileApplication,
    CorrectOnSpot,
    SupplyCorrection,
    DeliverCase,
    WithdrawCase,
    DeferMaterials,
    SupplyDeferred,
    TakePaper,
    ReturnPaper,
    ReplaceMaterials,
)


def sender_of(command: type[Body]) -> str:
    """Who may send a command, in the corridor from 清镇 to 息烽."""
    if command.internal:
        return HUB
    return QINGZHEN if command in _ORIGIN else XIFENG


def play_at(stage: str, rows: Reference | None = None) -> Play:
    """A case at a stage, claimed by OFFICER where somebody may hold it."""
    needed = {"lapsed": everything, "revoked": conditional}
    play = Play(case_number(), rows=needed[stage]() if stage in needed else rows)
    for command in PATHS[stage]:
        result = play.when(sender_of(command), BODIES[command])
        assert not isinstance(result, Refusal), result
    while stage in needed and play.state.stage != stage:
        _wait(play)
    return play


def _wait(play: Play) -> None:
    """Let the clock run to what is due next; a conditional approval is withdrawn as soon as it may be."""
    due = play.aggregate.due(play.state)
    if due is not None:
        play.deadline(due)
    if play.state.deferral is not None and play.state.deferral.status == "broken":
        play.when(XIFENG, BODIES[WithdrawApproval], play.state.deferral.statement_by)


@cache
def everything() -> Reference:
    """The shipped rows, and a company registration in which all happens that an item may ask for."""
    return with_item(
        COMPANY,
        lapses_after=Limit(amount=10, unit="natural_days"),
        public_notice=Limit(amount=20, unit="natural_days"),
    )


def with_item(code: str, **changes: Any) -> Reference:
    """Give the shipped rows with one item changed."""
    rows = reference().rows.values()
    return Reference.from_rows(
        row.model_copy(update=changes) if isinstance(row, Item) and row.code == code else row for row in rows
    )


@cache
def conditional() -> Reference:
    """The shipped rows, and a company registration that is approved before its last material is there."""
    return with_deferral("approve_first")


def with_deferral(
    kind: str, limit: Limit | None = None, deferrable: tuple[str, ...] = ("M05",), **changes: Any
) -> Reference:
    """Give the shipped rows, with a company registration that lets some of its materials come later."""
    terms = {"deferral": kind, "deferral_limit": limit, **changes}
    rows = [_deferring(row, deferrable, terms) for row in reference().rows.values()]
    return Reference.from_rows(rows, subject_key=reference().subject_key)


def item_with_deferral(rows: Reference, kind: str, limit: Limit, **changes: Any) -> Item:
    """Give the row of a company registration that lets its last material come later."""
    row = rows.item(COMPANY, MONDAY.date())
    assert row is not None
    changed: Item = _deferring(row, ("M05",), {"deferral": kind, "deferral_limit": limit, **changes})
    return changed


def _deferring(row: Any, deferrable: tuple[str, ...], terms: dict[str, Any]) -> Any:
    if not isinstance(row, Item) or row.code != COMPANY:
        return row
    materials = tuple(line.model_copy(update={"deferrable": line.code in deferrable}) for line in row.materials)
    return row.model_copy(update={"materials": materials, **terms})


@cache
def food_reviewed_below() -> Reference:
    """The shipped rows, and a food licence that the county reviews first within 15 days, and the prefecture decides."""
    return with_item(FOOD, levels=("3",), lower_review=LowerReview(level="4", promised=Limit(amount=15)))
