"""What is personal, kept apart: every sub-object named ``personal`` is taken out of a body, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hub.domain.parties import masked
from schemas.facts import CaseFiled, CorrectionSupplied

if TYPE_CHECKING:
    from schemas.facts import Fact

PERSONAL: Final = "personal"
"""The name of the sub-object, the same in every word."""


def split(body: Any) -> dict[str, Any]:
    """Take what is personal out of a body, in place, and give it by its JSON Pointer (RFC 6901)."""
    taken: dict[str, Any] = {}
    _take(body, "", taken)
    return taken


def put_back(body: Any, pointer: str, part: Any) -> None:
    """Put back, in place, what ``split`` took out."""
    *way, last = [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]
    for name in way:
        body = body[int(name)] if isinstance(body, list) else body[name]
    body[last] = part


def applicant_of(fact: Fact | None) -> str | None:
    """Give the applicant's name as lists show it; None where the fact names nobody."""
    if isinstance(fact, CaseFiled):
        return masked(fact.application.personal.applicant)
    if isinstance(fact, CorrectionSupplied) and fact.personal is not None:
        return masked(fact.personal.applicant)
    return None


def _take(node: Any, pointer: str, taken: dict[str, Any]) -> None:
    if isinstance(node, dict):
        if PERSONAL in node:
            taken[f"{pointer}/{PERSONAL}"] = node.pop(PERSONAL)
        for name, value in node.items():
            if isinstance(value, dict | list):
                _take(value, f"{pointer}/{_escaped(name)}", taken)
    elif isinstance(node, list):
        for place, value in enumerate(node):
            _take(value, f"{pointer}/{place}", taken)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
