"""The steps (环节) of a case: what was done, by whom, what was said, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from schemas import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from hub.upload.history import History


class Step(NamedTuple):
    """One step."""

    number: int
    """Of the fact that ended it."""
    name: str
    action: str
    """pass, return or other."""
    staff: str
    """Staff number; empty where nobody acted."""
    opinion: str
    """As it was said; empty where nothing was."""
    outcome: str
    """What it came to, in our words."""
    began: datetime
    ended: datetime


class _Row(NamedTuple):
    name: str
    action: Callable[[Any], str]
    opinion: Callable[[Any], str | None]
    outcome: Callable[[Any], str]


def steps_of(history: History) -> Iterator[Step]:
    """Give the steps in order. One begins when its officer claims the case, or where the one before ended."""
    began = None
    for number, fact in history.facts:
        began = began or fact.at
        if isinstance(fact, facts.CaseClaimed):
            began = began if fact.renewed else fact.at
        row = _ROWS.get(type(fact))
        if row is None:
            continue
        yield Step(
            number,
            row.name,
            row.action(fact),
            _staff(fact),
            row.opinion(fact) or "",
            row.outcome(fact),
            began,
            fact.at,
        )
        began = fact.at


def _staff(fact: Any) -> str:
    if isinstance(fact, facts.CaseFiled):
        return fact.origin.window.staff or ""
    by = getattr(fact, "by", None)
    return by.staff if by else ""


def _said(name: str) -> Callable[[Any], str | None]:
    return lambda fact: getattr(fact, name, None)


def _nothing(_: Any) -> None:
    return None


def _always(word: str) -> Callable[[Any], str]:
    return lambda _: word


def _points(fact: Any) -> str:
    return ";".join(point.text for point in fact.points)


def _decided(fact: facts.CaseDecided) -> str:
    return "准予" if fact.outcome == "approved" else "不予"


def _why(fact: facts.CaseDecided) -> str | None:
    parts = [fact.opinion, fact.reason, fact.legal_basis]
    return ";".join(part for part in parts if part) or None


_PASS, _RETURN, _OTHER = _always("pass"), _always("return"), _always("other")
_ROWS: Final[Mapping[type[facts.Fact], _Row]] = {
    facts.CaseFiled: _Row("收件", _PASS, _nothing, _always("收件")),
    facts.CorrectionAsked: _Row("补正告知", _RETURN, _points, _always("补正告知")),
    facts.CaseAccepted: _Row("受理", _PASS, _said("opinion"), _always("予以受理")),
    facts.CaseDeemedAccepted: _Row("受理", _OTHER, _nothing, _always("逾期未告知,视为受理")),
    facts.CaseNotAccepted: _Row("受理", _RETURN, _said("reason"), _always("不予受理")),
    facts.CaseReviewed: _Row(
        "审查",
        lambda fact: "pass" if fact.recommends == "approved" else "return",
        _said("opinion"),
        lambda fact: "建议准予" if fact.recommends == "approved" else "建议不予",
    ),
    facts.ReviewSubmitted: _Row(
        "初步审查",
        lambda fact: "pass" if fact.recommends == "approved" else "return",
        _said("opinion"),
        lambda fact: "建议准予" if fact.recommends == "approved" else "建议不予",
    ),
    facts.SiteChecked: _Row("现场核查", _OTHER, _said("opinion"), _always("现场核查")),
    facts.DeferralAsked: _Row("容缺承诺", _OTHER, _nothing, _always("容缺承诺")),
    facts.FilingBarred: _Row("受理", _RETURN, _nothing, _always("依法限制申请,不予受理")),
    facts.OpinionGiven: _Row("会办意见", _OTHER, _said("text"), _always("会办意见")),
    facts.ApprovalWithdrawn: _Row("撤回批准", _RETURN, _said("reason"), _always("撤回批准")),
    facts.CaseTransferred: _Row("转办", _OTHER, _said("reason"), _always("转办")),
    facts.CaseDecided: _Row("决定", lambda fact: "pass" if fact.outcome == "approved" else "return", _why, _decided),
    facts.CaseDeemedRenewed: _Row("决定", _OTHER, _nothing, _always("逾期未决定,视为准予延续")),
    facts.CaseWithdrawn: _Row("撤回", _OTHER, _said("reason"), _always("申请人撤回")),
    facts.CaseLapsed: _Row("办结", _OTHER, _nothing, _always("逾期未补正,视为放弃")),
    facts.CaseDelivered: _Row("送达", _PASS, _nothing, _always("送达")),
}
