"""What an aggregate remembers of its commands: appended, read only where it must be, and never read wrongly."""

from __future__ import annotations

import hashlib

import orjson
from hypothesis import given
from hypothesis import strategies as some

from hub.lanes.aggregates import Aggregate, decode, due_of, encode
from hub.lanes.command import Command
from hub.lanes.memory import MEMORY_MS, Handled, Memory, body_of, read, recall, remember
from schemas.control import HUB

TEXTS = some.text(max_size=12) | some.sampled_from(['"', '","x":[', '\\"', ',"handled":{', "#", "|"])


def command(id_: str, value: bytes = b"{}", received: int = 1_000) -> Command:
    return Command(id_, "toy.v1", "a", "520181", received, value)


def told(*commands: Command, memory: Memory | None = None) -> Memory:
    """Handle these one after the other."""
    memory = memory or Memory()
    for each in commands:
        body = body_of(each)
        name, _ = recall(memory, each, body)
        memory = remember(memory, name, Handled(each.received, body, ["done", each.id]))
    return memory


@given(some.lists(TEXTS, max_size=6), TEXTS)
def test_a_command_is_known_if_it_was_handled_and_only_then(handled: list[str], asked: str) -> None:
    """Whatever characters ids and answers are made of: nothing is found inside another name or an answer."""
    memory = told(*map(command, handled))
    _, known = recall(memory, command(asked), body_of(command(asked)))
    assert (known is not None) == (asked in handled)
    if known is not None:
        assert known == Handled(1_000, body_of(command(asked)), ["done", asked])


@given(some.lists(TEXTS, max_size=6), TEXTS, TEXTS)
def test_memory_and_state_survive_the_state_topic(handled: list[str], digest: str, state: str) -> None:
    """What the two lines hold comes back, whatever words are in it; the due time is read without the rest."""
    memory, after = told(*map(command, handled)), Aggregate(3, digest, 5, 7, orjson.dumps(state))
    value = encode(after, memory, after.state or b"")
    assert decode(value, lambda line: line) == (after, memory)
    assert due_of(value) == 7


def test_a_state_of_november_2026_is_read() -> None:
    """Its head names neither oldest nor refused, and its digests of bodies are others: twins are known all the same."""
    old = command("520181|/w|1", b'{"do":"one"}')
    digest = hashlib.blake2b(b'toy.v1{"do":"one"}', digest_size=8).hexdigest()
    value = (
        b'{"version":1,"number":2,"digest":"d","at":1000,"due":null,"handled":'
        b'{"520181|/w|1":[1000,"%s",["done",1],false],"520181|/w|2":[2000,"x",["asked_to"],true]}}\nstate'
    ) % digest.encode()
    after, memory = decode(value, bytes.decode)
    assert after == Aggregate(2, "d", 1000, None, "state")
    assert (memory.oldest, memory.refused) == (1000, 1)
    assert recall(memory, old, body_of(old)) == (old.id, Handled(1000, digest, ["done", 1]))
    other = old._replace(value=b"{}")
    assert recall(memory, other, body_of(other))[0] != old.id


def test_a_command_is_forgotten_after_thirty_days_and_not_before() -> None:
    """The memory is bounded by time, also where a later command was received earlier."""
    memory = told(command("late", received=5_000), command("early", received=1_000))
    kept = told(command("in time", received=1_000 + MEMORY_MS), memory=memory)
    assert list(read(kept.entries)) == ["late", "early", "in time"]
    kept = told(command("a moment later", received=1_001 + MEMORY_MS), memory=kept)
    assert list(read(kept.entries)) == ["late", "in time", "a moment later"]
    assert kept.oldest == 5_000


def own(id_: str, value: bytes = b"{}", received: int = 1_000) -> Command:
    """What the hub gives itself, under an id made of its cause."""
    return Command(f"{HUB}|/hub|{id_}", "toy.v1", "a", HUB, received, value)


@given(some.lists(TEXTS, max_size=6), some.lists(TEXTS, max_size=6), TEXTS)
def test_the_hubs_own_commands_are_remembered_shortly(handled: list[str], others: list[str], asked: str) -> None:
    """By a digest of the id and without an answer; among endpoints' commands none is taken for another."""
    memory = Memory()
    for id_ in handled:
        memory = remember(memory, own(id_).id, Handled(1_000, body_of(own(id_)), ()))
    memory = told(*map(command, others), memory=memory)
    _, known = recall(memory, own(asked), body_of(own(asked)))
    assert (known is not None) == (asked in handled)
    _, known = recall(memory, command(asked), body_of(command(asked)))
    assert (known is not None) == (asked in others)


def test_a_hubs_command_of_november_2026_is_known() -> None:
    """Its whole id and the digest of its body stand in the state."""
    one = own("1")
    entries = b'"%s:[1000,"%s",["done",1],false]' % (orjson.dumps(one.id)[1:], body_of(one).encode())
    _, known = recall(Memory(entries, 1_000), one, body_of(one))
    assert known is not None
    assert recall(Memory(entries, 1_000), own("2"), body_of(one))[1] is None
