"""What a case tells the bundle it belongs to: where it stands, what it owes, and what it was approved with."""

from __future__ import annotations

from typing import Final

from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.values import Request
from schemas import facts
from schemas.bundles import Issued, Owed, OwedStatus
from schemas.commands import NoteChild, Outcome
from schemas.values import made

_ENDED: Final[dict[str, Outcome]] = {
    "not_accepted": "not_accepted",
    "withdrawn": "withdrawn",
    "lapsed": "lapsed",
}
_TELLS: Final = (
    facts.CaseFiled,
    facts.CaseNotAccepted,
    facts.FilingBarred,
    facts.CaseDecided,
    facts.CaseDeemedRenewed,
    facts.CaseWithdrawn,
    facts.CaseLapsed,
    facts.CaseReported,
    facts.ApprovalWithdrawn,
    facts.CaseDocumentSigned,
)


def outcome_of(state: ApplicationState) -> Outcome:
    """Give where the case stands, as its bundle is told: others wait for its document, where it grants one."""
    if state.stage == "revoked":
        return "revoked"
    if state.awaits_document:
        return "filed"
    return state.outcome or _ENDED.get(state.stage, "filed")


def owed_by(state: ApplicationState) -> Owed | None:
    """Give what the case has promised to bring later; None where nothing was promised, or nothing runs yet."""
    deferral = state.deferral
    if deferral is None or deferral.status not in {"running", "fulfilled", "broken"}:
        return None
    status: OwedStatus = "kept"
    if deferral.status == "broken":
        status = "broken" if deferral.outstanding else "late"
    elif deferral.status == "running":
        status = "ended" if _is_gone(state) else "running"
    due = deferral.clock.due if deferral.clock and status == "running" else None
    return made(Owed, status=status, materials=deferral.outstanding, due=due)


def issued_by(state: ApplicationState) -> Issued | None:
    """Give the document that an approval comes with."""
    document = state.item.document
    if state.outcome != "approved" or document is None:
        return None
    if state.document is None:
        return made(Issued, type=document, issuer=state.competent.unit)
    if state.document.result is not None:
        return None
    return made(Issued, type=document, issuer=state.competent.unit, identifier=state.document.identifier)


def requests(fact: facts.Fact, before: ApplicationState | None, after: ApplicationState | None) -> tuple[Request, ...]:
    """Tell the bundle of a filing, of its refusal, of each end, and of every turn of a commitment."""
    if isinstance(fact, facts.CaseRefused):
        if fact.bundle is None or (before is not None and before.bundle == fact.bundle):
            return ()
        return (Request(fact.bundle, made(NoteChild, case=fact.number, outcome="refused", code=fact.code)),)
    if after is None or after.bundle is None:
        return ()
    if not isinstance(fact, _TELLS) and not _turns(before, after):
        return ()
    if after.awaits_document and isinstance(fact, facts.CaseDecided | facts.CaseDeemedRenewed):
        return ()
    said = made(
        NoteChild, case=after.number, outcome=outcome_of(after), owes=_owed(fact, after), issued=issued_by(after)
    )
    return (Request(after.bundle, said),)


def _turns(before: ApplicationState | None, after: ApplicationState) -> bool:
    """Tell whether a commitment stands otherwise than before the fact."""
    if before is None or before.deferral is after.deferral:
        return False
    return owed_by(before) != owed_by(after)


def _owed(fact: facts.Fact, after: ApplicationState) -> Owed | None:
    """An approval on a promise says so, though the limit starts only with the fact that follows it."""
    if isinstance(fact, facts.CaseDecided) and fact.conditional and after.deferral is not None:
        return made(Owed, status="promised", materials=after.deferral.outstanding)
    return owed_by(after)


def _is_gone(state: ApplicationState) -> bool:
    return state.outcome == "denied" or (state.stage in CLOSED and state.stage != "delivered")
