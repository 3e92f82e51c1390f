"""Plays about erasing what is personal in a document: when it may be done, and what the registry has afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.domain.document.state import LICENCE_STATE
from hub.domain.reference import Reference
from hub.domain.values import HUB, Notice, Refusal
from schemas import facts, notices
from schemas.commands import (
    AnswerDocumentReport,
    CorrectDocument,
    DeregisterDocument,
    EndReliance,
    EraseDocumentData,
    RelyOnDocument,
    ReportDocument,
    RescindDocument,
    SignDocument,
)
from schemas.parties import Undisclosed
from schemas.reference.policy import DEFAULT_POLICY
from tests.domain.documents import BODIES, body_of, document_at
from tests.domain.world import MONDAY, QINGZHEN, XIFENG, Play, identifier_of, only, reference

ERASE = BODIES[EraseDocumentData]


def told(play: Play, fact: facts.Fact) -> tuple[Notice, ...]:
    return play.aggregate.notices(fact, play.before, play.state)


@pytest.mark.parametrize("stage", ["rescinded", "deregistered", "expired", "transferred", "revoked"])
def test_a_document_that_is_over_forgets_whose_it_was(stage: str) -> None:
    """That it was issued, by whom and how it ended stays; the registry names nobody."""
    play = document_at(stage)
    said = play.state.current
    fact = only(play.when(HUB, ERASE), facts.DocumentDataErased)
    assert fact.basis == "删除申请2026-17"
    after = play.state
    assert after.current.personal.holder == Undisclosed(why="erased")
    assert after.current.model_copy(update={"personal": said.personal}) == said
    assert (after.stage, after.proof.signatures, after.proof.token) == (stage, (), None)
    (notice,) = told(play, fact)
    entry = notices.DocumentErased(
        at=fact.at, identifier=said.identifier, state=LICENCE_STATE[stage], since=after.since
    )
    assert notice == Notice("documents", said.identifier, entry)
    assert play.when(HUB, ERASE) == Refusal("erasure_done")


def test_every_version_is_forgotten() -> None:
    """The registry has a record of each: the earlier ones hold no more, and say which took their place."""
    play = document_at("valid")
    play.when(HUB, BODIES[CorrectDocument])
    play.when(HUB, body_of(play, SignDocument))
    play.when(XIFENG, BODIES[RescindDocument])
    fact = only(play.when(HUB, ERASE), facts.DocumentDataErased)
    first, second = told(play, fact)
    assert (first.endpoint, second.endpoint) == (identifier_of(), play.state.current.identifier)
    assert first.endpoint != second.endpoint
    earlier, last = first.body, second.body
    assert isinstance(earlier, notices.DocumentErased)
    assert isinstance(last, notices.DocumentErased)
    assert (earlier.state, earlier.replaced_by, earlier.since) == ("05", second.endpoint, None)
    assert (last.state, last.replaced_by) == ("03", None)


def test_one_that_was_never_signed_was_never_registered() -> None:
    play = document_at("cancelled")
    fact = only(play.when(HUB, ERASE), facts.DocumentDataErased)
    assert told(play, fact) == ()


def test_what_comes_after_names_nobody() -> None:
    """Deregistered once it was rescinded and erased: the registry hears the state, the origin too."""
    play = document_at("rescinded")
    play.when(HUB, ERASE)
    fact = only(play.when(XIFENG, BODIES[DeregisterDocument]), facts.DocumentDeregistered)
    registered, result = told(play, fact)
    assert registered.body == notices.DocumentErased(at=fact.at, identifier=identifier_of(), state="04", since=fact.at)
    assert isinstance(result.body, notices.ResultDocumentState)


def test_what_the_law_still_needs_is_kept() -> None:
    """One in force or waiting; one that an open case rests on; one of which a report waits for its answer."""
    needed = Refusal("erasure_document_needed")
    for stage in ("requested", "valid", "suspended", "other"):
        assert document_at(stage).when(HUB, ERASE) == needed
    play = document_at("valid")
    only(play.when(HUB, BODIES[RelyOnDocument]), facts.DocumentReliedOn)
    play.when(XIFENG, BODIES[RescindDocument])
    assert play.when(HUB, ERASE) == needed
    play.when(HUB, BODIES[EndReliance])
    play.when(QINGZHEN, BODIES[ReportDocument])
    assert play.when(HUB, ERASE) == needed
    play.when(XIFENG, BODIES[AnswerDocumentReport])
    only(play.when(HUB, ERASE), facts.DocumentDataErased)


def test_within_its_period_of_retention() -> None:
    """Counted from its end, since the document was needed as long as it held."""
    policy = DEFAULT_POLICY.model_copy(update={"retention_days": 30, "revision": 9, "valid_from": MONDAY.date()})
    play = document_at("rescinded")
    play.reference = Reference.from_rows((*reference().rows.values(), policy), 0, reference().subject_key)
    until = play.state.since + timedelta(days=30)
    assert play.when(HUB, ERASE) == Refusal("erasure_retained", params={"date": f"{until:%Y年%m月%d日}"})
    only(play.when(HUB, ERASE, until), facts.DocumentDataErased)


def test_only_the_holders_own() -> None:
    other = ERASE.model_copy(update={"subject": "S" + "0" * 32})
    assert document_at("rescinded").when(HUB, other) == Refusal("erasure_other", "/subject")
