"""One run: the hub comes up, the load begins, trouble is made, everything settles, the oracle judges."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.local.province import Province
from hub.settings import Settings
from tests.chaos import evidence, oracle
from tests.chaos.load import Sender, steps
from tests.chaos.plan import WORKERS, Scale, timetable
from tests.chaos.stalls import Stall, WorkReader
from tests.chaos.trouble import Damage, Trouble

LATEST: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]
AT_MOST: Final = 2.0
"""Times the commands of the plan, where trouble takes longer than they do."""
SETTLED_S: Final = 8.0
"""No new fact and no new row for so long: it is over. Longer than a dead worker holds its lanes."""
SETTLE_WITHIN_S: Final = 300.0
DEFECT: Final = "likely deleted already and hence can be skipped"
"""What a broker with KAFKA-20734 says when it loses a transaction's marker."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What is reported."""

    judgement: oracle.Judgement
    damage: Damage
    sent: int
    unsent: int
    rate: float
    drained_s: float
    stalls: list[Stall]
    """The longest first, ``at`` from the first command on."""
    ages: list[float]
    """Seconds from filing to readable in ``work.R``, in order of length."""
    markers_lost: int


def run(settings: Settings, scale: Scale, seed: int, tell: Tell) -> Outcome:
    """Carry it out on engines under ``HUB_HOME``; raises nothing of its own."""
    load = steps(int(scale.commands * AT_MOST), seed)
    names = [f"worker-{number}" for number in range(1, WORKERS + 1)]
    with Province(settings, tell, workers=names) as province:
        client = {**province.engines.kafka_access.for_confluent(), "log_level": 0}
        dsn = province.engines.database_access.dsn
        reader, sender = WorkReader(client), Sender(client, load, scale.rate, scale.commands)
        reader.start()
        sender.start()
        trouble = Trouble(province, client, seed, tell)
        time.sleep(0.1)
        trouble.start()
        trouble.make(timetable(scale, seed), sender.began, reader.all_move_since)
        sender.enough()
        sender.join()
        tell(f"all {len(sender.sent)} sent, waiting until nothing moves any more")
        drained = _settle(province, AdminClient(client), dsn)
        trouble.stop()
        reader.stop()
        judgement = _judge(client, dsn, sender)
        kafka = province.engines.kafka
        logs = kafka.files.logs.glob("server*.log") if kafka else ()
        lost = sum(log.read_text(errors="replace").count(DEFECT) for log in logs)
        return Outcome(
            judgement,
            trouble.damage,
            len(sender.sent),
            sender.failed,
            len(sender.sent) / sender.seconds,
            drained - sender.began - sender.seconds,
            [stall._replace(at=stall.at - sender.began) for stall in reader.longest_stalls(drained)],
            reader.ages(sender.times),
            lost,
        )


def _settle(province: Province, admin: AdminClient, dsn: str) -> float:
    """Wait until facts and rows stand still; answer since when they do."""
    asked = {TopicPartition("facts", number): LATEST for number in range(province.settings.lanes.partitions)}
    began = moved = time.monotonic()
    seen = (0, 0)
    while time.monotonic() - moved < SETTLED_S and time.monotonic() - began < SETTLE_WITHIN_S:
        time.sleep(0.5)
        ends = admin.list_offsets(asked, isolation_level=IsolationLevel.READ_COMMITTED)
        try:
            now = (sum(end.result().offset for end in ends.values()), evidence.count(dsn))
        except KafkaException:
            continue  # a broker that has just come back has new leader epochs; the client learns them by asking again
        if now != seen:
            seen, moved = now, time.monotonic()
    return moved


def _judge(client: dict[str, str], dsn: str, sender: Sender) -> oracle.Judgement:
    sent = {each.id: oracle.Command(*each) for each in sender.sent}
    judgement = oracle.Judgement()
    oracle.judge_facts(judgement, evidence.committed(client, "facts"), sent)
    oracle.judge_told(judgement, "work", evidence.committed(client, "work."), oracle.WORK_OF)
    oracle.judge_told(judgement, "results", evidence.committed(client, "results."), oracle.RESULT_OF)
    oracle.judge_documents(judgement, evidence.committed(client, "documents"))
    oracle.count_passed_on(judgement, evidence.committed(client, "commands"))
    oracle.judge_answers(judgement, evidence.committed(client, "results."), sent)
    oracle.judge_states(judgement, evidence.committed(client, "states"), sent)
    oracle.judge_rows(judgement, evidence.timeline(dsn), evidence.cases(dsn))
    return judgement
