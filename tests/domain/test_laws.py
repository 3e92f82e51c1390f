"""Laws that hold whatever is sent, by whom, in which order, at what time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.aggregates import refused
from hub.domain.application.table import TABLE
from hub.domain.clocks import extend_clock, start_clock
from hub.domain.document import evolve as document_evolve
from hub.domain.reference import Reference
from hub.domain.subject import evolve as subject_evolve
from hub.domain.values import HUB, Refusal
from schemas import facts
from schemas.commands import AcceptCase, ClaimCase, NoteChild, PauseCase, ResumeCase
from schemas.commands import Command as Body
from schemas.facts import FACTS, DocumentRequested, SubjectRefused
from schemas.parties import Officer
from schemas.reading import read, read_command, read_fact, read_notice
from schemas.reference import Handling, Limit, LowerReview
from schemas.values import encode
from tests.domain.world import (
    BODIES,
    COMPANY,
    FOOD,
    MONDAY,
    POINTS,
    POWER,
    QINGZHEN,
    REIMBURSEMENT,
    RENEWAL,
    XIFENG,
    ZUNYI,
    Play,
    bundle_number,
    bundle_of,
    case_number,
    everything,
    filing,
    officer,
    reference,
    sender_of,
    with_item,
)

CALENDAR = reference().calendar_for(XIFENG, MONDAY.date())
EVERYTHING = "everything"
"""A company whose item lapses and needs a public notice."""
BELOW = "below"
"""A renewal that a lower organ reviews first."""
AGENTS_ACTS = (facts.CaseWithdrawn, facts.CorrectionSupplied, facts.CorrectedOnSpot, facts.CaseDelivered)
CASES = tuple(case_number(seed) for seed in (1, 2, 3))
# no sender: the right one; seconds pass, rarely days
senders = st.sampled_from(["", "", "", "", "", "", QINGZHEN, XIFENG, "520123", ZUNYI, HUB])
passing = st.one_of(st.integers(0, 1200), st.integers(0, 1200), st.integers(0, 3 * 24 * 3600))


@st.composite
def bodies(draw: st.DrawFn, item: str, stage: str) -> Body:
    """A command to a case of an item, two times of three one that is legal at its stage."""
    legal = [command for at, command in TABLE if at == stage]
    body = BODIES[draw(st.sampled_from([*legal, *legal, *BODIES]))]
    changes: dict[str, Any] = {
        "by": officer(draw(st.sampled_from(["XF0101", "XF0101", "XF0101", "XF0202", "0001"])), item),
        "second": officer(draw(st.sampled_from(["XF0101", "XF0202"])), item),
        "approved_by": officer(draw(st.sampled_from(["XF0101", "0001"])), item),
        "granted": draw(st.booleans()),
        "in_person": draw(st.sampled_from([None, True])),
        "planned_end": MONDAY.date() + timedelta(days=draw(st.integers(-1, 20))),
        "supply_by": draw(st.sampled_from([None, MONDAY.date() + timedelta(days=2)])),
        "way": draw(st.sampled_from(["window", "post"])),
        "minutes": draw(st.integers(1, 1440)),
        "days": draw(st.integers(1, 12)),
        "points": draw(st.sampled_from([POINTS, POINTS[:1], POINTS[1:]])),
        "region": draw(st.sampled_from([XIFENG, "520123"])),
    }
    known = type(body).model_fields
    return body.model_copy(update={name: value for name, value in changes.items() if name in known})


handling = st.sampled_from(["collected", "collected", "accepted_at_window", "decided_anywhere"])
answers = st.lists(
    st.tuples(
        st.sampled_from(CASES),
        st.sampled_from(["filed", "refused", "not_accepted", "approved", "denied", "withdrawn", "lapsed"]),
        st.integers(0, 200),
    ),
    max_size=12,
)


def check(play: Play, sender: str, body: Body, after: float) -> None:
    """Send one command, then hold every law against what came of it."""
    before, play.now = play.state, play.now + timedelta(seconds=after)
    command = play.command(sender, body)
    result = play.aggregate.decide(before, command, play.now, play.reference)
    again = play.aggregate.decide(before, command, play.now, play.reference)
    assert again == result, "the same command at the same state and time decides the same"
    said = (refused(command, result, play.now),) if isinstance(result, Refusal) else result
    for fact in said:
        assert fact.at == play.now
        hold(before, command.body, fact)
        data = encode(fact)
        assert encode(read_fact(fact.ce_type, data)) == data, "a fact read and written again is the same bytes"
        earlier, play.state = play.state, play.aggregate.evolve(play.state, fact)
        tell(play, fact, earlier)
    if isinstance(result, Refusal):
        assert play.state is before, "a refusal changes nothing"
    keep(play)


def hold(before: Any, body: Any, fact: Any) -> None:
    """The laws of people: who may not do what, whatever came before."""
    if isinstance(fact, facts.CaseDecided) and before.item.separate_persons:
        assert fact.by not in {before.handlers.acceptance, before.handlers.review}
    if isinstance(fact, facts.CaseExtended):
        assert fact.approved_by.staff == "0001", "only the head of the organ approves"
        assert fact.approved_by != fact.by
    if isinstance(fact, AGENTS_ACTS) and before.power is not None and not body.in_person:
        by_post = isinstance(fact, facts.CaseDelivered) and fact.way != "window"
        holds = before.power.ends_on is None or before.power.ends_on >= fact.at.date()
        assert by_post or holds, "nobody acts by a power that has ended"
    if isinstance(fact, facts.CaseLapsed):
        assert before.running("lapse"), "no filing lapses without its notice"


def tell(play: Play, fact: Any, earlier: Any) -> None:
    """Whatever is told or asked can be read by whoever gets it."""
    for notice in play.aggregate.notices(fact, earlier, play.state):
        assert read_notice(notice.body.ce_type, encode(notice.body)) == notice.body
    for request in play.aggregate.requests(fact, earlier, play.state):
        assert read_command(request.body.ce_type, encode(request.body)) == request.body


def keep(play: Play) -> None:
    """The state can be kept and read back, and what is due is said exactly once."""
    if play.state is None:
        return
    data = play.aggregate.encode(play.state)
    kept = play.aggregate.decode(data)
    assert kept == play.state
    assert play.aggregate.encode(kept) == data, "a state read and written again is the same bytes"


def run_out(play: Play) -> None:
    """Let the clock run until nothing is due any more: it must come to rest, and never say nothing when due."""
    for _ in range(40):
        due = play.state and play.aggregate.due(play.state)
        if not due:
            return
        play.now = max(play.now, due)
        assert play.deadline(play.now) != (), "what is due must say something, or it would be due for ever"
    raise AssertionError("the clock never comes to rest")


@cache
def at_stage(rows: Reference, item: str, stage: Any) -> Reference:
    """Give the rows with an item at a stage of 通办, entrusting every window."""
    known = rows.item(item, MONDAY.date())
    assert known
    entrusting = known.model_copy(update={"handling": Handling(stage=stage, entrusted_in=("520000",))})
    return rows.with_rows([entrusting], 0)


@cache
def below() -> Reference:
    """A renewal that the county reviews first, and the prefecture decides."""
    review = LowerReview(level="4", promised=Limit(amount=3))
    return with_item(RENEWAL, levels=("3",), lower_review=review)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from([COMPANY, FOOD, REIMBURSEMENT, RENEWAL, EVERYTHING, BELOW]))
def test_any_script_for_a_case(data: st.DataObject, item: str) -> None:
    """Whatever is sent to a case: evolve never fails, bytes are stable, refusals change nothing, clocks rest."""
    item, rows = {EVERYTHING: (COMPANY, everything()), BELOW: (RENEWAL, below())}.get(item, (item, reference()))
    play = Play(CASES[0], rows=at_stage(rows, item, data.draw(handling)))
    content = filing(item).application
    ends_on = MONDAY.date() + timedelta(days=data.draw(st.integers(0, 5)))
    power = POWER.model_copy(update={"ends_on": ends_on})
    personal = content.personal.model_copy(update={"power_of_attorney": power})
    limited = content.model_copy(update={"personal": personal})
    check(play, QINGZHEN, filing(item).model_copy(update={"application": limited}), 0)
    for _ in range(data.draw(st.integers(0, 20))):
        stage = play.state.stage
        body: Any = data.draw(bodies(item, stage))
        step = TABLE.get((stage, type(body)))
        sender = data.draw(senders) or sender_of(type(body))
        if step and step.party in {"competent", "holder", "acceptor"} and data.draw(st.integers(0, 9)):
            acting = play.state.accepting if step.party == "acceptor" else play.state.acting
            sender, by = acting.endpoint, Officer(unit=acting.unit, staff=body.by.staff)
            body = body.model_copy(update={"by": by})
            if step.party != "competent" and data.draw(st.booleans()):
                check(play, sender, ClaimCase(by=by), 0)
        check(play, sender, body, data.draw(passing))
        assert play.state.stage == stage or (step and play.state.stage in step.leads_to)
    run_out(play)


@settings(deadline=None, max_examples=60)
@given(answers)
def test_any_answers_to_a_bundle(script: Sequence[tuple[str, Any, int]]) -> None:
    """Whatever the cases answer, in any order: a bundle completes once, exactly when all have ended."""
    play = Play(bundle_number())
    check(play, QINGZHEN, bundle_of(*CASES), 0)
    for case, outcome, after in script:
        check(play, HUB, NoteChild(case=case, outcome=outcome), after)
        due = play.aggregate.due(play.state)
        if due and due <= play.now:
            assert play.deadline(play.now) != ()
    assert (play.state.stage == "completed") == all(child.has_ended for child in play.state.children)
    run_out(play)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 60))
def test_due_dates_are_monotone(first: int, second: int, days: int) -> None:
    """Who starts later is never due earlier, and yellow never comes after red."""
    one, other = sorted((first, second))
    limit = Limit(amount=days)
    clocks = [start_clock("promise", limit, MONDAY + timedelta(days=day), CALENDAR) for day in (one, other)]
    assert clocks[0].due <= clocks[1].due
    assert all(clock.yellow_at is None or clock.yellow_at <= clock.due for clock in clocks)


@given(st.integers(0, 400), st.integers(1, 30), st.integers(1, 30))
def test_an_extension_adds_up(start: int, days: int, more: int) -> None:
    """A limit extended by so many working days is due when the longer limit would have been."""
    calendar, moment = CALENDAR, MONDAY + timedelta(days=start)
    extended = extend_clock(start_clock("promise", Limit(amount=days), moment, calendar), more, calendar)
    assert extended.due == start_clock("promise", Limit(amount=days + more), moment, calendar).due


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
def test_pauses_of_a_case_add_up(spells: list[tuple[int, int]]) -> None:
    """However often a case is paused: due is the first due date and all working days that it stood still."""
    handler = officer("XF0101", FOOD)
    play, now, still = Play(CASES[0]), MONDAY, 0
    play.when(QINGZHEN, filing(FOOD))
    for body in (ClaimCase(by=handler), AcceptCase(by=handler)):
        play.when(XIFENG, body)
    first = play.state.running("promise").clock.due_day
    for before, during in spells:
        now += timedelta(days=before)
        ended = now + timedelta(days=during)
        play.when(XIFENG, ClaimCase(by=handler), now)
        pause = BODIES[PauseCase].model_copy(update={"by": handler, "planned_end": ended.date()})
        assert not isinstance(play.when(XIFENG, pause, now), Refusal)
        play.when(XIFENG, ClaimCase(by=handler), ended)
        assert not isinstance(play.when(XIFENG, ResumeCase(by=handler), ended), Refusal)
        still += CALENDAR.working_days_between(now.date(), ended.date())
        now = ended
    assert play.state.running("promise").clock.due_day == CALENDAR.add_working_days(first, still).day


def test_facts_are_never_forgotten() -> None:
    """Every fact of the words has an evolve: a fact that said decide must be foldable."""
    for ce_type, fact in FACTS.items():
        if ".subject." in ce_type:
            assert fact is SubjectRefused or fact in subject_evolve.CHANGES
        elif ".document." in ce_type:
            assert fact is DocumentRequested or fact in document_evolve.CHANGES
        elif not fact.__name__.endswith("Filed"):
            play = Play(CASES[0] if ".case." in ce_type else bundle_number())
            assert play.aggregate.evolve(None, fact.model_construct(at=MONDAY)) is None


def test_what_was_filed_is_kept_whole() -> None:
    """The state gives back the application as it was filed, byte for byte."""
    play = Play(CASES[0])
    play.when(QINGZHEN, filing())
    assert play.state.application.encode() == encode(filing().application)
    assert read(type(filing().application), play.state.application.encode()) == filing().application
