"""What can be wrong with a log: a closed catalogue, and one finding of it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from hub.lanes.values import Record


class Fault(StrEnum):
    """What is wrong, in the words that an auditor reads."""

    UNREADABLE = "信封不完整 · no envelope of a fact"
    PLACE = "不在其所属分区 · not in the partition of its subject"
    MISSING = "缺少前面的登记 · facts before it are missing"
    ALTERED = "内容与摘要不符 · its digest is not that of its content and of the fact before"
    ORDER = "编号倒退 · a number that had its place before"
    FORK = "同一编号有两个不同的登记 · two facts with one number"
    SEAL_UNREADABLE = "封印无法读取 · a seal that can't be read"
    SEAL_KEY = "封印由未知密钥签署 · a seal signed by a key that is not trusted"
    SEAL_SIGNATURE = "封印签名无效 · a seal whose signature is wrong"
    SEAL_CHAIN = "封印不连续 · a seal before it is missing or was altered"
    SEAL_SHORT = "登记少于封印所载 · less than was sealed"
    SEAL_LONG = "登记多于封印所载 · more than was sealed"
    SEAL_DIGEST = "登记与封印所载不同 · other facts than were sealed"
    UNSEALED = "应封未封 · no seal, though its hour is long over"


class Break(NamedTuple):
    """One finding: what is wrong, and exactly where."""

    fault: Fault
    topic: str
    partition: int
    offset: int
    timestamp: int
    """Of the record, ms since 1970; 0 where there is none."""
    subject: str = ""
    number: int = 0
    """Of the fact, or of the seal."""
    detail: str = ""

    @property
    def place(self) -> tuple[int, str, int, int]:
        """Sorts findings: the earliest first."""
        return self.timestamp, self.topic, self.partition, self.offset


def at(record: Record, fault: Fault, number: int = 0, detail: str = "") -> Break:
    """Give a finding about a record."""
    subject = dict(record.headers).get("ce_subject", b"").decode(errors="replace")
    return Break(fault, record.topic, record.partition, record.offset, record.timestamp, subject, number, detail)
