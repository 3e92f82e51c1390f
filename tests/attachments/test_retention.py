"""What may go: uploads that no case names, attachments of cases that ended long ago. Never one that is referred to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from hub.attachments.audit import Fault, audit
from hub.attachments.errors import Missing, Refused
from hub.attachments.names import MANIFEST, folder_of, quarantine_of, removal_of
from hub.attachments.places import Entry, Place, folder_place, memory_place
from hub.attachments.references import ENDINGS, References, gathered
from hub.attachments.retention import Removable, Swept, Terms, listed, removal_of_retention, sweep
from hub.attachments.storing import Attachments, Stored
from hub.domain.application.state import CLOSED
from hub.domain.application.table import STEPS
from schemas import facts
from schemas.times import in_china
from tests.attachments import files
from tests.attachments.facts import BUNDLE, OTHER, ended, erased, fact, filed, payload, taken
from tests.attachments.test_scanning import INFECTED

TERMS = Terms(timedelta(days=30), timedelta(days=3650))
NOW = in_china(datetime.now().astimezone())
"""A store tells its own times, so these tests look back from the future."""
SOON, AFTER_A_MONTH, AFTER_TEN_YEARS = (NOW + timedelta(days=days) for days in (29, 31, 3700))


@pytest.fixture
def references() -> Iterator[References]:
    with gathered() as made:
        yield made


@pytest.fixture
def put(store: Attachments, tmp_path: Path) -> Stored:
    return store.put(files.saved(tmp_path, "a.pdf", files.pdf()))


def swept(store: Attachments, references: References, now: datetime, *, remove: bool = True) -> Swept:
    return sweep(store, references, TERMS, now, remove=remove)


def test_a_dry_run_removes_nothing_and_counts(store: Attachments, references: References, put: Stored) -> None:
    told: list[Removable] = []
    found = sweep(store, references, TERMS, AFTER_A_MONTH, remove=False, told=told.append)
    assert (found.stored, found.referred, found.counts) == (1, 0, {"orphan": 1})
    assert found.bytes == found.stored_bytes > put.size
    assert [(one.found.digest, one.why) for one in told] == [(put.digest, "orphan")]
    assert store.check(put.digest).size == put.size


def test_an_upload_that_no_case_names_goes_after_its_days(
    store: Attachments, references: References, put: Stored
) -> None:
    """All of it: nothing is left under its name, and put again it is there again."""
    assert swept(store, references, SOON).counts == {}
    assert swept(store, references, AFTER_A_MONTH).counts == {"orphan": 1}
    with pytest.raises(Missing):
        store.describe(put.digest)
    assert list(store.place.listed("")) == []


def test_an_upload_that_was_never_finished_goes_as_well(
    store: Attachments, references: References, put: Stored
) -> None:
    store.place.delete(f"{folder_of(put.digest)}/{MANIFEST}")
    assert swept(store, references, SOON).counts == {}
    assert swept(store, references, AFTER_A_MONTH).counts == {"unfinished": 1}
    assert list(store.place.listed("")) == []


def test_what_a_killed_write_left_goes_with_it(references: References, tmp_path: Path) -> None:
    """A folder's writes begin under a name of their own, which its listing does not show."""
    store = Attachments(folder_place(tmp_path / "store"))
    put = store.put(files.saved(tmp_path, "a.pdf", files.pdf()))
    folder = tmp_path / "store" / folder_of(put.digest)
    files.saved(folder, "part-00001#1", b"half")
    assert sweep(store, references, TERMS, AFTER_A_MONTH, remove=True).counts == {"orphan": 1}
    assert not folder.exists()


def test_what_an_open_case_refers_to_stays_for_ever(store: Attachments, references: References, put: Stored) -> None:
    taken(references, [filed(put, at=NOW)])
    assert swept(store, references, AFTER_TEN_YEARS).counts == {}
    assert store.check(put.digest).size == put.size


def test_what_one_of_two_cases_refers_to_stays(store: Attachments, references: References, put: Stored) -> None:
    taken(references, [filed(put, at=NOW), ended(at=NOW), filed(put, case=OTHER, at=NOW)])
    assert swept(store, references, AFTER_TEN_YEARS).counts == {}


def test_what_a_signed_document_shows_stays(store: Attachments, references: References, put: Stored) -> None:
    taken(references, [payload(put)])
    assert swept(store, references, AFTER_TEN_YEARS).counts == {}


def test_what_an_ended_case_refers_to_goes_after_its_retention_and_leaves_a_note(
    store: Attachments, references: References, put: Stored
) -> None:
    taken(references, [filed(put, at=NOW), ended(at=NOW)])
    assert swept(store, references, NOW + timedelta(days=3649)).counts == {}
    assert swept(store, references, AFTER_TEN_YEARS).counts == {"expired": 1}
    with pytest.raises(Missing):
        store.describe(put.digest)
    note = removal_of_retention(store.place, put.digest)
    assert note is not None
    assert (note.digest, note.at) == (put.digest, AFTER_TEN_YEARS)


def test_a_word_after_its_end_keeps_it_longer(store: Attachments, references: References, put: Stored) -> None:
    """A lamp explained, a decision corrected: its retention begins anew."""
    later = NOW + timedelta(days=1000)
    taken(
        references, [filed(put, at=NOW), ended(at=NOW), fact("cn.tongban.case.lamp-explained.v1", at=later, number=10)]
    )
    assert swept(store, references, AFTER_TEN_YEARS).counts == {}


def test_without_a_retention_nothing_that_is_referred_to_goes(
    store: Attachments, references: References, put: Stored
) -> None:
    taken(references, [filed(put, at=NOW), ended(at=NOW)])
    assert sweep(store, references, Terms(TERMS.orphans, None), AFTER_TEN_YEARS, remove=True).counts == {}


def test_what_only_erased_cases_name_goes_whatever_its_retention(
    store: Attachments, references: References, put: Stored
) -> None:
    """Also where nothing else is ever removed; an audit counts it as erased, never as missing."""
    taken(references, [filed(put, at=NOW), ended(at=NOW)])
    for_ever = Terms(TERMS.orphans, None)
    assert sweep(store, references, for_ever, AFTER_A_MONTH, remove=True).counts == {}
    taken(references, [erased(at=NOW)])
    assert sweep(store, references, for_ever, SOON, remove=True).counts == {}, "it was just handed in"
    assert sweep(store, references, for_ever, AFTER_A_MONTH, remove=True).counts == {"erased": 1}
    with pytest.raises(Missing):
        store.describe(put.digest)
    note = removal_of_retention(store.place, put.digest)
    assert note is not None
    assert note.ended_before is None
    report = audit(store, references, None)
    assert (report.count, report.erased, report.removed) == (0, 1, 0)


def test_what_somebody_elses_case_names_as_well_stays(store: Attachments, references: References, put: Stored) -> None:
    """A bundle names everybody's files: its cases decide."""
    bundle = filed(put, case=BUNDLE, at=NOW)
    taken(references, [bundle, filed(put, at=NOW), filed(put, case=OTHER, at=NOW)])
    taken(references, [erased(at=NOW), erased(case=BUNDLE, at=NOW)])
    assert swept(store, references, AFTER_A_MONTH).counts == {}
    taken(references, [erased(case=OTHER, at=NOW)])
    assert swept(store, references, AFTER_A_MONTH).counts == {"erased": 1}


def test_a_note_without_an_erasure_in_the_facts_hides_nothing(
    store: Attachments, references: References, put: Stored
) -> None:
    """Somebody writes the note of an erasure and removes the file: the facts know of none."""
    taken(references, [filed(put, at=NOW), ended(at=NOW)])
    note = f'{{"digest":"{put.digest}","size":1,"at":"2026-11-25T00:00:00+08:00"}}'
    store.place.put(removal_of(put.digest), note.encode())
    store.place.clear(folder_of(put.digest))
    assert [one.fault for one in audit(store, references, None).findings] == [Fault.REMOVED_EARLY]


def test_what_is_handed_in_again_while_it_is_swept_stays(
    store: Attachments, references: References, put: Stored, tmp_path: Path
) -> None:
    """Between the listing and the removal somebody puts it: it is looked at once more."""
    old = Place(store.place.name, store.place.store, store.place.folder)
    found = list(listed(old))

    def handed_in_again(_: Removable) -> None:
        store.put(tmp_path / "a.pdf")

    assert [one.digest for one in found] == [put.digest]
    # a store's times are whole seconds at S3, so the moment before is set back instead of waiting
    sweep(Attachments(_Older(old)), references, TERMS, AFTER_A_MONTH, remove=True, told=handed_in_again)
    assert store.check(put.digest).size == put.size


class _Older(Place):
    """The same place, whose first listing tells times of an hour before."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.name, place.store, place.folder)
        object.__setattr__(self, "again", False)

    def listed(self, under: str) -> Iterator[Entry]:
        for entry in super().listed(under):
            yield entry if self.again else entry._replace(modified=entry.modified - timedelta(hours=1))  # type: ignore[attr-defined]
        object.__setattr__(self, "again", True)


def test_the_bytes_in_quarantine_go_and_the_account_stays(references: References, place: Place, tmp_path: Path) -> None:
    store = Attachments(place, scanner=INFECTED)
    file = files.saved(tmp_path, "a.pdf", files.pdf())
    with pytest.raises(Refused):
        store.put(file)
    digest = store.look(file).digest
    assert swept(store, references, SOON).counts == {}
    assert swept(store, references, AFTER_A_MONTH).counts == {"quarantined": 1}
    assert [entry.path for entry in place.listed("quarantine")] == [f"{quarantine_of(digest)}/verdict.json"]
    assert swept(store, references, AFTER_A_MONTH).counts == {}
    with pytest.raises(Refused):
        Attachments(place).put(file)


def test_endings_are_those_of_the_life_cycle() -> None:
    """What leads to a closed stage of a case says one of them, and nothing leads back."""
    for step in STEPS:
        if step.stage in CLOSED:
            assert set(step.leads_to) <= set(CLOSED), step
        elif set(step.leads_to) & set(CLOSED):
            assert {kind.ce_type for kind in step.gives} & ENDINGS, step
    assert {facts.BundleCompleted.ce_type} < ENDINGS


@pytest.mark.parametrize("seed", range(20))
def test_never_one_that_is_kept(references: References, seed: int, tmp_path: Path) -> None:
    """Any uploads, cases and days: what is gone was named by nobody, or by ended cases only, and no audit misses it."""
    draw = Random(seed)
    store, cases = Attachments(memory_place()), [f"C{number}" for number in range(4)]
    stored = [store.put(files.saved(tmp_path, f"{n}.pdf", files.pdf(padding=n + 1))) for n in range(6)]
    naming = {case: draw.sample(stored, draw.randrange(4)) for case in cases}
    over = {case: NOW + timedelta(days=draw.randrange(3000)) for case in cases if draw.random() < 0.6}
    taken(references, [filed(*some, case=case, at=NOW) for case, some in naming.items()])
    taken(references, [ended(case=case, at=at) for case, at in over.items()])
    now = NOW + timedelta(days=draw.choice([1, 40, 3660, 5000, 6700]))
    swept(store, references, now)
    left = {one.digest for one in listed(store.place)}
    for one in stored:
        holders = [case for case, some in naming.items() if one in some]
        kept = any(case not in over or over[case] >= now - TERMS.retention for case in holders)  # type: ignore[operator]
        fresh = now <= NOW + TERMS.orphans
        assert (one.digest in left) == (kept or fresh), (one, holders)
    assert audit(store, references, None if TERMS.retention is None else 10**15).findings == []
