"""Sources that several rows share, where no law says it."""

from __future__ import annotations

from typing import Final

from schemas import facts

ONE_NUMBER: Final = "hub: one number, one case"
TWICE: Final = "hub: the same applicant, item and matter twice is flagged to both windows"
CLOCK: Final = "hub: the clock is a message"
CALENDAR: Final = "全国年节及纪念日放假办法; the State Council's yearly notice"
SILENCE_RENEWS: Final = "许可法 art. 50: not decided before the document expires is renewed"
JOINTLY: Final = "许可法 art. 26: one department accepts, asks the others for their opinions, and decides"
LEASE: Final = "hub: one handler at a time [L]"
URGENT: Final = "加急 [L]: by the head of the unit or section, with a reason"
APPLICANTS_WILL: Final = "the applicant's will"

RELIANCE: Final = (facts.RelianceAsked, facts.RelianceUnanswered)
"""What the clock may say where a document's answer is overdue, or it is to be asked again."""
UNANSWERED: Final = (facts.StandingAsked, facts.StandingUnanswered, facts.DeferralUnanswered, *RELIANCE)
"""What the clock may say where an answer is overdue: of the applicant's subject, or of a document."""
PROMISES: Final = (facts.CommitmentReminded, facts.CommitmentBroken)
"""What the clock may say while a commitment runs."""
