"""The aggregates: which module decides about which, and how its state is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from hub.domain.application import deadlines as application_deadlines
from hub.domain.application import decide as application_decide
from hub.domain.application import evolve as application_evolve
from hub.domain.application import notices as application_notices
from hub.domain.application import requests as application_requests
from hub.domain.application.state import ApplicationState
from hub.domain.bundle import decide as bundle_decide
from hub.domain.bundle import evolve as bundle_evolve
from hub.domain.bundle import telling
from hub.domain.bundle.state import BundleState
from hub.domain.document import changing as document_changing
from hub.domain.document import decide as document_decide
from hub.domain.document import evolve as document_evolve
from hub.domain.document import telling as document_telling
from hub.domain.document.state import DocumentState
from hub.domain.identifiers import is_bundle_number, is_licence_identifier, is_subject_number
from hub.domain.reference import Reference
from hub.domain.subject import clocks as subject_clocks
from hub.domain.subject import decide as subject_decide
from hub.domain.subject import evolve as subject_evolve
from hub.domain.subject import telling as subject_telling
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Notice, Refusal, Request
from schemas import commands, facts
from schemas.facts import Fact
from schemas.reading import BodyError, read
from schemas.values import Value, encode

State = Any
"""The state of some aggregate: an ApplicationState, a BundleState…"""


class UnknownStateError(ValueError):
    """A stored state that this version can't read: the lane stops, nothing is dead-lettered."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One kind of aggregate, as functions of its state (None: it does not exist)."""

    noun: str
    decide: Callable[[State | None, Command[Any], datetime, Reference], Decision | Refusal]
    evolve: Callable[[State | None, Fact], State | None]
    notices: Callable[[Fact, State | None, State | None], tuple[Notice, ...]]
    requests: Callable[[Fact, State | None, State | None], tuple[Request, ...]]
    due: Callable[[State], datetime | None]
    deadline: Callable[[datetime], commands.Command]
    """Makes the command that the lane gives the aggregate when ``due`` is reached."""
    state: type[Value]
    text: str | None = None
    """The field of the state that holds JSON as text, where one does: there may be personal parts inside it."""

    def encode(self, state: State) -> bytes:
        """Give the JSON of a state."""
        return encode(state)

    def decode(self, data: bytes) -> State:
        """Read a state. Raises UnknownStateError: a newer version wrote it."""
        try:
            return read(self.state, data)
        except BodyError as wrong:
            raise UnknownStateError(f"state of a {self.noun}: {wrong}") from None


def noun_of(number: str) -> str:
    """Tell what an aggregate is by its number, well-formed or not: a key of ``AGGREGATES``."""
    if is_subject_number(number):
        return "subject"
    if is_licence_identifier(number):
        return "document"
    return "bundle" if is_bundle_number(number) else "case"


def noun_of_type(ce_type: str) -> str | None:
    """Tell what aggregate a command or a fact is about; None for a type outside our words."""
    noun = ce_type.removeprefix("cn.tongban.").partition(".")[0]
    return noun if noun in AGGREGATES else None


def refused(command: Command[Any], refusal: Refusal, now: datetime, command_type: str = "") -> facts.Refused:
    """Give the fact of a refusal; the aggregate need not exist.

    A body that could not be read is None; then ``command_type`` says what was sent.
    """
    body = command.body
    said: dict[str, Any] = {
        "at": now,
        "number": command.subject,
        "command": command.id,
        "command_type": command_type or body.ce_type,
        "sender": command.sender,
        "code": refusal.code,
        "pointer": refusal.pointer,
        "params": dict(refusal.params),
    }
    noun = noun_of(command.subject)
    if noun == "bundle":
        return facts.BundleRefused(**said)
    if noun == "subject":
        return facts.SubjectRefused(**said)
    if noun == "document":
        return facts.DocumentRefused(**said)
    # a sender's own filing under a bundle's name is no answer to that bundle
    waiting = command.asked and isinstance(body, commands.FileApplication)
    return facts.CaseRefused(**said, bundle=body.bundle if waiting else None)


AGGREGATES: Final[Mapping[str, Aggregate]] = {
    "case": Aggregate(
        noun="case",
        decide=application_decide.decide,
        evolve=application_evolve.evolve,
        notices=application_notices.tell,
        requests=application_requests.requests,
        due=application_deadlines.due,
        deadline=lambda due: commands.ReachDeadline(due=due),
        state=ApplicationState,
        text="application",
    ),
    "bundle": Aggregate(
        noun="bundle",
        decide=bundle_decide.decide,
        evolve=bundle_evolve.evolve,
        notices=telling.tell,
        requests=telling.requests,
        due=telling.due,
        deadline=lambda due: commands.ReachBundleDeadline(due=due),
        state=BundleState,
    ),
    "subject": Aggregate(
        noun="subject",
        decide=subject_decide.decide,
        evolve=subject_evolve.evolve,
        notices=subject_telling.tell,
        requests=subject_telling.requests,
        due=subject_clocks.due,
        deadline=lambda due: commands.ReachSubjectDeadline(due=due),
        state=SubjectState,
    ),
    "document": Aggregate(
        noun="document",
        decide=document_decide.decide,
        evolve=document_evolve.evolve,
        notices=document_telling.tell,
        requests=document_telling.requests,
        due=document_changing.due,
        deadline=lambda due: commands.ReachDocumentDeadline(due=due),
        state=DocumentState,
    ),
}
