"""The life cycle of a document, exhaustively: every stage with every command, and what the table says of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from hub.domain.document.state import ENDED, STAGES
from hub.domain.document.steps import STEPS, TABLE
from hub.domain.values import HUB, Refusal
from schemas.codes import explain
from schemas.commands import (
    DOCUMENT_COMMANDS,
    AnswerDocumentReport,
    ClaimCase,
    Command,
    EraseDocumentData,
    ReachDocumentDeadline,
    RecomputeDocumentClocks,
    ReportDocument,
    SuspendDocument,
)
from schemas.facts import DOCUMENT_FACTS, DocumentRefused
from tests.domain.documents import AFTER, body_of, document_at, sender_of, with_a_day_off
from tests.domain.world import CLERK, OFFICER, QINGZHEN, XIFENG, ZUNYI, Play, case_number, identifier_of

BEFORE = {AnswerDocumentReport, ReachDocumentDeadline, RecomputeDocumentClocks}
"""What needs a report that waits, wherever there may be one."""
NEEDED = {"requested", "valid", "suspended", "other"}
"""Stages at which the law still needs whose it is; the table has the row so that the refusal says why."""
EVERY = list(product(STAGES, DOCUMENT_COMMANDS))


@pytest.mark.parametrize(("stage", "command"), EVERY, ids=lambda value: value if isinstance(value, str) else None)
def test_every_stage_with_every_command(stage: str, command: type[Command]) -> None:
    """A step in the table leads where the table says; every other is refused by a code, and nothing moves."""
    play = document_at(stage)
    assert (play.state.stage if play.state else "absent") == stage
    if command in BEFORE and (stage, ReportDocument) in TABLE:
        play.when(QINGZHEN, body_of(play, ReportDocument))
    before, now = play.state, play.now + timedelta(minutes=1)
    if command is ReachDocumentDeadline and before is not None:
        now = play.aggregate.due(before) or AFTER
    if command is RecomputeDocumentClocks:
        play.reference = with_a_day_off()
    result = play.when(sender_of(command), body_of(play, command), max(now, play.now))
    step = TABLE.get((stage, command))
    if command is EraseDocumentData and stage in NEEDED:
        assert result == Refusal("erasure_document_needed")
        assert play.state is before
    elif step is None:
        assert isinstance(result, Refusal)
        assert result.code == _illegal(stage)
        assert play.state is before
        assert "(未说明)" not in explain(result.code, result.params)
    else:
        assert not isinstance(result, Refusal)
        assert {type(fact) for fact in result} <= set(step.gives)
        assert bool(result) == bool(step.gives) or command.__name__ == "SignDocument"
        assert (play.state.stage if play.state else "absent") in step.leads_to


def _illegal(stage: str) -> str:
    if stage == "absent":
        return "document_unknown"
    return "document_ended" if stage in ENDED else "document_not_now"


@pytest.mark.parametrize(("stage", "command"), EVERY, ids=lambda value: value if isinstance(value, str) else None)
def test_only_the_issuer_changes_it(stage: str, command: type[Command]) -> None:
    """Another endpoint is refused at every stage, whatever it sends, and so is another unit at the same endpoint."""
    play = document_at(stage)
    before = play.state
    for sender in (QINGZHEN, ZUNYI):
        result = play.when(sender, body_of(play, command))
        if command is ReportDocument and stage != "absent":
            continue  # whoever finds something wrong: test_reporting
        assert isinstance(result, Refusal)
        if command.internal:
            assert result.code == "type_internal"
        else:
            assert result.code == ("document_unknown" if stage == "absent" else "document_not_issuer")
    if command is ReportDocument and stage != "absent":
        return
    if not command.internal and stage != "absent":
        body = body_of(play, command).model_copy(update={"by": CLERK})
        assert play.when(XIFENG, body) == Refusal("document_not_your_unit", "/by/unit")
    assert play.state is before


def test_every_row_has_its_law() -> None:
    """No step is without a law or source, and every stage, command and fact of a document is in the table."""
    assert all(step.law for step in STEPS)
    assert {step.stage for step in STEPS} == set(STAGES)
    assert {step.command for step in STEPS} == set(DOCUMENT_COMMANDS)
    assert {fact for step in STEPS for fact in step.gives} == set(DOCUMENT_FACTS) - {DocumentRefused}


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        (identifier_of()[:-1] + "*", "licence_form"),
        (identifier_of()[:-1] + ("A" if identifier_of()[-1] != "A" else "B"), "licence_check"),
        (identifier_of(seed=7), "document_unknown"),
        ("1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0", "document_version"),
    ],
)
def test_an_identifier_that_names_nothing(identifier: str, code: str) -> None:
    """A wrong identifier is told from one that nobody has issued, and a later version's from the first one's."""
    suspend = SuspendDocument(by=OFFICER, reason="停业整顿", legal_basis="行政处罚法第九条")
    result = Play(identifier).when(XIFENG, suspend)
    assert isinstance(result, Refusal)
    assert result.code == code
    if code == "document_version":
        assert ".001." in result.params["identifier"]


def test_a_document_hears_what_is_meant_for_it_only() -> None:
    """A case's command to an identifier is refused, and a document's to a case."""
    wanted = Refusal("subject_kind", params={"subject": identifier_of()})
    assert document_at("valid").when(XIFENG, ClaimCase(by=OFFICER)) == wanted
    case = Play(case_number())
    wrong = case.when(HUB, body_of(case, ReachDocumentDeadline))
    assert wrong == Refusal("subject_kind", params={"subject": case_number()})
