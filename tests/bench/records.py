"""The records that everybody handles: about 900 bytes, four commands per case, far enough apart to be stored between.

As intake would put them onto ``commands``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Final

from hub.lanes.values import Message
from schemas.envelope import ENDPOINT, RECEIVED, Envelope
from schemas.topics import partition_of
from tests.bench.course import PARTITIONS

CASES_AT_A_TIME: Final = 5000
PER_CASE: Final = 4
FILLER: Final = 700


def plain_commands(topic: str, number: int, now: int, cases: int = CASES_AT_A_TIME) -> Iterator[Message]:
    """Make so many commands; each ``ce_id`` is unique, and each case comes round ``PER_CASE`` times."""
    draw = random.Random(7)  # the same text for all: broker and clients don't compress
    texts = ["".join(draw.choices("0123456789abcdef", k=FILLER)) for _ in range(64)]
    for place in range(number):
        case = f"520122{place // (cases * PER_CASE) * cases + place % cases:018d}"
        id_ = f"n{place:012d}"
        body = {"id": id_, "case": case, "title": "设立登记", "by": "0852-0001", "text": texts[place % 64]}
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        envelope = Envelope(id_, "/520122/window", "cn.tongban.bench.handle.v1", case, data)
        headers = envelope.headers([(ENDPOINT, b"520122"), (RECEIVED, b"%d" % now)])
        key = case.encode()
        yield Message(topic, partition_of(key, PARTITIONS), key, data, headers)
