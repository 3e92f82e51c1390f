"""What a county's programmers import to publish, follow and answer cases.

    from hub.client import Answers, KafkaAddress, Publisher, ResultStream, WorkStream, follow

Names are loaded when they are first used: who only makes samples or checks opens no connection and needs no Kafka.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hub.client.answers import Answers
    from hub.client.attachments import AttachmentStore, attached
    from hub.client.errors import (
        CannotReach,
        ClientError,
        NameInUse,
        NoAttachment,
        NotAnswered,
        NotAuthorised,
        NotGenuine,
        Rejected,
    )
    from hub.client.following import follow, told_so_far
    from hub.client.notices import QueuedNotice
    from hub.client.publisher import Publisher
    from hub.client.registry import Authority, Registry
    from hub.client.streams import ResultStream, WorkStream
    from hub.client.submission import Desk, Submission
    from hub.lanes.kafka import KafkaAddress

__all__ = [
    "Answers",
    "AttachmentStore",
    "Authority",
    "CannotReach",
    "ClientError",
    "Desk",
    "KafkaAddress",
    "NameInUse",
    "NoAttachment",
    "NotAnswered",
    "NotAuthorised",
    "NotGenuine",
    "Publisher",
    "QueuedNotice",
    "Registry",
    "Rejected",
    "ResultStream",
    "Submission",
    "WorkStream",
    "attached",
    "follow",
    "told_so_far",
]

_MODULES: Final = {
    "Answers": "hub.client.answers",
    "AttachmentStore": "hub.client.attachments",
    "Authority": "hub.client.registry",
    "CannotReach": "hub.client.errors",
    "ClientError": "hub.client.errors",
    "Desk": "hub.client.submission",
    "KafkaAddress": "hub.lanes.kafka",
    "NameInUse": "hub.client.errors",
    "NoAttachment": "hub.client.errors",
    "NotAnswered": "hub.client.errors",
    "NotAuthorised": "hub.client.errors",
    "NotGenuine": "hub.client.errors",
    "Publisher": "hub.client.publisher",
    "QueuedNotice": "hub.client.notices",
    "Registry": "hub.client.registry",
    "Rejected": "hub.client.errors",
    "ResultStream": "hub.client.streams",
    "Submission": "hub.client.submission",
    "WorkStream": "hub.client.streams",
    "attached": "hub.client.attachments",
    "follow": "hub.client.following",
    "told_so_far": "hub.client.following",
}


def __getattr__(name: str) -> Any:
    """Load a public name's module (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
