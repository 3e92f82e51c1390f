"""Cases that rest on a business licence: filed, asked and answered on one stage."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hub.domain.application.relying import known
from hub.domain.values import Decision, Refusal
from schemas.application import Material
from schemas.commands import AcceptCase, ClaimCase, DecideCase
from schemas.parties import Organisation, Personal
from tests.domain.documents import PATHS, body_of, document
from tests.domain.documents import sender_of as sender_to_document
from tests.domain.talking import Talk
from tests.domain.world import MONDAY, QINGZHEN, XIFENG, case_number, company, filing, identifier_of, officer

CHANGE: Final = "520701002000"
"""有限责任公司变更登记: its M05, the business licence, may be a document."""
LICENCE: Final = identifier_of()
NAME: Final = document().content["company_name"]
BODY: Final = company(NAME)
CASE: Final = case_number(11)
BY: Final = officer("XF0101", CHANGE)


def licence_at(stage: str, talk: Talk | None = None) -> Talk:
    """A stage on which the licence of a company is, as far as it has come."""
    talk = talk or Talk()
    for command in PATHS[stage]:
        play = talk.play(LICENCE)
        result = talk.when(LICENCE, sender_to_document(command), body_of(play, command))
        assert not isinstance(result, Refusal), result
    if stage == "expired":
        talk.run(datetime(2031, 11, 23, tzinfo=MONDAY.tzinfo))
    return talk


def material(licence: str | None = LICENCE, code: str = "M05") -> Material:
    """The business licence: as a document, or as paper."""
    return Material(code=code, title="营业执照正、副本", medium="electronic" if licence else "paper", document=licence)


def file(talk: Talk, case: str = CASE, applicant: Organisation = BODY, **changes: Any) -> Decision:
    """File a change of the company's registration that names its licence."""
    values: dict[str, Any] = {
        "applicant_kind": "2",
        "personal": Personal(applicant=applicant),
        "materials": (material(),),
    }
    result = talk.when(case, QINGZHEN, filing(CHANGE, **(values | changes)))
    assert not isinstance(result, Refusal), result
    return result


def claim(talk: Talk, case: str = CASE) -> None:
    """Let the officer hold it."""
    result = talk.when(case, XIFENG, ClaimCase(by=BY, minutes=1440))
    assert not isinstance(result, Refusal), result


def accept(talk: Talk, case: str = CASE) -> None:
    """Claim and accept."""
    claim(talk, case)
    result = talk.when(case, XIFENG, AcceptCase(by=BY))
    assert not isinstance(result, Refusal), result


def approve(talk: Talk, case: str = CASE) -> Decision | Refusal:
    """Try to approve."""
    return talk.when(case, XIFENG, DecideCase(by=BY, outcome="approved"))


def status(talk: Talk, case: str = CASE, code: str = "M05") -> str:
    """How the case stands with a document."""
    return next(one.status for one in known(talk.state(case)) if one.material == code)
