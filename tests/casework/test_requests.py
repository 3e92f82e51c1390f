"""Aggregates talk only by commands that casework writes: derived ids, hops, an answer for no."""

from __future__ import annotations

import hashlib

import pytest

from hub.casework.decider import MOST_HOPS, CircularRequestError
from hub.domain.values import HUB
from hub.lanes.command import Command
from hub.lanes.values import Message
from schemas.commands import (
    FileApplication,
    NoteChild,
)
from schemas.envelope import ENDPOINT, HOPS
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, partition_of
from tests.casework.court import PARTITIONS, Court, body, facts, header
from tests.domain.world import (
    QINGZHEN,
    bundle_number,
    bundle_of,
    case_number,
    filing,
)

CASE = case_number()
BUNDLE = bundle_number()
CHILDREN = [case_number(seed) for seed in (11, 12, 13)]


def requests(written: list[Message]) -> list[Message]:
    return [message for message in written if message.topic == COMMANDS]


def test_a_bundle_files_its_cases_in_the_name_of_who_filed_it() -> None:
    """One command each, to the partition of the case, as its endpoint, one hop further."""
    asked = requests(Court().when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN)))
    assert [request.key for request in asked] == [child.encode() for child in CHILDREN]
    for request in asked:
        assert request.partition == partition_of(request.key or b"", PARTITIONS)
        assert (header(request, "ce_type"), header(request, ENDPOINT), header(request, HOPS)) == (
            FileApplication.ce_type,
            QINGZHEN,
            "1",
        )


def test_ids_of_requests_are_derived_from_cause_target_and_place() -> None:
    """design.md: hash(cause, target, ordinal). A second handling asks under the same ids, so it is a twin."""
    court = Court()
    command = court.command(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    for place, request in enumerate(requests(court.give(command))):
        derived = hashlib.sha256(f"{command.id}|{CHILDREN[place]}|{place}".encode()).hexdigest()[:32]
        assert header(request, "ce_id") == derived


def test_a_child_filed_by_request_tells_its_bundle() -> None:
    """The request's own bytes, read as its lane reads them."""
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    request = requests(court.written)[0]
    written = court.give(
        Command(
            f"{QINGZHEN}|/hub/casework|{header(request, 'ce_id')}",
            header(request, "ce_type"),
            header(request, "ce_subject"),
            header(request, ENDPOINT),
            to_milliseconds(court.now),
            request.value or b"",
            hops=int(header(request, HOPS)),
        )
    )
    (told,) = requests(written)
    assert header(told, "ce_type") == NoteChild.ce_type
    assert (header(told, "ce_subject"), header(told, HOPS), header(told, ENDPOINT)) == (BUNDLE, "2", HUB)
    assert body(told) == {"case": CHILDREN[0], "outcome": "filed"}


def test_a_refused_child_tells_its_bundle_as_well() -> None:
    """Every request has an answer for no."""
    court = Court()
    spoilt = filing(region="520300").model_copy(update={"bundle": BUNDLE})
    spoilt = spoilt.model_copy(update={"application": spoilt.application.model_copy(update={"item": "520799009000"})})
    (told,) = requests(court.give(court.command(QINGZHEN, CASE, spoilt, hops=1)))
    assert body(told)["outcome"] == "refused"


def test_a_command_may_have_come_over_sixteen_hops_and_no_more() -> None:
    """A longer way is a circle: a defect, which parks its aggregate."""
    court = Court()
    assert facts(court.give(court.command(QINGZHEN, CASE, filing(), hops=MOST_HOPS)))
    with pytest.raises(CircularRequestError):
        court.give(court.command(QINGZHEN, CASE, filing(), hops=MOST_HOPS + 1))
