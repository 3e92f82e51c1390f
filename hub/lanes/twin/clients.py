"""What the twin's clients share: their patience, and how a failed request looks through the ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hub.lanes.ports import Fenced, UnknownOutcome, Unreachable
from hub.lanes.twin.refusals import ProducerFenced, Refusal


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take, in seconds."""

    transaction: float = 10.0
    session: float = 6.0
    rebalance: float = 10.0
    heartbeat: float = 1.0
    fetch: float = 0.5
    idle: float = 0.0
    """A member with nothing to read waits at least so long, whatever its caller says: a run is cheaper that way."""
    retry: float = 0.002
    """First pause before a refusal that wrote nothing is tried again; it doubles up to ``retry_most``."""
    retry_most: float = 0.1


@contextmanager
def harmless() -> Iterator[None]:
    """For requests that change nothing, or may be repeated: every failure is Unreachable."""
    try:
        yield
    except (UnknownOutcome, Refusal) as failure:
        raise Unreachable(str(failure)) from failure


@contextmanager
def once() -> Iterator[None]:
    """For requests that must not be repeated blindly: every failure but fencing leaves the outcome open."""
    try:
        yield
    except ProducerFenced as failure:
        raise Fenced(str(failure)) from failure
    except (Unreachable, Refusal) as failure:
        raise UnknownOutcome(str(failure)) from failure
