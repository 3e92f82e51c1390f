"""Commands to a lane itself, not to an aggregate's life: the clock, and what operators do with parked work."""

from __future__ import annotations

from typing import Final

import orjson

CLOCK_ADVANCED: Final = "cn.tongban.clock.advanced.v1"
"""To every partition of ``commands``, no key: ``{"to": milliseconds since 1970}``."""
REDRIVE: Final = "cn.tongban.lane.redrive.v1"
"""To a parked aggregate: handle its dead command and all that queued behind it, in order. ``{"by": operator}``."""
SKIP: Final = "cn.tongban.lane.skip.v1"
"""To a parked aggregate: leave its dead command dead, handle what queued behind it. ``{"by": operator}``."""
RESUME_FLOW: Final = "cn.tongban.lane.resume-flow.v1"
"""To every partition of ``commands``, no key: let a stopped flow go on. ``{"flow": "endpoint|type", "by": …}``."""

CONTROLS: Final = frozenset({CLOCK_ADVANCED, REDRIVE, SKIP, RESUME_FLOW})

HUB: Final = "hub"
"""The endpoint that our own commands come from: the clock, other aggregates, operators."""


def clock_value(to: int) -> bytes:
    """Encode the data of a clock message; ``to`` in milliseconds since 1970."""
    return orjson.dumps({"to": to})
