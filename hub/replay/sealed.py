"""Sealed facts in a replay: no key is needed to decide again, and what a key still opens is compared as well.

What was decided is decided from commands, which are in plain text as long as they are kept. The sealed parts of the
facts so made are taken from what was recorded: a replay could make the same tokens only with the keys of that time.
Where a key is at hand, the recorded part is opened and must say what was made; where it was destroyed, or there is no
key store here, the part is counted as not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from hub.lanes.reading import to_stable_end
from hub.lanes.values import Partition
from hub.personal.key_store import KeyStoreError
from hub.personal.keys import Keys, read_record
from hub.personal.opening import without_keys
from hub.personal.sealing import Occasion, Sealed, SubjectOf
from schemas.envelope import NUMBER
from schemas.personal import SEALED, parts_of, replaced
from schemas.topics import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.lanes.ports import Reader
    from hub.lanes.values import Record
    from hub.personal.opening import Opening

KeysOf = Mapping[str, Mapping[int, str]]
"""By aggregate: place → wrapped key, those that are not destroyed."""


class Known(NamedTuple):
    """What can be opened in a replay."""

    opening: Opening | None = None
    """None: there is no key store here."""
    keys: KeysOf = {}  # noqa: RUF012 - never changed


NOTHING_KNOWN = Known()


async def read_keys(reader: Reader, partitions: int) -> dict[str, dict[int, str]]:
    """Read all keys that are not destroyed. Raises Unreachable."""
    keys: dict[str, dict[int, str]] = {}
    for number in range(partitions):
        async for stretch in to_stable_end(reader, Partition(KEYS, number), 0):
            for record in stretch.records:
                aggregate, place, held = read_record(record.key or b"", record.value)
                if held.wrapped is None:
                    keys.get(aggregate, {}).pop(place, None)
                else:
                    keys.setdefault(aggregate, {})[place] = held.wrapped
    return keys


def readable(record: Record, known: Known) -> bytes:
    """Give a fact's body as it can be read: opened, or with stand-ins."""
    body = record.value or b""
    if SEALED not in body:
        return body
    headers = dict(record.headers)
    ce_type, subject = headers["ce_type"].decode(), headers["ce_subject"].decode()
    if known.opening is None:
        return without_keys(ce_type, body)
    try:
        return known.opening.open(ce_type, body, known.keys.get(subject, {})).body
    except KeyStoreError:
        return without_keys(ce_type, body)


class RecordedSealing:
    """Stands where casework's Sealing does: gives the recorded tokens for the parts that were made again."""

    def __init__(self, facts: Iterable[Record], known: Known = NOTHING_KNOWN) -> None:
        """``facts``: those that are made again."""
        self._known = known
        self._recorded = {_place_of(one): one for one in facts if SEALED in (one.value or b"")}
        self.not_compared = 0
        """Sealed parts that nothing here opens."""

    def seal(self, body: bytes, keys: Keys, at: Occasion) -> Sealed:
        """Put the recorded tokens in; a part that says something else stays as it is, and so is found."""
        recorded = self._recorded.get((at.aggregate, at.number))
        if recorded is None:
            return Sealed(body, keys, ())
        tokens, opened = list(parts_of(recorded.value or b"")), list(parts_of(readable(recorded, self._known)))
        made = list(parts_of(body))
        if len(made) != len(tokens):
            return Sealed(body, keys, ())
        stand_ins = list(parts_of(without_keys(dict(recorded.headers)["ce_type"].decode(), recorded.value or b"")))
        together = iter(zip(tokens, opened, stand_ins, strict=True))

        def sealed(part: bytes) -> bytes:
            token, said, stand_in = next(together)
            if token == said:
                return part  # recorded in plain text
            if said == stand_in:
                self.not_compared += 1
                return token
            return token if said == part else part

        return Sealed(replaced(body, sealed), keys, ())

    def seal_again(self, body: bytes, keys: Keys, _: SubjectOf) -> bytes:
        """Leave states as they are: a replay keeps them to itself."""
        del keys
        return body

    def open(self, body: bytes, keys: Keys) -> bytes:
        """Nothing in a replay's states is sealed."""
        del keys
        return body

    def seed_for(self, label: bytes, body: bytes, keys: Keys, _: SubjectOf) -> bytes:
        """Nothing is asked of anybody."""
        del label, body, keys
        return b""

    def wrap_again(self, keys: Keys) -> Keys:
        """There are no keys in a replay's states."""
        return keys


def _place_of(fact: Record) -> tuple[str, int]:
    headers = dict(fact.headers)
    return headers["ce_subject"].decode(), int(headers[NUMBER])
