"""Belonging to a group by Kafka's classic protocol, with a static name (KIP-345): join, beat, leave.

A restart under the same name takes its share back without anybody else moving. The leader asks the coordinator who had
what, so shares stay where they were although what a member says when it joins is always the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from hub.lanes.kafka.assignor import Shares, share_out
from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import COORDINATOR_MOVED, Code, Refused, WireError, check
from hub.lanes.kafka.protocol.cluster import GROUP
from hub.lanes.kafka.protocol.group import (
    Joined,
    Membership,
    Subscription,
    ask_heartbeat,
    ask_join,
    ask_leave,
    ask_shares,
    ask_sync,
    read_error,
    read_join,
    read_shares,
    read_sync,
)
from hub.lanes.kafka.protocol.wire import Cursor, Request
from hub.lanes.values import Partition

Answer = TypeVar("Answer")

PURPOSE: Final = "group"
STRATEGY: Final = "tongban-sticky"
SESSION_MS: Final = 6_000
"""A worker that is killed loses its share after this; the smallest value that brokers allow by default."""
REBALANCE_MS: Final = 5_000
"""How long the group waits for a member that finishes its batches: a heartbeat until it hears of it, and what a crew
takes to come to rest; below the request timeout, since the answer to JoinGroup takes as long."""
HEARTBEAT: Final = 1.0
_LITERAL: Final = re.compile(r"[A-Za-z0-9_-]+")


class GroupMembership:
    """One member's dealings with the coordinator. Every call raises Lost, Refused."""

    def __init__(self, cluster: Cluster, group: str, topics: str, name: str) -> None:
        self._cluster = cluster
        self._topics = topics
        self._coordinator: int | None = None
        self.who = Membership(group, name)
        self.seen: Mapping[str, int] = {}
        """The topics we joined with, and how many partitions they had."""

    async def matching(self) -> Mapping[str, int]:
        """Look which topics match now, and how many partitions they have."""
        literal = _LITERAL.fullmatch(self._topics)
        description = await self._cluster.describe([self._topics] if literal else None)
        return {
            topic.name: len(topic.leaders)
            for topic in description.topics
            if not topic.error and not topic.internal and re.fullmatch(self._topics, topic.name)
        }

    async def join(self) -> frozenset[Partition]:
        """Join or join again; give our share in the new generation."""
        self.who = self.who._replace(generation=-1)
        self.seen = await self.matching()
        ask = ask_join(self.who, STRATEGY, Subscription(self.who.name, self.seen), (SESSION_MS, REBALANCE_MS))
        joined = await self._call(ask, read_join)
        self._check(joined.error)
        who = self.who._replace(member=joined.member, generation=joined.generation)
        shares = await self._shares(joined) if joined.leader == joined.member else {}
        error, share = await self._call(ask_sync(who, shares), read_sync)
        self._check(error)
        self.who = who
        return share

    async def beat(self) -> None:
        """Have one heartbeat answered in our generation."""
        self._check(await self._call(ask_heartbeat(self.who), read_error))

    async def leave(self) -> None:
        """Give the static membership up."""
        # Not on the group's own connection: there it would wait behind a JoinGroup that nobody waits for any more.
        self._check(await self._cluster.call(await self.coordinator(), ask_leave(self.who), read_error))

    async def coordinator(self) -> int:
        """Give the node that coordinates the group."""
        if self._coordinator is None:
            self._coordinator = await self._cluster.coordinator(self.who.group, GROUP)
        return self._coordinator

    async def _call(self, ask: Request, read: Callable[[Cursor], Answer]) -> Answer:
        try:
            return await self._cluster.call(await self.coordinator(), ask, read, PURPOSE)
        except WireError:
            self._coordinator = None
            raise

    def _check(self, error: int) -> None:
        if error in COORDINATOR_MOVED:
            self._coordinator = None
        elif error == Code.UNKNOWN_MEMBER_ID:
            self.who = self.who._replace(member="", generation=-1)
        check(error, f"{self.who.name} in {self.who.group}")

    async def _shares(self, joined: Joined) -> Mapping[str, frozenset[Partition]]:
        """As leader: share out by name, and tell by member id."""
        wants = {subscription.name: subscription.topics for subscription in joined.members.values()}
        shares = share_out(wants, await self._before())
        return {member: shares[subscription.name] for member, subscription in joined.members.items()}

    async def _before(self) -> Shares:
        try:
            return await self._call(ask_shares(self.who.group), read_shares)
        except Refused:
            # Shares are a little less sticky then; that is all.
            return {}
