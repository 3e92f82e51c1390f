"""The laws of time: what a calendar moves, and what was received before silence spoke."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import orjson

from schemas import commands, facts
from schemas.times import CHINA, from_milliseconds
from tests.simulation.country import DAY_OFF
from tests.simulation.evidence import Evidence

SATURDAY: Final = 5
FOR_SILENCE: Final = frozenset(
    {commands.AcceptCase.ce_type, commands.NotAcceptCase.ce_type, commands.AskCorrection.ce_type}
)
"""What silence stands for, so what takes it back."""


def due_dates_are_the_newest_calendars(evidence: Evidence) -> Iterator[str]:
    """Every clock of working days that runs ends when the newest row says, whichever row it was started under."""
    for subject, state in _cases(evidence):
        for running in state.get("clocks", ()):
            clock = running["clock"]
            limit = clock.get("limit")
            if limit is None or limit.get("unit", "working_days") != "working_days" or "cap" in clock:
                continue
            if subject in evidence.run.skipped or clock.get("extended") or clock.get("pauses"):
                continue
            expected = _end_of_working_day(date.fromisoformat(clock["started"]), limit["amount"])
            if datetime.fromisoformat(clock["due"]) != expected:
                yield f"{clock['name']} of {subject} is due {clock['due']}, by the newest calendar {expected}"


def silence_gives_way_to_what_was_in_time(evidence: Evidence) -> Iterator[str]:
    """What was received before silence spoke and handled after it takes silence back; what came later never does."""
    received = {(asked.subject, asked.id): asked.received for asked in evidence.asked if asked.received is not None}
    for subject, groups in evidence.groups.items():
        spoke: datetime | None = None
        for group in groups:
            said = [(fact.type, orjson.loads(fact.body)) for fact in group.facts]
            at = received.get((subject, group.cause))
            in_time = spoke is not None and at is not None and from_milliseconds(at) < spoke
            kinds = {kind for kind, _ in said}
            if facts.SilenceCorrected.ce_type in kinds and not in_time:
                yield f"{group.cause} took back the silence about {subject}, and was not received before it"
            if in_time and _is_refused_for_silence(said):
                yield f"{group.cause} to {subject} was received before silence spoke, and refused because of it"
            spoke = _spoken(said, spoke)


def _is_refused_for_silence(said: list[tuple[str, dict[str, Any]]]) -> bool:
    return any(
        kind == facts.CaseRefused.ce_type and body["command_type"] in FOR_SILENCE and body["code"] == "step_not_now"
        for kind, body in said
    )


def _spoken(said: list[tuple[str, dict[str, Any]]], before: datetime | None) -> datetime | None:
    """Give when silence spoke about a case, as long as nobody has gone on from there."""
    kinds = {kind for kind, _ in said}
    if facts.CaseDeemedAccepted.ce_type in kinds:
        turned = [body for kind, body in said if kind == facts.LampTurned.ce_type and body["clock"] == "acceptance"]
        return datetime.fromisoformat(turned[0]["due"])
    return None if kinds & _GONE_ON else before


_GONE_ON: Final = frozenset(
    {
        facts.SilenceCorrected.ce_type,
        facts.CaseDecided.ce_type,
        facts.CaseWithdrawn.ce_type,
        facts.CaseExtended.ce_type,
        facts.CasePaused.ce_type,
        facts.CaseTransferred.ce_type,
    }
)


def _end_of_working_day(started: date, days: int) -> datetime:
    """Count the newest calendar's working days after a day; written here once more, so that it judges the hub's own."""
    day = started
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY and day != DAY_OFF
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def _cases(evidence: Evidence) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for subject, timeline in evidence.timelines.items():
        if any(fact.type == facts.CaseFiled.ce_type for fact in timeline):
            stored = evidence.state(subject)
            yield subject, orjson.loads(stored.partition(b" ")[2] or b"{}")


CALENDAR_LAWS: Final[tuple[Callable[[Evidence], Iterator[str]], ...]] = (
    due_dates_are_the_newest_calendars,
    silence_gives_way_to_what_was_in_time,
)
