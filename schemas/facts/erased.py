"""What stands in the place of a sealed part that can't be opened, so that its fact can still be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemas.facts.acceptance import CorrectionSupplied
from schemas.facts.agency import PowerRenewed
from schemas.facts.amending import DecisionCorrected
from schemas.facts.bundles import BundleFiled, ChildrenAdded
from schemas.facts.documents import CaseDocumentSigned, DocumentCorrected, DocumentRequested, SignatureAsked
from schemas.facts.filing import CaseFiled

ERASED: Final = "已依法删除"
"""What people read where a person was erased."""
_PARTY: Final = b'{"kind":"undisclosed","why":"erased"}'
_APPLICANT: Final = b'{"applicant":' + _PARTY + b"}"
_TEXT: Final = f'"{ERASED}"'.encode()
_NOTHING: Final = b"{}"
_STAND_INS: Final[Mapping[str, bytes]] = {
    CaseFiled.ce_type: _APPLICANT,
    CorrectionSupplied.ce_type: _APPLICANT,
    PowerRenewed.ce_type: b'{"agent":%s,"power_of_attorney":{"number":%s,"scope":%s,"signed_on":"1970-01-01"}}'
    % (_PARTY, _TEXT, _TEXT),
    DecisionCorrected.ce_type: b'{"before":%s,"after":%s}' % (_TEXT, _TEXT),
    DocumentCorrected.ce_type: b'{"before":%s,"after":%s}' % (_TEXT, _TEXT),
    DocumentRequested.ce_type: b'{"holder":' + _PARTY + b"}",
    SignatureAsked.ce_type: b'{"holder":' + _PARTY + b"}",
    CaseDocumentSigned.ce_type: b'{"signed":{"payload":"","signatures":[{"protected":"","signature":""}]}}',
    # who shares or owns nothing: every name in these may be left out
    BundleFiled.ce_type: _NOTHING,
    ChildrenAdded.ce_type: _NOTHING,
}


def stand_in(ce_type: str) -> bytes:
    """Give the JSON that stands for an erased part of a fact of this type."""
    return _STAND_INS.get(ce_type, _NOTHING)
