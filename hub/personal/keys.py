"""The data keys of an aggregate: one for each person whose personal parts are in it.

A key is wrapped, so it may be kept and sent anywhere. It lives in the aggregate's state, which casework reads, and as
a record of the compacted ``keys`` topic, which everybody else reads:

    <aggregate>/<place>  →  {"owner":"S…","named":["S…"],"key":"<wrapped>"}; nothing once it is destroyed

``owner`` is whose the part is: the applicant's or the holder's, else the agent's. ``named`` are others whom parts under
this key name. Both are numbers of subjects: keyed hashes, which name nobody.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import orjson

WRAP_KEYS: Final = "cn.tongban.keys.wrap-again.v1"
"""A command of the hub's own to an aggregate: wrap its keys by the newest key-encryption key. It makes no fact."""


class HeldKey(NamedTuple):
    """One key, at its place."""

    owner: str
    """Number of the subject; empty where the part names nobody that can be known."""
    wrapped: str | None
    """None once it is destroyed."""
    named: tuple[str, ...] = ()


Keys = tuple[HeldKey, ...]
NO_KEYS: Final[Keys] = ()


class KeyRecord(NamedTuple):
    """A record of the ``keys`` topic."""

    aggregate: str
    place: int
    """From 1."""
    held: HeldKey

    @property
    def key(self) -> bytes:
        """The record's key."""
        return b"%s/%d" % (self.aggregate.encode(), self.place)

    @property
    def value(self) -> bytes | None:
        """The record's value."""
        owner, wrapped, named = self.held
        return None if wrapped is None else orjson.dumps({"owner": owner, "named": named, "key": wrapped})


def read_record(key: bytes, value: bytes | None) -> KeyRecord:
    """Read a record of the ``keys`` topic. Raises ValueError for one that casework can't have written."""
    aggregate, _, place = key.decode().rpartition("/")
    if value is None:
        return KeyRecord(aggregate, int(place), HeldKey("", None))
    said = orjson.loads(value)
    try:
        return KeyRecord(aggregate, int(place), HeldKey(said["owner"], said["key"], tuple(said["named"])))
    except KeyError as missing:
        raise ValueError(f"a key record lacks {missing.args[0]}") from None


def without(keys: Keys, owner: str) -> Keys:
    """Give the keys with those of one person destroyed; their places stay taken."""
    return tuple([HeldKey("", None) if held.owner == owner else held for held in keys])


def to_json(keys: Keys) -> bytes:
    """Give them as one word of JSON without blanks."""
    return orjson.dumps([tuple(held) for held in keys])


def from_json(text: bytes) -> Keys:
    """Read what ``to_json`` gave."""
    return tuple([HeldKey(owner, wrapped, tuple(named)) for owner, wrapped, named in orjson.loads(text)])
