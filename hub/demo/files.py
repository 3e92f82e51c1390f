"""What an offline verifier gets: a signed document, the public keys, and a status list, each as a file."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from hub.documents import publish
from hub.documents.keys import FileKeyStore
from hub.documents.status import Issue
from hub.domain.reference import Reference
from hub.lanes.kafka import KafkaBroker
from hub.reference.feed import ReferenceFeed
from hub.signatures.jws import decoded
from schemas.documents import Document
from schemas.reading import read
from schemas.reference import IssuerKey
from schemas.times import CHINA

if TYPE_CHECKING:
    from hub.lanes.kafka import KafkaAddress

NEXT: timedelta = timedelta(hours=1)


def write_files(folder: Path, signed: str, address: KafkaAddress, store: FileKeyStore) -> None:
    """Write them; keys come from the ``reference`` topic, and the issuer signs a list on which nothing stands."""
    reference, now = asyncio.run(_reference(address)), datetime.now(CHINA)
    rows = [row for row in reference.rows.values() if isinstance(row, IssuerKey)]
    document = read(Document, decoded(orjson.loads(signed)["payload"]))
    unit = document.issuer.unit
    key = reference.keys_of(unit, now.date())[0]
    token = publish({}, Issue(unit, int(now.timestamp()), now, now + NEXT), store, key.code)
    (folder / "licence.json").write_text(signed, encoding="utf-8")
    (folder / "keys.json").write_bytes(orjson.dumps([row.model_dump(mode="json") for row in rows]))
    (folder / "status.txt").write_text(token, encoding="utf-8")


async def _reference(address: KafkaAddress) -> Reference:
    reader = KafkaBroker(address).reader()
    await reader.start()
    try:
        return await ReferenceFeed(reader).catch_up()
    finally:
        await reader.close()
