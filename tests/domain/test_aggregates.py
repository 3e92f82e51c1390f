"""The table of aggregates: who decides about what, and how states are kept."""

from __future__ import annotations

import orjson
import pytest

from hub.domain.aggregates import AGGREGATES, UnknownStateError, noun_of, noun_of_type, refused
from hub.domain.values import Command, Refusal
from schemas import facts
from schemas.commands import COMMANDS, FileBundle, NoteChild, ReachSubjectDeadline
from schemas.facts import FACTS
from tests.domain.world import (
    MONDAY,
    QINGZHEN,
    bundle_number,
    bundle_of,
    case_number,
    filing,
    person,
    play_at,
    reference,
)


def test_who_is_who() -> None:
    """The number alone tells what is meant, and every word names its aggregate."""
    subject = reference().subject_of(person())
    numbers = (case_number(), bundle_number(), subject, "?")
    assert [noun_of(number) for number in numbers] == ["case", "bundle", "subject", "case"]
    assert all(noun_of_type(word) in AGGREGATES for word in (*COMMANDS, *FACTS))
    assert noun_of_type("cn.tongban.clock.advanced.v1") is None
    assert noun_of_type("") is None


@pytest.mark.parametrize("change", [{"version": 2}, {"new_field": 1}])
def test_a_state_from_the_future(change: dict[str, int]) -> None:
    """A state of an unknown version is never guessed at: the lane is told and stops."""
    play = play_at("accepted")
    data = orjson.dumps(orjson.loads(play.aggregate.encode(play.state)) | change)
    with pytest.raises(UnknownStateError):
        play.aggregate.decode(data)


def test_a_refusal_of_what_could_not_be_read() -> None:
    """A command without a readable body is refused by a fact too, for a case or a bundle that need not exist."""
    refusal = Refusal("body_invalid", "/by", {"rule": "string_type"})
    unread = Command("a|b|c", QINGZHEN, case_number(), None)
    fact = refused(unread, refusal, MONDAY, "cn.tongban.case.claim.v1")
    assert isinstance(fact, facts.CaseRefused)
    assert (fact.command, fact.command_type, fact.code, fact.pointer) == (
        "a|b|c",
        "cn.tongban.case.claim.v1",
        "body_invalid",
        "/by",
    )
    whole = Command("a|b|c", QINGZHEN, bundle_number(), bundle_of(case_number()))
    told = refused(whole, Refusal("number_check"), MONDAY)
    assert isinstance(told, facts.BundleRefused)
    assert told.command_type == FileBundle.ce_type
    unknown = Command("a|b|c", QINGZHEN, reference().subject_of(person()), ReachSubjectDeadline(due=MONDAY))
    assert isinstance(refused(unknown, Refusal("type_internal"), MONDAY), facts.SubjectRefused)


def test_a_refused_child_is_not_told_twice() -> None:
    """A case of the bundle that is asked otherwise has answered already; a number taken elsewhere answers by no."""
    play, body = play_at("filed"), filing().model_copy(update={"bundle": bundle_number()})
    command = Command("a|b|c", QINGZHEN, play.subject, body, asked=True)
    fact = refused(command, Refusal("number_taken"), MONDAY)
    own = play.state.changed(bundle=bundle_number())
    assert play.aggregate.requests(fact, own, own) == ()
    for taken in (None, play.state):
        (answer,) = play.aggregate.requests(fact, taken, taken)
        assert answer.body == NoteChild(case=play.subject, outcome="refused", code="number_taken")


def test_a_stranger_cannot_answer_for_a_child() -> None:
    """A filing from an inbox that claims a bundle is refused, and that refusal is told to its sender alone."""
    play, body = play_at("absent"), filing().model_copy(update={"bundle": bundle_number()})
    command = Command("a|b|c", QINGZHEN, play.subject, body)
    result = play.when(QINGZHEN, body)
    assert result == Refusal("bundle_not_asked", "/bundle")
    assert play.aggregate.requests(refused(command, Refusal("bundle_not_asked"), MONDAY), None, None) == ()
