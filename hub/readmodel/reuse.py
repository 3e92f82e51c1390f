"""What an applicant gave before, for the next form, and what share of fields was filled that way (信息复用)."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from hub.domain.application.content import completed
from hub.domain.reuse import APPLICANT_FIELDS, Given
from hub.readmodel.personal import put_back
from schemas.facts import CaseFiled, CorrectedOnSpot, CorrectionSupplied
from schemas.reading import BodyError, read_fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from hub.domain.reference import Reference
    from schemas.application import Application
    from schemas.facts import Fact

FORMULA: Final = (
    "复用率 = 标明来源、未重复填写的字段数 ÷ 所填字段总数(表单字段,以及申请人的电话、地址);按收件日期统计,"
    "个人信息已删除的办件只计表单字段 · reused fields ÷ all fields filled in"
)


class Share(NamedTuple):
    """The fields that applications of a period filled in, and how many of them nobody typed again."""

    applications: int
    asked: int
    """Applications whose applicant was asked for consent."""
    agreed: int
    fields: int
    reused: int

    @property
    def share(self) -> float | None:
        """``reused`` of ``fields``; None where nothing was filled in."""
        return self.reused / self.fields if self.fields else None


def given_by(dsn: str, subject: str, reference: Reference) -> list[Given]:
    """Give what an applicant's cases said in the end; those whose personal data was erased are left out.

    Raises psycopg.Error. What comes back is personal: it is for the window where the applicant stands.
    """
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        rows = connection.execute(_GIVEN, {"subject": subject, "types": [kind.ce_type for kind in _SAYING]}).fetchall()
    found = (_given(number, list(facts), reference) for number, facts in groupby(rows, key=itemgetter("aggregate")))
    return [one for one in found if one is not None]


def share_of_reused(dsn: str, since: datetime, until: datetime) -> Share:
    """Count the fields of the applications filed in a period. Raises psycopg.Error."""
    with psycopg.connect(dsn) as connection:
        values = {"since": since, "until": until, "type": CaseFiled.ce_type, "of_applicant": list(APPLICANT_FIELDS)}
        row = connection.execute(_SHARE, values).fetchone()
    assert row is not None, "an aggregate gives one row"  # noqa: S101 - SQL's own promise
    return Share(*row)


def _given(number: str, rows: Sequence[dict[str, Any]], reference: Reference) -> Given | None:
    try:
        filed, *later = [_fact(row) for row in rows]
    except BodyError:
        return None
    if not isinstance(filed, CaseFiled):
        return None
    application = _in_the_end(filed.application, later)
    row = reference.item(application.item, filed.at.date())
    rules = reference.form_rules(row.form, filed.at.date()) if row and row.form else None
    party = application.personal.applicant
    applicant = {name: getattr(party, name) for name in APPLICANT_FIELDS}
    consent = application.reuse.consent if application.reuse else None
    return Given(number, filed.at, consent, application.form, rules, applicant)


def _in_the_end(application: Application, later: Iterable[Fact]) -> Application:
    for fact in later:
        if isinstance(fact, CorrectionSupplied):
            application = completed(application, fact)
        elif isinstance(fact, CorrectedOnSpot):
            application = application.model_copy(update={"form": application.form | fact.form})
    return application


def _fact(row: dict[str, Any]) -> Fact:
    body = row["body"]
    for pointer, part in (row["personal"] or {}).items():
        put_back(body, pointer, part)
    return read_fact(row["type"], orjson.dumps(body))


_SAYING: Final = (CaseFiled, CorrectedOnSpot, CorrectionSupplied)
_GIVEN: Final = sql.SQL(
    "SELECT t.aggregate, t.type, t.body, p.bodies -> t.number::text AS personal"
    " FROM readmodel.cases AS c JOIN readmodel.timeline AS t ON t.aggregate = c.number"
    " LEFT JOIN readmodel.personal AS p ON p.aggregate = c.number"
    " WHERE c.subject = %(subject)s AND t.type = ANY(%(types)s) ORDER BY t.aggregate, t.number"
)
_SHARE: Final = sql.SQL(
    "WITH filed AS ("
    " SELECT t.body -> 'application' AS application,"
    " p.bodies -> t.number::text -> '/application/personal' -> 'applicant' AS applicant"
    " FROM readmodel.cases AS c JOIN readmodel.timeline AS t ON t.aggregate = c.number"
    " LEFT JOIN readmodel.personal AS p ON p.aggregate = c.number"
    " WHERE c.filed_at >= %(since)s AND c.filed_at < %(until)s AND t.type = %(type)s)"
    " SELECT count(*), count(application -> 'reuse'),"
    " count(*) FILTER (WHERE (application -> 'reuse' ->> 'consent')::boolean),"
    " coalesce(sum((SELECT count(*) FROM jsonb_object_keys(coalesce(application -> 'form', '{}')))"
    " + (SELECT count(*) FROM unnest(%(of_applicant)s::text[]) AS name WHERE applicant ? name)), 0)::bigint,"
    " coalesce(sum(jsonb_array_length(coalesce(application -> 'reuse' -> 'fields', '[]'))), 0)::bigint"
    " FROM filed"
)
