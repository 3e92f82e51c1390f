"""The subject: how it is known, and what it answers."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

from hub.domain.identifiers import (
    check_subject_number,
    is_subject_number,
    make_resident_id,
    make_subject_number,
)
from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas.commands import ClaimCase, ReachSubjectDeadline
from tests.domain.world import MONDAY, OFFICER, QINGZHEN, Play, case_number, company, filing, person, reference


def test_a_subject_is_known_by_the_hash_of_its_document_under_the_key() -> None:
    """RFC 2104 over kind and number: another kind, number or key is another subject, and the number names nobody."""
    key, number = b"k" * 32, make_resident_id("520122", date(1990, 2, 28), 0)
    subject = make_subject_number(key, "resident_id", number)
    digest = hmac.new(key, f"resident_id|{number}".encode(), hashlib.sha256).hexdigest()
    assert subject == "S" + digest.upper()[:32]
    others = {
        make_subject_number(b"K" * 32, "resident_id", number),
        make_subject_number(key, "passport", number),
        make_subject_number(key, "resident_id", number[:-1]),
    }
    assert subject not in others
    assert len(others) == 3


def test_a_subjects_number_is_told_from_all_others() -> None:
    """By its first letter, which no region code has; its form is checked where it is used."""
    subject = reference().subject_of(company())
    assert (check_subject_number(subject), is_subject_number(subject)) == (None, True)
    assert not is_subject_number(case_number())
    assert check_subject_number(subject.lower()) is not None
    assert check_subject_number(subject + "0") is not None


def test_a_case_knows_its_applicants_subject() -> None:
    """Whatever the person calls itself, wherever it files: one document, one subject; under another key another."""
    first, other = Play(case_number(1)), Play(case_number(2))
    first.when(QINGZHEN, filing())
    renamed = filing().application.personal.model_copy(update={"applicant": person("王小明明")})
    other.when(QINGZHEN, filing(personal=renamed))
    assert first.state.subject == other.state.subject == reference().subject_of(person())
    elsewhere = Play(case_number(1), rows=Reference.from_rows(reference().rows.values(), subject_key=b"another"))
    elsewhere.when(QINGZHEN, filing())
    assert elsewhere.state.subject != first.state.subject


def test_the_key_stays_with_later_rows_and_out_of_sight() -> None:
    """Rows that come later don't lose the key, and nothing that prints reference data prints it."""
    known = Reference.from_rows((), subject_key=b"not-to-be-seen").with_rows((), 0)
    assert known.subject_key == b"not-to-be-seen"
    assert "not-to-be-seen" not in repr(known)


def test_a_subject_hears_what_is_meant_for_it_only() -> None:
    """A case's command to a subject's number is refused, and its own clock takes orders from the hub alone."""
    subject = Play(reference().subject_of(person()))
    assert subject.when(QINGZHEN, ClaimCase(by=OFFICER)) == Refusal("subject_kind", params={"subject": subject.subject})
    deadline = ReachSubjectDeadline(due=MONDAY)
    assert subject.when(QINGZHEN, deadline) == Refusal("type_internal", params={"type": deadline.ce_type})
    assert subject.deadline(MONDAY) == ()
