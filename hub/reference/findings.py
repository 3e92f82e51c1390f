"""What a check of reference rows finds, as values for people and machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from hub.domain.reference import Reference
from hub.domain.reference.periods import FOR_EVER, Span
from schemas.reference import EVERYTHING, EVERYWHERE, GROUP, RoutingRule

SHOWN: Final = 5
"""How many of many are named in a text; the finding holds them all."""


class Finding(NamedTuple):
    """One thing that does not fit: an error keeps rows from being applied, a warning is for a person to look at."""

    severity: Literal["error", "warning"]
    kind: str
    subject: str
    """What it is about: the code of a row, or of an item."""
    text: str
    codes: tuple[str, ...] = ()
    """All rules or regions that the text names a few of."""


def some(names: Sequence[str]) -> str:
    """Name the first few of many."""
    shown = "、".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown}等{len(names)}个"


def days(span: Span) -> str:
    """Say a period in words."""
    return f"{span.first}起" if span.last == FOR_EVER else f"{span.first}至{span.last}"


def region_name(code: str, reference: Reference) -> str:
    """Give a region's newest name, retired or not."""
    if code == EVERYWHERE:
        return "全省"
    rows = reference.regions.get(code)
    return rows[0].name if rows else code


def subject_name(subject: str, reference: Reference) -> str:
    """Say what a rule is about in Chinese."""
    if subject == EVERYTHING:
        return "所有事项"
    if subject.startswith(GROUP):
        return f"“{subject.removeprefix(GROUP)}”类事项"
    rows = reference.items.get(subject)
    return f"“{rows[0].name}”" if rows else f"事项{subject}"


def rule_name(rule: RoutingRule, reference: Reference) -> str:
    """Say a rule in Chinese: what, where, on which conditions, to whom."""
    unit = reference.units.get(rule.unit)
    conditions = [
        f"属地依据为{rule.field}" if rule.field else "",
        f"层级为{rule.level}" if rule.level else "",
        f"申请人为{'、'.join(rule.applicant_kinds)}" if rule.applicant_kinds else "",
    ]
    told = "".join([f",{condition}" for condition in conditions if condition])
    what, where = subject_name(rule.item, reference), region_name(rule.region, reference)
    return f"{what}在{where}{told} → {unit[0].name if unit else rule.unit}"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Give what keeps rows from being applied."""
    return [finding for finding in findings if finding.severity == "error"]
