"""Plays about the same thing filed twice: flagged to both windows, never dropped; and about what is no duplicate."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from hub.domain.likeness import digest_of
from hub.domain.values import HUB, Refusal, Request
from schemas import facts, notices
from schemas.application import Application
from schemas.commands import (
    AskCorrection,
    ClaimCase,
    FileApplication,
    FlagDuplicate,
    NoteCaseEnded,
    NoteOpenCase,
    SupplyCorrection,
    WithdrawCase,
)
from schemas.parties import Personal
from tests.domain.world import (
    AGENT,
    BODIES,
    COMPANY,
    FOOD,
    POWER,
    QINGZHEN,
    XIFENG,
    Play,
    case_number,
    filing,
    person,
    sender_of,
    shipped,
)

NAME = "息烽县某某商贸有限公司"


class Hall:
    """Cases and the subjects they tell, every request delivered at once."""

    def __init__(self) -> None:
        self.plays: dict[str, Play] = {}

    def play(self, number: str) -> Play:
        """The aggregate of a number."""
        return self.plays.setdefault(number, Play(number, rows=shipped()))

    def when(self, number: str, sender: str, body: Any) -> None:
        """Let somebody command something; what follows at other aggregates follows."""
        play = self.play(number)
        before = play.state
        result = play.when(sender, body)
        assert not isinstance(result, Refusal), result
        asked: list[Request] = []
        for fact in result:
            after = play.aggregate.evolve(before, fact)
            asked += play.aggregate.requests(fact, before, after)
            before = after
        for request in asked:
            self.when(request.target, request.sender, request.body)

    def flags(self) -> dict[str, tuple[str, ...] | None]:
        """Of each case, those it was told to be the same."""
        return {number: play.state.duplicates for number, play in self.plays.items() if not number.startswith("S")}


def founding(name: str = NAME, who: str = "王小明", item: str = COMPANY) -> FileApplication:
    """A founding by a person, through the one agent."""
    body = filing(item)
    changes: dict[str, Any] = {"personal": Personal(applicant=person(who), agent=AGENT, power_of_attorney=POWER)}
    if item == COMPANY:
        changes["form"] = body.application.form | {"company_name": name}
    application: Application = body.application.model_copy(update=changes)
    return body.model_copy(update={"application": application})


ONE, OTHER, THIRD = (case_number(seed) for seed in (1, 2, 3))


@pytest.mark.parametrize("order", list(permutations((ONE, OTHER, THIRD))))
def test_the_same_company_filed_again_is_flagged_to_every_window(order: tuple[str, str, str]) -> None:
    """Whichever comes first: each open case of the applicant about the same name hears of each other one."""
    hall = Hall()
    for number in order:
        hall.when(number, QINGZHEN, founding())
    assert {number: set(flags or ()) for number, flags in hall.flags().items()} == {
        number: {ONE, OTHER, THIRD} - {number} for number in order
    }


def test_both_windows_and_both_units_are_told() -> None:
    """The flag is a notice on results and one on work, with the number of the other case; the case goes on."""
    hall = Hall()
    hall.when(ONE, QINGZHEN, founding())
    hall.when(OTHER, QINGZHEN, founding())
    for number, other in ((ONE, OTHER), (OTHER, ONE)):
        play = hall.play(number)
        assert isinstance(play.said[-1], facts.DuplicateFlagged)
        work, result = play.aggregate.notices(play.said[-1], play.before, play.state)
        assert (work.endpoint, result.endpoint) == (XIFENG, QINGZHEN)
        assert isinstance(result.body, notices.ResultDuplicate)
        assert result.body.other == other
        assert play.state.stage == "filed", "nothing is dropped"


def test_three_companies_through_one_agent_are_no_duplicates() -> None:
    """The story: three founders, three names, one agent; and one founder with three names raises no flag either."""
    hall = Hall()
    for place, number in enumerate((ONE, OTHER, THIRD)):
        hall.when(number, QINGZHEN, founding(f"息烽县第{place}商贸有限公司", f"申请人{place}"))
    assert hall.flags() == dict.fromkeys((ONE, OTHER, THIRD))
    again = Hall()
    for place, number in enumerate((ONE, OTHER, THIRD)):
        again.when(number, QINGZHEN, founding(f"息烽县第{place}商贸有限公司"))
    assert again.flags() == dict.fromkeys((ONE, OTHER, THIRD))


def test_another_applicant_may_want_the_same_name() -> None:
    """A clash of names is the registration organ's to decide: no duplicate filing."""
    hall = Hall()
    first, second = person("王小明"), person("李小红", region=QINGZHEN)
    for number, who in ((ONE, first), (OTHER, second)):
        body = founding()
        personal = body.application.personal.model_copy(update={"applicant": who})
        application = body.application.model_copy(update={"personal": personal})
        hall.when(number, QINGZHEN, body.model_copy(update={"application": application}))
    assert hall.flags() == {ONE: None, OTHER: None}


def test_an_item_that_names_no_matter_tells_nobody() -> None:
    """Food licences say no matter: the subject is not bothered."""
    hall = Hall()
    hall.when(ONE, QINGZHEN, founding(item=FOOD))
    sent = [number for number in hall.plays if number.startswith("S")]
    noted = [fact for number in sent for fact in hall.play(number).said if isinstance(fact, facts.OpenCaseNoted)]
    assert noted == []


def test_what_has_ended_is_no_duplicate_any_more() -> None:
    """Withdrawn and filed again: no flag. The subject forgets a case with its end."""
    hall = Hall()
    hall.when(ONE, QINGZHEN, founding())
    hall.when(ONE, QINGZHEN, BODIES[WithdrawCase])
    hall.when(OTHER, QINGZHEN, founding())
    assert hall.flags() == {ONE: None, OTHER: None}


def test_a_name_that_is_corrected_counts_as_it_is_now() -> None:
    """The supplement changes the name to one that is open already: flagged then, and not for the old name."""
    hall = Hall()
    hall.when(ONE, QINGZHEN, founding("息烽县别的商贸有限公司"))
    hall.when(OTHER, QINGZHEN, founding())
    for command in (ClaimCase, AskCorrection):
        hall.when(ONE, sender_of(command), BODIES[command])
    hall.when(ONE, QINGZHEN, SupplyCorrection(form={"company_name": NAME}))
    assert hall.flags() == {ONE: (OTHER,), OTHER: (ONE,)}
    hall.when(THIRD, QINGZHEN, founding("息烽县别的商贸有限公司"))
    assert hall.flags()[THIRD] is None


def test_a_name_is_the_same_in_any_writing() -> None:
    """Wide letters, spaces and case make no other company."""
    assert digest_of("ABC 商贸有限公司") == digest_of("abc商贸有限公司")
    assert digest_of("甲商贸有限公司") != digest_of("乙商贸有限公司")


def test_what_is_told_twice_is_noted_once() -> None:
    """A subject and a case that hear the same again say nothing, and an end of a case never noted is none."""
    subject = Play(shipped().subject_of(person()), rows=shipped())
    note = NoteOpenCase(case=ONE, item=COMPANY, matter=digest_of(NAME))
    assert subject.when(HUB, note) != ()
    assert subject.when(HUB, note) == ()
    assert subject.when(HUB, NoteCaseEnded(case=OTHER)) == ()
    case = Play(ONE, rows=shipped())
    case.when(QINGZHEN, founding())
    assert case.when(HUB, FlagDuplicate(other=OTHER)) != ()
    assert case.when(HUB, FlagDuplicate(other=OTHER)) == ()
