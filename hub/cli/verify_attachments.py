"""``hub verify-log --attachments``: after the log, the files that it names."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from hub.cli.attachment_words import of_size
from hub.cli.connection import settings
from hub.cli.show import progress, say, table
from hub.client.attachments import AttachmentStore, in_our_words
from schemas.times import CHINA, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from hub.attachments.audit import Audit, Finding
    from hub.integrity.verify import Report
    from hub.lanes.values import Record

SHOWN: Final = 20


def verify_with_attachments(
    verify: Callable[[Callable[[Record], None]], Coroutine[Any, Any, Report]], *, quiet: bool
) -> tuple[Report, Audit]:
    """Verify the log, gathering what its facts name, then read each attachment once. Raises ClientError."""
    from hub.attachments.audit import audit  # noqa: PLC0415 - only where it is asked for
    from hub.attachments.references import gathered  # noqa: PLC0415 - same

    own = settings().attachments
    store = AttachmentStore.opened(own)
    ended_before = to_milliseconds(datetime.now(CHINA) - own.retention) if own.retention else None
    with gathered() as references:
        report = asyncio.run(verify(references.take))
        with progress("核对附件", references.count(), quiet=quiet) as advance, in_our_words():
            return report, audit(store.attachments, references, ended_before, advance)


def tell_audit(report: Audit) -> None:
    """Say what was found."""
    if report.removed:
        say(f"{report.removed:,} 个附件已按保存期限清除 · removed by retention")
    if report.erased:
        say(f"{report.erased:,} 个附件已随个人信息依法删除 · erased with their cases")
    read = f"{report.attachments:,} 个附件、{of_size(report.bytes)}"
    if not report.count:
        say(f"已核对 {read}:完整无误 · whole")
        return
    say(f"已核对 {read}:发现 {report.count:,} 处问题")
    rows = [
        [found.fault.value, found.named.subject, found.named.number, found.named.code, found.named.digest, found.detail]
        for found in report.findings[:SHOWN]
    ]
    table(["问题", "办件或证照", "登记编号", "材料", "摘要", "说明"], rows)


def audit_fields(report: Audit) -> dict[str, Any]:
    """Give it for machines."""
    return {
        "whole": not report.count,
        "attachments": report.attachments,
        "bytes": report.bytes,
        "removed_by_retention": report.removed,
        "erased": report.erased,
        "findings_in_all": report.count,
        "findings": [_fields(found) for found in report.findings],
    }


def _fields(found: Finding) -> dict[str, Any]:
    return {
        "fault": found.fault.name.lower(),
        "text": found.fault.value,
        **found.named._asdict(),
        "detail": found.detail,
    }
