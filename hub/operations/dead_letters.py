"""Dead letters for operators: what died, why, and what they do about it. Every act says by whom.

A letter's id is the place of the record that died, so twins of one record are one letter. What an operator did is a
record on the same topic under the same id (``hub_dead_act``); a letter that dies again after it is open again.

    of ``commands``   redrive and skip are control commands to the parked aggregate (schemas.control)
    of an inbox       redrive passes it on as intake would, with its own endpoint and moment of receipt; the inbox
                      itself stays what only its endpoint writes
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from hub.intake.handler import IntakeHandler
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Message, Partition, Record
from schemas import dead_letters
from schemas.control import HUB, REDRIVE, RESUME_FLOW, SKIP
from schemas.dead_letters import PREFIX, Obituary
from schemas.envelope import ENDPOINT, Envelope
from schemas.topics import COMMANDS, DEAD_LETTERS, INBOX, partition_of

if TYPE_CHECKING:
    from hub.lanes.ports import Reader

ACT: Final = PREFIX + "act"
ACTED_AT: Final = PREFIX + "acted_at"
SOURCE: Final = "/hub/operator"
OWNER_FROM: Final = 3
"""At the third death somebody must own it."""


class Act(StrEnum):
    """What an operator did with a letter."""

    REDRIVEN = "redriven"
    SKIPPED = "skipped"


class Letter(NamedTuple):
    """One dead letter as it stands now."""

    obituary: Obituary
    record: Record
    """As it lies on ``dead-letters``: the original key, value and headers, ours beside them."""
    act: Act | None = None
    """None: it waits for somebody."""
    by: str = ""
    acted_at: int = 0

    @property
    def id(self) -> str:
        """Topic/partition/offset of the record that died."""
        return self.obituary.id

    @property
    def aggregate(self) -> str:
        """The case or bundle it is about, as far as its envelope says."""
        headers = dict(self.record.headers)
        return (headers.get("ce_subject") or self.record.key or b"").decode(errors="replace")

    @property
    def aggregate_key(self) -> bytes:
        """The key of a command: its aggregate's id, byte for byte."""
        return self.record.key or b""

    @property
    def original(self) -> Record:
        """The record that died, as it stood there."""
        place = self.obituary.origin
        headers = tuple((name, value) for name, value in self.record.headers if not name.startswith(PREFIX))
        return Record(
            place.topic, place.partition, place.offset, place.timestamp, self.record.key, self.record.value, headers
        )

    @property
    def needs_owner(self) -> bool:
        """Whether it died so often that redriving alone is no answer."""
        return self.obituary.attempts >= OWNER_FROM


class NotPossibleError(Exception):
    """The act makes no sense for this letter; the text says why, Chinese then English."""


async def read_letters(reader: Reader, told: Callable[[int, int], None] = lambda *_: None) -> dict[str, Letter]:
    """Read the whole topic; give the latest state per id, in the order in which they died first. Raises BrokerError."""
    letters: dict[str, Letter] = {}
    async for records, following, start, end in to_stable_end(reader, Partition(DEAD_LETTERS, 0), 0):
        for record in records:
            take(letters, record)
        told(following - start, end - start)
    return letters


def take(letters: dict[str, Letter], record: Record) -> None:
    """Take one record of the topic over; what is no dead letter is passed by."""
    try:
        obituary = dead_letters.read(record.headers)
    except (KeyError, ValueError):
        return
    headers = dict(record.headers)
    known = letters.get(obituary.id)
    if ACT in headers:
        if known is not None:
            act, by = Act(headers[ACT].decode()), obituary.redriven_by
            redrives = known.obituary._replace(redrives=obituary.redrives, redriven_by=by)
            letters[obituary.id] = known._replace(
                obituary=redrives, act=act, by=by, acted_at=int(headers[ACTED_AT].decode())
            )
    elif known is None or obituary.attempts > known.obituary.attempts:
        # a twin of the same death changes nothing, above all not that somebody has acted on it
        letters[obituary.id] = Letter(obituary, record)


def redrive(letter: Letter, by: str, now: int, partitions: int) -> list[Message]:
    """Give what sends a letter on its way again. Raises NotPossibleError. ``now`` in milliseconds since 1970."""
    place = letter.obituary.origin
    if place.topic == COMMANDS:
        return [control(REDRIVE, letter.aggregate_key, by, partitions), _note(letter, Act.REDRIVEN, by, now)]
    if place.topic.startswith(INBOX):
        return [_passed_on(letter, partitions), _note(letter, Act.REDRIVEN, by, now)]
    raise NotPossibleError(f"{place.topic} 的死信不能重投 · letters of {place.topic} can't be redriven")


def skip(letter: Letter, by: str, now: int, partitions: int) -> list[Message]:
    """Give what leaves a letter dead, and lets what waits behind it go on."""
    noted = _note(letter, Act.SKIPPED, by, now)
    if letter.obituary.origin.topic == COMMANDS:
        return [control(SKIP, letter.aggregate_key, by, partitions), noted]
    return [noted]


def resume(flow: str, by: str, partitions: int) -> list[Message]:
    """Give what lets a stopped flow (``endpoint|type``) go on: one control command to every lane."""
    value = orjson.dumps({"flow": flow, "by": by})
    headers = _headers(RESUME_FLOW, "flow")
    return [Message(COMMANDS, number, None, value, headers) for number in range(partitions)]


def control(kind: str, aggregate: bytes, by: str, partitions: int) -> Message:
    """Give a control command (REDRIVE, SKIP) to a parked aggregate's own lane."""
    subject = aggregate.decode(errors="replace")
    value = orjson.dumps({"by": by})
    return Message(COMMANDS, partition_of(aggregate, partitions), aggregate, value, _headers(kind, subject))


def _headers(kind: str, subject: str) -> tuple[tuple[str, bytes], ...]:
    return Envelope(kind, SOURCE, kind, subject, b"").headers([(ENDPOINT, HUB.encode())])


def _passed_on(letter: Letter, partitions: int) -> Message:
    """Ask intake again: what this release can read becomes the command it would have been, with its first receipt."""
    batch = IntakeHandler(partitions, lambda *_: None).handle([letter.original])
    (*_, outcome) = batch.effects[:1]
    if outcome.topic != COMMANDS:
        raise NotPossibleError(
            "仍然无法读取信封,重投无用:请发送方更正后重发,再跳过本条。\n"
            "It still has no readable envelope: its sender must send it anew, then skip this one."
        )
    return outcome


def _note(letter: Letter, act: Act, by: str, now: int) -> Message:
    """Write down who did what; the body stays where it is, in the letter itself."""
    redrives = letter.obituary.redrives + (act is Act.REDRIVEN)
    said = letter.obituary._replace(redrives=redrives, redriven_by=by).headers(())
    headers = (*said, (ACT, act.value.encode()), (ACTED_AT, b"%d" % now))
    return Message(DEAD_LETTERS, 0, letter.record.key, None, headers)


def masked(value: bytes | None) -> Any:
    """Give the body with all that is personal masked; of what is no JSON only its length is told."""
    if value is None:
        return None
    try:
        body = orjson.loads(value)
    except orjson.JSONDecodeError:
        return f"({len(value)} bytes, no JSON: not shown, since it may be personal)"
    return _masked(body, inside=False)


def _masked(node: Any, *, inside: bool) -> Any:
    if isinstance(node, Mapping):
        return {
            name: node[name] if name in _OPEN and inside else _masked(node[name], inside=inside or name == "personal")
            for name in node
        }
    if isinstance(node, list):
        return [_masked(child, inside=inside) for child in node]
    return _hidden(str(node)) if inside and node is not None else node


_OPEN: Final = frozenset({"kind", "role"})
"""Fields inside ``personal`` that say nothing of anybody."""
_IDENTIFIER: Final = 15
"""From this length on a text shows its ends, as 520181********1234."""


def _hidden(text: str) -> str:
    if len(text) >= _IDENTIFIER:
        return f"{text[:6]}********{text[-4:]}"
    return text[:1] + "*" * (len(text) - 1)


def flows_of(letters: Iterable[Letter]) -> Sequence[tuple[str, int]]:
    """Give how many letters wait per flow (endpoint and type), the largest first."""
    counts: dict[str, int] = {}
    for letter in letters:
        if letter.act is None:
            headers = {name: value.decode(errors="replace") for name, value in letter.record.headers}
            endpoint = headers.get(ENDPOINT) or letter.obituary.origin.topic.removeprefix(INBOX)
            flow = f"{endpoint}|{headers.get('ce_type', '')}"
            counts[flow] = counts.get(flow, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])
