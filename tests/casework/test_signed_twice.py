"""A signer that begins again answers twice: SM2 takes a fresh nonce, so under one id come two bodies. One counts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson

from hub.documents.answering import Answering
from hub.documents.keys import FileKeyStore
from hub.documents.signer import KeySigner
from hub.domain.values import HUB
from hub.lanes.values import Message, Partition
from schemas.commands import IssueDocument, SuspendDocument
from schemas.facts import DocumentRequested, DocumentSigned, DocumentSuspended
from schemas.topics import DOCUMENT_PARTITIONS, DOCUMENTS, SIGNING, partition_of
from tests.casework.test_race import PARTITIONS, Province
from tests.domain.documents import BODIES
from tests.domain.world import MONDAY, OFFICER, XIFENG, identifier_of, reference
from tests.lanes.twin_stage import played, until

DOCUMENT = identifier_of()


def test_of_two_answers_under_one_id_the_first_signs(tmp_path: Path) -> None:
    """The lane takes the second for a copy: no second signature, no refusal, and the document goes on."""
    store = FileKeyStore(tmp_path)
    row = store.make("sm", OFFICER.unit, "SM2-SM3", MONDAY.date())
    answering = Answering(KeySigner(store, lambda *_: (row,)), PARTITIONS, lambda *_: None)

    async def play() -> tuple[Province, list[Message]]:
        province = Province(lambda: reference().with_rows([row], 1))
        province.server.create_topic(DOCUMENTS, DOCUMENT_PARTITIONS)
        province.server.create_topic(SIGNING, PARTITIONS)
        working = asyncio.create_task(province.crew.run())
        province.send(DOCUMENT, BODIES[IssueDocument], HUB)
        await until(lambda: bool(province.said(DOCUMENT)))
        (asked,) = province.server.log(Partition(SIGNING, partition_of(DOCUMENT.encode(), PARTITIONS))).read(0, 9)[0]
        answers = [*answering.handle([asked]).effects, *answering.handle([asked]).effects]
        for answer in answers:
            province.put(answer)
        province.send(DOCUMENT, BODIES[SuspendDocument], XIFENG)
        await until(lambda: DocumentSuspended.ce_type in dict(province.said(DOCUMENT)))
        working.cancel()
        await province.crew.close(leave=True)
        return province, answers

    province, (first, second) = played(play)
    assert (dict(first.headers)["ce_id"], first.key) == (dict(second.headers)["ce_id"], second.key)
    assert first.value != second.value
    said = province.said(DOCUMENT)
    assert [kind for kind, _ in said] == [one.ce_type for one in (DocumentRequested, DocumentSigned, DocumentSuspended)]
    answer = orjson.loads(first.value or b"")
    assert (said[1][1]["personal"]["signatures"], said[1][1]["personal"]["token"]) == (
        answer["signatures"],
        answer["token"],
    )
