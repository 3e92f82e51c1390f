"""One seed played: processes that work and die, parties that send, disasters, and at the end a calm."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.lanes.states import PARKED, POSITION
from hub.lanes.twin.faults import COORDINATION, Faults, Path
from hub.lanes.twin.ledger import Tables
from hub.lanes.twin.process import Process
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import Disk
from hub.lanes.values import Message, Partition
from hub.operations.recomputing import SCANS_MS, Recomputing
from schemas.control import CLOCK_ADVANCED, HUB, REDRIVE, SKIP, clock_value
from schemas.envelope import ENDPOINT, Envelope
from schemas.topics import (
    CASEWORK_GROUP,
    COMMANDS,
    FACTS,
    INTAKE_GROUP,
    PROJECTOR_GROUP,
    SIGNER_GROUP,
    SIGNING,
    STATES,
    TOPICS,
)
from tests.simulation.country import ENDPOINTS, REFERENCE
from tests.simulation.endpoints import Life, Post, file_all
from tests.simulation.plan import EXTRA, PARTITIONS, SPEED, WORKERS, Plan
from tests.simulation.release import INBOXES, Surroundings, Worker
from tests.simulation.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence


DRAIN_S: Final = 150.0
"""In the calm everything must be through by then (loop time)."""
STOP_S: Final = 30.0
LIVES_S: Final = 40.0
SILENCE_S: Final = 15.0
"""Loop time of pure waiting at the end, in which whatever is due falls due: 30 hours of the wall."""
MONDAY: Final = 1_772_413_200.0
"""2026-03-02T09:00:00+08:00, seconds since 1970."""


class Simulation:
    """Plays one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._chance = plan.stream("disasters")
        self._server = Server(MONDAY, SPEED, plan.last_epoch)
        faults = Faults(plan.stream("faults"), plan.rates, plan.focus)
        self.run = Run(plan, self._server, Tables(), Post(self._server, plan.stream("post")), faults.fired)
        self._around = Surroundings(self._server, faults, self.run.tables, Path(), self.run.notify)
        self.run.openings = self._around.openings
        self._disks: dict[str, Disk] = {}
        self._workers: dict[str, tuple[Process, Worker]] = {}
        self._wanted = set(WORKERS)
        self._starts = 0

    async def play(self) -> Run:
        """Play to the end; what the judge may look at is the answer."""
        self._create_topics()
        slots = [asyncio.create_task(self._slot(name)) for name in (*WORKERS, EXTRA)]
        life = Life(self._server, self.run.post, self._plan.stream("life"))
        following = asyncio.create_task(life.follow())
        disasters = [asyncio.create_task(disaster) for disaster in self._disasters()]
        self._misbehave()
        await file_all(self.run.post, self._plan.stream("filings"), self._server, self._plan.cases, self._plan.seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(LIVES_S):
                await life.ended()
        await asyncio.gather(*disasters)
        following.cancel()
        life.stop()
        await self._calm()
        await self._stop(slots)
        return self.run

    # Disasters

    def _misbehave(self) -> None:
        delay, loss, chance = self._plan.marker_delay, self._plan.marker_loss, self._plan.stream("markers")
        if delay:
            self._server.marker_delay = lambda: delay * chance.random()
        if loss:
            # Not of commands: what is lost there stops a lane until an operator ends it. And only of aborts: a commit
            # whose marker is lost before an abort is lost data, whatever a client does.
            self._server.loses_marker = lambda partition, commits: (
                not commits and not partition.topic.startswith(COMMANDS) and chance.random() < loss and self._shake()
            )

    def _shake(self) -> bool:
        """Where a marker is lost the ground shakes: often a process dies soon after, before it has done all again."""
        if self._chance.random() < 0.5 and self._workers:
            process, _ = self._workers[self._chance.choice(sorted(self._workers))]
            self.run.fired["killed_after_loss"] += 1
            self._server.later(0.1 + self._chance.random() * 1.5, process.kill)
        return True

    def _disasters(self) -> list[Coroutine[Any, Any, None]]:
        plan = self._plan
        kinds: tuple[Callable[[float], Coroutine[Any, Any, None]], ...] = (
            *[self._restart_broker] * plan.broker_restarts,
            *[self._nap] * plan.naps,
            *[self._come_and_go] * plan.comings,
            *[self._forget_offsets] * plan.resets,
            *[self._cut_intake] * plan.intake_outages,
            *[self._cut_group] * plan.group_outages,
            self._change_leader,
        )
        return [kind(self._chance.random() * (plan.seconds + 10)) for kind in kinds]

    async def _restart_broker(self, when: float) -> None:
        await asyncio.sleep(when)
        if self._server.up:
            self.run.fired["broker_restart"] += 1
            self._server.stop()
            await asyncio.sleep(self._chance.choice((0.2, 2.0, 8.0)))
            self._server.restart()

    async def _nap(self, when: float) -> None:
        await asyncio.sleep(when)
        if self._workers:
            self.run.fired["nap"] += 1
            process, _ = self._workers[self._chance.choice(sorted(self._workers))]
            process.sleep(self._chance.choice((4.0, 9.0, 16.0)))

    async def _come_and_go(self, when: float) -> None:
        await asyncio.sleep(when)
        self.run.fired["join"] += 1
        self._wanted.add(EXTRA)
        await asyncio.sleep(self._chance.random() * 10)
        self._wanted.discard(EXTRA)
        if EXTRA in self._workers:
            self.run.fired["leave"] += 1
            self._workers[EXTRA][1].stop(leave=True)

    async def _forget_offsets(self, when: float) -> None:
        await asyncio.sleep(when)
        self.run.fired["offsets_lost"] += 1
        self._server.group(
            self._chance.choice((INTAKE_GROUP, CASEWORK_GROUP, PROJECTOR_GROUP, SIGNER_GROUP))
        ).offsets.clear()

    async def _cut_intake(self, when: float) -> None:
        await asyncio.sleep(when)
        self.run.fired["intake_cut"] += 1
        self._around.intake_path.cut = True
        await asyncio.sleep(self._chance.choice((3.0, 12.0, 25.0)))
        self._around.intake_path.cut = False

    async def _cut_group(self, when: float) -> None:
        await asyncio.sleep(when)
        self.run.fired["group_cut"] += 1
        path = self._around.group_paths.setdefault(self._chance.choice(WORKERS), Path(only=COORDINATION))
        path.cut = True
        await asyncio.sleep(self._chance.choice((8.0, 20.0)))
        path.cut = False

    async def _change_leader(self, when: float) -> None:
        await asyncio.sleep(when)
        self._around.leader = self._chance.choice(WORKERS)

    # Processes

    async def _slot(self, name: str) -> None:
        """Keep a worker running as a supervisor does, on one disk."""
        disk = self._disks.setdefault(name, Disk())
        while not self._ended:
            if name not in self._wanted:
                await asyncio.sleep(0.5)
                continue
            self._starts += 1
            process = Process(name, disk)
            worker = Worker(self._around, process, f"{name}-{self._starts}")
            self._workers[name] = (process, worker)
            task = process.start(worker.run())
            await asyncio.wait([task])
            del self._workers[name]
            if not task.cancelled() and task.exception() is not None:
                self.run.deaths[repr(task.exception())[:80]] += 1
            process.kill()
            await asyncio.sleep(self._chance.choice((0.05, 1.0, 4.0)) * self._chance.random())
            self._wear(disk)

    _ended = False

    def _wear(self, disk: Disk) -> None:
        """Let a restart find an older disk, or none at all, now and then."""
        if self._around.faults.active and self._chance.random() < self._plan.disk_losses:
            self.run.fired["disk_lost"] += 1
            for name in list(disk.stores):
                if self._chance.random() < 0.3:
                    del disk.stores[name]
                else:
                    disk.stores[name].fall_back(self._chance.randrange(8))

    # The calm

    async def _calm(self) -> None:
        """No more faults, the mended release; what is parked is redriven or skipped; deadlines pass; all drains."""
        self._around.faults.active = False
        self._server.loses_marker = lambda _, __: False
        self._server.marker_delay = float
        self._around.mended = True
        await self._drain("after the disasters")
        self._operate()
        await self._drain("after the operator")
        await self._lead_anew()
        await self._drain("after the calendar")
        await asyncio.sleep(SILENCE_S)
        self._around.ticking = False
        last = self._server.wall()
        # Deadlines lead to deadlines: yellow, red, deemed accepted.
        for _ in range(4):
            await self._drain("after the last deadlines")
            self._say_time(last)
        await self._drain("after the last deadline")

    async def _lead_anew(self) -> None:
        """Be a new leader, who knows nothing of what the one before has told: every row is told once more."""
        recomputing, wall = Recomputing(lambda: REFERENCE, PARTITIONS), self._server.wall()
        for after in (0, *SCANS_MS[:4]):
            await recomputing.tick(wall + after, self._around, self._append)

    async def _append(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self._server.append(Partition(message.topic, message.partition), [message])

    def _say_time(self, to: int) -> None:
        headers = (
            *Envelope(f"last/{to}", "/hub/clock", CLOCK_ADVANCED, "clock", b"").headers(),
            (ENDPOINT, HUB.encode()),
        )
        for number in range(PARTITIONS):
            message = Message(COMMANDS, number, None, clock_value(to), headers)
            self._server.append(Partition(COMMANDS, number), [message])

    async def _drain(self, when: str) -> None:
        deadline = asyncio.get_running_loop().time() + DRAIN_S
        while behind := self._behind():
            self._server.end_hanging()
            if asyncio.get_running_loop().time() > deadline:
                self.run.violations.append(f"hangs {when}: {', '.join(behind)}")
                return
            await asyncio.sleep(0.5)

    def _behind(self) -> list[str]:
        """Name the partitions of which something is not handled yet."""
        intake = self._server.group(INTAKE_GROUP).offsets
        progress = {inbox: intake[inbox].offset if inbox in intake else 0 for inbox in INBOXES}
        for number in range(PARTITIONS):
            progress[Partition(COMMANDS, number)] = self._progress_of(number)
            facts, asked = Partition(FACTS, number), Partition(SIGNING, number)
            progress[facts] = self.run.tables.positions.get(facts, 0)
            answered = self._server.group(SIGNER_GROUP).offsets.get(asked)
            progress[asked] = answered.offset if answered else 0
        return [f"{at.topic}/{at.number} at {offset}" for at, offset in progress.items() if self._is_behind(at, offset)]

    def _is_behind(self, partition: Partition, offset: int) -> bool:
        log = self._server.log(partition)
        bounds = log.bounds()
        return bounds.stable < bounds.end or bool(log.read(offset, 1)[0])

    def _progress_of(self, number: int) -> int:
        record = self._server.log(Partition(STATES, number)).last(POSITION)
        return int(orjson.loads(record.value or b"[0]")[0]) if record else 0

    def states(self, number: int) -> dict[bytes, bytes | None]:
        """Give the last value of each key of a ``states`` partition."""
        records, _ = self._server.log(Partition(STATES, number)).read(0, 1_000_000)
        return {record.key or b"": record.value for record in records}

    def _operate(self) -> None:
        """Be the operator: redrive what is parked, or skip the command that died."""
        for number in range(PARTITIONS):
            for key, value in self.states(number).items():
                if key.startswith(PARKED) and value is not None:
                    aggregate = key.removeprefix(PARKED)
                    kind = self._chance.choice((REDRIVE, SKIP))
                    if kind == SKIP:
                        self.run.skipped.add(aggregate.decode())
                    headers = Envelope(f"o{number}", "/hub/operator", kind, aggregate.decode(), b"").headers()
                    message = Message(
                        COMMANDS, number, aggregate, b'{"by":"operator"}', (*headers, (ENDPOINT, HUB.encode()))
                    )
                    self._server.append(Partition(COMMANDS, number), [message])

    async def _stop(self, slots: list[asyncio.Task[None]]) -> None:
        self._ended = True
        for _, worker in self._workers.values():
            worker.stop(leave=False)
        _, late = await asyncio.wait(slots, timeout=STOP_S)
        if late:
            self.run.violations.append(f"{len(late)} workers do not stop")
            for process, _ in self._workers.values():
                process.kill()
        for slot in slots:
            slot.cancel()

    def _create_topics(self) -> None:
        for topic in TOPICS:
            names = [topic.name + endpoint for endpoint in ENDPOINTS] if topic.per_endpoint else [topic.name]
            for name in names:
                self._server.create_topic(name, topic.partitions or PARTITIONS, topic.config)
