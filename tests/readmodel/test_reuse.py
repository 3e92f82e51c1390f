"""What an applicant gave before, out of the read model, and the share of fields that nobody typed again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import orjson
import psycopg
import pytest

from hub.domain.reference import Reference
from hub.domain.reuse import fill
from hub.readmodel.reuse import Share, given_by, share_of_reused
from hub.settings import SubjectKey
from schemas.application import Reuse, ReusedField
from schemas.parties import Organisation, Personal
from tests.cli.running import hub
from tests.domain import world
from tests.domain.world import ANY_FORM, COMPANY, MONDAY, QINGZHEN, case_number, company, filing
from tests.readmodel.ledgers import PostgresDatabase
from tests.readmodel.log import PARTITION, Log

pytestmark = pytest.mark.engines

DAY: Final = timedelta(days=1)
FOUNDED: Final = {**world.FORMS["company-founding"], "business_scope": "餐饮服务"}


def applicant() -> Organisation:
    return company().model_copy(update={"phone": "0851-0001", "address": None})


def filed(log: Log, number: str, days: int, **changes: Any) -> None:
    changes |= {"applicant_kind": "2", "personal": Personal(applicant=applicant())}
    log.say(QINGZHEN, number, filing(COMPANY, **changes), MONDAY + days * DAY)


async def shown(model: PostgresDatabase, log: Log) -> Reference:
    ledger = model.ledger()
    await ledger.apply(PARTITION, log.records, 0, len(log.records))
    await ledger.close()
    return world.reference()


async def test_what_was_agreed_to_fills_the_next_form(model: PostgresDatabase) -> None:
    """A case with consent gives its form and the applicant's phone; one without gives nothing."""
    log, asked, silent = Log(), case_number(1), case_number(2)
    filed(log, asked, 0, form=FOUNDED, reuse=Reuse(consent=True))
    filed(log, silent, 1, form=FOUNDED | {"business_scope": "住宿"})
    reference = await shown(model, log)
    given = given_by(model.dsn, reference.subject_of(applicant()), reference)
    assert {one.source for one in given} == {asked, silent}
    rules = reference.form_rules("company-founding", MONDAY.date())
    filled = fill({}, {}, rules, given)
    assert filled.form["business_scope"] == "餐饮服务"
    assert filled.applicant == {"phone": "0851-0001"}
    assert {one.source for one in filled.fields} == {asked}


async def test_nobody_elses(model: PostgresDatabase) -> None:
    """Somebody else finds nothing."""
    log = Log()
    filed(log, case_number(1), 0, form=FOUNDED, reuse=Reuse(consent=True))
    reference = await shown(model, log)
    assert given_by(model.dsn, reference.subject_of(world.person()), reference) == []


async def test_what_was_erased_is_no_source(model: PostgresDatabase) -> None:
    """Where what is personal has been erased, the case gives nothing, and nothing fails."""
    log = Log()
    filed(log, case_number(1), 0, form=FOUNDED, reuse=Reuse(consent=True))
    reference = await shown(model, log)
    with psycopg.connect(model.dsn) as connection:
        connection.execute("DELETE FROM readmodel.personal")
    assert given_by(model.dsn, reference.subject_of(applicant()), reference) == []


async def test_the_share(model: PostgresDatabase) -> None:
    """Three of the fields that two applications filled in came from elsewhere: the applicant's phone counts as well."""
    log, first = Log(), case_number(1)
    filed(log, first, 0, form={"company_name": FOUNDED["company_name"]}, reuse=Reuse(consent=True))
    names = ("/form/company_name", "/form/business_scope", "/personal/applicant/phone")
    again = Reuse(consent=False, fields=tuple(ReusedField(field=name, source=first) for name in names))
    two = {name: FOUNDED[name] for name in ("company_name", "business_scope")}
    filed(log, case_number(2), 1, form=two, reuse=again)
    filed(log, case_number(3), 9, form=two)
    await shown(model, log)
    counted = share_of_reused(model.dsn, MONDAY, MONDAY + 2 * DAY)
    assert counted == Share(applications=2, asked=2, agreed=1, fields=1 + 2 + 2, reused=3)
    assert counted.share == pytest.approx(0.6)
    assert share_of_reused(model.dsn, MONDAY - 2 * DAY, MONDAY - DAY).share is None


async def test_the_command(model: PostgresDatabase) -> None:
    """A draft that names item and applicant comes back filled, each field with its source."""
    rows = world.reference()
    keyed = Reference.from_rows(rows.rows.values(), rows.offset, SubjectKey().bytes)
    log, first = Log(lambda: keyed), case_number(1)
    filed(log, first, 0, form=FOUNDED, reuse=Reuse(consent=True))
    await shown(model, log)
    settings = {"HUB_DATABASE": model.dsn}
    who = {"kind": "organisation", "name": applicant().name, "uscc": applicant().uscc}
    draft = {"application": {"item": COMPANY, "applicant_kind": "2", "personal": {"applicant": who}}}
    (answer,) = hub("reuse", "fill", "-", "--json", given=orjson.dumps(draft), settings=settings).lines
    assert answer["application"]["form"] == FOUNDED
    assert {one["source"] for one in answer["application"]["reuse"]["fields"]} == {first}
    (counted,) = hub("reuse", "share", "--from", "2026-11-01", "--to", "2026-12-01", "--json", settings=settings).lines
    assert (counted["applications"], counted["reused"]) == (1, 0)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (b"{", "不是有效的JSON"),
        (b"{}", "application"),
        (orjson.dumps({"application": {"item": ANY_FORM}}), "没有写明申请人"),
    ],
)
def test_bad_drafts(draft: bytes, said: str) -> None:
    """What can't be used is named."""
    ran = hub("reuse", "fill", "-", given=draft)
    assert ran.code in {1, 2}
    assert said in ran.err
