"""Sealing: once an hour, by one leader, with a key that only its owner can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.integrity.keys import SealKeyError, kept_public, public_text, sealing_key, trusted
from hub.integrity.sealing import HOUR_MS, PLACE, Known, last_seals, read_seal
from hub.lanes.ports import Fenced
from hub.lanes.twin.broker import calm
from schemas.times import from_milliseconds
from tests.casework.court import PARTITIONS
from tests.integrity.sealed_log import SealedLog, as_message, played


def seals(log: SealedLog) -> list[Known]:
    """What is on the topic."""
    return [known for record in log.records(PLACE) if record and (known := read_seal(record))]


def test_an_hour_is_sealed_once(tmp_path: Path) -> None:
    """Whoever asks again within the hour, the same leader or the next, writes nothing."""
    log = SealedLog(tmp_path, ("sha256",))
    sealer = log.sealer()
    assert (played(sealer.seal()), played(log.sealer().seal())) == (0, 0)
    assert [known.seal.partition for known in seals(log)] == [*range(PARTITIONS)]
    log.now += HOUR_MS
    assert (played(sealer.seal()), played(sealer.seal())) == (PARTITIONS, 0)


def test_a_seal_says_how_far_it_reaches_and_covers_the_one_before(tmp_path: Path) -> None:
    """Numbers, offsets and digests follow each other without a gap."""
    log = SealedLog(tmp_path)
    of_first = [known for known in seals(log) if known.seal.partition == 0]
    assert [known.seal.number for known in of_first] == [1, 2, 3]
    assert [known.seal.before for known in of_first] == ["", of_first[0].digest, of_first[1].digest]
    assert [known.seal.start for known in of_first] == [0, of_first[0].seal.end, of_first[1].seal.end]
    assert of_first[2].seal.hour == from_milliseconds(log.now // HOUR_MS * HOUR_MS)


def test_two_leaders_write_one_seal(tmp_path: Path) -> None:
    """The transactional id is the fence: the earlier leader's commit is refused."""
    log = SealedLog(tmp_path, ("sha256",))
    log.now += HOUR_MS

    async def play() -> None:
        first, second = calm(log.server).writer("test-seals"), log.sealer()
        await first.open()
        assert await second.seal() == PARTITIONS
        with pytest.raises(Fenced):
            await first.commit([as_message(record) for record in log.records(PLACE) if record])

    played(play())
    assert len(seals(log)) == 2 * PARTITIONS
    assert log.verify().count == 0


def test_the_last_seals_are_found_from_the_end(tmp_path: Path) -> None:
    """Also where the last records of the topic are all of one partition."""
    log = SealedLog(tmp_path)
    record = log.records(PLACE)[-2]
    assert record is not None
    for _ in range(30):
        log.server.append(PLACE, [as_message(record)], log.now)

    async def play() -> dict[int, Known]:
        return await last_seals(calm(log.server).reader(), PARTITIONS)

    assert {number: known.seal.number for number, known in played(play()).items()} == dict.fromkeys(
        range(PARTITIONS), 3
    )


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """Mode 0600, the public one beside it for whoever verifies."""
    path = tmp_path / "keys" / "seals.pem"
    key = sealing_key(path)
    assert sealing_key(path).id == key.id
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert kept_public(path.parent) == [public_text(key.public)]
    assert list(trusted(kept_public(path.parent))) == [key.id]
    assert key.id in repr(key)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """It proves nothing any more."""
    path = tmp_path / "seals.pem"
    sealing_key(path)
    path.chmod(0o644)
    with pytest.raises(SealKeyError):
        sealing_key(path)


@pytest.mark.parametrize("text", ["", "not base64 at all", "YWJj"])
def test_a_public_key_that_is_none_is_refused(text: str) -> None:
    """In words, not by a traceback."""
    with pytest.raises(SealKeyError):
        trusted([text])
