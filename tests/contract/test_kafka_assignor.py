"""Laws of sharing out partitions: complete, even, and sticky."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.lanes.kafka.assignor import share_out
from hub.lanes.values import Partition

NAMES = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6, unique=True)
TOPICS = st.dictionaries(st.sampled_from(["commands", "inbox.1", "inbox.2"]), st.integers(0, 9), max_size=3)


@given(names=NAMES, topics=TOPICS, before=NAMES)
def test_shares_are_complete_and_even(names: list[str], topics: dict[str, int], before: list[str]) -> None:
    """Every partition has one owner, whoever was there before; no share is larger than another by more than one."""
    earlier = share_out(dict.fromkeys(before, topics), {})
    shares = share_out(dict.fromkeys(names, topics), earlier)
    every = sorted(Partition(topic, number) for topic, count in topics.items() for number in range(count))
    assert sorted(partition for share in shares.values() for partition in share) == every
    sizes = [len(share) for share in shares.values()]
    assert max(sizes) - min(sizes) <= 1


@given(names=NAMES, topics=TOPICS)
def test_nothing_moves_where_nobody_came_or_went(names: list[str], topics: dict[str, int]) -> None:
    """The same members keep the same shares."""
    shares = share_out(dict.fromkeys(names, topics), {})
    assert share_out(dict.fromkeys(names, topics), shares) == shares


@given(names=NAMES, topics=TOPICS)
def test_who_stays_keeps_what_the_newcomer_does_not_need(names: list[str], topics: dict[str, int]) -> None:
    """When one joins, the others only give; when it leaves again, they only get."""
    wants = dict.fromkeys(names, topics)
    before = share_out(wants, {})
    joined = share_out({**wants, "newcomer": topics}, before)
    assert all(joined[name] <= before[name] for name in names)
    left = share_out(wants, joined)
    assert all(joined[name] <= left[name] for name in names)


def test_nobody_gets_what_it_did_not_ask_for() -> None:
    """While a new topic is seen by one member only, that one gets it."""
    shares = share_out({"a": {"old": 2}, "b": {"old": 2, "new": 1}}, {})
    assert shares["a"] | shares["b"] == {Partition("old", 0), Partition("old", 1), Partition("new", 0)}
    assert Partition("new", 0) in shares["b"]
