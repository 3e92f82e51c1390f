"""Dead letters: headers that say why, and never grow."""

from __future__ import annotations

import pytest

from schemas.dead_letters import MAX_TEXT_BYTES, PREFIX, Death, Obituary, Origin, read

ORIGIN = Origin("inbox.520181", 0, 17, 1_763_861_400_000)
OBITUARY = Obituary(ORIGIN.id, ORIGIN, "hub.intake", Death.ENVELOPE, "envelope_missing: set it", 1_763_861_401_000)
ORIGINAL = (("ce_id", b"x"), ("ce_id", b"y"), ("other", b"\xff"))


def test_what_is_written_is_read() -> None:
    assert read(OBITUARY.headers(ORIGINAL)) == OBITUARY


def test_the_original_headers_stay_as_they_came() -> None:
    """Doubled ones and undecodable ones as well: an operator must see what arrived."""
    assert OBITUARY.headers(ORIGINAL)[: len(ORIGINAL)] == ORIGINAL


def test_a_redrive_replaces_what_the_first_death_left() -> None:
    """However often a record dies, its headers have the same number; only the first failure stays."""
    first = OBITUARY.headers(ORIGINAL)
    later = OBITUARY._replace(failed_at=1_763_861_999_000, attempts=3, redrives=2, redriven_by="operator-7")
    again = later.headers(first)
    assert len(again) == len(first)
    assert read(again) == later
    assert dict(again)[PREFIX + "first_failed_at"] == b"1763861401000"


def test_the_reason_is_cut_at_a_kilobyte_between_characters() -> None:
    """Stack traces belong in the log; half a Chinese character belongs nowhere."""
    text = read(OBITUARY._replace(text="缺" * 1000).headers(())).text
    assert len(text.encode()) <= MAX_TEXT_BYTES
    assert set(text) == {"缺"}


def test_twins_of_one_record_have_one_id() -> None:
    assert ORIGIN.id == Origin("inbox.520181", 0, 17, 5).id == "inbox.520181/0/17"


def test_a_record_that_is_no_dead_letter_is_not_read_as_one() -> None:
    with pytest.raises(KeyError):
        read(ORIGINAL)


@pytest.mark.parametrize("death", Death)
def test_every_death_of_the_closed_list_is_read_back(death: Death) -> None:
    assert read(OBITUARY._replace(death=death).headers(())).death is death
