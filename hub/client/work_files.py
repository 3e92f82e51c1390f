"""The files of a case, as its queue names them: for the back-office that handles it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from hub.client.connection import Kafka
from hub.client.following import check_number_of, filed_since
from hub.client.history import first_since, past, reader_of
from hub.lanes.values import Partition
from schemas.application import Material
from schemas.topics import WORK


async def files_of(number: str, endpoint: str, kafka: Kafka) -> list[Material]:
    """Give the materials of a case whose files lie in the store, as they stand now. Raises ClientError."""
    check_number_of(number, endpoint)
    queue, known = Partition(WORK + endpoint, 0), dict[str, Material]()
    async with reader_of(kafka, queue.topic) as reader:
        offset = await first_since(reader, queue, filed_since(number))
        async for notice in past(reader, queue, offset):
            if notice.number == number:
                known = _heard(known, notice.data)
    return [material for material in known.values() if material.media_type is not None]


def _heard(known: dict[str, Material], data: dict[str, Any]) -> dict[str, Material]:
    """A whole application replaces what was known; materials that came later stand beside it."""
    application = data.get("application")
    if isinstance(application, dict):
        return _read(application.get("materials"))
    return known | _read(data.get("materials"))


def _read(materials: Any) -> dict[str, Material]:
    found = {}
    for one in materials if isinstance(materials, list) else []:
        try:
            material = Material.model_validate(one)
        except ValidationError:
            # a list of codes, or a later release's word
            continue
        found[material.code] = material
    return found
