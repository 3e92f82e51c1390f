"""息烽县's back-office: claims what its work queue offers, accepts it, and decides; until it is stopped."""

from __future__ import annotations

import asyncio
from typing import Final

from hub.client import Publisher, WorkStream
from hub.client.notices import QueuedNotice
from hub.demo.telling import own_address, tell
from schemas.commands import AcceptCase, ClaimCase, Command, DecideCase, ReleaseCase
from schemas.notices import WorkOffered, WorkUpdated
from schemas.parties import Officer

WHO: Final = "息烽后台"
ENDPOINT: Final = "520122"
RECEIVES: Final = "520122017"
DECIDES: Final = "520122008"
"""Another person than the one who accepts (审批分离)."""


async def handle_what_comes() -> None:
    """Answer each notice with the next act of the case."""
    address = own_address()
    async with WorkStream(ENDPOINT, "demo-back-office", address) as work, Publisher(ENDPOINT, address) as publisher:
        await work.fetch(0)
        tell(WHO, "已连接本县待办队列", mark="ready")
        async for notice in work:
            for act in next_acts(notice):
                await publisher.act(notice.number, act)
            await work.acknowledge(notice)


def next_acts(notice: QueuedNotice) -> tuple[Command, ...]:
    """Give what this office does about a notice."""
    body = notice.body
    if isinstance(body, WorkOffered):
        tell(WHO, f"待办:{body.item.name} {notice.number[-6:]}(收件地 {body.origin.region})", notice.written_at)
        return (ClaimCase(by=Officer(unit=(body.acting or body.competent).unit, staff=RECEIVES)),)
    if isinstance(body, WorkUpdated) and body.change == "claimed" and body.holder and body.holder.staff == RECEIVES:
        return (AcceptCase(by=body.holder),)
    if isinstance(body, WorkUpdated) and body.change == "accepted":
        tell(WHO, f"受理并审查:{notice.number[-6:]}", notice.written_at)
        receiver, decider = Officer(unit=body.unit, staff=RECEIVES), Officer(unit=body.unit, staff=DECIDES)
        return (ReleaseCase(by=receiver), ClaimCase(by=decider), DecideCase(by=decider, outcome="approved"))
    return ()


if __name__ == "__main__":
    asyncio.run(handle_what_comes())
