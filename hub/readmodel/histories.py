"""All facts of a case, or of the cases of a period, with what is personal put back: for exports and papers only."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from hub.readmodel.personal import put_back
from schemas.reading import BodyError, read_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from schemas.facts import Fact

AT_ONCE: Final = 2000


class Recalled(NamedTuple):
    """One case; no facts where one of them can't be read, and then ``fault`` says why."""

    number: str
    facts: Sequence[tuple[int, Fact]]
    fault: str = ""


def histories(dsn: str, since: datetime, until: datetime) -> Iterator[Recalled]:
    """Give the cases with a fact in the period, by number, each with all its facts. Raises psycopg.Error.

    Rows come from the server in portions; the names in them are for the export's files and nothing else.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with connection.cursor("histories", row_factory=dict_row) as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(_HISTORIES, {"since": since, "until": until})
            for number, rows in groupby(cursor, key=itemgetter("aggregate")):
                yield _recalled(number, list(rows))


def history_of(dsn: str, number: str) -> Recalled | None:
    """Give one case with all its facts, for its applicant's papers; None: no such case. Raises psycopg.Error."""
    with psycopg.connect(dsn, connect_timeout=5) as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        rows = cursor.execute(_HISTORY, [number]).fetchall()
    return _recalled(number, rows) if rows else None


def how_many(dsn: str, since: datetime, until: datetime) -> int:
    """Count the cases that ``histories`` would give. Raises psycopg.Error."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(_COUNT, {"since": since, "until": until}).fetchone()
    return int(row[0]) if row else 0


def _recalled(number: str, rows: Sequence[dict[str, Any]]) -> Recalled:
    try:
        return Recalled(number, [(row["number"], _fact(row)) for row in rows])
    except BodyError as wrong:
        erased = "personal" in wrong.pointer
        return Recalled(number, (), "个人信息已删除 · erased" if erased else f"登记无法读取 · {wrong.code}")


def _fact(row: dict[str, Any]) -> Fact:
    body = row["body"]
    for pointer, part in (row["personal"] or {}).items():
        put_back(body, pointer, part)
    return read_fact(row["type"], orjson.dumps(body))


_OF_PERIOD: Final = sql.SQL(
    "SELECT DISTINCT aggregate FROM readmodel.timeline WHERE at >= %(since)s AND at < %(until)s"
    " AND aggregate IN (SELECT number FROM readmodel.cases)"
)
_FACTS: Final = sql.SQL(
    "SELECT t.aggregate, t.number, t.type, t.body, p.bodies -> t.number::text AS personal"
    " FROM readmodel.timeline AS t LEFT JOIN readmodel.personal AS p USING (aggregate)"
)
_HISTORIES: Final = sql.SQL("{facts} WHERE t.aggregate IN ({of_period}) ORDER BY t.aggregate, t.number").format(
    facts=_FACTS, of_period=_OF_PERIOD
)
_HISTORY: Final = sql.SQL(
    "{facts} WHERE t.aggregate IN (SELECT number FROM readmodel.cases WHERE number = %s) ORDER BY t.number"
).format(facts=_FACTS)
_COUNT: Final = sql.SQL("SELECT count(*) FROM ({of_period}) AS found").format(of_period=_OF_PERIOD)
