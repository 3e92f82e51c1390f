"""What the facts name is in the store, whole and as they say; what is not is named: case, fact, digest.

On stores of every kind, since what an audit lists and reads is theirs to answer.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.attachments.audit import Fault, audit
from hub.attachments.names import folder_of, removal_of
from hub.attachments.references import References, gathered
from hub.attachments.retention import Terms, sweep
from hub.attachments.storing import Attachments, Stored
from hub.lanes.values import Record
from schemas.times import to_milliseconds
from tests.attachments import files
from tests.attachments.facts import CASE, OTHER, ended, fact, filed, payload, taken
from tests.domain.world import MONDAY

LATER = MONDAY + timedelta(days=4000)
TEN_YEARS = timedelta(days=3650)


@pytest.fixture
def references() -> Iterator[References]:
    with gathered() as made:
        yield made


@pytest.fixture
def charter(store: Attachments, tmp_path: Path) -> Stored:
    return store.put(files.saved(tmp_path, "章程.pdf", files.pdf()))


@pytest.fixture
def photograph(store: Attachments, tmp_path: Path) -> Stored:
    return store.put(files.saved(tmp_path, "照片.png", files.png()))


def found(store: Attachments, references: References) -> list[tuple[Fault, str, int, str]]:
    report = audit(store, references, to_milliseconds(LATER - TEN_YEARS))
    assert report.count == len(report.findings)
    return [(one.fault, one.named.subject, one.named.number, one.named.digest) for one in report.findings]


def test_what_is_named_and_there_is_whole(
    store: Attachments, references: References, charter: Stored, photograph: Stored
) -> None:
    """Each is read once, however many cases name it; a digest without a media type was never handed to the store."""
    paper = fact(data={"materials": [{"code": "M03", "digest": "sha256:" + "e" * 64, "size": 5}]}, number=2)
    taken(references, [filed(charter, photograph), filed(charter, case=OTHER), paper])
    report = audit(store, references, None)
    assert (report.attachments, report.bytes, report.findings) == (2, charter.size + photograph.size, [])


def test_a_missing_one_is_named_for_every_case(store: Attachments, references: References, charter: Stored) -> None:
    taken(references, [filed(charter), filed(charter, case=OTHER)])
    for entry in list(store.place.listed(folder_of(charter.digest))):
        store.place.delete(entry.path)
    assert found(store, references) == [
        (Fault.MISSING, CASE, 1, charter.digest),
        (Fault.MISSING, OTHER, 1, charter.digest),
    ]


def test_an_altered_one_is_named(store: Attachments, references: References, charter: Stored) -> None:
    taken(references, [filed(charter)])
    altered(store, charter)
    assert found(store, references) == [(Fault.ALTERED, CASE, 1, charter.digest)]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"size": 7}, Fault.SIZE),
        ({"media_type": "image/png"}, Fault.KIND),
        ({"digest": "sm3:" + "a" * 64}, Fault.DIGEST),
    ],
)
def test_a_fact_that_says_something_else_is_named(
    store: Attachments, references: References, charter: Stored, changes: dict[str, Any], fault: Fault
) -> None:
    taken(references, [filed(charter, **changes)])
    assert [one[:3] for one in found(store, references)] == [(fault, CASE, 1)]


def test_what_retention_removed_is_no_finding(store: Attachments, references: References, charter: Stored) -> None:
    taken(references, [filed(charter), ended()])
    swept = sweep(store, references, Terms(timedelta(days=30), TEN_YEARS), LATER, remove=True)
    assert swept.counts == {"expired": 1}
    report = audit(store, references, to_milliseconds(LATER - TEN_YEARS))
    assert (report.removed, report.findings) == (1, [])


@pytest.mark.parametrize("end", [[], [ended(at=LATER - timedelta(days=100))]], ids=["open", "ended lately"])
def test_a_forged_note_of_a_removal_hides_nothing(
    store: Attachments, references: References, charter: Stored, end: list[Callable[[], None]]
) -> None:
    """Whoever deletes and writes a note beside it is found by the facts: the case was still to be kept."""
    taken(references, [filed(charter), *end])  # type: ignore[list-item]
    for entry in list(store.place.listed(folder_of(charter.digest))):
        store.place.delete(entry.path)
    note = f'{{"digest":"{charter.digest}","size":1,"at":"2026-11-25T00:00:00+08:00","ended_before":99999999999999}}'
    store.place.put(removal_of(charter.digest), note.encode())
    assert found(store, references) == [(Fault.REMOVED_EARLY, CASE, 1, charter.digest)]


def test_a_digest_within_a_signed_document_is_referred_to(references: References, charter: Stored) -> None:
    taken(references, [payload(charter)])
    assert references.is_referred(charter.digest)
    assert list(references.named()) == []


def rendered(stored: Stored, **changes: Any) -> dict[str, Any]:
    """A document that names a file which shows it."""
    rendering = {"digest": stored.digest, "media_type": stored.media_type, "size": stored.size}
    return {"document": {"renderings": [rendering | changes]}}


def signed(said: dict[str, Any]) -> Record:
    """The same where only its signed bytes stand in the fact."""
    encoded = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return fact("cn.tongban.case.document-signed.v1", {"payload": encoded}, number=5)


def altered(store: Attachments, stored: Stored) -> None:
    (part,) = [entry for entry in store.place.listed(folder_of(stored.digest)) if "/part-" in entry.path]
    store.place.put(part.path, b"".join(store.place.read(part.path)).replace(b"595", b"596"))


def removed(store: Attachments, stored: Stored) -> None:
    for entry in list(store.place.listed(folder_of(stored.digest))):
        store.place.delete(entry.path)


@pytest.mark.parametrize("record", [lambda said: fact(data=said, number=5), signed], ids=["open", "signed"])
def test_a_rendering_is_read_like_a_material(
    store: Attachments, references: References, charter: Stored, record: Callable[[dict[str, Any]], Record]
) -> None:
    """A document's file that is there is read; another size is named, and so is one that is gone."""
    taken(references, [record(rendered(charter))])
    report = audit(store, references, None)
    assert (report.attachments, report.bytes, report.findings) == (1, charter.size, [])
    taken(references, [record(rendered(charter, size=7))])
    assert found(store, references) == [(Fault.SIZE, CASE, 5, charter.digest)]
    removed(store, charter)
    assert found(store, references) == [(Fault.MISSING, CASE, 5, charter.digest)]


def test_what_lies_under_a_bare_digest_is_read_too(store: Attachments, references: References, charter: Stored) -> None:
    """Evidence that was put is read, and named where it was altered; what nobody put is no finding."""
    nobodys = "sha256:" + "e" * 64
    taken(references, [fact(data={"evidence": charter.digest, "commitment": nobodys}, number=3)])
    report = audit(store, references, None)
    assert (report.attachments, report.bytes, report.findings) == (1, charter.size, [])
    altered(store, charter)
    assert found(store, references) == [(Fault.ALTERED, CASE, 3, charter.digest)]
