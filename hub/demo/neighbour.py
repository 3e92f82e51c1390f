"""遵义市, a region without a part in the story: what it may not see, Kafka itself refuses."""

from __future__ import annotations

import asyncio
from typing import Final

from hub.client import WorkStream
from hub.client.errors import ClientError
from hub.demo.telling import own_address, tell

WHO: Final = "遵义"


async def try_to_look() -> None:
    """Try to read 息烽's work queue with 遵义's own credentials."""
    try:
        async with WorkStream("520122", "curious", own_address()) as work:
            await work.fetch()
    except ClientError:
        tell(WHO, "想读息烽的待办队列:被 Kafka 拒绝(每个地区只有自己的密码和权限)", mark="refused")
        return
    tell(WHO, "读到了息烽的待办队列:权限设置有误!", mark="leak")


if __name__ == "__main__":
    asyncio.run(try_to_look())
