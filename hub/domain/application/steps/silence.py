"""Received before silence spoke, handled after: the steps of acceptance at a case deemed accepted."""

from __future__ import annotations

from typing import Final

from hub.domain.application import correcting, examining
from hub.domain.application.silence import in_time
from hub.domain.life_cycle import Step
from schemas import commands, facts

_RECEIPT: Final = "许可法 art. 32: what was received in time counts, whenever it is handled"

STEPS: Final = (
    Step(
        "accepted", commands.AcceptCase, "acceptor", in_time(examining.accept),
        (facts.SilenceCorrected, facts.CaseAccepted, facts.CommitmentStarted, facts.DeferralDropped), ("accepted",),
        _RECEIPT,
    ),
    Step(
        "accepted", commands.NotAcceptCase, "acceptor", in_time(examining.not_accept),
        (facts.SilenceCorrected, facts.CaseNotAccepted, facts.LampTurned), ("not_accepted",), _RECEIPT,
    ),
    Step(
        "accepted", commands.AskCorrection, "acceptor", in_time(correcting.ask_correction),
        (facts.SilenceCorrected, facts.CorrectionAsked, facts.LampTurned), ("correcting",), _RECEIPT,
    ),
)  # fmt: skip
