"""What is exact about handling, apart from the domain: dedup, the clock, parking, poison."""

from __future__ import annotations

import contextlib

import orjson

from hub.lanes.alerts import Alert
from hub.lanes.memory import MOST_REFUSED
from hub.lanes.memory import read as read_memory
from hub.lanes.poison import LEAST_DEATHS
from hub.lanes.states import POSITION
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Record
from schemas.control import REDRIVE, RESUME_FLOW, SKIP
from schemas.dead_letters import Death, read
from schemas.envelope import Envelope
from schemas.topics import DEAD_LETTERS, RESULTS
from tests.lanes.toy import COUNT, Bench, Toy

RESULT = f"{RESULTS}520181"


def test_the_position_is_the_last_record_of_each_batch() -> None:
    """Effects and position are one write, and whoever restores finds the position behind its effects."""
    bench = Bench()
    written = bench.handle(bench.command("one"), bench.command("two"))
    assert written[-1].key == POSITION
    assert orjson.loads(written[-1].value or b"")[0] == 2


def test_a_twin_is_answered_again_and_nothing_else_happens() -> None:
    """Same id, same body: the first answer, no fact."""
    bench = Bench()
    bench.handle(bench.command("one", id="x"))
    again = bench.handle(bench.command("one", id="x"))
    assert bench.topics(again) == [RESULT]
    assert bench.facts() == ["one"]


def test_a_twin_within_the_same_batch_is_known_too() -> None:
    """Intake may pass a record on twice in a row."""
    bench = Bench()
    bench.handle(bench.command("one", id="x"), bench.command("one", id="x"))
    assert bench.facts() == ["one"]


def test_the_memory_survives_a_restart() -> None:
    """What was handled is in the state, not in the process."""
    store = MemoryStore()
    first = Bench(store)
    first.handle(first.command("one", id="x"))
    second = Bench(store, process="second")
    second.handle(second.command("one", id="x"))
    assert second.facts() == []


def test_the_same_id_with_another_body_is_a_conflict_and_both_are_kept() -> None:
    """The second body is refused as a fact of its own, and its twin is known as well."""
    bench = Bench()
    bench.handle(bench.command("one", id="x"), bench.command("two", id="x"), bench.command("two", id="x"))
    assert bench.facts() == ["one", "conflict"]


def test_the_same_id_of_another_endpoint_is_another_command() -> None:
    """A command's id is endpoint, source and id together."""
    bench = Bench()
    bench.handle(bench.command("one", id="x"), bench.command("two", id="x", endpoint="520122"))
    assert bench.facts() == ["one", "two"]


def test_a_command_older_than_the_memory_is_refused() -> None:
    """Thirty days after its receipt nobody can tell whether it was handled before."""
    bench = Bench()
    days = 86_400_000
    bench.handle(bench.clock(31 * days), bench.command("one", received=days - 1), bench.command("two", received=days))
    assert bench.facts() == ["too_old", "two"]


def test_a_strangers_refusals_do_not_fill_the_case() -> None:
    """Refusals are remembered up to a number; what was done is remembered all the same."""
    bench = Bench()
    bench.handle(bench.command("one", id="x"))
    for _ in range(3):
        bench.handle(*(bench.command("refuse", endpoint="520300") for _ in range(500)))
    _, memory = bench.handler._known(b"a")
    assert len(read_memory(memory.entries)) == 1 + MOST_REFUSED
    assert bench.topics(bench.handle(bench.command("one", id="x"))) == [RESULT]


def test_a_state_that_grows_too_large_is_refused_and_stays_as_it_was() -> None:
    """Sizes are checked where the effects are made, so the sink never finds a surprise."""
    bench = Bench()
    bench.handle(bench.command("one"), bench.command("swell"), bench.command("two"))
    assert bench.facts() == ["one", "too_large", "two"]


def test_a_deadline_fires_when_the_clock_message_reaches_it_and_not_before() -> None:
    """The clock is a message; due times up to and including it fire."""
    bench = Bench()
    bench.handle(bench.command("one", due=5_000))
    assert bench.facts(bench.handle(bench.clock(4_999))) == []
    assert bench.facts(bench.handle(bench.clock(5_000))) == ["reached 5000 at 5000"]
    assert bench.facts(bench.handle(bench.clock(9_000))) == []


def test_a_clock_message_knows_no_more_than_the_broker_that_appended_it() -> None:
    """A leader whose clock runs ahead can't fire a deadline early."""
    bench = Bench()
    bench.handle(bench.command("one", due=5_000))
    assert bench.facts(bench.handle(bench.clock(9_000, appended=4_000))) == []


def test_the_clock_never_runs_back() -> None:
    """A lane believes the latest it has seen, over a restart as well."""
    store = MemoryStore()
    first = Bench(store)
    first.handle(first.clock(9_000))
    second = Bench(store, process="second")
    second.handle(second.command("one", due=5_000))
    assert second.facts(second.handle(second.clock(2_000))) == ["reached 5000 at 9000"]


def test_more_deadlines_than_one_batch_holds_fire_in_several() -> None:
    """The position stays before the clock message until the last of them has fired."""
    bench = Bench()
    bench.handle(*(bench.command("one", aggregate=f"a{n}", due=5_000) for n in range(1_200)))
    batch = bench.handler.handle([bench.clock(5_000)])
    assert batch.taken == 0
    bench.states.drop()
    bench.handler.opened()
    assert len(bench.facts(bench.handle(bench.clock(5_000)))) == 1_200


def test_a_deadline_that_moves_nothing_parks_its_aggregate() -> None:
    """Otherwise it would fire for ever."""
    bench = Bench()
    bench.handle(bench.command("stuck", due=5_000), bench.clock(6_000), bench.command("next"))
    assert bench.facts() == ["stuck"]
    assert [read(message.headers).id for message in bench.written if message.topic == DEAD_LETTERS] == [
        "commands/0/1/a"
    ]
    assert Alert.PARKED in {alert for alert, _ in bench.alerts}


def test_a_skip_after_a_dead_deadline_drops_no_command() -> None:
    """The deadline died, not what waited behind it."""
    bench = Bench()
    bench.handle(bench.command("stuck", due=5_000), bench.clock(6_000), bench.command("next"))
    bench.handle(_control(bench, SKIP))
    assert bench.facts() == ["stuck", "next"]


def test_an_unexpected_exception_is_a_dead_letter_and_parks_its_aggregate() -> None:
    """Its later commands wait in order; other aggregates go on."""
    bench = Bench()
    written = bench.handle(bench.command("break"), bench.command("one"), bench.command("other", aggregate="b"))
    (letter,) = [message for message in written if message.topic == DEAD_LETTERS]
    obituary = read(letter.headers)
    assert (obituary.id, obituary.death) == ("commands/0/0", Death.DEFECT)
    assert bench.facts() == ["other"]


def test_deadlines_of_a_parked_aggregate_stand_still_until_it_is_let_go() -> None:
    """Silence must not count against somebody whose answer waits behind our own defect."""
    bench = Bench()
    bench.handle(bench.command("one", due=5_000), bench.command("break"), bench.clock(6_000))
    assert bench.facts() == ["one"]
    bench.handle(_control(bench, SKIP))
    assert bench.facts(bench.handle(bench.clock(7_000))) == ["reached 5000 at 7000"]


def test_a_redrive_handles_the_dead_command_and_all_that_waited_in_order() -> None:
    """Once the defect is mended, nothing is lost and nothing overtakes."""
    bench = Bench()
    bench.handle(bench.command("break"), bench.command("one"), bench.command("two"))
    bench.decider.mended = True
    bench.handle(_control(bench, REDRIVE), bench.command("three"))
    assert bench.facts() == ["break", "one", "two", "three"]


def test_a_redrive_that_dies_again_parks_the_rest_behind_it_and_counts() -> None:
    """The dead letter of the second death says that it is one."""
    bench = Bench()
    bench.handle(bench.command("break"), bench.command("one"))
    written = bench.handle(_control(bench, REDRIVE), bench.command("two"))
    (letter,) = [message for message in written if message.topic == DEAD_LETTERS]
    assert (read(letter.headers).attempts, read(letter.headers).redrives) == (2, 1)
    bench.decider.mended = True
    bench.handle(_control(bench, REDRIVE))
    assert bench.facts() == ["break", "one", "two"]


def test_a_skip_leaves_the_dead_command_dead_and_handles_the_rest() -> None:
    """An operator decided that it shall not be handled."""
    bench = Bench()
    bench.handle(bench.command("break"), bench.command("one"))
    bench.handle(_control(bench, SKIP))
    assert bench.facts() == ["one"]


def test_parking_survives_a_restart() -> None:
    """Mark and queue are on states."""
    store = MemoryStore()
    first = Bench(store)
    first.handle(first.command("break"), first.command("one"))
    second = Bench(store, process="second")
    second.decider.mended = True
    second.handle(second.command("two"))
    assert second.facts() == []
    second.handle(_control(second, REDRIVE))
    assert second.facts() == ["break", "one", "two"]


def test_a_flow_of_which_too_many_die_is_held_back_while_others_go_on() -> None:
    """Bad code for one type of one endpoint must not dead-letter the province."""
    bench = Bench()
    bench.handle(*(bench.command("break", aggregate=f"a{n}") for n in range(LEAST_DEATHS + 5)))
    flow = f"520181|{COUNT}"
    assert (Alert.FLOW_STOPPED, flow) in bench.alerts
    letters = [message for message in bench.written if message.topic == DEAD_LETTERS]
    assert len(letters) == LEAST_DEATHS
    bench.handle(bench.command("one", aggregate="x"), bench.command("two", aggregate="y", endpoint="520122"))
    assert bench.facts() == ["two"]
    resume = Envelope("r", "/hub/operator", RESUME_FLOW, "flow", b"")
    bench.handle(bench.record(None, orjson.dumps({"flow": flow}), resume.headers()))
    bench.handle(bench.command("three", aggregate="z"))
    assert bench.facts() == ["two", "three"]


def test_a_record_that_kills_the_process_three_times_is_a_dead_letter() -> None:
    """The first start died at full speed, the next two at the very record: the fourth buries it."""
    store = MemoryStore()
    killer = Bench(store).command("kill")
    for start in range(3):
        bench = Bench(store, process=f"start {start}")
        bench.handler._decider = _Killing()  # type: ignore[assignment]
        with contextlib.suppress(SystemExit):
            bench.handler.handle([killer])
        bench.states.drop()
    last = Bench(store, process="start 3")
    last.offset = killer.offset + 1
    written = last.handle(killer, last.command("one", aggregate="b"))
    (letter,) = [message for message in written if message.topic == DEAD_LETTERS]
    assert read(letter.headers).death is Death.KILLER
    assert last.facts() == ["one"]


def test_a_process_that_is_killed_elsewhere_suspects_no_record() -> None:
    """Kills between two records, however many, bury nothing."""
    store = MemoryStore()
    record = Bench(store).command("one")
    for start in range(5):
        bench = Bench(store, process=f"start {start}")
        bench.handler.handle([record])
        bench.states.drop()
    last = Bench(store, process="last")
    last.handle(record)
    assert last.facts() == ["one"]


def test_a_record_without_type_is_a_dead_letter() -> None:
    """Only our own agents write commands; whatever else appears there stops nobody."""
    bench = Bench()
    written = bench.handle(bench.record(b"a", b"", ()), bench.command("one", aggregate="b"))
    assert [message.topic for message in written if message.topic == DEAD_LETTERS] == [DEAD_LETTERS]
    assert bench.facts() == ["one"]


def test_handling_again_after_a_lost_transaction_gives_the_same_bytes() -> None:
    """Deciding is deterministic: a second handling yields a copy."""
    bench = Bench()
    records = [bench.command("one", due=5_000), bench.command("refuse"), bench.clock(6_000), bench.command("break")]
    first = bench.handler.handle(records)
    bench.states.drop()
    bench.handler.opened()
    second = bench.handler.handle(records)
    assert first.effects == second.effects


class _Killing:
    """A decider whose code takes the whole process down."""

    def begin(self) -> None:
        """Nothing to pin."""

    def handle(self, *_: object) -> Toy:
        raise SystemExit


def _control(bench: Bench, kind: str) -> Record:
    headers = Envelope("c", "/hub/operator", kind, "a", b"").headers()
    return bench.record(b"a", orjson.dumps({"by": "operator-7"}), headers)
