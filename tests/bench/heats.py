"""The heats of a bench run: each takes some of the figures that the bars are about, and tells them as it goes."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import psutil
from confluent_kafka.admin import NewTopic

from hub.local.province import Province
from hub.reference.load import load
from hub.settings import Settings
from schemas.times import CHINA
from schemas.topics import COMMANDS
from tests.bench import latency
from tests.bench.arena import APPEND_TIME, Arena
from tests.bench.cases import Matter, as_commands, interleaved, matters
from tests.bench.course import PARTITIONS, Course
from tests.bench.deciding import costs, mean, month
from tests.bench.falling_due import DUE, clock_ms
from tests.bench.field import FIELD, HOPS, Contestant
from tests.bench.figures import middle, race_table
from tests.bench.growth import Casework, by_open_cases, by_regions
from tests.bench.java import class_path
from tests.bench.race import Race, Run
from tests.bench.records import plain_commands
from tests.bench.running import Running
from tests.bench.sealing import sealed_shares
from tests.bench.verifying import shares

RATES: Final = (200, 1000)
WATCHED: Final = 3
"""Work queues that are read for latency, the busiest."""
SEED: Final = 4


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    rounds: int
    share: float
    """Of the commands of a full race."""
    seconds: float
    """Of each latency measurement, the warm-up included."""
    few: int
    many: int
    deadlines: int
    """Open cases of which a thousand fall due; then ten times as many."""


FULL: Final = Size(rounds=5, share=1.0, seconds=25, few=1_000, many=200_000, deadlines=100_000)
QUICK: Final = Size(rounds=1, share=0.2, seconds=8, few=1_000, many=5_000, deadlines=10_000)


@dataclass
class Bench:
    """What the heats share, and what they have found."""

    arena: Arena
    broker: psutil.Process
    settings: Settings
    size: Size
    figures: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.settings.engines.home

    def regions(self) -> list[str]:
        return list(load().endpoints(datetime.now(CHINA).date()))

    def cases(self, within: tuple[str, ...] = ()) -> Iterator[Matter]:
        return matters(SEED, load(), datetime.now(CHINA).date(), within)

    def fresh(self) -> None:
        """Leave no topic of ours behind."""
        self.arena.clear(name for name in self.arena.names() if not name.startswith("__"))


def race(bench: Bench) -> None:
    """All contestants, interleaved, on the same records."""
    bench.fresh()
    inputs = {each.name: _filled(bench, each) for each in FIELD}
    engines = bench.settings.engines
    race_ = Race(bench.arena, bench.broker, bench.home, class_path(engines.kafka_version, engines.cache))
    runs: list[Run] = []
    for number in range(bench.size.rounds):
        for contestant in FIELD:
            topic, total = inputs[contestant.name]
            endpoints = ("520122",) if contestant.four_each else bench.regions()
            run = race_.run(contestant, topic, total, endpoints)
            print(f"  · round {number + 1}: {contestant.title}: {run.rate:,.0f}/s {'; '.join(run.faults)}", flush=True)
            runs.append(run)
            bench.faults += run.faults
    for contestant in FIELD:
        bench.figures[contestant.name] = middle([run.rate for run in runs if run.contestant == contestant.name])
    bench.detail["race"] = [run.as_json() for run in runs]
    print(race_table(runs), flush=True)


def _filled(bench: Bench, contestant: Contestant) -> tuple[str, int]:
    """Put its input in place, shared by all that take as many; answer topic and number."""
    total = int(contestant.commands * bench.size.share)
    now = int(time.time() * 1000)
    if not contestant.four_each:
        if COMMANDS not in bench.arena.names():
            bench.arena.make([NewTopic(COMMANDS, PARTITIONS, config=APPEND_TIME)])
            cases = interleaved(list(islice(bench.cases(), total // 4)))
            bench.arena.fill(islice(as_commands(cases, now), total))
        return COMMANDS, total
    topic = f"plain-{total}"
    if topic not in bench.arena.names():
        bench.arena.make([NewTopic(topic, PARTITIONS, config=APPEND_TIME)])
        bench.arena.fill(plain_commands(topic, total, now))
    return topic, total


def filed_to_work(bench: Bench) -> None:
    """The real hub with one worker: filed in an inbox until readable in a work queue; beside it, two bare hops."""
    bench.fresh()
    cases = bench.cases()
    with Province(replace(bench.settings, kafka=None, database=None), _tell, workers=["bench-1"], signers=()):
        queues = _busiest(islice(bench.cases(), 1000))
        watch = latency.Stopwatch(bench.arena.access, [f"work.{each}" for each in queues], latency.to_inbox)
        for rate in (RATES[0], *RATES):  # the first time for the broker to get warm
            _timed(bench, watch, f"filed to work, {rate}/s", _Load(rate, cases, queues))
        watch.close()
    bench.arena.make([NewTopic("hop-1", 1), NewTopic("hop-2", 1)])
    course = Course(f"hops-{time.time_ns()}", "hop-1", str(bench.home / "hops"), work="hop-2")
    with Running(bench.arena, HOPS, course):
        watch = latency.Stopwatch(bench.arena.access, ["hop-2"], latency.to_hops)
        for rate in RATES:
            _timed(bench, watch, f"two bare hops, {rate}/s", _Load(rate, cases))
        watch.close()


class _Load(NamedTuple):
    rate: int
    cases: Iterator[Matter]
    queues: Collection[str] = ()
    """Competent endpoints whose cases are watched; all where none is named."""


def _busiest(cases: Iterator[Matter]) -> list[str]:
    return [endpoint for endpoint, _ in Counter(each.handling[0].endpoint for each in cases).most_common(WATCHED)]


def _timed(bench: Bench, watch: latency.Stopwatch, what: str, load: _Load) -> None:
    some = list(islice(load.cases, int(load.rate * bench.size.seconds)))
    watched = {each.filing.case for each in some if not load.queues or each.handling[0].endpoint in load.queues}
    found = latency.summary(watch.measure([each.filing for each in some], load.rate, watched))
    bench.figures |= {f"{what}, {name} ms": value for name, value in found.items()}
    print(f"  · {what}: " + ", ".join(f"{name} {value:.1f} ms" for name, value in found.items()), flush=True)


def growth(bench: Bench) -> None:
    """From 10 to 97 regions, and from few to many open cases; then restarts with all of those."""
    bench.fresh()
    ten = tuple(sorted({matter.filing.endpoint for matter in islice(bench.cases(), 40)}))[:10]
    for name, within in (("10 regions", ten), ("97 regions", ())):
        casework = _casework(bench, name)
        _cost(bench, name, by_regions(casework, bench.cases(within), bench.size.rounds))
        casework.end()
    casework = _casework(bench, "few")
    _cost(bench, "few open", by_open_cases(casework, bench.cases(), bench.size.few, bench.size.rounds))
    casework.end()
    casework = _casework(bench, "many")
    _cost(bench, "many open", by_open_cases(casework, bench.cases(), bench.size.many, bench.size.rounds))
    _restart(bench, casework)
    casework.end()


def _casework(bench: Bench, name: str) -> Casework:
    folder = bench.home / f"{name.replace(' ', '-')}-{time.time_ns() // 1_000_000}"
    return Casework(bench.arena, folder, bench.regions())


def _cost(bench: Bench, name: str, costs: list[float]) -> None:
    bench.figures[f"µs per command, {name}"] = middle(costs)
    print(f"  · {name}: {middle(costs):.0f} µs per command ({', '.join(f'{cost:.0f}' for cost in costs)})", flush=True)


def _restart(bench: Bench, casework: Casework) -> None:
    late = bench.cases()
    open_ = bench.size.many
    for empty, name in ((False, "restart"), (True, "restart with an empty disk")):
        step = casework.filing([next(late)])
        bench.figures[f"{name}, s to first commit"] = seconds = casework.restart_s(step, empty=empty)
        print(f"  · {name}, {open_} cases: first command committed after {seconds:.1f} s", flush=True)
    per_case = {"topic": casework.state_bytes() / open_, "store": casework.store_bytes() / open_}
    bench.figures |= {f"bytes per case, {name}": value for name, value in per_case.items()}
    print(f"  · per case {per_case['topic']:.0f} bytes in states, {per_case['store']:.0f} in the store", flush=True)


def deciding(bench: Bench) -> None:
    """What deciding and evolving cost by kind of command, as often as each comes in a month of the province."""
    mix = month(SEED)
    by_kind = costs(mix)
    for kind, cost in sorted(by_kind.items(), key=lambda item: -item[1]):
        print(f"  · {kind}: {cost:.1f} µs, {mix.counts[kind]} times", flush=True)
    bench.figures |= {"µs to decide, mean": mean(mix, by_kind), "µs to decide, dearest kind": max(by_kind.values())}
    bench.detail["deciding"] = by_kind


def falling_due(bench: Bench) -> None:
    """A thousand deadlines among few and among many open cases."""
    for name, open_ in (("few", bench.size.deadlines), ("many", 10 * bench.size.deadlines)):
        folder = bench.home / f"due-{open_}"
        bench.figures[f"ms of a clock message, {name} open"] = took = clock_ms(folder, open_)
        shutil.rmtree(folder)
        print(f"  · a clock message, {DUE} of {open_:,} open cases due: {took:.0f} ms of processor", flush=True)


def verifying(bench: Bench) -> None:
    """A whole document (parse, canonical form, signature, status) beside the bare library's verification."""
    for algorithm, share in shares().items():
        bench.figures[f"document, {algorithm}"] = share
        print(f"  · {algorithm}: the bare verification takes {share:.0%} of the whole document's time", flush=True)


def sealing(bench: Bench) -> None:
    """Whole commands of casework with personal data sealed, beside the same unsealed."""
    for suite, share in sealed_shares().items():
        bench.figures[f"sealing, {suite}"] = max(share, 0.001)
        print(f"  · {suite}: sealing and opening take {share:.1%} of casework's time", flush=True)


def _tell(line: str) -> None:
    print(f"  · {line}", flush=True)


HEATS: Final = {
    "race": race,
    "latency": filed_to_work,
    "growth": growth,
    "deciding": deciding,
    "deadlines": falling_due,
    "documents": verifying,
    "sealing": sealing,
}
