"""Sealing what one command says: its facts, the keys that they need, the seeds of what is asked of other aggregates."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hub.lanes.values import Message
from hub.personal.keys import NO_KEYS, HeldKey, KeyRecord, without
from hub.personal.sealing import Occasion
from schemas.envelope import SEED
from schemas.facts import ERASURES, BundleDataErased, Fact
from schemas.personal import has_parts
from schemas.topics import KEYS
from schemas.values import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.casework.state import State
    from hub.casework.words import Scene
    from hub.personal.keys import Keys
    from hub.personal.sealing import PersonalSealing, SubjectOf


class SealedScene:
    """Of one command; without ``sealing`` everything stays as it is."""

    def __init__(
        self, sealing: PersonalSealing | None, scene: Scene, before: State | None, subject_of: SubjectOf
    ) -> None:
        """``before``: the aggregate's state, with its keys."""
        self._sealing = sealing
        self._scene = scene
        self._subject_of = subject_of
        self.keys = before.held.keys if before is not None else NO_KEYS
        self.messages: list[Message] = []
        """Records of the ``keys`` topic, in the partition of the aggregate."""

    def sealed(self, fact: Fact, number: int) -> bytes:
        """Give the bytes of the fact of this number, as they are stored and chained."""
        body = encode(fact)
        if self._sealing is None:
            return body
        if has_parts(body):
            at = Occasion(self._scene.subject, number, self._seed(), self._subject_of)
            sealed = self._sealing.seal(body, self.keys, at)
            body, self.keys = sealed.body, sealed.keys
            self._tell(sealed.records)
        elif isinstance(fact, ERASURES):
            self._destroy(fact.subject if isinstance(fact, BundleDataErased) else None)
        return body

    def seed_for(self, id_: bytes, body: bytes) -> bytes:
        """Give the seed of a command to another aggregate; empty where nothing in it is personal."""
        if self._sealing is None or not has_parts(body):
            return b""
        return self._sealing.seed_for(id_, body, self.keys, self._subject_of)

    def wrap_again(self) -> None:
        """Wrap the aggregate's keys by the newest key-encryption key; nothing is sealed anew."""
        if self._sealing is None:
            return
        before, self.keys = self.keys, self._sealing.wrap_again(self.keys)
        self._tell_of_changes(before)

    def _destroy(self, owner: str | None) -> None:
        """Destroy a person's keys; those of a case or a document all, since it is about one person."""
        before = self.keys
        self.keys = tuple([HeldKey("", None)] * len(before)) if owner is None else without(before, owner)
        self._tell_of_changes(before)

    def _tell_of_changes(self, before: Keys) -> None:
        both = enumerate(zip(before, self.keys, strict=True), 1)
        self._tell([KeyRecord(self._scene.subject, place, held) for place, (was, held) in both if was != held])

    def _tell(self, records: Iterable[KeyRecord]) -> None:
        self.messages += [Message(KEYS, self._scene.partition, one.key, one.value, ()) for one in records]

    def _seed(self) -> bytes:
        """Give the command's seed; one that passed intake before seeds were given has its own bytes for one."""
        command = self._scene.command
        if command is None:
            return self._scene.cause.encode()
        seed = next((value for name, value in command.headers if name == SEED), b"")
        return seed or hashlib.sha256(command.value).digest() + command.id.encode()
