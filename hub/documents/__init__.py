"""Signed documents: signing, keys, status lists, and verification that needs neither network nor hub.

from hub.documents import verify

verdict = verify(data, keys, Knowledge(at=moment, status=status_list))
"""

from __future__ import annotations

from hub.documents.contents import ContentTypes
from hub.documents.signing import rendering_of, sign
from hub.documents.status import StatusList, publish, read_status
from hub.documents.token import make_token, verify_token
from hub.documents.verification import Check, Knowledge, Verdict, verify

__all__ = [
    "Check",
    "ContentTypes",
    "Knowledge",
    "StatusList",
    "Verdict",
    "make_token",
    "publish",
    "read_status",
    "rendering_of",
    "sign",
    "verify",
    "verify_token",
]
