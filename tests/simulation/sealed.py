"""Personal data in the simulation is sealed as it is in production; and what its laws need to open it again."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hub.casework.state import State, StateCodec
from hub.domain.aggregates import AGGREGATES
from hub.personal.key_store import FileKeyStore, make_store
from hub.personal.opening import Opening
from hub.personal.sealing import Sealing
from schemas.personal import has_parts, parts_of, token_of
from schemas.values import changed
from tests.simulation.country import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.evidence import Evidence


@cache
def store() -> FileKeyStore:
    """One for the whole province; every worker opens it for itself."""
    path = Path(tempfile.mkdtemp(prefix="tongban-keys-")) / "personal.json"
    make_store(path, date(2026, 3, 2))
    return FileKeyStore(path)


def sealing() -> Sealing:
    """Of one lane: nothing is shared with those before it."""
    return Sealing(store())


@cache
def opening() -> Opening:
    """Of whoever reads."""
    return Opening(store())


def opened_state(line: bytes) -> State:
    """A state as a lane reads it from ``states``, with nothing left sealed in it."""
    state = StateCodec(sealing(), lambda: REFERENCE.subject_number).decode(line)
    name = AGGREGATES[state.noun].text
    if name is None:
        return state
    plain = getattr(state.of_domain, name).encode().decode()
    return state._replace(of_domain=changed(state.of_domain, {name: plain}))


def personal_is_sealed(evidence: Evidence) -> Iterator[str]:
    """Nothing personal is readable in facts and states, every part opens with a key, a person has one per aggregate."""
    for facts in evidence.timelines.values():
        for fact in facts:
            if any(token_of(part) is None for part in parts_of(fact.body)):
                yield f"number {fact.number} of {fact.subject} has a part in plain text"
            found = opening().open(fact.type, fact.body, evidence.keys.get(fact.subject, {}))
            if found.erased or found.altered:
                yield f"number {fact.number} of {fact.subject} has parts that no key opens"
    for subject, owners in evidence.owners.items():
        if len(set(owners)) < len(owners):
            yield f"{subject} has two keys for one person"
    for key, value in evidence.states.items():
        if (
            not key.startswith(b"~")
            and has_parts(value)
            and any(name in value for name in (b'"applicant":{"kind"', b'"holder":{"kind"'))
        ):
            yield f"state of {key.decode()} is in plain text"
