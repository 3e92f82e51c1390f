"""What deciding costs, without any lane: ``decide`` and ``evolve`` per kind of command, in the mix of a year.

A month of the province is played on the twin; of each kind of command some are kept with the state they met, and
then decided again and again.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from statistics import median
from typing import Any, Final, NamedTuple, cast

from hub.domain import aggregates
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from hub.lanes.twin.time import run
from tests.year.run import Plan, play

CASES: Final = 3_000
KEPT: Final = 40
"""Commands of each kind that are decided again."""
TIMES: Final = 25
"""How often each; the median of all counts."""
_PREFIX: Final = "cn.tongban."


class Question(NamedTuple):
    """One command as its aggregate met it."""

    aggregate: aggregates.Aggregate
    state: Any
    command: Command[Any]
    now: datetime
    reference: Reference


class Mix:
    """How often each kind came, and some of each."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.questions: dict[str, list[Question]] = defaultdict(list)

    def note(self, question: Question) -> None:
        kind = question.command.body.ce_type.removeprefix(_PREFIX).rpartition(".v")[0]
        self.counts[kind] += 1
        kept = self.questions[kind]
        # Each as likely as the others to be kept, however many come (reservoir).
        place = len(kept) if len(kept) < KEPT else random.Random(self.counts[kind]).randrange(self.counts[kind])
        if place < KEPT:
            kept[place : place + 1] = [question]


def month(seed: int) -> Mix:
    """Play January, and give what was asked."""
    mix = Mix()
    with _noted(mix):
        plan = Plan(CASES, seed, first=date(2026, 1, 1), last=date(2026, 1, 31))
        run(play(plan, lambda _: None), random.Random(seed))
    return mix


@contextmanager
def _noted(mix: Mix) -> Iterator[None]:
    """Look over the shoulder of every aggregate."""
    table = cast("MutableMapping[str, aggregates.Aggregate]", aggregates.AGGREGATES)
    before = dict(table)
    for noun, aggregate in before.items():
        table[noun] = replace(aggregate, decide=_watched(mix, aggregate))
    try:
        yield
    finally:
        table.update(before)


def _watched(mix: Mix, aggregate: aggregates.Aggregate) -> Any:
    def decide(state: Any, command: Command[Any], now: datetime, reference: Reference) -> Decision | Refusal:
        mix.note(Question(aggregate, state, command, now, reference))
        return aggregate.decide(state, command, now, reference)

    return decide


def cost_us(question: Question) -> float:
    """Microseconds to decide and to evolve over what was said."""
    aggregate, state, command, now, reference = question
    began = time.perf_counter()
    said = aggregate.decide(state, command, now, reference)
    if not isinstance(said, Refusal):
        for fact in said:
            state = aggregate.evolve(state, fact)
    return (time.perf_counter() - began) * 1e6


def costs(mix: Mix) -> dict[str, float]:
    """Give the median microseconds of each kind."""
    return {
        kind: median(cost_us(question) for question in questions for _ in range(TIMES))
        for kind, questions in sorted(mix.questions.items())
    }


def mean(mix: Mix, by_kind: dict[str, float]) -> float:
    """Give the mean in the mix: what a command costs that comes as often as it did."""
    return sum(by_kind[kind] * count for kind, count in mix.counts.items()) / mix.counts.total()
