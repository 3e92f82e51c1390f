"""Checks the chains of one partition of ``facts``, record by record. Pure; it remembers every digest it has seen.

Some 33 bytes a fact are kept, so that a copy is known wherever it turns up: an aggregate never leaves its partition,
so one partition's worth at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.integrity.breaks import Fault, at
from schemas.chain import SM3, algorithm_of, link_digest
from schemas.envelope import DIGEST, NUMBER
from schemas.topics import partition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.integrity.breaks import Break
    from hub.lanes.values import Record

_LENGTH: Final = 33
"""Of a digest as it is kept: its rule, and 32 bytes."""
_RULES: Final = {"sha256": b"\0", "sm3": b"\1"}


class Chains:
    """All chains of a partition, as far as they were read."""

    def __init__(self, partitions: int, *, from_beginning: bool = True) -> None:
        """``from_beginning``: False where earlier facts are not read, and a chain may begin in its middle."""
        self._partitions = partitions
        self._from_beginning = from_beginning
        self._chains: dict[str, _Chain] = {}
        self.facts = 0
        self.copies = 0
        """Facts seen again, identical: a broker that lost a marker (KAFKA-20734) shows them."""
        self.on_trust = 0
        """Chains that begin in their middle: their first fact could not be held against the one before."""

    @property
    def aggregates(self) -> int:
        """How many chains there are."""
        return len(self._chains)

    def take(self, record: Record) -> Iterator[Break]:
        """Check the next record; say what is wrong with it."""
        headers = dict(record.headers)
        try:
            subject, number = headers["ce_subject"].decode(), int(headers[NUMBER])
            digest = _packed(headers[DIGEST].decode())
        except (KeyError, ValueError):
            yield at(record, Fault.UNREADABLE)
            return
        if record.key != headers["ce_subject"] or partition_of(record.key, self._partitions) != record.partition:
            yield at(record, Fault.PLACE, number)
            return
        self.facts += 1
        chain = self._chains.get(subject)
        if chain is None:
            chain = self._chains[subject] = _Chain(self._first(number))
        fault, detail = self._judge(chain, number, digest, record, headers)
        if fault:
            yield at(record, fault, number, detail)

    def _first(self, number: int) -> int:
        if self._from_beginning or number <= 1:
            return 1
        self.on_trust += 1
        return number

    def _judge(
        self, chain: _Chain, number: int, digest: bytes, record: Record, headers: Mapping[str, bytes]
    ) -> tuple[Fault | None, str]:
        known = chain.digest(number)
        if known is not None and known != digest:
            return Fault.FORK, f"{chain.last} facts were seen of it"
        before = chain.digest(number - 1)
        # the digest before the first one that was read is nobody's to check
        is_first = number == chain.first and number > 1
        right = is_first or (
            before is not None and digest == _made(digest, before, headers.get("ce_type", b""), record.value or b"")
        )
        if known is not None:
            self.copies += right
            return (None, "") if right else (Fault.ALTERED, "a copy of a fact, with another content")
        if number <= chain.last:
            chain.fill(number, digest)
            return Fault.ORDER, f"after number {chain.last}"
        if number > chain.last + 1:
            gap = f"{chain.last + 1} to {number - 1}" if number - chain.last > 2 else f"{number - 1}"  # noqa: PLR2004
            chain.skip_to(number, digest)
            return Fault.MISSING, f"number {gap}"
        chain.add(digest)
        return (None, "") if right else (Fault.ALTERED, "")


class _Chain:
    """The digests of one aggregate from its number ``first`` on; empty ones where a fact is missing."""

    __slots__ = ("_digests", "first")

    def __init__(self, first: int) -> None:
        self.first = first
        self._digests = bytearray()

    @property
    def last(self) -> int:
        return self.first + len(self._digests) // _LENGTH - 1

    def digest(self, number: int) -> bytes | None:
        """Give the digest that was seen at a number; before number 1 there is the empty one."""
        if number == 0:
            return b""
        start = (number - self.first) * _LENGTH
        if not 0 <= start < len(self._digests):
            return None
        found = bytes(self._digests[start : start + _LENGTH])
        return found if any(found[1:]) else None

    def add(self, digest: bytes) -> None:
        self._digests += digest

    def fill(self, number: int, digest: bytes) -> None:
        start = (number - self.first) * _LENGTH
        if start >= 0:
            self._digests[start : start + _LENGTH] = digest

    def skip_to(self, number: int, digest: bytes) -> None:
        self._digests += bytes(_LENGTH * (number - self.last - 1)) + digest


def _made(like: bytes, before: bytes, ce_type: bytes, value: bytes) -> bytes:
    """Give the digest that a fact must have, by the rule of the one it has."""
    algorithm = algorithm_of(_text(like))
    return _packed(link_digest(algorithm, _text(before), ce_type.decode(errors="replace"), value))


def _packed(text: str) -> bytes:
    """Give a digest in 33 bytes. Raises ValueError."""
    made = bytes.fromhex(text.removeprefix(SM3))
    if len(made) != _LENGTH - 1:
        raise ValueError(f"a digest of {len(made)} bytes")
    return _RULES[algorithm_of(text)] + made


def _text(packed: bytes) -> str:
    if not packed:
        return ""
    return (SM3 if packed[:1] == _RULES["sm3"] else "") + packed[1:].hex()
