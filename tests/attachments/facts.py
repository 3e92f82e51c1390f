"""Facts that name attachments, as records of the log."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hub.attachments.references import References
from hub.attachments.storing import Stored
from hub.lanes.values import Record
from schemas import facts
from schemas.envelope import NUMBER
from schemas.times import to_milliseconds
from tests.domain.world import CLERK, MONDAY, application, bundle_number, case_number

CASE, OTHER, BUNDLE = case_number(1), case_number(2), bundle_number()


def fact(
    ce_type: str = facts.CaseFiled.ce_type,
    data: Any = None,
    *,
    case: str = CASE,
    number: int = 1,
    at: datetime = MONDAY,
) -> Record:
    """A record of ``facts``."""
    headers = (("ce_subject", case.encode()), ("ce_type", ce_type.encode()), (NUMBER, b"%d" % number))
    value = json.dumps(data or {}, ensure_ascii=False).encode()
    return Record("facts", 0, number, to_milliseconds(at), case.encode(), value, headers)


def filed(*stored: Stored, case: str = CASE, at: datetime = MONDAY, **changes: Any) -> Record:
    """A filing whose materials name what was put; ``changes``: what they say otherwise."""
    materials = [
        {"code": f"M0{place}", "title": "材料", "digest": one.digest, "size": one.size, "media_type": one.media_type}
        for place, one in enumerate(stored, start=1)
    ]
    content = json.loads(application().json_bytes) | {"materials": [one | changes for one in materials]}
    return fact(data={"application": content}, case=case, at=at)


def ended(case: str = CASE, at: datetime = MONDAY, kind: type[facts.Fact] = facts.CaseDelivered) -> Record:
    """What ends a case."""
    return fact(kind.ce_type, case=case, number=9, at=at)


def erased(case: str = CASE, at: datetime = MONDAY) -> Record:
    """What says that the personal data of a case, or somebody's in a bundle, was erased."""
    kind = facts.BundleDataErased if case == BUNDLE else facts.CaseDataErased
    said = {"subject": "S" + "0" * 32, "by": json.loads(CLERK.model_dump_json()), "basis": "删除申请2026-17"}
    return fact(kind.ce_type, said, case=case, number=10, at=at)


def payload(stored: Stored) -> Record:
    """A signed document whose rendering is what was put."""
    said = json.dumps({"renderings": [{"digest": stored.digest}]}).encode()
    return fact("cn.tongban.document.issued.v1", {"payload": base64.urlsafe_b64encode(said).decode().rstrip("=")})


def taken(references: References, records: Iterable[Record]) -> References:
    for record in records:
        references.take(record)
    return references
