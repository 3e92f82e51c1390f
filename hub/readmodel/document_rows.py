"""How each fact changes the row of its document: pure, and only by what the fact says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from hub.domain.document.state import ALIVE, LICENCE_STATE, Stage
from hub.readmodel.cases import Link
from schemas import facts
from schemas.documents import Document
from schemas.facts import Fact
from schemas.facts.reliance import OF_DOCUMENTS
from schemas.facts.reporting import REPORTING

Changes = dict[str, Any]
"""New values by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document as it stands after its last fact; nothing in it is personal."""

    number: str
    identifier: str
    type: str
    type_name: str
    issuer_unit: str
    issuer_name: str
    issuer_region: str
    issuer_endpoint: str
    case_number: str
    stage: str = "requested"
    state: str | None = None
    since: datetime
    issued_at: datetime
    valid_from: date
    valid_to: date | None = None
    conditional: bool = False
    until: date | None = None
    condition: str | None = None
    reason: str | None = None
    awaits: str | None = None
    asked_at: datetime | None = None
    asks: int = 1
    fault: str | None = None
    fact_number: int
    fact_digest: str
    fact_at: datetime


def project_document(row: DocumentRow | None, fact: Fact, link: Link) -> DocumentRow | None:
    """Give the document's row after a fact; None where it was never asked for."""
    if row is not None and link.number <= row.fact_number:
        return row
    if isinstance(fact, facts.DocumentRequested):
        return _requested(fact, link)
    if row is None:
        return None
    changes = CHANGES[type(fact)](row, fact)
    return replace(row, **changes, fact_number=link.number, fact_digest=link.digest, fact_at=fact.at)


def _requested(fact: facts.DocumentRequested, link: Link) -> DocumentRow:
    document = fact.document
    return DocumentRow(
        number=document.identifier,
        type=document.type.type,
        issuer_unit=document.issuer.unit,
        issuer_name=document.issuer.name,
        issuer_region=document.issuer.region,
        issuer_endpoint=fact.competent.endpoint,
        case_number=document.case,
        since=fact.at,
        conditional=document.conditional,
        awaits=document.identifier,
        asked_at=fact.at,
        fact_number=link.number,
        fact_digest=link.digest,
        fact_at=fact.at,
        **_said(document),
    )


def _said(document: Document) -> Changes:
    return {
        "identifier": document.identifier,
        "type_name": document.type.name,
        "issued_at": document.issued_at,
        "valid_from": document.valid_from,
        "valid_to": document.valid_to,
    }


def _asked(row: DocumentRow, fact: facts.SignatureAsked) -> Changes:
    asked = {"awaits": fact.document.identifier, "asked_at": fact.at, "asks": row.asks + 1}
    # what is in force shows until another version takes its place
    return asked | (_said(fact.document) if row.state is None else {})


def _signed(row: DocumentRow, fact: facts.DocumentSigned) -> Changes:
    signed: Changes = {"identifier": fact.identifier, "awaits": None, "asked_at": None, "fault": None}
    first: Changes = {"stage": "valid", "state": LICENCE_STATE["valid"], "since": fact.at}
    return signed | (first if row.state is None else {})


def _became(stage: Stage) -> Callable[[DocumentRow, Any], Changes]:
    def change(row: DocumentRow, fact: Any) -> Changes:
        # Not getattr: where pydantic finds no such field, it searches long.
        said = vars(fact)
        over = {} if stage in ALIVE else {"awaits": None, "asked_at": None}
        return {
            "stage": stage,
            "state": LICENCE_STATE.get(stage, row.state),
            "since": fact.at,
            "until": said.get("until"),
            "condition": said.get("condition"),
            "reason": said.get("reason"),
            **over,
        }

    return change


def _refused(row: DocumentRow, fact: facts.DocumentRefused) -> Changes:
    answered = fact.command_type.startswith("cn.tongban.document.sign.") and row.awaits is not None
    return {"fault": fact.code} if answered else {}


CHANGES: Final[Mapping[type[Fact], Callable[[DocumentRow, Any], Changes]]] = {
    facts.SignatureAsked: _asked,
    facts.DocumentSigned: _signed,
    facts.VersionSuperseded: lambda _, __: {},
    facts.ConditionLifted: lambda _, __: {"conditional": False},
    facts.DocumentCorrected: lambda _, __: {},
    facts.DocumentCancelled: _became("cancelled"),
    facts.DocumentSuspended: _became("suspended"),
    facts.DocumentResumed: _became("valid"),
    facts.DocumentRescinded: _became("rescinded"),
    facts.DocumentRevoked: _became("revoked"),
    facts.DocumentDeregistered: _became("deregistered"),
    facts.DocumentTransferred: _became("transferred"),
    facts.DocumentMarked: _became("other"),
    facts.DocumentExpired: _became("expired"),
    facts.DocumentDataErased: lambda _, __: {},
    facts.DocumentRefused: _refused,
    # who relies on it has rows of its own
    **dict.fromkeys((*OF_DOCUMENTS, *REPORTING), lambda _, __: {}),
}
