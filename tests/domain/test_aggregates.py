"""The table of aggregates: who decides about what, and how states are kept."""

from __future__ import annotations

import orjson
import pytest

from hub.domain.aggregates import AGGREGATES, UnknownStateError, noun_of, noun_of_type, refused
from hub.domain.values import Command, Refusal
from schemas import facts
from schemas.commands import COMMANDS, FileBundle
from schemas.facts import FACTS
from tests.domain.world import MONDAY, QINGZHEN, bundle_number, bundle_of, case_number, filing, play_at


def test_who_is_who() -> None:
    """The number alone tells a bundle from a case, and every word names its aggregate."""
    assert (noun_of(case_number()), noun_of(bundle_number()), noun_of("?")) == ("case", "bundle", "case")
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


def test_a_refused_child_is_not_told_twice() -> None:
    """Only a case that does not exist answers its bundle by a refusal: a filed one has answered already."""
    play = play_at("filed")
    body = filing().model_copy(update={"bundle": bundle_number()})
    fact = refused(Command("a|b|c", QINGZHEN, play.subject, body), Refusal("number_taken"), MONDAY)
    assert play.aggregate.requests(fact, play.state, play.state) == ()
    assert len(play.aggregate.requests(fact, None, None)) == 1
