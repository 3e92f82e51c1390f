"""What a document is at a moment: its current version, the next one where it is asked for, and its state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, Self

from hub.domain.calendar import end_of_day
from schemas.documents import CompactToken, Document, LicenceIdentifier, LicenceState, Proof, Signature, SignedDocument
from schemas.facts import Clock, Lamp
from schemas.parties import Addressee
from schemas.times import Moment
from schemas.values import CaseNumber, Endpoint, Name, Text, Value, changed, made

Stage = Literal[
    "requested",
    "cancelled",
    "valid",
    "suspended",
    "rescinded",
    "deregistered",
    "expired",
    "transferred",
    "revoked",
    "other",
]
STAGES: Final[dict[str, str]] = {
    "absent": "未申请",
    "requested": "待签名",
    "cancelled": "未颁发",
    "valid": "有效",
    "suspended": "暂扣",
    "rescinded": "撤销",
    "deregistered": "注销",
    "expired": "失效",
    "transferred": "转出",
    "revoked": "吊销",
    "other": "其他",
}
"""Every stage with the words a clerk reads."""
LICENCE_STATE: Final[dict[str, LicenceState]] = {
    "valid": "01",
    "suspended": "02",
    "rescinded": "03",
    "deregistered": "04",
    "expired": "05",
    "transferred": "06",
    "revoked": "07",
    "other": "99",
}
"""The state that the registry shows; a document that was never signed has none."""
SUPERSEDED: Final[LicenceState] = "05"
"""Of a version whose place another has taken."""
ALIVE: Final = frozenset({"valid", "suspended", "other"})
"""Stages that may become valid again, and out of which a document expires."""
ENDED: Final = frozenset({"cancelled", "deregistered", "transferred"})
"""Stages after which nothing comes."""
ASK_AGAIN: Final = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long the signer has for its answer, by how often it was asked; the last goes on for ever."""


class OpenReport(Value):
    """抄告 that the issuer has not answered."""

    number: int
    reporter: Endpoint
    clock: Clock
    lamp: Lamp = "green"

    @property
    def next_at(self) -> datetime | None:
        """When its lamp turns next; None once it is red."""
        if self.lamp == "green" and self.clock.yellow_at is not None:
            return self.clock.yellow_at
        return None if self.lamp == "red" else self.clock.due


class DocumentState(Value):
    """One document."""

    version: Literal[1] = 1
    identifier: LicenceIdentifier
    """Of the first version: the document's own name."""
    stage: Stage = "requested"
    since: Moment
    """Of the stage."""
    origin: Endpoint
    competent: Addressee
    current: Document
    """The last signed version; before the first signature the one that waits for it."""
    signatures: tuple[Signature, ...] | None = None
    """Only in states from before they were sealed."""
    token: CompactToken | None = None
    """As ``signatures``."""
    personal: Proof | None = None
    """Of the current version; None: it waits for its signature."""
    following: Document | None = None
    """The next version, which waits for its signature, or for that of the one before."""
    ask: int = 1
    """Of the last request to the signer: only its answer counts."""
    tries: int = 1
    """How often the signer was asked for what it is asked for now."""
    answer_by: Moment | None = None
    """While an answer is awaited."""
    conditional: bool = False
    """Still: a promised material has not come."""
    until: date | None = None
    """The last day of a suspension that has one."""
    reason: Text | None = None
    condition: Name | None = None
    """Stage ``other`` in words."""
    reports: int | None = None
    """抄告 so far."""
    open_reports: tuple[OpenReport, ...] | None = None
    """Of these, those that wait for the issuer's answer."""
    relied: tuple[CaseNumber, ...] | None = None
    """Open cases that rest on it, as far as it remembers: hub.domain.document.relying."""
    erased: Literal[True] | None = None
    """What is personal was erased: the holder is nobody, the proof empty."""

    def changed(self, **changes: Any) -> Self:
        """Give the document with other values in these fields."""
        return changed(self, changes)

    @property
    def awaited(self) -> Document | None:
        """The version whose signature is awaited."""
        if self.answer_by is None:
            return None
        return self.current if self.proof is None else self.following

    @property
    def proof(self) -> Proof | None:
        """Signatures and token of the current version; None: it waits."""
        if self.personal is None and self.signatures is not None:
            return made(Proof, signatures=self.signatures, token=self.token)
        return self.personal

    def signed(self, payload: str) -> SignedDocument:
        """Give the current version as it travels; ``payload``: its canonical bytes, encoded."""
        assert self.proof is not None, "only what is signed travels"  # noqa: S101
        return SignedDocument(payload=payload, signatures=self.proof.signatures)

    @property
    def expires_at(self) -> datetime | None:
        """The end of its last day, where it has one and has not ended before."""
        if self.stage not in ALIVE or self.current.valid_to is None:
            return None
        return end_of_day(self.current.valid_to)


def answer_within(tries: int) -> timedelta:
    """Give how long the signer has, asked for the same so often."""
    return ASK_AGAIN[min(tries, len(ASK_AGAIN)) - 1]
