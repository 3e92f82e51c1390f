"""Whom a subject tells what: the cases that ask it, and the endpoints that have to know."""

from __future__ import annotations

from hub.domain.subject.state import SubjectState
from hub.domain.values import Notice, Request
from schemas.facts import Fact


def tell(_: Fact, __: SubjectState | None, ___: SubjectState | None) -> tuple[Notice, ...]:
    """Give the notices of a fact."""
    return ()


def requests(_: Fact, __: SubjectState | None, ___: SubjectState | None) -> tuple[Request, ...]:
    """Give everything that a fact makes the subject say to cases."""
    return ()
