"""The status list: published each hour and with each change of a state, in order, whoever is the leader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hub.client.registry import Registry
from hub.documents import Knowledge, read_status, sign, verify
from hub.documents.publishing import EVERY, GRACE, StatusPublisher
from hub.documents.signer import MissingKeyError
from hub.domain.reference import Reference
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.world import World
from hub.signatures.jws import STATUS_TYPE, read_protected
from schemas.reference import IssuerKey
from schemas.times import CHINA, to_milliseconds
from schemas.values import encode
from tests.client.queues import commit, connected, province
from tests.client.test_registry import Office
from tests.documents import offices
from tests.documents.offices import UNIT, identifier

NOON: Final = datetime(2026, 11, 26, 12, tzinfo=CHINA)


class Wall:
    """A clock turned by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return to_milliseconds(self.now)


class Province:
    """A twin with an office, the wall clock, and a publisher of its lists."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder)
        self.wall = Wall()
        self.broker: TwinBroker = connected(province())
        self.folder = folder

    def publisher(self) -> StatusPublisher:
        world = World(self.broker, self.wall, "1", lambda *_: None)
        return StatusPublisher(world, self.office.store, self.keys_of, UNIT, "test")

    def keys_of(self, unit: str, day: date) -> Sequence[IssuerKey]:
        """The public keys as reference data tells them."""
        return Reference.from_rows(self.office.keys).keys_of(unit, day)

    async def signed_by(self) -> str:
        """The name of the key that signed the newest list."""
        return read_protected(read_status(await self.newest()).signature.protected, STATUS_TYPE).key

    async def newest(self) -> str:
        async with Registry(self.folder / "registry") as registry:
            await registry.catch_up(self.broker)
            status = registry.status
        assert status is not None
        return status


@pytest.fixture
def here(tmp_path: Path) -> Province:
    return Province(tmp_path)


async def ticks(publisher: StatusPublisher, wall: Wall, minutes: Sequence[int]) -> list[int]:
    """The numbers published at these minutes after noon; 0 where nothing was due."""
    numbers = []
    for minute in minutes:
        wall.now = NOON + timedelta(minutes=minute)
        numbers.append(await publisher.tick())
    return numbers


async def test_once_an_hour(here: Province) -> None:
    """Nothing changed: the next list comes when the hour is over, and not before."""
    assert await ticks(here.publisher(), here.wall, [0, 1, 59, 60, 61, 120]) == [1, 0, 0, 2, 0, 3]


async def test_at_once_with_each_change(here: Province) -> None:
    """A document that is suspended is on the next list at once; resumed, it is off again."""
    publisher = here.publisher()
    await commit(here.broker, here.office.record(3))
    assert await ticks(publisher, here.wall, [0]) == [1]
    await commit(here.broker, here.office.record(4, state="02"))
    assert await ticks(publisher, here.wall, [1, 2]) == [2, 0]
    assert read_status(await here.newest()).state_of(identifier()) == "02"
    await commit(here.broker, here.office.record(5))
    assert await ticks(publisher, here.wall, [3]) == [3]
    assert read_status(await here.newest()).state_of(identifier()) == "01"


async def test_the_next_leader_goes_on(here: Province) -> None:
    """Another leader knows the last number and the exceptions from the topic alone."""
    await commit(here.broker, here.office.record(4, state="02"))
    assert await ticks(here.publisher(), here.wall, [0]) == [1]
    assert await ticks(here.publisher(), here.wall, [1, 60]) == [0, 2]
    assert read_status(await here.newest()).state_of(identifier()) == "02"


async def test_an_erased_document_stays_on_the_list(here: Province) -> None:
    """Also for a leader that only finds what compaction has left: the record that names nobody."""
    await commit(here.broker, here.office.erased(5))
    assert await ticks(here.publisher(), here.wall, [0]) == [1]
    assert read_status(await here.newest()).state_of(identifier()) == "04"


async def test_a_verifier_without_a_copy(here: Province) -> None:
    """With the list as a file the document is good, until the list is too old to tell."""
    await commit(here.broker, here.office.record(3))
    await ticks(here.publisher(), here.wall, [0])
    status = read_status(await here.newest())
    document = encode(sign(offices.document(), here.office.store, ["xf-1"]))
    assert verify(document, here.office.keys, Knowledge(NOON, status)).answer == "good"
    late = NOON + EVERY + GRACE + timedelta(seconds=1)
    assert verify(document, here.office.keys, Knowledge(late, status)).answer == "unknown"


async def test_the_key_that_signs_is_the_youngest_in_use(here: Province) -> None:
    """As for documents, and not the last by name: none that is compromised, unpublished or not in use yet."""
    store, keys = here.office.store, here.office.keys
    broken = store.make("xf-2", UNIT, "Ed25519", date(2026, 6, 1))
    keys.append(broken.model_copy(update={"compromised_since": NOON + timedelta(minutes=30), "revision": 2}))
    keys.append(store.make("xf-3", UNIT, "Ed25519", date(2026, 12, 1)))
    store.make("xf-4", UNIT, "Ed25519", date(2026, 1, 1))
    publisher = here.publisher()
    assert await ticks(publisher, here.wall, [0]) == [1]
    assert await here.signed_by() == "xf-2"
    assert await ticks(publisher, here.wall, [60]) == [2]
    assert await here.signed_by() == "xf-1"


async def test_no_list_without_a_key(here: Province) -> None:
    """Where the publishing unit has no key that is published and at hand, nothing is published, and it is named."""
    (known,) = here.office.keys
    here.office.keys[:] = []
    with pytest.raises(MissingKeyError, match=UNIT):
        await here.publisher().tick()
    here.office.keys[:] = [known.model_copy(update={"code": "elsewhere"})]
    with pytest.raises(MissingKeyError, match="elsewhere"):
        await here.publisher().tick()
    here.office.keys[:] = [known]
    assert await ticks(here.publisher(), here.wall, [0]) == [1]
