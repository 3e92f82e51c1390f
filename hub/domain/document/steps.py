"""The life cycle of a document: every legal step, by which law, and what it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hub.domain.document import changing, erasing, recomputing, relying, reporting, signing
from hub.domain.document.state import STAGES
from hub.domain.life_cycle import ABSENT, Rule, Step, Table, table_of
from schemas import commands, facts

Command = type[commands.Command]
Gives = tuple[type[facts.Fact], ...]
_SIGNED: Final = "电子签名法 art. 13: only what the signer's key proves"
_CLOCK: Final = "hub: the clock is a message"
_FORMER: Final = "更正, 容缺后补 [L]: a new version takes the place of the old one"
_LICENSING: Final = "许可法 art. 69"
_CLOSING: Final = "许可法 art. 70"
_PENALTY: Final = "处罚法 art. 9"
_MOVING: Final = "迁移 [L]: another region keeps it from now on"
_RELIANCE: Final = "令716 art. 10: recognised everywhere; hub: whoever uses it is on record"
_REPORTED: Final = "许可法 art. 64: a wrong found elsewhere is reported to who decided (抄告)"
_CALENDAR: Final = "国务院节假日安排; 防汛等临时安排 [L]: open limits move with the calendar"
_ERASURE: Final = "个人信息保护法 art. 47"
_OTHER: Final = "GB/T 36904: 99 其他"
_ALIVE: Final = ("valid", "suspended", "other")
_GIVEN: Final = tuple(stage for stage in STAGES if stage != ABSENT)


def _hub(stages: Iterable[str], what: tuple[Command, Rule], gives: Gives, law: str, *leads_to: str) -> tuple[Step, ...]:
    command, rule = what
    return tuple(Step(stage, command, "hub", rule, gives, leads_to or (stage,), law) for stage in stages)


def _issuer(stages: Iterable[str], what: tuple[Command, Rule], gives: Gives, law: str, to: str) -> tuple[Step, ...]:
    command, rule = what
    return tuple(Step(stage, command, "issuer", rule, gives, (to,), law) for stage in stages)


def _except(*stages: str) -> tuple[str, ...]:
    return tuple(stage for stage in _GIVEN if stage not in stages)


_SIGNED_ONCE: Final = _except("requested", "cancelled")
_BY_CLOCK: Final = (facts.SignatureAsked, facts.DocumentExpired, facts.DocumentReportLampTurned)
_ISSUE: Final = (commands.IssueDocument, signing.issue)
_SIGN: Final = (commands.SignDocument, signing.sign)
_LIFT: Final = (commands.LiftCondition, changing.lift)
_CORRECT: Final = (commands.CorrectDocument, changing.correct)
_DEADLINE: Final = (commands.ReachDocumentDeadline, changing.reach_deadline)
_OVER: Final = tuple(
    step
    for command, past in (
        (commands.SignDocument, _except("requested", *_ALIVE)),
        (commands.LiftCondition, _except("requested", *_ALIVE)),
        (commands.CorrectDocument, _except("requested", *_ALIVE)),
        (commands.WithdrawDocument, _except("requested", *_ALIVE, "expired")),
        (commands.ReachDocumentDeadline, ("cancelled",)),
    )
    for step in _hub(past, (command, changing.nothing), (), "hub: it may have been on its way")
)
"""What changes nothing any more."""

STEPS: Final = (
    *_hub(
        (ABSENT,), _ISSUE, (facts.DocumentRequested,), "许可法 art. 39: what was granted is issued", "requested"
    ),
    *_hub(_GIVEN, (commands.IssueDocument, signing.issue_again), (), "hub: one document per case"),
    *_hub(("requested",), _SIGN, (facts.DocumentSigned, facts.SignatureAsked), _SIGNED, "valid"),
    *_hub(_ALIVE, _SIGN, (facts.VersionSuperseded, facts.DocumentSigned), _SIGNED),
    *_hub(("requested", *_ALIVE), _LIFT, (facts.ConditionLifted, facts.SignatureAsked), _FORMER),
    *_hub(("requested", *_ALIVE), _CORRECT, (facts.DocumentCorrected, facts.SignatureAsked), _FORMER),
    *_hub(
        ("requested",), (commands.WithdrawDocument, changing.cancel), (facts.DocumentCancelled,), _LICENSING,
        "cancelled",
    ),
    *_hub(
        (*_ALIVE, "expired"), (commands.WithdrawDocument, changing.withdraw), (facts.DocumentRescinded,),
        _LICENSING, "rescinded",
    ),
    *_hub(("requested",), _DEADLINE, (facts.SignatureAsked,), _CLOCK),
    *_hub(("valid",), _DEADLINE, _BY_CLOCK, _CLOCK, "valid", "expired"),
    *_hub(("other",), _DEADLINE, _BY_CLOCK, _CLOCK, "other", "expired"),
    *_hub(
        ("suspended",), _DEADLINE,
        (*_BY_CLOCK, facts.DocumentResumed), _CLOCK,
        "suspended", "valid", "expired",
    ),
    *_issuer(
        ("valid", "other"), (commands.SuspendDocument, changing.suspend), (facts.DocumentSuspended,), _PENALTY,
        "suspended",
    ),
    *_issuer(
        ("suspended", "other"), (commands.ResumeDocument, changing.resume), (facts.DocumentResumed,), _PENALTY,
        "valid",
    ),
    *_issuer(
        (*_ALIVE, "expired"), (commands.RescindDocument, changing.ending(facts.DocumentRescinded)),
        (facts.DocumentRescinded,), _LICENSING, "rescinded",
    ),
    *_issuer(
        _ALIVE, (commands.RevokeDocument, changing.ending(facts.DocumentRevoked)), (facts.DocumentRevoked,),
        _PENALTY, "revoked",
    ),
    *_issuer(
        (*_ALIVE, "expired", "rescinded", "revoked"),
        (commands.DeregisterDocument, changing.ending(facts.DocumentDeregistered)),
        (facts.DocumentDeregistered,), _CLOSING, "deregistered",
    ),
    *_issuer(
        ("valid",), (commands.TransferDocument, changing.transfer), (facts.DocumentTransferred,), _MOVING,
        "transferred",
    ),
    *_issuer(
        ("valid", "suspended"), (commands.MarkDocument, changing.mark), (facts.DocumentMarked,), _OTHER, "other"
    ),
    *_hub(
        (ABSENT,), (commands.RelyOnDocument, relying.rely), (facts.DocumentNotReliedOn,), _RELIANCE,
    ),
    *_hub(
        _GIVEN, (commands.RelyOnDocument, relying.rely), (facts.DocumentReliedOn, facts.DocumentNotReliedOn), _RELIANCE,
    ),
    *(
        Step(stage, commands.ReportDocument, "anyone", reporting.report, (facts.DocumentReported,), (stage,), _REPORTED)
        for stage in _SIGNED_ONCE
    ),
    *(
        Step(
            stage, commands.AnswerDocumentReport, "issuer", reporting.answer, (facts.DocumentReportAnswered,),
            (stage,), _REPORTED,
        )
        for stage in _SIGNED_ONCE
    ),
    *_hub(
        tuple(stage for stage in _SIGNED_ONCE if stage not in _ALIVE), _DEADLINE, (facts.DocumentReportLampTurned,),
        _CLOCK,
    ),
    *_hub(
        _SIGNED_ONCE, (commands.RecomputeDocumentClocks, recomputing.recompute), (facts.DocumentClocksRecomputed,),
        _CALENDAR,
    ),
    *_hub(
        ("requested", "cancelled"), (commands.RecomputeDocumentClocks, changing.nothing), (),
        "hub: nothing was reported yet",
    ),
    *_hub((ABSENT,), (commands.EndReliance, changing.nothing), (), "hub: there is nothing to forget"),
    *_hub(_GIVEN, (commands.EndReliance, relying.end), (facts.RelianceEnded,), _RELIANCE),
    *(
        # one that is still needed has the row as well, so that the refusal says why
        Step(
            stage, commands.EraseDocumentData, "hub", erasing.erase,
            () if stage in ("requested", *_ALIVE) else (facts.DocumentDataErased,), (stage,), _ERASURE,
        )
        for stage in _GIVEN
    ),
    *_OVER,
)  # fmt: skip

TABLE: Final[Table] = table_of(STEPS)
