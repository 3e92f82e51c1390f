"""How a group does, judged as Burrow does: over a window of its commits, not by a threshold.

Commits faster than our polls hide a slow group: so a verdict is believed only when it was given twice, and a lag
that still grows is told although every single check is content.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from hub.operations.lag import LEAST_POLLS, Observation, Verdict, lag

WINDOW: Final = 10
"""Commits that are looked at."""


class Commit(NamedTuple):
    """A position that the group committed: when (ms), which offset, and the end of the partition then."""

    at: int
    offset: int
    end: int

    @property
    def lag(self) -> int:
        """Records it was behind."""
        return max(0, self.end - self.offset)


def judge(commits: Sequence[Commit], end: int, now: int, allowed: int = 0) -> Verdict:
    """Judge a window of commits, oldest first; ``end`` as it is now. In Burrow's order.

    ``allowed``: a lag up to which all is well.
    """
    if not commits:
        return Verdict.UNKNOWN
    window = list(commits)[-WINDOW:]
    if max(0, end - window[-1].offset) <= allowed:
        return Verdict.OK
    if _stopped(window, now) and not _caught_up_recently(window):
        return Verdict.STOP
    if _rewound(window):
        return Verdict.REWIND
    return _never_caught_up(window)


def _never_caught_up(window: Sequence[Commit]) -> Verdict:
    """A group whose lag was 0 once in the window does well; one commit says nothing yet."""
    if len(window) == 1 or any(commit.lag == 0 for commit in window):
        return Verdict.OK
    if all(commit.offset == window[0].offset for commit in window):
        return Verdict.STALL
    decreased = any(later.lag < earlier.lag for earlier, later in pairwise(window))
    return Verdict.OK if decreased else Verdict.WARN


def _stopped(window: Sequence[Commit], now: int) -> bool:
    """Silent for longer than the whole window took."""
    return now - window[-1].at > window[-1].at - window[0].at


def _caught_up_recently(window: Sequence[Commit]) -> bool:
    """The last commit was at the end of its time: what came since is new, and the group may be about to see it."""
    return window[-1].lag == 0


def _rewound(window: Sequence[Commit]) -> bool:
    """An offset fell and was not regained."""
    return window[-1].offset < max(commit.offset for commit in window)


def still_growing(polls: Sequence[Observation]) -> bool:
    """Whether the lag has a rising slope over the polls (least squares), by at least one record in all."""
    points = [(seen.at, behind) for seen in polls if (behind := lag(seen).value) is not None]
    if len(points) < LEAST_POLLS or not points[-1][1]:
        return False
    middle = sum(at for at, _ in points) / len(points)
    mean = sum(behind for _, behind in points) / len(points)
    spread = sum((at - middle) ** 2 for at, _ in points)
    if not spread:
        return False
    slope = sum((at - middle) * (behind - mean) for at, behind in points) / spread
    return slope * (points[-1][0] - points[0][0]) >= 1


class Debounced(NamedTuple):
    """A verdict that is believed, and one that was given once: bad news must come twice, good news counts at once."""

    believed: Verdict = Verdict.UNKNOWN
    candidate: Verdict = Verdict.UNKNOWN

    def next(self, verdict: Verdict) -> Debounced:
        """Give what is believed after another verdict."""
        if verdict is Verdict.OK or verdict == self.candidate:
            return Debounced(verdict, verdict)
        return Debounced(self.believed, verdict)
