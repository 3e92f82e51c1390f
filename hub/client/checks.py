"""What is wrong with a submission, found before it is sent, by the hub's own rules.

Where reference data is given, the domain decides in advance: what it would refuse is refused here, with the same
code. Without it only what needs no reference is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from hub.client.errors import Rejected
from hub.domain.aggregates import AGGREGATES, noun_of, noun_of_type
from hub.domain.application.filing import check_content
from hub.domain.application.warning import warnings
from hub.domain.bundle import rules
from hub.domain.bundle.rules import Group, check_numbers
from hub.domain.bundle.sharing import Shared
from hub.domain.bundle.state import BundleState
from hub.domain.bundle.telling import filing_of
from hub.domain.identifiers import (
    Fault,
    check_bundle_number,
    check_case_number,
    check_licence_identifier,
    check_subject_number,
)
from hub.domain.numbers import check_number
from hub.domain.reference import Reference
from hub.domain.values import Command, Refusal
from schemas.codes import explain
from schemas.commands import AddChildren, FileApplication, FileBundle
from schemas.commands import Command as Body
from schemas.parties import SharedPersonal
from schemas.reading import BodyError, read_command


class Warned(NamedTuple):
    """One warning: its code, where in the data, and the words for the clerk."""

    code: str
    pointer: str
    text: str


FILINGS: Final = (FileApplication, FileBundle, AddChildren)


def read_body(ce_type: str, data: bytes) -> Body:
    """Read a command's data. Raises Rejected: unknown type or version, not UTF-8, not JSON, a field that is wrong."""
    try:
        body = read_command(ce_type, data)
    except BodyError as error:
        raise Rejected(error.code, error.pointer, error.params) from None
    if body.internal:
        raise Rejected("type_internal", params={"type": ce_type})
    return body


def check(endpoint: str, number: str, body: Body, now: datetime, reference: Reference | None) -> None:
    """Raise Rejected with the first thing that the hub would refuse."""
    if not number:
        raise Rejected("envelope_no_subject")
    fault = _number_fault(number)
    if fault is not None:
        raise Rejected(fault.code)
    if noun_of_type(body.ce_type) != noun_of(number):
        raise Rejected("subject_kind", params={"subject": number})
    if isinstance(body, FILINGS):
        for place, refusal in _refusals(Command("", endpoint, number, body), now, reference):
            raise Rejected(refusal.code, place + refusal.pointer, refusal.params)


def warnings_of(
    endpoint: str, number: str, body: Body, now: datetime, reference: Reference | None
) -> tuple[Warned, ...]:
    """Give what the window should know of a body that passed ``check``: what is lacking, retired codes on cards."""
    if reference is None or not isinstance(body, (FileApplication, FileBundle)):
        return ()
    command: Command[Any] = Command("", endpoint, number, body)
    children = _children(command, now, reference) if isinstance(body, FileBundle) else [("", command)]
    return tuple(
        [
            Warned(warning.code, _in_child(place, warning.pointer), explain(warning.code, warning.params, place))
            for place, child in ([] if isinstance(children, Refusal) else children)
            for warning in warnings(child.body.application, now.date(), reference)
        ]
    )


_FAULTS: Final[Mapping[str, Callable[[str], Fault | None]]] = {
    "case": check_case_number,
    "bundle": check_bundle_number,
    "subject": check_subject_number,
    "document": check_licence_identifier,
}


def _number_fault(number: str) -> Fault | None:
    return _FAULTS[noun_of(number)](number)


def _refusals(command: Command[Any], now: datetime, reference: Reference | None) -> Iterator[tuple[str, Refusal]]:
    """Give what is refused and the place in the data that the refusal's pointer starts from."""
    if isinstance(command.body, FileBundle):
        yield from _of_bundle(command, now, reference)
        return
    if isinstance(command.body, AddChildren):
        yield from _of_added(command, now)
        return
    refusal = (
        check_number(command.subject, check_case_number(command.subject), command.sender, now.date())
        or check_content(command.body.application, now.date())
        or _decided(command, now, reference)
    )
    if refusal is not None:
        yield "", refusal


def _of_bundle(command: Command[Any], now: datetime, reference: Reference | None) -> Iterator[tuple[str, Refusal]]:
    """Check the bundle, then each case as the bundle itself would file it."""
    children = _children(command, now, reference)
    if isinstance(children, Refusal):
        yield "", children
        return
    for place, child in children:
        for _, refusal in _refusals(child, now, reference):
            yield "", Refusal(refusal.code, _in_child(place, refusal.pointer), refusal.params)


def _children(
    command: Command[Any], now: datetime, reference: Reference | None
) -> list[tuple[str, Command[Any]]] | Refusal:
    """Give each case as the bundle itself would file it, with its place in the bundle's data."""
    made = rules.file_bundle(None, command, now, reference or Reference.from_rows(()))
    if isinstance(made, Refusal):
        return made
    state = AGGREGATES["bundle"].evolve(None, made[0])
    assert isinstance(state, BundleState), "a filing makes a bundle"  # noqa: S101
    asked = [filing_of(child, state) for child in state.children if child.content]
    return [
        (f"/children/{place}", Command("", command.sender, request.target, request.body, asked=True))
        for place, request in enumerate(asked)
    ]


def _in_child(place: str, pointer: str) -> str:
    # a case of a bundle has its application's fields in itself
    return place + (pointer.removeprefix("/application") if place else pointer)


def _of_added(command: Command[Any], now: datetime) -> Iterator[tuple[str, Refusal]]:
    """Check what needs no project: what it has already, and what its kind asks for, only the hub knows."""
    shared = Shared(personal=SharedPersonal())
    group = Group(command.body.children, (), None, shared, command.sender)
    refusal = check_numbers(group, now.date())
    if refusal is not None:
        yield "", refusal


def _decided(command: Command[Any], now: datetime, reference: Reference | None) -> Refusal | None:
    if reference is None:
        return None
    decision = AGGREGATES["case"].decide(None, command, now, reference)
    return decision if isinstance(decision, Refusal) else None
