"""Several aggregates on one stage: what one asks, the other hears, at once or when the play lets it."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any

from hub.domain.reference import Reference
from hub.domain.values import HUB, Decision, Notice, Refusal, Request
from schemas.commands import Command as Body
from schemas.facts import DocumentRequested, Fact, SignatureAsked
from tests.domain.signing import signature_for
from tests.domain.world import MONDAY, Play, reference


class Talk:
    """Plays by number; requests go into one post, in the order they were said."""

    def __init__(self, rows: Reference | None = None, now: datetime = MONDAY) -> None:
        """``rows``: the reference data; the shipped ones by default."""
        self.rows = rows or reference()
        self.now = now
        self.plays: dict[str, Play] = {}
        self.post: deque[Request] = deque()
        self.notices: list[Notice] = []
        self.held = False
        """Whether requests stay in the post."""
        self.signs = True
        """Whether the signer is at work."""

    def play(self, number: str) -> Play:
        """Give the aggregate of a number."""
        if number not in self.plays:
            self.plays[number] = Play(number, self.now, self.rows)
        return self.plays[number]

    def when(
        self, number: str, sender: str, body: Body, now: datetime | None = None, received: datetime | None = None
    ) -> Decision | Refusal:
        """Let somebody command something, received just now or earlier, and everybody hear what follows."""
        self.now = max(self.now, now or self.now)
        result = self._tell(number, sender, body, received=received)
        if not self.held:
            self.deliver()
        return result

    def deliver(self) -> None:
        """Let everything in the post be heard."""
        while self.post:
            self.ask(self.post.popleft())

    def ask(self, request: Request) -> Decision | Refusal:
        """Let an aggregate hear what another asks of it."""
        return self._tell(request.target, request.sender, request.body, asked=True)

    def run(self, until: datetime) -> None:
        """Let the clock run; what is due is said in its order."""
        while True:
            waiting = [(due, number) for number, play in self.plays.items() if (due := self._due(play))]
            due, number = min(waiting, default=(until, ""))
            if not number or due > until:
                break
            self.now = max(self.now, due)
            self.when(number, HUB, self.plays[number].aggregate.deadline(due))
        self.now = max(self.now, until)

    def said(self, number: str) -> list[type[Fact]]:
        """Give the kinds of what an aggregate has said."""
        return [type(fact) for fact in self.play(number).said]

    def state(self, number: str) -> Any:
        """Give the state of an aggregate."""
        return self.play(number).state

    def _due(self, play: Play) -> datetime | None:
        return play.aggregate.due(play.state) if play.state is not None else None

    def _tell(
        self, number: str, sender: str, body: Body, *, asked: bool = False, received: datetime | None = None
    ) -> Decision | Refusal:
        play = self.play(number)
        before = play.state
        result = play.when(sender, body, max(self.now, play.now), received, asked=asked)
        if isinstance(result, Refusal):
            return result
        for fact in result:
            after = play.aggregate.evolve(before, fact)
            self.notices += play.aggregate.notices(fact, before, after)
            self.post += play.aggregate.requests(fact, before, after)
            if self.signs and isinstance(fact, DocumentRequested | SignatureAsked):
                self.post.append(Request(number, signature_for(fact)))
            before = after
        return result
