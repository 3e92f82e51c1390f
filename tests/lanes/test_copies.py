"""Readers know copies: what was seen is dropped, a fork is shown, and both are told."""

from __future__ import annotations

from hub.lanes.alerts import Alert
from hub.lanes.copies import Copies
from hub.lanes.values import Record
from schemas.envelope import DIGEST, NUMBER


class Reading:
    """A reader of one topic."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []
        self.copies = Copies(lambda alert, _: self.alerts.append(alert))

    def is_new(self, number: int, digest: str = "d", id_: str = "i", case: str = "case") -> bool:
        headers = {"ce_subject": case, "ce_id": id_, NUMBER: str(number), DIGEST: digest}
        return self.copies.is_new(
            Record(
                "work.520122", 0, 0, 0, b"case", b"", tuple((name, value.encode()) for name, value in headers.items())
            )
        )


def test_numbers_in_order_are_new() -> None:
    """With holes as well: not every fact is told to everybody."""
    reading = Reading()
    assert [reading.is_new(number) for number in (1, 2, 5, 6)] == [True] * 4
    assert reading.alerts == []


def test_the_same_number_with_the_same_digest_is_dropped() -> None:
    """A batch that came back to life; it is told, so that somebody looks at the broker."""
    reading = Reading()
    reading.is_new(1)
    assert reading.is_new(1) is False
    assert reading.alerts == [Alert.COPY]


def test_an_older_number_is_dropped() -> None:
    """A whole aborted batch comes back behind what followed it."""
    reading = Reading()
    for number in (1, 2, 3):
        reading.is_new(number, f"d{number}", f"i{number}")
    assert [reading.is_new(number, f"d{number}", f"i{number}") for number in (1, 2, 3)] == [False] * 3
    assert reading.alerts == [Alert.COPY] * 3


def test_another_digest_under_the_same_number_is_a_fork_and_shown() -> None:
    """The promise is broken: nothing is hidden then."""
    reading = Reading()
    reading.is_new(1, "d1")
    assert reading.is_new(1, "d2") is True
    assert reading.alerts == [Alert.FORK]


def test_several_notices_of_one_fact_are_all_new_once() -> None:
    """They share number and digest, and differ by id."""
    reading = Reading()
    assert [reading.is_new(3, id_=id_) for id_ in ("0", "1", "answer")] == [True] * 3
    assert [reading.is_new(3, id_=id_) for id_ in ("0", "1", "answer")] == [False] * 3


def test_cases_are_told_apart() -> None:
    reading = Reading()
    assert reading.is_new(1, case="a") is True
    assert reading.is_new(1, case="b") is True


def test_records_without_a_number_pass() -> None:
    """Intake's notices belong to no case."""
    reading = Reading()
    plain = Record("results.520181", 0, 0, 0, None, b"", (("ce_id", b"x"),))
    assert reading.copies.is_new(plain) is True
    assert reading.copies.is_new(plain) is True
    assert reading.alerts == []
