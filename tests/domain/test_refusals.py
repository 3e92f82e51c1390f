"""Every refusal code of the domain, each provoked by one wrong thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from hub.domain.application.warning import warnings
from hub.domain.identifiers import (
    Fault,
    check_licence_identifier,
    check_region,
    check_subject_number,
    make_licence_identifier,
    make_resident_id,
    make_uscc,
    warn_resident_id,
)
from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas.application import Jurisdiction, Material, Reuse, ReusedField
from schemas.codes import BODY, CODES, CONTENT, CUSTODY, NUMBERS, PARTIES, ROUTING, STEPS, explain
from schemas.codes.attachments import NAMED
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    ClaimCase,
    CorrectionPoint,
    DecideCase,
    ExtendCase,
    FileApplication,
    NoteChild,
    ReachDeadline,
    ReturnPaper,
    SupplyCorrection,
    TakePaper,
    TransferCase,
)
from schemas.parties import Identity, Organisation, Person, Personal, PowerOfAttorney, Undisclosed
from schemas.reading import BodyError, read_command
from schemas.reference import FormSchema, Handling, Policy, Regime, RoutingRule
from tests.domain.test_retired_regions import QIANXI_COUNTY, SHUICHENG, retired
from tests.domain.test_retired_regions import application as of_retired
from tests.domain.test_retired_regions import filed as filed_in_retired
from tests.domain.world import (
    AGENT,
    ANOTHER,
    BODIES,
    CLERK,
    COMPANY,
    FOOD,
    MONDAY,
    OFFICER,
    POINTS,
    POWER,
    QINGZHEN,
    REIMBURSEMENT,
    XIFENG,
    ZUNYI,
    Play,
    bundle_number,
    bundle_of,
    case_number,
    company,
    competent,
    filing,
    officer,
    person,
    play_at,
    reference,
    with_item,
)

Provoked = tuple[Any, str]
"""What came of it, and the pointer it should carry."""

GOOD: Final = case_number()
TODAY: Final = MONDAY.date()


def file(number: str = GOOD, sender: str = QINGZHEN, rows: Reference | None = None, **changes: Any) -> Any:
    """File an application with one thing changed."""
    item = changes.pop("item", COMPANY)
    body = filing(item).model_copy(update={"application": filing(item).application.model_copy(update=changes)})
    return Play(number, rows=rows).when(sender, body)


def file_personal(**changes: Any) -> Any:
    """File with one thing about people changed."""
    return file(personal=filing().application.personal.model_copy(update=changes))


def file_identity(number: str, kind: Any = "resident_id") -> Any:
    """File for an applicant with this identity document."""
    return file_personal(applicant=Person(name="某某", identity=Identity(kind=kind, number=number)))


def at(stage: str, command: type[Any], sender: str = XIFENG, **changes: Any) -> Any:
    """Send a right command to a case at a stage, with one thing changed."""
    return play_at(stage).when(sender, BODIES[command].model_copy(update=changes))


def read(ce_type: str, data: bytes) -> Any:
    """Read a body that is none."""
    with pytest.raises(BodyError) as error:
        read_command(ce_type, data)
    return error.value


def file_bundle(number: str | None = None, *cases: str, **changes: Any) -> Any:
    """File a bundle with one thing changed."""
    body = bundle_of(*(cases or (GOOD,))).model_copy(update=changes)
    return Play(number or bundle_number()).when(QINGZHEN, body)


def without(kind: type[Any]) -> Reference:
    """The reference data without rows of a kind."""
    return Reference.from_rows(row for row in reference().rows.values() if not isinstance(row, kind))


def extended_twice() -> Any:
    play = play_at("accepted")
    play.when(XIFENG, BODIES[ExtendCase])
    return play.when(XIFENG, BODIES[ExtendCase])


def extended_late() -> Any:
    play = play_at("accepted")
    late = MONDAY + timedelta(days=2)
    play.when(XIFENG, ClaimCase(by=OFFICER), late)
    return play.when(XIFENG, BODIES[ExtendCase], late)


def extended_service() -> Any:
    play, handler = Play(case_number()), officer("X1", REIMBURSEMENT)
    play.when(QINGZHEN, filing(REIMBURSEMENT))
    play.when(XIFENG, ClaimCase(by=handler))
    play.when(XIFENG, AcceptCase(by=handler))
    return play.when(XIFENG, ExtendCase(by=handler, approved_by=ANOTHER, days=1, reason="复杂"))


def decided_by_who_accepted() -> Any:
    play, handler = Play(case_number()), officer("X1", FOOD)
    play.when(QINGZHEN, filing(FOOD))
    play.when(XIFENG, ClaimCase(by=handler))
    play.when(XIFENG, AcceptCase(by=handler))
    return play.when(XIFENG, DecideCase(by=handler, outcome="approved"))


def asked_for_more() -> Any:
    play = play_at("correcting")
    play.when(QINGZHEN, BODIES[SupplyCorrection])
    play.when(XIFENG, ClaimCase(by=OFFICER))
    return play.when(XIFENG, AskCorrection(by=OFFICER, points=(CorrectionPoint(code="M99", text="新"),)))


def transferred_four_times() -> Any:
    play = play_at("filed")
    others = competent(COMPANY, "520121"), competent(COMPANY, "520102"), competent(COMPANY, "520103")
    play.state = play.state.model_copy(update={"handed_over": others})
    return play.when(XIFENG, BODIES[TransferCase])


def taken(*bodies: Any) -> Any:
    """Take paper at the window, then do these."""
    play = play_at("filed")
    play.when(QINGZHEN, BODIES[TakePaper])
    return [play.when(QINGZHEN, body) for body in bodies][-1]


def _claimed_by_the_organ() -> Any:
    handling = Handling(stage="accepted_at_window", entrusted_in=("520000",))
    play = Play(case_number(), rows=with_item(COMPANY, handling=handling))
    play.when(QINGZHEN, filing())
    return play.when(XIFENG, ClaimCase(by=OFFICER))


def filed_twice(number: str, body: Any) -> Any:
    play = Play(number)
    play.when(QINGZHEN, body)
    return play.when(QINGZHEN, body)


LICENCE: Final = make_licence_identifier("11100000YANGB0019F001", make_uscc("11", XIFENG, "MB000000"), "1")
REGION: Final = "/application/jurisdiction/region"
IDENTITY: Final = "/application/personal/applicant/identity/number"
RESIDENT: Final = make_resident_id(XIFENG, date(1990, 2, 28), 0)
WRONG_CHECK: Final = RESIDENT[:17] + ("1" if RESIDENT[17] != "1" else "2")
USCC: Final = make_uscc("91", XIFENG, "MA000000")

NAME: Final = "/application/personal/applicant/name"
REUSED: Final = "/application/reuse/fields"
PROVOKE: Final[dict[str, Callable[[], Provoked]]] = {
    # body
    "type_unknown": lambda: (read("cn.tongban.case.eat.v1", b"{}"), ""),
    "type_version_unknown": lambda: (read("cn.tongban.case.file.v7", b"{}"), ""),
    "type_internal": lambda: (at("filed", ReachDeadline), ""),
    "body_not_utf8": lambda: (read("cn.tongban.case.claim.v1", b'{"by":"\xb0\xa1"}'), ""),
    "body_not_json": lambda: (read("cn.tongban.case.claim.v1", b"by=me"), ""),
    "body_missing": lambda: (read("cn.tongban.case.claim.v1", b'{"by":{"unit":"%s"}}' % USCC.encode()), "/by/staff"),
    "body_unknown": lambda: (
        read("cn.tongban.case.withdraw.v1", b'{"by":{"unit":"%s","staff":"1"},"reason":"r","a/b":1}' % USCC.encode()),
        "/a~1b",
    ),
    "body_invalid": lambda: (read("cn.tongban.case.claim.v1", b'{"by":7,"minutes":1}'), "/by"),
    "subject_kind": lambda: (Play(bundle_number()).when(QINGZHEN, filing()), ""),
    # numbers
    "number_form": lambda: (file("52018126112312345"), ""),
    "number_region": lambda: (file("99" + GOOD[2:]), ""),
    "number_date": lambda: (file(GOOD[:8] + "1399" + GOOD[12:]), ""),
    "number_date_future": lambda: (file(case_number(at=MONDAY + timedelta(days=2))), ""),
    "number_kind": lambda: (file_bundle(None, bundle_number(7)), "/children/0/case"),
    "number_check": lambda: (file(GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")), ""),
    "number_not_yours": lambda: (file(sender=ZUNYI), ""),
    "number_taken": lambda: (filed_twice(GOOD, filing()), ""),
    "subject_form": lambda: (check_subject_number("S0123"), ""),
    "region_form": lambda: (check_region("52018"), ""),
    "region_province": lambda: (
        file(jurisdiction=Jurisdiction(field="place_of_business", region="990101")),
        "/application/jurisdiction/region",
    ),
    "region_unknown": lambda: (
        file(jurisdiction=Jurisdiction(field="place_of_business", region="520199")),
        "/application/jurisdiction/region",
    ),
    "region_ended": lambda: (
        filed_in_retired(SHUICHENG, retired(shuicheng=None))[1],
        "/application/jurisdiction/region",
    ),
    "region_retired": lambda: (
        warnings(of_retired(QIANXI_COUNTY), TODAY, reference())[-1],
        "/application/jurisdiction/region",
    ),
    "item_code_form": lambda: (_file_item("5207"), "/application/item"),
    "item_code_body": lambda: (_file_item("1" * 18 + "4" + COMPANY), "/application/item"),
    "item_code_level": lambda: (_file_item(USCC + "9" + COMPANY), "/application/item"),
    "licence_form": lambda: (check_licence_identifier("1.2.156"), ""),
    "licence_body": lambda: (check_licence_identifier(make_licence_identifier("1" * 21, "1" * 18, "1")), ""),
    "licence_check": lambda: (
        check_licence_identifier("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V"),
        "",
    ),
    # names
    "name_hidden": lambda: (_file_named("王\u200b小明"), NAME),
    "name_private": lambda: (_file_named("王\ue123明"), NAME),
    "name_lookalike": lambda: (_file_named("\u2f25明"), NAME),
    "name_dot": lambda: (_file_named("买买提\u2022艾力"), NAME),
    # what was reused
    "reuse_field_missing": lambda: (_file_reusing(("/form/nothing", GOOD)), f"{REUSED}/0/field"),
    "reuse_field_twice": lambda: (_file_reusing(*[("/form/company_name", GOOD)] * 2), f"{REUSED}/1/field"),
    "reuse_source_wrong": lambda: (_file_reusing(("/form/company_name", "某处")), f"{REUSED}/0/source"),
    # people
    "resident_id_form": lambda: (file_identity("12345"), IDENTITY),
    "resident_id_province": lambda: (file_identity("99" + RESIDENT[2:]), IDENTITY),
    "resident_id_birth": lambda: (file_identity(make_resident_id(XIFENG, date(2026, 11, 24), 0)), IDENTITY),
    "resident_id_check": lambda: (file_identity(WRONG_CHECK), IDENTITY),
    "resident_id_county": lambda: (warn_resident_id("440524188001010014", reference().regions), ""),
    "identity_form": lambda: (file_identity("?", "passport"), IDENTITY),
    "uscc_form": lambda: (_file_company(USCC[:17] + "I"), "/application/personal/applicant/uscc"),
    "uscc_check": lambda: (
        _file_company(USCC[:17] + ("0" if USCC[17] != "0" else "1")),
        "/application/personal/applicant/uscc",
    ),
    "applicant_kind": lambda: (file(applicant_kind="2"), "/application/personal/applicant"),
    "power_missing": lambda: (
        file_personal(power_of_attorney=None),
        "/application/personal/power_of_attorney",
    ),
    "power_without_agent": lambda: (file_personal(agent=None), "/application/personal/agent"),
    "power_not_yet": lambda: (
        _file_power(signed_on=date(2026, 11, 24)),
        "/application/personal/power_of_attorney/signed_on",
    ),
    "party_undisclosed": lambda: (
        file(personal=Personal(applicant=Undisclosed(why="erased"))),
        "/application/personal/applicant/kind",
    ),
    "power_expired": lambda: (
        _file_power(ends_on=date(2026, 11, 22)),
        "/application/personal/power_of_attorney/ends_on",
    ),
    # routing
    "item_unknown": lambda: (_file_item("520000000000"), "/application/item"),
    "item_not_offered": lambda: (_file_offered_elsewhere(), "/application/item"),
    "item_subject": lambda: (
        file(
            applicant_kind="5",
            personal=Personal(applicant=Organisation(name="某局", uscc=make_uscc("11", XIFENG, "MB000000"))),
        ),
        "/application/applicant_kind",
    ),
    "jurisdiction_field": lambda: (
        file(jurisdiction=Jurisdiction(field="property", region=XIFENG)),
        "/application/jurisdiction/field",
    ),
    "no_competent_unit": lambda: (_file_without_rules(), "/application/jurisdiction/region"),
    "item_level": lambda: (file(jurisdiction=Jurisdiction(field="place_of_business", region="520000")), REGION),
    "routing_tie": lambda: (_file_with_a_tie(), REGION),
    "mode_not_offered": lambda: (file(mode="online"), "/application/mode"),
    "entrusted": lambda: (_claimed_by_the_organ(), ""),
    "voucher_taken": lambda: (taken(BODIES[TakePaper]), "/voucher"),
    "voucher_unknown": lambda: (at("filed", ReturnPaper, QINGZHEN), "/voucher"),
    "paper_unknown": lambda: (at("filed", TakePaper, QINGZHEN, materials=("M99",)), "/materials/0"),
    "paper_in_custody": lambda: (taken(TakePaper(by=CLERK, voucher="2", materials=("M02",))), "/materials/0"),
    "paper_returned": lambda: (taken(BODIES[ReturnPaper], BODIES[ReturnPaper]), "/voucher"),
    "not_keeper": lambda: (taken(ReturnPaper(by=ANOTHER, voucher="PZ-0001")), "/by/unit"),
    "form_field_unknown": lambda: (file(form={"colour": "red"}), "/application/form/colour"),
    "form_field_invalid": lambda: (file(form={"capital": "一百万"}), "/application/form/capital"),
    "material_unknown": lambda: (
        file(materials=(Material(code="M99", title="?"),)),
        "/application/materials/0/code",
    ),
    "attachment_incomplete": lambda: (
        file(
            materials=(
                Material(code="M02", title="公司章程", digest="sha256:" + "0" * 64, media_type="application/pdf"),
            )
        ),
        "/application/materials/0/size",
    ),
    "attachment_media_type": lambda: (
        file(materials=(Material(code="M02", title="公司章程", media_type="text/html"),)),
        "/application/materials/0/media_type",
    ),
    "material_not_replaceable": lambda: (
        file(materials=(Material(code="M02", title="公司章程", document=LICENCE),)),
        "/application/materials/0/document",
    ),
    "form_unknown": lambda: (file(rows=without(FormSchema)), "/application/form"),
    "application_incomplete": lambda: (warnings(filing().application, TODAY, reference())[0], "/application"),
    "regime_unknown": lambda: (file(rows=without(Regime)), "/application/item"),
    # steps
    "case_unknown": lambda: (at("absent", ClaimCase), ""),
    "bundle_unknown": lambda: (Play(bundle_number()).when(HUB, NoteChild(case=GOOD, outcome="filed")), ""),
    "bundle_number_taken": lambda: (filed_twice(bundle_number(), bundle_of(GOOD)), ""),
    "case_closed": lambda: (at("delivered", DecideCase), ""),
    "step_not_now": lambda: (at("filed", DecideCase), ""),
    "no_part": lambda: (at("filed", AcceptCase, ZUNYI), ""),
    "not_competent": lambda: (at("filed", AcceptCase, QINGZHEN, by=CLERK), ""),
    "not_origin": lambda: (at("correcting", SupplyCorrection, XIFENG), ""),
    "not_your_unit": lambda: (
        at("filed", AcceptCase, by=officer("X1", FOOD).model_copy(update={"unit": USCC})),
        "/by/unit",
    ),
    "lease_held": lambda: (at("filed", AcceptCase, by=ANOTHER), ""),
    "claim_too_long": lambda: (_claimed_for_an_hour(), "/minutes"),
    "lease_missing": lambda: (play_at("filed").when(XIFENG, BODIES[AcceptCase], MONDAY + timedelta(hours=2)), ""),
    "correction_new_point": lambda: (asked_for_more(), "/points/0/code"),
    "supply_empty": lambda: (play_at("correcting").when(QINGZHEN, SupplyCorrection()), ""),
    "denial_incomplete": lambda: (at("accepted", DecideCase, outcome="denied", reason="不符合"), "/legal_basis"),
    "same_person": lambda: (decided_by_who_accepted(), "/by"),
    "extension_not_allowed": lambda: (extended_service(), ""),
    "extension_used": lambda: (extended_twice(), ""),
    "extension_too_long": lambda: (at("accepted", ExtendCase, days=4), "/days"),
    "extension_too_late": lambda: (extended_late(), ""),
    "extension_same_officer": lambda: (at("accepted", ExtendCase, approved_by=OFFICER), "/approved_by"),
    "transfer_nowhere": lambda: (at("filed", TransferCase, region="990101"), "/region"),
    "transfer_loop": lambda: (at("filed", TransferCase, region=XIFENG), ""),
    "transfer_too_far": lambda: (transferred_four_times(), ""),
    "child_twice": lambda: (file_bundle(None, GOOD, GOOD), "/children/1/case"),
    "child_unknown": lambda: (_answer_of_a_stranger(), "/case"),
}


def _claimed_for_an_hour() -> Any:
    policy = Policy(valid_from=TODAY, source="样例", longest_claim_minutes=59)
    play = play_at("filed")
    play.reference = reference().with_rows([policy], offset=1)
    return play.when(XIFENG, ClaimCase(by=OFFICER, minutes=60))


def _file_item(code: str) -> Any:
    body = filing()
    changed = body.application.model_copy(update={"item": code})
    return Play(GOOD).when(QINGZHEN, body.model_copy(update={"application": changed}))


def _file_company(uscc: str) -> Any:
    applicant = Organisation(name="某公司", uscc=uscc)
    return file(applicant_kind="2", personal=Personal(applicant=applicant))


def _file_power(**changes: Any) -> Any:
    return file_personal(power_of_attorney=POWER.model_copy(update=changes))


def _file_offered_elsewhere() -> Any:
    rows = [
        row.model_copy(update={"offered_in": (ZUNYI,)}) if getattr(row, "code", "") == COMPANY else row
        for row in reference().rows.values()
    ]
    return file(rows=Reference.from_rows(rows))


def _file_without_rules() -> Any:
    rows = (row for row in reference().rows.values() if row.kind != "routing")
    return file(rows=Reference.from_rows(rows))


def _file_named(name: str) -> Any:
    return file(personal=Personal(applicant=person(name)))


def _file_reusing(*fields: tuple[str, str]) -> Any:
    named = tuple(ReusedField(field=field, source=source) for field, source in fields)
    return file(reuse=Reuse(consent=True, fields=named))


def _file_with_a_tie() -> Any:
    first, second = (competent(COMPANY, region).unit for region in (XIFENG, QINGZHEN))
    by_level = RoutingRule(item=COMPANY, region=XIFENG, unit=first, level="4", valid_from=date(2020, 1, 1))
    by_field = by_level.model_copy(update={"unit": second, "level": None, "field": "place_of_business"})
    return file(rows=reference().with_rows((by_level, by_field), 0))


def _answer_of_a_stranger() -> Any:
    play = Play(bundle_number())
    play.when(QINGZHEN, bundle_of(GOOD))
    return play.when(HUB, NoteChild(case=case_number(9), outcome="filed"))


@pytest.mark.parametrize("code", PROVOKE)
def test_each_code(code: str) -> None:
    """One wrong thing gives this code, at the field that is wrong, with a text that names no placeholder."""
    result, pointer = PROVOKE[code]()
    assert isinstance(result, Refusal | BodyError | Fault), result
    assert result.code == code
    params = {} if isinstance(result, Fault) else dict(result.params)
    found = "" if isinstance(result, Fault) else result.pointer
    assert found == pointer
    text = explain(code, params, found)
    assert "{" not in text
    assert "未说明" not in text, f"a parameter is missing: {text}"


def test_every_code_is_provoked() -> None:
    """No code of the domain without its test, and none in the tests that the table lacks."""
    of_domain = {code for code, _ in (*BODY, *NUMBERS, *PARTIES, *ROUTING, *CONTENT, *NAMED, *CUSTODY, *STEPS)}
    assert set(PROVOKE) == of_domain
    assert of_domain <= set(CODES)


def test_a_right_case_of_each_party() -> None:
    """What the checks must let pass: a company as applicant, an agent who is a company, an old county, no agent."""
    for personal, kind in (
        (Personal(applicant=company()), "2"),
        (Personal(applicant=person(), agent=company(), power_of_attorney=POWER), "1"),
        (
            Personal(applicant=Person(name="老人", identity=Identity(kind="resident_id", number="440524188001010014"))),
            "1",
        ),
        (Personal(applicant=person()), "1"),
        (Personal(applicant=person(), agent=AGENT, power_of_attorney=_ends_today()), "1"),
    ):
        result = file(personal=personal, applicant_kind=kind)
        assert not isinstance(result, Refusal), result


def _ends_today() -> PowerOfAttorney:
    return POWER.model_copy(update={"ends_on": TODAY})


def test_a_unit_with_a_system_of_its_own() -> None:
    """An endpoint inside a region files under the region's numbers, and is the origin of what it files."""
    play = Play(case_number(region="520100"))
    play.when("520100-water", filing())
    assert (play.state.origin.endpoint, play.state.origin.region) == ("520100-water", "520100")


def test_who_files_for_another_bundle() -> None:
    """A bundle files cases of its own origin only."""
    body: FileApplication = filing().model_copy(update={"bundle": bundle_number(region=ZUNYI)})
    result = Play(GOOD).when(QINGZHEN, body, asked=True)
    assert result == Refusal("number_not_yours", "/bundle", {"region": ZUNYI})


def test_receipt_just_past_midnight() -> None:
    """A number drawn after midnight by a clock that runs fast is still taken."""
    before = datetime(2026, 11, 22, 23, 59, 59, tzinfo=MONDAY.tzinfo)
    play = Play(case_number(at=MONDAY), before)
    assert not isinstance(play.when(QINGZHEN, filing()), Refusal)


def test_points_are_asked_by_the_holder_only() -> None:
    """The other officer of the unit is refused while the lease is live."""
    result = play_at("filed").when(XIFENG, AskCorrection(by=ANOTHER, points=POINTS))
    assert result == Refusal("lease_held", params={"until": "11月23日11:30"})
