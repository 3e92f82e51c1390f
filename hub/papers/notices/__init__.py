"""The twelve kinds of notices that clerks print of a case; a new one is a function and a row of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from hub.papers.errors import NotYetError
from hub.papers.notice import Notice, NoticeKind
from hub.papers.notices.accepting import acceptance, correction, refusal
from hub.papers.notices.closing import delivery, payment
from hub.papers.notices.deciding import approval, denial
from hub.papers.notices.promising import deferral
from hub.papers.notices.receiving import custody, receipt
from hub.papers.notices.running import extension, special
from hub.papers.record import Record


class Kind(NamedTuple):
    """One kind: what clerks call it, and who makes it of a record (``None``, or the number of a voucher)."""

    name: str
    make: Callable[[Record, str | None], Notice]


KINDS: Final[Mapping[NoticeKind, Kind]] = {
    "receipt": Kind("收件凭证", receipt),
    "custody": Kind("原件收存凭证", custody),
    "acceptance": Kind("受理通知书", acceptance),
    "correction": Kind("补正告知书", correction),
    "refusal": Kind("不予受理决定书", refusal),
    "special": Kind("特别程序告知书", special),
    "extension": Kind("延长办理期限告知书", extension),
    "approval": Kind("准予决定书", approval),
    "denial": Kind("不予决定书", denial),
    "delivery": Kind("送达回证", delivery),
    "payment": Kind("缴费通知书", payment),
    "deferral": Kind("容缺承诺书", deferral),
}


def notice_of(record: Record, kind: NoticeKind, voucher: str | None = None) -> Notice:
    """Give a notice of a case. Raises NotYetError where the fact that it rests on is not there."""
    return KINDS[kind].make(record, voucher)


def printable(record: Record) -> dict[NoticeKind, str]:
    """Say of each kind why it can't be printed now; the empty text where it can."""
    why: dict[NoticeKind, str] = {}
    for kind in KINDS:
        try:
            notice_of(record, kind)
        except NotYetError as error:
            why[kind] = str(error).partition("\n")[0]
        else:
            why[kind] = ""
    return why
