"""A notice as a value: what it says and who signs; how it looks is for whoever prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

NoticeKind = Literal[
    "receipt",  # 收件凭证
    "custody",  # 原件收存凭证
    "acceptance",  # 受理通知书
    "correction",  # 补正告知书
    "refusal",  # 不予受理决定书
    "special",  # 特别程序告知书
    "extension",  # 延期告知书
    "approval",  # 准予决定书
    "denial",  # 不予决定书
    "delivery",  # 送达回证
    "payment",  # 缴费通知书
    "deferral",  # 容缺承诺书
]


class Paragraph(NamedTuple):
    """Sentences."""

    text: str


class Fields(NamedTuple):
    """What is called what."""

    rows: Sequence[tuple[str, str]]


class Table(NamedTuple):
    """Rows under a head; ``widths`` are shares."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


class Signing(NamedTuple):
    """Lines where people sign by hand."""

    lines: Sequence[str]


Part = Paragraph | Fields | Table | Signing


@dataclass(frozen=True)
class Notice:
    """One notice. ``issuer`` seals it; None: it is signed by hand only, and has no place for a seal."""

    title: str
    number: str
    """编号: the case, a word for the kind, and the number of the fact it rests on."""
    addressee: str | None
    parts: tuple[Part, ...]
    issuer: str | None
    at: datetime
    """Of the fact: the day it bears."""
