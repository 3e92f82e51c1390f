"""Whether every attachment that the facts name is there, whole and unaltered: ``hub verify-log --attachments``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.attachments.errors import Altered, Missing, Refused
from hub.attachments.retention import removal_of_retention

if TYPE_CHECKING:
    from hub.attachments.references import Named, References
    from hub.attachments.storing import Attachments

MOST: Final = 1000
"""Findings kept; all are counted."""


class Fault(StrEnum):
    """What is wrong with an attachment, in the words that an auditor reads."""

    MISSING = "附件缺失 · not in the store"
    ALTERED = "附件已被改动 · not what its digest says"
    SIZE = "附件字节数与登记不符 · another size than the fact says"
    KIND = "附件格式与登记不符 · another media type than the fact says"
    DIGEST = "登记的摘要无法识别 · the fact names no digest of the store"
    REMOVED_EARLY = "附件被提前清除 · removed although its case was still to be kept"


class Finding(NamedTuple):
    """One finding, told of each fact that names the attachment."""

    fault: Fault
    named: Named
    detail: str = ""


@dataclass
class Audit:
    """What was read and what is wrong with it."""

    attachments: int = 0
    """Digests checked."""
    bytes: int = 0
    removed: int = 0
    """Rightly gone: retention has removed them."""
    erased: int = 0
    """Rightly gone: the facts say that the personal data of all their cases was erased."""
    count: int = 0
    """Findings in all."""
    findings: list[Finding] = field(default_factory=list)

    def add(self, fault: Fault, named: Named, detail: str = "") -> None:
        """Note a finding."""
        self.count += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(fault, named, detail))


def audit(
    attachments: Attachments,
    references: References,
    ended_before: int | None,
    told: Callable[[int, int], None] = lambda *_: None,
) -> Audit:
    """Read every attachment that facts name, once each, and what lies in the store under any other digest in them.

    A digest that stands alone (of a commitment, of a report's evidence) may be of a file that nobody handed to the
    store: that it is not there is no finding, that it was altered is. Raises NotAllowed, Unreachable.

    ``ended_before``: retention may have removed those of cases that were over and silent before this moment (ms since
    1970); None: it removes nothing. By today's setting, whatever the note of a removal says: notes can be forged.
    """
    report, total = Audit(), references.count()
    checking = _Checking(attachments, references, ended_before, report)
    for digest, some in groupby(references.named(), key=lambda named: named.digest):
        namings = list(some)
        report.attachments += 1
        checking.check(digest, namings)
        told(report.attachments, total)
    for mention in references.mentioned():
        checking.check_mentioned(mention)
    return report


class _Checking(NamedTuple):
    """What one audit goes by."""

    attachments: Attachments
    references: References
    ended_before: int | None
    report: Audit

    def check(self, digest: str, namings: list[Named]) -> None:
        """Hold one attachment against the facts that name it."""
        try:
            manifest = self.attachments.check(digest)
        except Missing:
            self._missing(digest, namings)
        except Altered as altered:
            self._add(Fault.ALTERED, namings, altered.why)
        except Refused:
            self._add(Fault.DIGEST, namings)
        else:
            self.report.bytes += manifest.size
            sizes = [named for named in namings if named.size != manifest.size]
            kinds = [named for named in namings if named.media_type != manifest.media_type]
            self._add(Fault.SIZE, sizes, str(manifest.size))
            self._add(Fault.KIND, kinds, manifest.media_type)

    def check_mentioned(self, mention: Named) -> None:
        """Look whether what lies under a digest is what it says, where anything does."""
        try:
            manifest = self.attachments.check(mention.digest)
        except Refused:
            return
        except Missing:
            if removal_of_retention(self.attachments.place, mention.digest) is not None:
                self._missing(mention.digest, [mention])
            return
        except Altered as altered:
            self._add(Fault.ALTERED, [mention], altered.why)
        else:
            self.report.bytes += manifest.size
        self.report.attachments += 1

    def _missing(self, digest: str, namings: list[Named]) -> None:
        note = removal_of_retention(self.attachments.place, digest)
        if note is None:
            self._add(Fault.MISSING, namings)
        elif self.references.is_erased(digest):
            self.report.erased += 1
        elif self.references.is_kept(digest, self.ended_before):
            self._add(Fault.REMOVED_EARLY, namings, f"{note.at:%Y-%m-%d}")
        else:
            self.report.removed += 1

    def _add(self, fault: Fault, namings: list[Named], detail: str = "") -> None:
        for named in namings:
            self.report.add(fault, named, detail)
