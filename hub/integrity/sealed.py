"""Checks seals: each by itself and against the one before, and what they say against the facts that are there."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from hub.integrity.breaks import Break, Fault, at
from hub.integrity.keys import is_signed
from hub.integrity.sealing import HOUR_MS, Covered, Known, read_seal
from schemas.chain import algorithm_of
from schemas.seals import SIGNATURE
from schemas.times import to_milliseconds
from schemas.topics import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from hub.lanes.values import Record
    from schemas.seals import LogSealed


class Seals:
    """All seals of the log, as far as they were read."""

    def __init__(self, trusted: Mapping[str, Ed25519PublicKey]) -> None:
        """``trusted``: public keys by name."""
        self._trusted = trusted
        self._known: dict[int, list[Known]] = defaultdict(list)
        self._valid: dict[int, list[LogSealed]] = defaultdict(list)
        self.count = 0

    def take(self, record: Record) -> Iterator[Break]:
        """Check the next seal: its signature, and how it follows the one before."""
        known = read_seal(record)
        if known is None:
            yield at(record, Fault.SEAL_UNREADABLE)
            return
        seal = known.seal
        before = self._known[seal.partition]
        if before and before[-1].digest == known.digest:
            return
        self.count += 1
        fault = self._distrust(seal, record)
        if fault:
            yield at(record, fault, seal.number, f"facts/{seal.partition}, {seal.hour:%Y-%m-%d %H:%M}, key {seal.key}")
        else:
            self._valid[seal.partition].append(seal)
        if not _follows(seal, before[-1] if before else None):
            yield at(record, Fault.SEAL_CHAIN, seal.number, f"facts/{seal.partition}, {seal.hour:%Y-%m-%d %H:%M}")
        before.append(known)

    def _distrust(self, seal: LogSealed, record: Record) -> Fault | None:
        signature = dict(record.headers).get(SIGNATURE, b"")
        try:
            signed = is_signed(record.value or b"", signature, seal.key, self._trusted)
        except KeyError:
            return Fault.SEAL_KEY
        return None if signed else Fault.SEAL_SIGNATURE

    def missing(self, partitions: int) -> Iterator[Break]:
        """Say of which partitions the last seals are missing: those of one hour are written by one act."""
        newest = max((self._hour(number) for number in self._known), default=0)
        for number in range(partitions):
            if self._hour(number) < newest:
                last = self._known[number][-1].seal.number if self._known.get(number) else 0
                detail = "other partitions were sealed later"
                yield Break(Fault.SEAL_CHAIN, FACTS, number, -1, newest, number=last + 1, detail=detail)

    def _hour(self, number: int) -> int:
        known = self._known.get(number)
        return to_milliseconds(known[-1].seal.hour) if known else 0

    def standstills(self) -> list[tuple[LogSealed, LogSealed]]:
        """Give neighbours with more than an hour between them, of the first partition: the hub stood still."""
        seals = [known.seal for known in self._known.get(0, ())]
        return [
            (one, other) for one, other in pairwise(seals) if (other.hour - one.hour).total_seconds() * 1000 > HOUR_MS
        ]

    def valid(self, number: int) -> Sequence[LogSealed]:
        """Give the seals of a partition that a trusted key has signed, in order."""
        return self._valid.get(number, ())

    def newest(self, number: int) -> str:
        """Give the digest of a partition's newest seal; empty where there is none."""
        known = self._known.get(number)
        return known[-1].digest if known else ""


class Coverage:
    """Holds the facts of one partition, as they are read, against its seals."""

    def __init__(self, partition: int, seals: Sequence[LogSealed], unsealed_before: int) -> None:
        """What is older than ``unsealed_before`` (ms) must be covered by a seal."""
        self._partition = partition
        self._seals = list(reversed(seals))
        self._unsealed_before = unsealed_before
        self._told = False
        self._begin()

    def _begin(self) -> None:
        if self._seals:
            self._covered = Covered(algorithm_of(self._seals[-1].digest))

    def take(self, record: Record) -> Iterator[Break]:
        """Take the next fact; say of the seals that end before it what is wrong with them."""
        while self._seals and record.offset >= self._seals[-1].end:
            yield from self._close()
        if self._seals and record.offset >= self._seals[-1].start:
            self._covered.take(record)
        elif not self._told and not self._seals and record.timestamp < self._unsealed_before:
            self._told = True
            yield at(record, Fault.UNSEALED)

    def end(self, offset: int) -> Iterator[Break]:
        """The partition ends before ``offset``: say of the seals that are left what is wrong with them."""
        while self._seals:
            seal = self._seals[-1]
            if seal.end > offset:
                detail = f"seal {seal.number} reaches to offset {seal.end}, the log to {offset}"
                self._seals.clear()
                yield self._break(seal, Fault.SEAL_SHORT, detail)
                return
            yield from self._close()

    def _close(self) -> Iterator[Break]:
        seal, covered = self._seals.pop(), self._covered
        fault = _difference(seal, covered.facts, covered.digest())
        self._begin()
        if fault:
            detail = f"offsets {seal.start} to {seal.end}: {seal.facts} facts sealed, {covered.facts} there"
            yield self._break(seal, fault, detail)

    def _break(self, seal: LogSealed, fault: Fault, detail: str) -> Break:
        hour = to_milliseconds(seal.hour)
        return Break(fault, FACTS, self._partition, seal.start, hour, number=seal.number, detail=detail)


def _follows(seal: LogSealed, before: Known | None) -> bool:
    if before is None:
        return seal.number == 1 and not seal.before and not seal.start
    last = before.seal
    expected = (last.number + 1, before.digest, last.end)
    return (seal.number, seal.before, seal.start) == expected and seal.hour > last.hour


def _difference(seal: LogSealed, facts: int, digest: str) -> Fault | None:
    if facts < seal.facts:
        return Fault.SEAL_SHORT
    if facts > seal.facts:
        return Fault.SEAL_LONG
    return None if digest == seal.digest else Fault.SEAL_DIGEST
