"""What a province may decide for all its cases, whatever the item: limits of steps, lamps, claims and transfers."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from schemas.reference.base import BaseRow, Limit

PROVINCE: Final = "province"


class Policy(BaseRow):
    """One province's policy [L]; the defaults hold where no row does, and for fields younger than a row."""

    kind: Literal["policy"] = "policy"
    code: Literal["province"] = PROVINCE
    source: str
    """The document it rests on."""
    longest_claim_minutes: int = Field(default=1440, ge=1, le=1440)
    """An officer may claim a case for so long, and renew."""
    most_hops: int = Field(default=3, ge=0, le=100)
    """A case that has been handed over so often needs a person above the units."""
    yellow_percent: int = Field(default=20, ge=0, le=100)
    """A lamp turns yellow when so much of its limit is left…"""
    yellow_days: int = Field(default=1, ge=0)
    """…or so many days, whichever is more."""
    claim: Limit = Limit(amount=1)
    """A case nobody has claimed by then shows a lamp."""
    acceptance: Limit | None = Limit(amount=5)
    """Likewise one not accepted, where its regime sets no limit of its own."""
    second_correction: Literal["yellow", "red"] = "red"
    """The lamp of a correction that is asked for once more."""
    shortest_reason: int = Field(default=4, ge=0, le=100)
    """A refusal whose reason has fewer characters gives none: it shows a red lamp."""
    supervising_group: str = "government_services"
    """Whose unit judges what another explains about its lamps: that of the nearest region, itself excepted."""
    judgement: Limit = Limit(amount=5)
    """For the supervisor to judge an explanation; when it passes, the supervisor has a lamp of its own."""
    supply: Limit = Limit(amount=30, unit="natural_days")
    """To supply what was asked for, where neither the officer nor the item says until when."""
    opinion: Limit = Limit(amount=5)
    """For a department's opinion where a case is handled jointly."""
    silent_department: Literal["no_objection", "awaited"] = "no_objection"
    """What a department's silence past that means: it does not object, or the decision waits for it."""
    bundle_wait: Limit = Limit(amount=180, unit="natural_days")
    """A case of a bundle that waits for another one's document is given up then; a kind of bundle may say otherwise."""
    most_open_deferrals: int = Field(default=3, ge=0, le=1000)
    """One person or body may have so many deferrals (容缺) open at a time, anywhere in the province."""
    statement: Limit = Limit(amount=5)
    """陈述申辩: to speak after the notice, before a breach is listed or an approval withdrawn."""
    repair: Limit = Limit(amount=10)
    """信用修复: to decide about a request."""
    report: Limit = Limit(amount=10)
    """抄告: for the issuer of a document to answer what another found wrong with it."""
    signed_documents: bool = False
    """Whether what is approved from now on gets a signed document; without one, results leave at once."""
    retention_days: int = Field(default=0, ge=0, le=36_500)
    """A case's personal data is kept at least so many days after its filing, whoever asks for its erasure."""


DEFAULT_POLICY: Final = Policy(valid_from=date(2000, 1, 1), source="缺省")
"""Where a province has no row of its own."""
