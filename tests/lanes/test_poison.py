"""Limits on what may die, and what waits meanwhile."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as some

from hub.lanes.parking import Mark, Parking
from hub.lanes.poison import CAREFUL_BATCHES, LEAST_DEATHS, WINDOW, Flows, Starts
from hub.lanes.states import Copy, States
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Record
from schemas.control import RESUME_FLOW
from schemas.envelope import Envelope
from schemas.topics import MAX_RECORD_BYTES
from tests.lanes.toy import COUNT, Bench


def died(flows: Flows, times: int, flow: str = "a") -> list[bool]:
    return [flows.died(flow) for _ in range(times)]


def test_fewer_deaths_than_the_least_stop_nothing() -> None:
    """A flow's very first records may all be bad; the twentieth stops it."""
    assert died(Flows(), LEAST_DEATHS) == [False] * (LEAST_DEATHS - 1) + [True]


def test_a_flow_of_which_just_half_dies_goes_on() -> None:
    """More than half is the limit."""
    flows = Flows()
    flows.died("a")
    flows.lived("a")
    for _ in range(200):
        flows.lived("a")
        assert flows.died("a") is False


def test_only_the_recent_past_counts() -> None:
    """A flow that was good for years stops as soon as a window's worth turns bad."""
    flows = Flows()
    flows.died("a")
    for _ in range(10_000):
        flows.lived("a")
    verdicts = died(flows, WINDOW)
    assert verdicts.index(True) == WINDOW // 2


def test_flows_do_not_count_for_each_other() -> None:
    flows = Flows()
    died(flows, LEAST_DEATHS - 1, "a")
    assert flows.died("b") is False
    assert flows.died("a") is True


def test_a_flow_that_is_let_go_on_begins_without_a_past() -> None:
    flows = Flows()
    died(flows, LEAST_DEATHS)
    flows.forget("a")
    assert flows.died("a") is False


def test_a_command_handled_over_again_dies_once() -> None:
    """A transaction that fails is no second death: reopening forgets who died."""
    bench = Bench()
    records = [bench.command("break", aggregate=f"a{number}") for number in range(LEAST_DEATHS - 1)]
    for record in records:
        bench.handler.handle([record])
        bench.states.drop()
        bench.handler.opened()
    bench.handle(*records)
    bench.handle(bench.command("one", aggregate="x"))
    assert bench.facts() == ["one"]


def starts(store: MemoryStore, process: str, position: int = 0) -> Starts:
    begun = Starts(States(store), process)
    begun.begin(position)
    return begun


def test_the_first_start_goes_at_full_speed() -> None:
    assert starts(MemoryStore(), "first").careful is False


def test_a_start_where_another_died_without_moving_is_careful() -> None:
    store = MemoryStore()
    starts(store, "first")
    assert starts(store, "second").careful is True


def test_the_same_process_reopening_its_lane_is_not_a_death() -> None:
    """A lost broker reopens lanes a hundred times."""
    store = MemoryStore()
    first = starts(store, "first")
    first.begin(0)
    assert first.careful is False


def test_a_start_that_moved_on_or_ended_leaves_no_suspicion() -> None:
    for farewell in ("moved_on", "end"):
        store = MemoryStore()
        getattr(starts(store, "first"), farewell)()
        assert starts(store, "second").careful is False


def test_a_careful_lane_takes_speed_up_again() -> None:
    """After so many batches without a death."""
    store = MemoryStore()
    starts(store, "first")
    second = starts(store, "second")
    for _ in range(CAREFUL_BATCHES):
        assert second.careful is True
        second.moved_on()
    assert second.careful is False


def test_three_deaths_at_one_record_are_enough() -> None:
    """The full-speed start, and two that had named it."""
    store = MemoryStore()
    starts(store, "1")
    assert starts(store, "2").about_to_handle(0) is True
    assert starts(store, "3").about_to_handle(0) is True
    assert starts(store, "4").about_to_handle(0) is False


def test_deaths_at_different_records_are_not_added_up() -> None:
    """A machine that is killed now and then buries nothing."""
    store = MemoryStore()
    starts(store, "1")
    for number in range(2, 9):
        assert starts(store, str(number)).about_to_handle(number) is True


RECORDS = some.builds(
    Record,
    some.text(max_size=9),
    some.integers(0, 96),
    some.integers(0, 2**53),
    some.integers(0, 2**53),
    some.one_of(some.none(), some.text(max_size=9).map(str.encode)),
    some.one_of(some.none(), some.binary(max_size=99)),
    some.lists(some.tuples(some.text(max_size=9), some.binary(max_size=9)), max_size=5).map(tuple),
)


@given(some.lists(RECORDS, max_size=5, unique_by=lambda record: record.offset))
def test_what_waits_comes_back_as_it_was_and_in_order(records: list[Record]) -> None:
    """Every byte of key, value and headers, after a restart as well, by offset."""
    store = MemoryStore()
    states = States(store)
    first = Parking(states)
    first.park(b"case", Mark("why", 1, 1))
    for record in records:
        first.enqueue(b"case", record)
    states.settle(Copy("log", 1, 1))
    assert Parking(States(store)).leave(b"case") == sorted(records, key=lambda record: record.offset)


def test_the_largest_command_can_wait() -> None:
    """It must fit onto ``states``: Kafka takes 1,048,588 bytes."""
    states = States(MemoryStore())
    parking = Parking(states)
    parking.enqueue(b"case", Record("commands", 0, 1, 1, b"case", b"x" * MAX_RECORD_BYTES, ()))
    assert all(len(value or b"") < MAX_RECORD_BYTES + 1_000 for _, value in states.written())


def test_what_waits_for_one_aggregate_is_not_anothers() -> None:
    """Though one's name begins like the other's."""
    parking = Parking(States(MemoryStore()))
    for name in (b"case", b"case2"):
        parking.park(name, Mark("why", 1, 1))
        parking.enqueue(name, Record("commands", 0, len(name), 1, name, b"", ()))
    assert [record.key for record in parking.leave(b"case")] == [b"case"]
    assert parking.mark(b"case2") == Mark("why", 1, 1)


def test_what_was_let_go_does_not_wait_any_more() -> None:
    """Not even over a restart: tombstones are written."""
    store = MemoryStore()
    states = States(store)
    parking = Parking(states)
    parking.park(b"case", Mark("why", 1, 1))
    parking.enqueue(b"case", Record("commands", 0, 1, 1, b"case", b"", ()))
    states.settle(Copy("log", 1, 1))
    parking.leave(b"case")
    states.settle(Copy("log", 2, 1))
    again = Parking(States(store))
    assert again.mark(b"case") is None
    again.park(b"case", Mark("other", 2, 1))
    assert again.leave(b"case") == []


def test_a_stopped_flow_stays_stopped_over_a_restart_until_it_is_resumed() -> None:
    """Deploying again must not let a flood through."""
    store = MemoryStore()
    first = Bench(store)
    first.handle(*(first.command("break", aggregate=f"a{number}") for number in range(LEAST_DEATHS)))
    second = Bench(store, process="second")
    second.handle(second.command("one", aggregate="x"))
    assert second.facts() == []
    resume = Envelope("r", "/hub/operator", RESUME_FLOW, "flow", b"").headers()
    second.handle(second.record(None, orjson.dumps({"flow": f"520181|{COUNT}"}), resume))
    third = Bench(store, process="third")
    third.handle(third.command("two", aggregate="y"))
    assert third.facts() == ["two"]


def test_a_bar_in_a_senders_words_does_not_make_two_commands_one() -> None:
    """Source ``a|b`` with id ``c`` is not source ``a`` with id ``b|c``."""
    bench = Bench()
    one, other = bench.command("one", id="b|c"), bench.command("two", id="c")
    with_bar = tuple((name, b"/window|b" if name == "ce_source" else value) for name, value in other.headers)
    bench.handle(one, other._replace(headers=with_bar))
    assert bench.facts() == ["one", "two"]
