"""The plain values that decisions take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, Literal, NamedTuple, TypeVar

from schemas import commands, facts, notices

HUB: Final = "hub"
"""The sender of our own commands: clock, other aggregates, operators."""

B_co = TypeVar("B_co", bound=commands.Command | None, covariant=True)


class Command(NamedTuple, Generic[B_co]):
    """A command as it reaches an aggregate."""

    id: str
    sender: str
    """The endpoint whose inbox proved it, or ``hub``."""
    subject: str
    """Number of the aggregate."""
    body: B_co
    """None only where the data could not be read: such a command is refused before it is decided."""
    received: datetime | None = None
    """The legal moment of receipt; what is decided later than that (``now``) may still be in time. None: just now."""
    asked: bool = False
    """Whether another aggregate asks, in the sender's name; what comes from an inbox never is."""

    def received_by(self, now: datetime) -> datetime:
        """Give the moment of receipt, of a command handled at ``now``."""
        return self.received or now


Decision = tuple[facts.Fact, ...]
"""What happened because of a command; empty where nothing had to."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why: a code of ``schemas.codes``."""

    code: str
    pointer: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


class Notice(NamedTuple):
    """Something to tell an endpoint."""

    queue: Literal["work", "results", "documents", "signing"]
    endpoint: str
    """Whose queue; for ``documents`` (registry) and ``signing`` (signer) the licence identifier it is about."""
    body: notices.NoticeBody


class Request(NamedTuple):
    """A command of one aggregate to another; the lane derives its id from its cause."""

    target: str
    body: commands.Command
    sender: str = HUB
    """On whose behalf: a bundle files its cases in the name of the endpoint that filed it."""
