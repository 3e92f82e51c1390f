"""How attachments are told of on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hub.attachments.manifest import Verdict
    from hub.attachments.retention import Found, Why

WHYS: Final[Mapping[Why, str]] = {
    "orphan": "无办件提到",
    "unfinished": "上传未完成",
    "expired": "保存期满",
    "erased": "个人信息已依法删除",
    "quarantined": "隔离区",
}
_NOBODY: Final = "未设置病毒扫描(HUB_ATTACHMENTS_SCAN)· nobody looks for viruses"


def said_of_scanning(scanner: str) -> str:
    """Say who looks for viruses, and say that nobody does."""
    return f"病毒扫描 · scanned by:{scanner}" if scanner else _NOBODY


def of_size(size: int) -> str:
    """Give bytes as people read them."""
    if size < 10_000:  # noqa: PLR2004 - below it kB would be rounded away
        return f"{size:,} 字节"
    return f"{size / 1_000_000:,.1f} MB" if size >= 1_000_000 else f"{size / 1000:,.0f} kB"  # noqa: PLR2004 - a MB


def as_fields(found: Found, verdict: Verdict | None) -> dict[str, Any]:
    """Give one attachment for machines."""
    told: dict[str, Any] = {
        "digest": found.digest,
        "bytes": found.bytes,
        "whole": found.is_whole,
        "handed_in_at": found.newest.isoformat(),
    }
    if verdict is not None:
        told["findings"] = [finding.model_dump(mode="json") for finding in verdict.findings]
    return told
