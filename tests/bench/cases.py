"""Real filings and what officers then do with them, as intake would put them onto ``commands``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from hub.client.sample import Filing, sample
from hub.domain.reference import Reference
from hub.lanes.values import Message
from schemas.commands import AcceptCase, ClaimCase, DecideCase, FileApplication, ReleaseCase
from schemas.envelope import ENDPOINT, RECEIVED, Envelope
from schemas.topics import COMMANDS, partition_of
from tests.bench.course import PARTITIONS

AT_A_TIME: Final = 2000
"""Cases that are under way at the same time: an officer's command never follows at once upon the one before."""


class Step(NamedTuple):
    """One command: who sends it, to which case, what."""

    endpoint: str
    case: str
    ce_type: str
    data: bytes


class Matter(NamedTuple):
    """One case: its filing, and what the competent unit then does, in order."""

    filing: Step
    handling: tuple[Step, ...]


def matters(seed: int, reference: Reference, day: date, within: Collection[str] = ()) -> Iterator[Matter]:
    """Make cases without end; ``within``: origin and competent endpoint are among these."""
    while True:
        for filing in sample(5000, seed, reference, day):
            if filing.ce_type != FileApplication.ce_type:
                continue
            if _is_entrusted(filing, reference, day):
                continue
            competent = _competent(filing, reference, day)
            if not within or {filing.endpoint, competent[1]} <= set(within):
                yield _matter(filing, reference, day, competent)
        seed += 1


def _is_entrusted(filing: Filing, reference: Reference, day: date) -> bool:
    """Tell whether a window would decide: the bench's cases cross from region to region."""
    item = reference.item(filing.data["application"]["item"], day)
    return item is not None and item.handling.stage != "collected"


def _competent(filing: Filing, reference: Reference, day: date) -> tuple[str, str]:
    application = filing.data["application"]
    item = reference.item(application["item"], day)
    assert item is not None
    unit = reference.competent_unit(item, application["jurisdiction"]["region"], day)
    assert unit is not None
    return unit.uscc, unit.endpoint


def _matter(filing: Filing, reference: Reference, day: date, competent: tuple[str, str]) -> Matter:
    uscc, endpoint = competent
    item = reference.item(filing.data["application"]["item"], day)
    first, second = {"unit": uscc, "staff": "A01"}, {"unit": uscc, "staff": "B02"}
    doings: list[tuple[str, dict[str, Any]]] = [
        (ClaimCase.ce_type, {"by": first, "minutes": 1440}),
        (AcceptCase.ce_type, {"by": first}),
    ]
    if item is not None and item.separate_persons:
        doings += [(ReleaseCase.ce_type, {"by": first}), (ClaimCase.ce_type, {"by": second, "minutes": 1440})]
        first = second
    doings.append((DecideCase.ce_type, {"by": first, "outcome": "approved"}))
    filed = Step(filing.endpoint, filing.number, filing.ce_type, orjson.dumps(filing.data))
    return Matter(filed, tuple(Step(endpoint, filing.number, kind, orjson.dumps(data)) for kind, data in doings))


def interleaved(cases: Sequence[Matter]) -> Iterator[Step]:
    """Mix: the next block of cases is filed while the one before is claimed, accepted and decided."""
    for first in range(0, len(cases), AT_A_TIME):
        block = cases[first : first + AT_A_TIME]
        yield from (matter.filing for matter in block)
        for turn in range(max((len(matter.handling) for matter in block), default=0)):
            yield from (matter.handling[turn] for matter in block if turn < len(matter.handling))


def as_commands(steps: Iterable[Step], now: int, first: int = 0) -> Iterator[Message]:
    """Write steps as intake passes them on, ids from ``first`` on; ``now``: their receipt, ms since 1970."""
    for ordinal, step in enumerate(steps, first):
        id_ = f"{ordinal:012d}"
        envelope = Envelope(id_, f"/{step.endpoint}/window", step.ce_type, step.case, step.data)
        headers = envelope.headers([(ENDPOINT, step.endpoint.encode()), (RECEIVED, b"%d" % now)])
        key = step.case.encode()
        yield Message(COMMANDS, partition_of(key, PARTITIONS), key, step.data, headers)
