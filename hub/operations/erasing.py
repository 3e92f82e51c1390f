"""Where a person's data is, by the ``keys`` topic; and the commands that have it erased.

Every aggregate in which the person owns a key is told to erase; each decides for itself, by its own state, and answers
by a fact. What names the person under another one's key stays with that one's case, and is counted.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.domain.identifiers import is_bundle_number, is_licence_identifier
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Message, Partition
from hub.personal.keys import WRAP_KEYS, HeldKey, read_record
from schemas.commands import EraseBundleData, EraseCaseData, EraseDocumentData
from schemas.control import HUB
from schemas.envelope import CAUSE, ENDPOINT, Envelope
from schemas.facts import ERASURES
from schemas.reading import BodyError, read_fact
from schemas.topics import COMMANDS, FACTS, KEYS, partition_of
from schemas.values import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hub.lanes.ports import Reader
    from schemas.parties import Officer

SOURCE: Final = "/hub/erasing"


class Holdings(NamedTuple):
    """Aggregates that hold something of a person."""

    own: tuple[str, ...]
    """Under a key of the person's own."""
    named: tuple[str, ...]
    """Under another one's key only."""


Held = dict[tuple[str, int], HeldKey]
"""Keys that are not destroyed, by aggregate and place."""


class Answer(NamedTuple):
    """What an aggregate made of it."""

    aggregate: str
    code: str
    """Why it refused; empty: it is done."""
    params: Mapping[str, str]


async def read_keys(reader: Reader, partitions: int, told: Callable[[int, int], None] = lambda *_: None) -> Held:
    """Read the topic whole. Raises Unreachable."""
    held: Held = {}
    for number in range(partitions):
        async for stretch in to_stable_end(reader, Partition(KEYS, number), 0):
            for record in stretch.records:
                one = read_record(record.key or b"", record.value)
                if one.held.wrapped is None:
                    held.pop((one.aggregate, one.place), None)
                else:
                    held[one.aggregate, one.place] = one.held
        told(number + 1, partitions)
    return held


def holdings(held: Held, subject: str) -> Holdings:
    """Find a person, in cases, bundles and documents."""
    own = {aggregate for (aggregate, _), key in held.items() if key.owner == subject}
    named = {aggregate for (aggregate, _), key in held.items() if subject in key.named} - own
    return Holdings(tuple(sorted(own)), tuple(sorted(named)))


def owners(held: Held, aggregate: str) -> tuple[str, ...]:
    """Give whose keys an aggregate has, in the order of their places."""
    return tuple(key.owner for (number, _), key in sorted(held.items()) if number == aggregate and key.owner)


def erasures(aggregates: Iterable[str], subject: str, by: Officer, basis: str, partitions: int) -> list[Message]:
    """Give the commands; another run gives others, since a refusal today need not be one tomorrow."""
    run = secrets.token_hex(8)
    messages = []
    for aggregate in aggregates:
        body = _kind(aggregate)(subject=subject, by=by, basis=basis)
        messages.append(_command(body.ce_type, aggregate, encode(body), run, partitions))
    return messages


def _kind(aggregate: str) -> type[EraseBundleData | EraseCaseData | EraseDocumentData]:
    if is_licence_identifier(aggregate):
        return EraseDocumentData
    return EraseBundleData if is_bundle_number(aggregate) else EraseCaseData


def wrappings(aggregates: Iterable[str], partitions: int) -> list[Message]:
    """Give the commands that have keys wrapped anew."""
    run = secrets.token_hex(8)
    return [_command(WRAP_KEYS, aggregate, b"{}", run, partitions) for aggregate in aggregates]


def _command(ce_type: str, aggregate: str, value: bytes, run: str, partitions: int) -> Message:
    id_ = hashlib.sha256(f"{run}|{aggregate}".encode()).hexdigest()[:32]
    key = aggregate.encode()
    headers = Envelope(id_, SOURCE, ce_type, aggregate, b"").headers([(ENDPOINT, HUB.encode())])
    return Message(COMMANDS, partition_of(key, partitions), key, value, headers)


class Answers:
    """Reads from ``facts`` what became of the commands, from the moment it was made."""

    def __init__(self, reader: Reader, commands: Sequence[Message]) -> None:
        """``commands``: as ``erasures`` gave them, not sent yet."""
        self._reader = reader
        self._waiting = {
            f"{HUB}|{SOURCE}|{dict(one.headers)['ce_id'].decode()}": (one.key or b"").decode() for one in commands
        }
        self._offsets: dict[Partition, int] = {}
        self._places = {Partition(FACTS, one.partition) for one in commands}
        self.answers: list[Answer] = []

    async def begin(self) -> None:
        """Remember where the facts end. Raises Unreachable."""
        for place in self._places:
            self._offsets[place] = (await self._reader.bounds(place)).stable

    async def look(self) -> bool:
        """Read on; tell whether every command has its answer. Raises Unreachable."""
        for place in self._places:
            async for stretch in to_stable_end(self._reader, place, self._offsets[place]):
                self._offsets[place] = stretch.following
                for record in stretch.records:
                    headers = dict(record.headers)
                    aggregate = self._waiting.pop(headers.get(CAUSE, b"").decode(), None)
                    if aggregate is not None:
                        self.answers.append(_answer(aggregate, headers["ce_type"].decode(), record.value or b""))
        return not self._waiting

    @property
    def missing(self) -> tuple[str, ...]:
        """Aggregates that have not answered."""
        return tuple(sorted(self._waiting.values()))


def _answer(aggregate: str, ce_type: str, value: bytes) -> Answer:
    if ce_type in {kind.ce_type for kind in ERASURES}:
        return Answer(aggregate, "", {})
    try:
        fact = read_fact(ce_type, value)
    except BodyError as error:
        return Answer(aggregate, error.code, {})
    said = vars(fact)
    return Answer(aggregate, str(said.get("code", "")), said.get("params") or {})
