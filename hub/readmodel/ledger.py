"""The projector's database: rows and position in one transaction (the port hub.lanes.ports.Ledger).

    move the position (the fence) → timeline, which tells copies and forks → rows of cases and bundles → commit

Moving first locks the position's row: a second projector waits there, and then finds it moved.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.conninfo import make_conninfo

from hub.domain.aggregates import noun_of_type
from hub.lanes.alerts import Alert
from hub.lanes.ports import BrokerError, Fenced, NotAllowed, UnknownOutcome, Unreachable
from hub.readmodel import tables
from hub.readmodel.bundles import project_bundle
from hub.readmodel.cases import Link, project_case
from hub.readmodel.deferrals import project_deferral, speaks_of_deferral
from hub.readmodel.document_rows import project_document
from hub.readmodel.keys import FactOpener, Unsealed
from hub.readmodel.lamps import project_lamps, speaks_of_lamps
from hub.readmodel.received import Opened, Place, Received, open_body, receive
from hub.readmodel.reliance_rows import USES, project_reliances, speaks_of_reliance
from hub.readmodel.report_rows import project_reports, speaks_of_report
from hub.readmodel.subjects import project_subject
from schemas.facts import ERASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hub.lanes.alerts import Notify
    from hub.lanes.ports import Reader
    from hub.lanes.values import Partition, Record
    from hub.readmodel.bundles import BundleRows
    from hub.readmodel.document_rows import DocumentRow
    from hub.readmodel.tables import Rows
    from schemas.facts import Fact

APPLY_LOCK: Final = 0x68756201
"""Advisory lock: shared by whoever applies, exclusive for a rebuild, so that the two never meet half-way."""
AT_ONCE: Final = 8
"""Facts that are read without a break: those who decide share this thread, and a window waits for them."""
_PATIENCE: Final[dict[str, str | int]] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,  # milliseconds until a silent network counts as lost
    "application_name": "hub.projector",
}


class PostgresLedger:
    """One lane's connection to the read model, made when first needed and again after any failure."""

    def __init__(self, dsn: str, notify: Notify, log: str = "", opener: FactOpener | None = None) -> None:
        """``log`` is the identity of the topic (Reader.identity): a database about another log is refused.

        ``opener`` opens sealed facts; None: this log has none.
        """
        self._opener = opener or FactOpener(None, _no_reader, notify)
        self._dsn = make_conninfo(dsn, **_PATIENCE)
        self._notify = notify
        self._log = log
        self._connection: tables.Connection | None = None

    async def position(self, partition: Partition) -> int:
        """Give the next offset. Raises Unreachable, NotAllowed (no rights, or rows of another log: rebuild)."""
        connection = await self._connected()
        try:
            cursor = await connection.execute(_POSITION, [*partition])
            row = await cursor.fetchone()
            await connection.commit()
        except psycopg.Error as error:
            await self.close()
            raise _translated(error) from error
        if row is None:
            return 0
        following, log = row
        if self._log and log and log != self._log:
            raise NotAllowed(f"the read model was made of log {log}, this one is {self._log}: rebuild it")
        return int(following)

    async def apply(self, partition: Partition, records: Sequence[Record], expected: int, following: int) -> None:
        """Store rows and position. Raises Fenced, Unreachable, NotAllowed; UnknownOutcome from the commit only."""
        connection = await self._connected()
        try:
            await self._move(connection, partition, expected, following)
            await self._store(connection, partition.number, records)
        except psycopg.Error as error:
            await self.close()
            raise _translated(error) from error
        except BaseException:  # also a cancellation: nothing may stay half done on a connection that lives on
            await self.close()
            raise
        await self._commit(connection)

    async def close(self) -> None:
        """Let go of the connections; what was not committed is undone."""
        await self._opener.close()
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _connected(self) -> tables.Connection:
        if self._connection is None:
            try:
                self._connection = await psycopg.AsyncConnection.connect(self._dsn)
            except psycopg.Error as error:
                raise Unreachable(f"PostgreSQL: {error}") from error
        return self._connection

    async def _commit(self, connection: tables.Connection) -> None:
        try:
            await connection.commit()
        except psycopg.Error as error:
            await self.close()
            raise UnknownOutcome(f"the answer to a commit was lost: {type(error).__name__}") from error
        except BaseException:
            await self.close()
            raise

    async def _move(self, connection: tables.Connection, partition: Partition, expected: int, following: int) -> None:
        await connection.execute(_SHARE, [APPLY_LOCK])
        topic, number = partition
        values = {"topic": topic, "number": number, "expected": expected, "next": following, "log": self._log}
        moved = await connection.execute(_MOVE if expected else _BEGIN, values)
        if moved.rowcount != 1:
            raise Fenced(f"{topic}/{number} no longer stands at {expected}")

    async def _store(self, connection: tables.Connection, number: int, records: Sequence[Record]) -> None:
        opened = await _open_bodies(await self._opener.open(connection, number, self._distinct(records)))
        if not opened:
            return
        free = await tables.insert_timeline(connection, [one.timeline for one in opened])
        known = [one.received for one in opened if one.received.place not in free]
        if known:
            self._tell_copies(known, await tables.digests_of(connection, known))
        new = [one for one in opened if one.received.place in free]
        await tables.save_personal(connection, (one.personal for one in new if one.personal))
        await tables.erase_personal(connection, [one.received for one in new if isinstance(one.fact, ERASURES)])
        await self._project(connection, new)

    def _distinct(self, records: Sequence[Record]) -> list[Received]:
        """Read the envelopes; of several facts at one place the first counts."""
        first: dict[Place, Received] = {}
        for record in records:
            fact = receive(record)
            if fact is None:
                self._notify(Alert.FACT_UNREADABLE, f"no fact at {record.topic}/{record.partition}/{record.offset}")
            elif first.setdefault(fact.place, fact) is not fact:
                self._tell_copies([fact], {fact.place: first[fact.place].digest})
        return list(first.values())

    def _tell_copies(self, facts: Iterable[Received], digests: dict[Place, str]) -> None:
        for fact in facts:
            alert = Alert.COPY if digests[fact.place] == fact.digest else Alert.FORK
            self._notify(alert, f"{fact.place.aggregate} number {fact.place.number} in facts")

    async def _project(self, connection: tables.Connection, new: Sequence[Opened]) -> None:
        by_noun: defaultdict[str | None, list[Opened]] = defaultdict(list)
        for one in new:
            if one.fact is None:
                place = one.received.place
                self._notify(Alert.FACT_UNREADABLE, f"{place.aggregate} number {place.number}: {one.fault}")
            else:
                by_noun[noun_of_type(one.received.type)].append(one)
        cases, documents = by_noun["case"], by_noun["document"]
        await _project_cases(connection, cases)
        deferrals = [one for one in cases if one.fact and speaks_of_deferral(one.fact)]
        await _project_rows(connection, by_noun["bundle"], _bundle, tables.BUNDLES)
        await _project_rows(connection, deferrals, project_deferral, tables.DEFERRALS)
        await _project_rows(connection, by_noun["subject"], project_subject, tables.SUBJECTS)
        await _project_rows(connection, documents, _document, tables.DOCUMENTS)
        reports = [one for one in documents if one.fact and speaks_of_report(one.fact)]
        await _project_rows(connection, reports, project_reports, tables.REPORTS)
        await _project_reliances(connection, [one for one in documents if one.fact and speaks_of_reliance(one.fact)])


def _no_reader() -> Reader:
    raise NotAllowed("facts are sealed, and there is no key store here: HUB_PERSONAL_KEYS")


async def _open_bodies(facts: Sequence[Unsealed]) -> list[Opened]:
    opened: list[Opened] = []
    for first in range(0, len(facts), AT_ONCE):
        opened += [open_body(*one) for one in facts[first : first + AT_ONCE]]
        await asyncio.sleep(0)
    return opened


async def _project_cases(connection: tables.Connection, new: Sequence[Opened]) -> None:
    before = await tables.load_cases(connection, {one.received.place.aggregate for one in new}) if new else {}
    spoken_of = {one.received.place.aggregate for one in new if one.fact and speaks_of_lamps(one.fact)}
    lamps_before = await tables.load_lamps(connection, spoken_of) if spoken_of else {}
    after, lamps = dict(before), dict(lamps_before)
    for one in new:
        assert one.fact is not None  # noqa: S101 - parted from the others above
        number, link = one.received.place.aggregate, Link(one.received.place.number, one.received.digest)
        row = project_case(after.get(number), one.fact, link)
        if row is not None:
            after[number] = row
            if speaks_of_lamps(one.fact):
                lamps[number] = project_lamps(lamps.get(number, ()), one.fact, link, row)
    await tables.save_cases(connection, (row for number, row in after.items() if row is not before.get(number)))
    known = {lamp for of_case in lamps_before.values() for lamp in of_case}
    await tables.save_lamps(connection, (lamp for of_case in lamps.values() for lamp in of_case if lamp not in known))


def _bundle(rows: BundleRows | None, _: str, fact: Fact, link: Link) -> BundleRows | None:
    return project_bundle(rows, fact, link)


def _document(row: DocumentRow | None, _: str, fact: Fact, link: Link) -> DocumentRow | None:
    return project_document(row, fact, link)


async def _project_rows(
    connection: tables.Connection,
    new: Sequence[Opened],
    project: Callable[[Rows | None, str, Fact, Link], Rows | None],
    kept: tables.Kept[Rows],
) -> None:
    """Let each fact change the rows of its aggregate, read once and written once."""
    before = await kept.load(connection, {one.received.place.aggregate for one in new}) if new else {}
    after = dict(before)
    for one in new:
        assert one.fact is not None  # noqa: S101 - parted from the others above
        number, link = one.received.place.aggregate, Link(one.received.place.number, one.received.digest)
        rows = project(after.get(number), number, one.fact, link)
        if rows is not None:
            after[number] = rows
    await kept.save(connection, (rows for number, rows in after.items() if rows is not before.get(number)))


async def _project_reliances(connection: tables.Connection, new: Sequence[Opened]) -> None:
    """Read only the rows of the cases that are spoken of: thousands may rest on one document."""
    if not new:
        return
    cases = {one.fact.case for one in new if isinstance(one.fact, USES)}
    before = await tables.load_reliances(connection, {one.received.place.aggregate for one in new}, cases)
    after = dict(before)
    for one in new:
        assert one.fact is not None  # noqa: S101 - parted from the others above
        number, link = one.received.place.aggregate, Link(one.received.place.number, one.received.digest)
        after[number] = project_reliances(after.get(number, {}), number, one.fact, link)
    known = {row for rows in before.values() for row in rows.values()}
    changed = (row for rows in after.values() for row in rows.values() if row not in known)
    await tables.save_reliances(connection, changed)


def _translated(error: psycopg.Error) -> BrokerError:
    """Nothing was committed. A server's own words may quote a row, so only their kind goes on."""
    kind = f"PostgreSQL: {type(error).__name__} {error.sqlstate or ''}".strip()
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return NotAllowed(kind)
    if isinstance(error, psycopg.errors.UndefinedTable):
        return Unreachable(f"{kind}: the schema is missing, migrate first")
    return Unreachable(kind)


_POSITION: Final = "SELECT next, log FROM readmodel.positions WHERE topic = %s AND partition = %s"
_SHARE: Final = "SELECT pg_advisory_xact_lock_shared(%s)"
_MOVE: Final = (
    "UPDATE readmodel.positions SET next = %(next)s, log = %(log)s"
    " WHERE topic = %(topic)s AND partition = %(number)s AND next = %(expected)s"
)
# from 0 there may be no row yet: who comes second waits for the first, then finds its row moved
_BEGIN: Final = (
    "INSERT INTO readmodel.positions AS known (topic, partition, next, log)"
    " VALUES (%(topic)s, %(number)s, %(next)s, %(log)s)"
    " ON CONFLICT (topic, partition) DO UPDATE SET next = excluded.next, log = excluded.log WHERE known.next = 0"
)
