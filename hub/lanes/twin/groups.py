"""The twin's group coordinator: one consumer group with static members and eager, sticky rebalances.

Source: Kafka's classic group protocol, KIP-345 (static membership). A static member that comes back takes its
share over at once; one that stays away keeps it until its session ends. Deadlines are seconds of the server's clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hub.lanes.twin.refusals import NameTaken, NotAMember, Rebalancing
from hub.lanes.values import Partition

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from hub.lanes.values import Position


class Seat(NamedTuple):
    """What a member is told when it has joined."""

    ticket: int
    """Which process holds the name."""
    generation: int
    share: frozenset[Partition]


class Joining(NamedTuple):
    """A wish to join: ``ticket`` is None for a process that has just started."""

    name: str
    ticket: int | None
    pattern: str
    session: float
    rebalance: float


@dataclass(slots=True)
class Place:
    """A static member as the coordinator sees it."""

    wish: Joining
    ticket: int
    seen: float
    waiting: asyncio.Future[Seat] | None = None
    share: frozenset[Partition] = frozenset()


@dataclass(slots=True)
class Group:
    """One group. ``deadline`` is None unless a rebalance is under way."""

    places: dict[str, Place] = field(default_factory=dict)
    offsets: dict[Partition, Position] = field(default_factory=dict)
    generation: int = 0
    deadline: float | None = None
    tickets: int = 0

    def join(self, wish: Joining, answer: asyncio.Future[Seat], now: float) -> None:
        """Let a member in; ``answer`` is set at once when a name comes back to a stable group."""
        place = self._place(wish, now)
        known = wish.name in self.places
        self.places[wish.name] = place
        if place.waiting is not None:
            _dismiss(place.waiting, wish.name)
        if known and self.deadline is None:
            answer.set_result(Seat(place.ticket, self.generation, place.share))
            return
        place.waiting = answer
        self.unsettle(now)

    def unsettle(self, now: float) -> None:
        """Call for a rebalance: every member is to join again."""
        if self.deadline is None:
            self.deadline = now + max((place.wish.rebalance for place in self.places.values()), default=0.0)

    def settle(self, partitions: Iterable[Partition], now: float) -> None:
        """End the rebalance: a new generation, every place its share, everyone who waits an answer."""
        self.deadline = None
        self.generation += 1
        _share_out(sorted(partitions), self.places)
        for place in self.places.values():
            if place.waiting is not None:
                place.seen = now
                if not place.waiting.done():
                    place.waiting.set_result(Seat(place.ticket, self.generation, place.share))
                place.waiting = None

    def ready(self, now: float) -> bool:
        """Whether the rebalance can end: everyone is here, or those who are not have had their time."""
        if self.deadline is None:
            return False
        return self.deadline <= now or all(place.waiting is not None for place in self.places.values())

    def beat(self, name: str, ticket: int, generation: int, now: float) -> None:
        """Take a heartbeat. Raises NotAMember, NameTaken, Rebalancing."""
        self.check(name, ticket, generation)
        self.places[name].seen = now
        if self.deadline is not None:
            raise Rebalancing

    def check(self, name: str, ticket: int, generation: int) -> None:
        """Make sure the caller is a member of this generation. Raises NotAMember, NameTaken."""
        place = self.places.get(name)
        if place is None:
            raise NotAMember(name)
        if place.ticket != ticket:
            raise NameTaken(name)
        if generation != self.generation:
            raise NotAMember(name)

    def leave(self, name: str, ticket: int, now: float) -> None:
        """Give the place up."""
        place = self.places.get(name)
        if place is not None and place.ticket == ticket:
            del self.places[name]
            self.unsettle(now)

    def expire(self, now: float) -> None:
        """Drop members whose session has ended."""
        gone = [name for name, place in self.places.items() if place.waiting is None and self._ends(place) <= now]
        for name in gone:
            del self.places[name]
            self.unsettle(now)

    def next_deadline(self) -> float | None:
        """When something is due next, if nothing else happens."""
        ends = [self._ends(place) for place in self.places.values() if place.waiting is None]
        if self.deadline is not None:
            ends.append(self.deadline)
        return min(ends, default=None)

    def _ends(self, place: Place) -> float:
        return place.seen + place.wish.session

    def _place(self, wish: Joining, now: float) -> Place:
        known = self.places.get(wish.name)
        if known is None and wish.ticket is not None:
            raise NotAMember(wish.name)
        if known is not None and wish.ticket is not None and known.ticket != wish.ticket:
            raise NameTaken(wish.name)
        if known is not None and wish.ticket is not None:
            known.seen = now
            return known
        self.tickets += 1
        share = frozenset[Partition]() if known is None else known.share
        waiting = None if known is None else known.waiting
        return Place(wish, self.tickets, now, waiting, share)


def _dismiss(waiting: asyncio.Future[Seat], name: str) -> None:
    """Answer a request that nobody may be waiting for any more."""
    if not waiting.done():
        waiting.set_exception(NameTaken(name))
        waiting.exception()


def _share_out(partitions: list[Partition], places: dict[str, Place]) -> None:
    """Divide evenly; whoever had a partition keeps it as far as its number allows."""
    if not places:
        return
    base, extra = divmod(len(partitions), len(places))
    left = dict.fromkeys(partitions)
    kept: dict[str, list[Partition]] = {}
    for name, place in sorted(places.items(), key=lambda item: (-len(item[1].share), item[0])):
        room = base + (1 if extra > 0 else 0)
        kept[name] = [partition for partition in sorted(place.share) if partition in left][:room]
        extra -= 1 if len(kept[name]) > base else 0
        for partition in kept[name]:
            del left[partition]
    free = list(left)
    for name in sorted(places, key=lambda name: len(kept[name])):
        room = base + (1 if extra > 0 else 0)
        taken = max(0, room - len(kept[name]))
        kept[name] += free[:taken]
        del free[:taken]
        extra -= 1 if taken and len(kept[name]) > base else 0
        places[name].share = frozenset(kept[name])
