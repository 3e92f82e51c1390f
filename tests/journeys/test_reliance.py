"""One region's document in another region's cases: used, rescinded by its issuer, and a wrong in it reported back."""

from __future__ import annotations

from typing import TypeVar

from hub.client.notices import QueuedNotice
from schemas.commands import (
    AcceptCase,
    AnswerDocumentReport,
    ClaimCase,
    Command,
    ConfirmReliance,
    DecideCase,
    DeliverCase,
    FileApplication,
    ReportDocument,
    RescindDocument,
)
from schemas.notices import ResultDecided, ResultDocumentReport, WorkDocumentReport, WorkReliance
from schemas.notices.base import NoticeBody
from schemas.parties import Personal
from schemas.values import encode
from tests.domain.documents import BODIES
from tests.domain.relying import BODY, CHANGE, material
from tests.domain.world import CLERK, FORMS, QINGZHEN, XIFENG, filing, officer
from tests.journeys.province import Office, Province, played

THERE = officer("QZ0301", CHANGE, QINGZHEN)
FOUNDING = filing(form=FORMS["company-founding"] | {"company_name": BODY.name})
Told = TypeVar("Told", bound=NoticeBody)


def change(licence: str) -> FileApplication:
    """A change that 清镇 decides; its business licence is the document of 息烽."""
    applicant = Personal(applicant=BODY)
    return filing(CHANGE, QINGZHEN, applicant_kind="2", personal=applicant, materials=(material(licence),))


def test_a_document_of_another_region() -> None:
    """息烽 issues, 清镇 relies on it twice; rescinded, it holds the open case until its officer has looked."""

    async def journey(province: Province) -> None:
        issuer, relying = Office(province, XIFENG), Office(province, QINGZHEN)

        async def file(filed: FileApplication) -> str:
            submission = await relying.publisher.file(encode(filed))
            # another office's act comes by another inbox: nothing orders the two
            await province.quiet()
            return submission.number

        async def do(office: Office, number: str, *acts: Command) -> None:
            for act in acts:
                await office.publisher.act(number, act)
            await province.quiet()

        founding = await file(FOUNDING)
        by = officer()
        await do(issuer, founding, ClaimCase(by=by), AcceptCase(by=by), DecideCase(by=by, outcome="approved"))
        (issued,) = only(await relying.hears(), ResultDecided)
        licence = issued.identifier
        assert licence is not None

        # two cases of 清镇 name it instead of a copy: nobody hands anything in
        closed, open_ = await file(change(licence)), await file(change(licence))
        granted = only(await relying.work(), WorkReliance)
        assert [one.change for one in granted] == ["granted", "granted"]
        steps = ClaimCase(by=THERE), AcceptCase(by=THERE)
        await do(relying, closed, *steps, DecideCase(by=THERE, outcome="approved"))
        await do(relying, closed, DeliverCase(by=CLERK, way="window"))
        await do(relying, open_, *steps)

        # what 清镇 finds wrong, 息烽 hears with a limit, and answers
        await do(relying, licence, ReportDocument(by=THERE, finding="经营地址查无此处"))
        (report,) = only(await issuer.work(), WorkDocumentReport)
        assert (report.change, report.document, report.reporter) == ("reported", licence, QINGZHEN)
        assert report.due.timestamp() * 1000 > province.server.wall()
        await do(issuer, licence, AnswerDocumentReport(by=by, report=report.number, upheld=True, done="已立案,将撤销"))
        (answer,) = only(await relying.hears(), ResultDocumentReport)
        assert (answer.upheld, answer.in_time) == (True, True)

        # rescinded: the open case hears of it and can't be approved before its officer has looked
        await do(issuer, licence, BODIES[RescindDocument])
        (held,) = only(await relying.work(), WorkReliance)
        assert (held.change, held.state) == ("document_changed", "03")
        assert province.rows(open_)[-1] == "case.relied-document-changed"
        assert province.rows(closed)[-1] == "case.delivered"
        await do(relying, open_, DecideCase(by=THERE, outcome="approved"))
        assert province.rows(open_)[-1] == "case.refused"
        assert any("撤销" in words for words in await relying.words())
        await do(relying, open_, ConfirmReliance(by=THERE, material="M05", reason="已核实主体资格"))
        await do(relying, open_, DecideCase(by=THERE, outcome="approved"))
        assert "case.decided" in province.rows(open_)
        assert (province.dead_letters(), province.alerts) == ([], [])

    played(journey)


def only(notices: list[QueuedNotice], kind: type[Told]) -> list[Told]:
    """Give what was said in these words."""
    return [notice.body for notice in notices if isinstance(notice.body, kind)]
