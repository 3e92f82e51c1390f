"""How what the domain says becomes records: facts with their chain, notices for queues, requests for aggregates."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.values import Message
from schemas.chain import link_digest
from schemas.envelope import CAUSE, CONTENT_TYPE, DIGEST, ENDPOINT, HOPS, NUMBER, REFERENCE, SEED
from schemas.topics import COMMANDS, DOCUMENT_PARTITIONS, DOCUMENTS, FACTS, RESULTS, SIGNING, WORK, partition_of
from schemas.values import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from hub.domain.values import Notice, Request
    from hub.lanes.command import Command
    from schemas.chain import Algorithm
    from schemas.envelope import Headers
    from schemas.facts import Fact

SOURCE: Final = b"/hub/casework"
_BEGIN: Final = ((CONTENT_TYPE, b"application/json"), ("ce_specversion", b"1.0"), ("ce_source", SOURCE))


class Link(NamedTuple):
    """Where a fact stands in its aggregate's chain."""

    number: int
    digest: str
    """Over the digest before, the type and the bytes of the fact: schemas.chain."""


class Scene(NamedTuple):
    """What all records of one command share."""

    subject: str
    partition: int
    partitions: int
    cause: str
    """Id of the command."""
    hops: int
    traceparent: bytes
    reference: int
    """Offset of the ``reference`` topic that it is decided under."""
    command: Command | None = None
    """None: a deadline."""


def chain(before: Link, ce_type: str, body: bytes, algorithm: Algorithm) -> Link:
    """Give the link of the next fact."""
    return Link(before.number + 1, link_digest(algorithm, before.digest, ce_type, body))


def shared_headers(scene: Scene, link: Link, at: datetime) -> Headers:
    """Give what all records about one fact say in their headers; a record's own come after these."""
    return (
        *_BEGIN,
        ("ce_subject", scene.subject.encode()),
        ("ce_time", at.isoformat().encode()),
        (NUMBER, b"%d" % link.number),
        (DIGEST, link.digest.encode()),
        *_trace(scene),
    )


def fact_message(scene: Scene, shared: Headers, number: int, fact: Fact, body: bytes) -> Message:
    """Write a fact where its commands came from: the same partition number."""
    headers = (
        *shared,
        ("ce_id", f"{scene.subject}/{number}".encode()),
        ("ce_type", fact.ce_type.encode()),
        (CAUSE, scene.cause.encode()),
        # Beside the fact, not in it: a copy decided under another offset is still a copy.
        (REFERENCE, b"%d" % scene.reference),
    )
    return Message(FACTS, scene.partition, scene.subject.encode(), body, headers)


def notice_message(scene: Scene, shared: Headers, notice: Notice, id_: str) -> Message:
    """Write a notice to an endpoint's queue, the registry or the signer; ``id_`` is the same said again."""
    headers = (*shared, ("ce_id", id_.encode()), ("ce_type", notice.body.ce_type.encode()))
    if notice.queue == "documents":
        key = notice.endpoint.encode()
        return Message(DOCUMENTS, partition_of(key, DOCUMENT_PARTITIONS), key, encode(notice.body), headers)
    if notice.queue == "signing":
        return Message(SIGNING, scene.partition, scene.subject.encode(), encode(notice.body), headers)
    topic = (WORK if notice.queue == "work" else RESULTS) + notice.endpoint
    return Message(topic, 0, scene.subject.encode(), encode(notice.body), headers)


def request_messages(
    scene: Scene, requests: Sequence[Request], first: int, seed_of: Callable[[bytes, bytes], bytes]
) -> list[Message]:
    """Write commands for other aggregates; ``first`` numbers them within their cause, so that ids are derived.

    ``seed_of`` gives the seed by a command's id and body, empty for one that needs none.
    """
    return [_request(scene, request, first + place, seed_of) for place, request in enumerate(requests)]


def _request(scene: Scene, request: Request, ordinal: int, seed_of: Callable[[bytes, bytes], bytes]) -> Message:
    body = encode(request.body)
    derived = hashlib.sha256(f"{scene.cause}|{request.target}|{ordinal}".encode()).hexdigest()[:32]
    seed = seed_of(derived.encode(), body)
    headers = (
        *_BEGIN,
        ("ce_id", derived.encode()),
        ("ce_type", request.body.ce_type.encode()),
        ("ce_subject", request.target.encode()),
        (ENDPOINT, request.sender.encode()),
        (HOPS, b"%d" % (scene.hops + 1)),
        *(((SEED, seed),) if seed else ()),
        *_trace(scene),
    )
    key = request.target.encode()
    return Message(COMMANDS, partition_of(key, scene.partitions), key, body, headers)


def _trace(scene: Scene) -> Headers:
    return (("traceparent", scene.traceparent),) if scene.traceparent else ()
