"""The composition root: the one place that chooses which tool meets which need."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING, Any, Final

from hub.casework.decider import Casework
from hub.casework.state import State
from hub.intake.handler import IntakeHandler
from hub.lanes.crew import Crew
from hub.lanes.database import DatabaseSink, Projecting
from hub.lanes.forward import ForwardSink
from hub.lanes.kafka.broker import KafkaBroker
from hub.lanes.keyed import KeyedHandler
from hub.lanes.loop import Lane, Pace
from hub.lanes.states import States
from hub.lanes.transaction import TransactionSink
from hub.lanes.world import World
from hub.personal.key_store import FileKeyStore
from schemas.topics import CASEWORK_GROUP, COMMANDS, FACTS, INBOX, INTAKE_GROUP, PROJECTOR_GROUP, SIGNER_GROUP, SIGNING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from hub.documents.answering import Answering
    from hub.domain.reference import Reference
    from hub.lanes.alerts import Alert
    from hub.lanes.ports import Ledger, Store
    from hub.lanes.values import Message, Partition
    from hub.personal.sealing import PersonalSealing
    from hub.settings import KafkaAccess, LaneSettings, PersonalSettings
    from schemas.personal import Suite

INBOXES: Final = INBOX.replace(".", r"\.") + ".+"

INTAKE_BUDGET: Final = 100
"""Records of each inbox in a round: fair, and what a crash makes twins of is not more than some rounds."""
CASEWORK_PACE: Final = Pace(rest=0.004)
"""Between transactions of a few commands each: what comes meanwhile shares the next one."""
SIGNER_GATHERS_S: Final = 0.02
"""Approvals come in bundles: what comes meanwhile is signed together."""
PROJECTOR_GATHERS_S: Final = 0.2
"""A screen need not be faster, and a database transaction per fact would take the time of those who decide."""

logger = logging.getLogger("hub.alerts")


def tell_operators(alert: Alert, text: str) -> None:
    """Tell through the log; alert rules look for the code."""
    logger.warning("%s: %s", alert.value, text)


def wall_clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def world_on_kafka(access: KafkaAccess, written: Callable[[Sequence[Message]], None] = lambda _: None) -> World:
    """What all lanes of this start of the process share."""
    return World(KafkaBroker(access.for_lanes()), wall_clock, secrets.token_hex(8), tell_operators, written)


def key_store(personal: PersonalSettings) -> tuple[FileKeyStore | None, Suite | None]:
    """Open the store of key-encryption keys, and say what seals; with sealing off an older store still opens.

    Raises KeyStoreError.
    """
    suite: Suite | None = None if personal.sealing == "off" else personal.sealing
    if suite is None and not personal.keys.exists():
        return None, None
    return FileKeyStore(personal.keys, suite or "aes"), suite


def intake_crew(world: World, lanes: LaneSettings, worker: str, room: Callable[[], Awaitable[None]]) -> Crew:
    """Join ``hub.intake``: one lane for all inboxes of this worker, one producer."""
    member = world.broker.member(INTAKE_GROUP, INBOXES, worker)

    def lane(inboxes: frozenset[Partition]) -> Lane[Any]:
        sink = ForwardSink(inboxes, member, world.broker)
        handler, pace = IntakeHandler(lanes.partitions, world.notify), Pace(batch=INTAKE_BUDGET, room=room)
        return Lane(inboxes, member, handler, sink, world.notify, pace=pace)

    return Crew(member, lane, together=True)


def casework_crew(
    world: World,
    lanes: LaneSettings,
    worker: str,
    reference: Callable[[], Reference],
    store_of: Callable[[str], Store],
    *,
    sealing: PersonalSealing | None = None,
) -> Crew:
    """Join ``hub.casework``: a lane per partition of ``commands``, each with its store and its transactional id.

    ``sealing``: None leaves what is personal in plain text.
    """
    member = world.broker.member(CASEWORK_GROUP, COMMANDS, worker)

    def lane(share: frozenset[Partition]) -> Lane[Any]:
        (partition,) = share
        name = f"casework-{partition.topic}-{partition.number}"
        states = States(store_of(name))
        decider = Casework(partition.number, lanes.partitions, reference, lanes.digest, sealing)
        handler: KeyedHandler[State] = KeyedHandler(partition, states, decider, world)
        sink = TransactionSink(partition, f"{lanes.environment}-{name}", states, world)
        return Lane(share, member, handler, sink, world.notify, pace=CASEWORK_PACE)

    return Crew(member, lane)


def signer_crew(world: World, worker: str, answering: Answering) -> Crew:
    """Join ``hub.signer``: one lane for all of ``signing`` that is this signer's, one producer."""
    member = world.broker.member(SIGNER_GROUP, SIGNING, worker, gather=SIGNER_GATHERS_S)

    def lane(share: frozenset[Partition]) -> Lane[Any]:
        return Lane(share, member, answering, ForwardSink(share, member, world.broker), world.notify)

    return Crew(member, lane, together=True)


def projector_crew(world: World, worker: str, ledger_of: Callable[[], Ledger]) -> Crew:
    """Join ``hub.projector``: a lane per partition of ``facts``, each with a connection of its own."""
    member = world.broker.member(PROJECTOR_GROUP, FACTS, worker, gather=PROJECTOR_GATHERS_S)

    def lane(share: frozenset[Partition]) -> Lane[Any]:
        (partition,) = share
        sink = DatabaseSink(partition, ledger_of())
        return Lane(share, member, Projecting(), sink, world.notify)

    return Crew(member, lane)
