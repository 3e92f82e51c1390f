"""清镇市's window: one person files three companies in one go, and gets three decisions back."""

from __future__ import annotations

import asyncio
import secrets
from typing import Final

from hub.client import Publisher, ResultStream
from hub.client.notices import QueuedNotice
from hub.client.publisher import now_in_china
from hub.client.story import three_companies
from hub.demo.telling import own_address, tell
from hub.reference.load import load
from schemas.commands import DeliverCase
from schemas.notices import BundleEnded, BundleReceived, ResultClosed, ResultDecided, ResultProgressed, ResultReceived
from schemas.parties import Officer
from schemas.values import encode

WHO: Final = "清镇窗口"
ENDPOINT: Final = "520181"
STEPS: Final = {"claimed": "已认领", "accepted": "已受理"}


async def file_and_wait() -> None:
    """File the bundle, deliver each decision, and end when the bundle has."""
    address = own_address()
    async with ResultStream(ENDPOINT, "demo-window", address) as results, Publisher(ENDPOINT, address) as publisher:
        await results.fetch()  # joined, and what earlier stories left is behind us
        moment = now_in_china()
        filing = three_companies(moment, secrets.randbits, load())
        submission = publisher.desk.file(filing.data, moment, filing.number)
        companies = {child["case"]: child["form"]["company_name"] for child in filing.data["children"]}
        tell(WHO, f"收件:一次申请,三家公司设立登记,联办编号 {submission.number}", mark="filed")
        await publisher.publish([submission])
        officer = Officer(unit=filing.data["window"]["unit"], staff=filing.data["window"]["staff"])
        open_ends = {submission.number, *companies}
        async for notice in results:
            await results.acknowledge(notice)
            if notice.number not in open_ends:
                continue
            show(notice, companies.get(notice.number, "联办件"))
            if isinstance(notice.body, ResultDecided):
                await publisher.act(notice.number, DeliverCase(by=officer, way="window"))
            if isinstance(notice.body, ResultClosed | BundleEnded):
                open_ends.discard(notice.number)
            if not open_ends:
                tell(WHO, "三件结果送达,联办件办结", notice.written_at, mark="done")
                return


def show(notice: QueuedNotice, company: str) -> None:
    """Tell what the window sees of one case, or of the bundle."""
    body = notice.body
    if isinstance(body, ResultReceived):
        due = min(clock.due for clock in body.clocks) if body.clocks else None
        promise = f",承诺{due:%m月%d日%H:%M}前" if due else ""
        tell(WHO, f"回执:{company} → {body.competent.name}{promise}", notice.written_at)
    elif isinstance(body, BundleReceived):
        tell(WHO, f"回执:{company}已收到", notice.written_at)
    elif isinstance(body, ResultProgressed) and body.change in STEPS:
        tell(WHO, f"进度:{company} {STEPS[body.change]}", notice.written_at)
    elif isinstance(body, ResultDecided):
        text = "准予登记" if body.outcome == "approved" else "不予登记"
        signed = encode(body.personal.signed).decode() if body.personal else ""
        came = ",附签名的营业执照" if signed else ""
        tell(WHO, f"结果:{company} {text}{came}", notice.written_at, f"{notice.number} {text}", signed)


if __name__ == "__main__":
    asyncio.run(file_and_wait())
