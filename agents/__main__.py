"""``python -m agents --worker NAME``: one worker, told by HUB_… variables where everything is."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys

from agents.live_counts import LiveCounts
from agents.parts import Parts
from agents.worker import run
from hub.lanes.garbage import look_rarely
from hub.lanes.ports import Unreachable
from hub.lanes.world import World
from hub.personal.key_store import KeyStoreError
from hub.reference.feed import ReferenceFeed
from hub.settings import SettingError, read
from hub.wiring import key_store, world_on_kafka

AGAIN_S = 0.5


async def broker_answers(world: World) -> None:
    """Wait for the broker: Faust ends when it finds none at its start, and starting again costs more than waiting."""
    while True:
        reader = world.broker.reader()
        try:
            await reader.start()
        except Unreachable:
            await asyncio.sleep(AGAIN_S)
        else:
            return
        finally:
            await reader.close()


def main() -> None:
    """Read the settings and work."""
    parser = argparse.ArgumentParser(prog="agents", description=__doc__)
    parser.add_argument("--worker", required=True, help="static name of this worker, unique in the province")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = read(os.environ)
    except SettingError as error:
        sys.exit(f"agents: {error}")
    if settings.kafka is None or settings.database is None:
        sys.exit("agents: HUB_KAFKA and HUB_DATABASE must be set; `hub up` sets them for the embedded engines")
    if settings.subject_key is None:
        sys.exit("agents: HUB_SUBJECT_KEY must be set: nobody is recognised across cases without it")
    try:
        store, suite = key_store(settings.personal)
    except KeyStoreError as error:
        sys.exit(f"agents: {error}")
    counts = LiveCounts()
    world = world_on_kafka(settings.kafka, counts.written)
    reader = world.broker.reader()
    asyncio.run(broker_answers(world))
    look_rarely()
    run(
        Parts(
            arguments.worker,
            settings.engines.home,
            settings.kafka,
            settings.database,
            settings.lanes,
            settings.seal_key,
            store,
            suite,
            world,
            reader,
            ReferenceFeed(reader, settings.subject_key.bytes),
            counts,
        )
    )


if __name__ == "__main__":
    main()
