"""``python -m agents.signer --name NAME``: the signer, a process of its own with rights and keys of its own.

It reads requests (``signing``), the registry and reference data, and writes commands and the status list; nothing
else may it do on Kafka, and nobody else has its keys. Keys of sealed personal data it has none.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson

from agents.ending import end_within
from agents.service import CrewService
from hub.documents.answering import Answering
from hub.documents.issuers import status_publisher
from hub.documents.keys import FileKeyStore
from hub.documents.publishing import StatusPublisher
from hub.documents.signer import KeySigner, MissingKeyError, PublicKeys
from hub.lanes.alerts import Alert
from hub.lanes.garbage import look_rarely
from hub.lanes.ports import BrokerError, Fenced
from hub.lanes.values import Message
from hub.lanes.world import World
from hub.reference.feed import ReferenceFeed
from hub.settings import SettingError, Settings, read
from hub.wiring import signer_crew, world_on_kafka
from schemas.times import from_milliseconds

logger = logging.getLogger(__name__)
END_S: Final = 9.0
"""From the signal to the end of the process."""
STATUS_S: Final = 0.5
KEYS_S: Final = 5.0
"""How often what waits for a key is looked at again."""
LIST_S: Final = 2.0
"""How soon a changed state is on a new status list."""


class SignerProcess:
    """One signer."""

    def __init__(self, name: str, settings: Settings, world: World) -> None:
        """Nothing is connected yet."""
        self._world = world
        self._reader = world.broker.reader()
        feed = ReferenceFeed(self._reader)
        self._feed = feed
        store = FileKeyStore(settings.document_keys)
        self._keys: PublicKeys = lambda unit, day: feed.current().keys_of(unit, day)
        self._answering = Answering(KeySigner(store, self._keys), settings.lanes.partitions, world.notify)
        self._store = store
        self._environment = settings.lanes.environment
        self._untold = ""
        self._status = settings.engines.home / "workers" / name / "status.json"
        self._service = CrewService(
            "signer",
            lambda: signer_crew(world, name, self._answering),
            self._prepare,
            feed.follow,
            self._look_for_keys,
            self._publish_lists,
        )

    async def run(self) -> int:
        """Work until a signal; give the exit code."""
        asked = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
        await self._service.start()
        while not asked.is_set() and not self._service.crashed:
            self._say()
            try:
                await asyncio.wait_for(asked.wait(), STATUS_S)
            except TimeoutError:
                continue
        end_within(END_S)
        await self._service.drain()
        logger.info("drained")
        await self._service.stop()
        return 1 if self._service.crashed else 0

    async def _prepare(self) -> None:
        await self._reader.start()
        await self._feed.catch_up()

    async def _look_for_keys(self) -> None:
        """Answer what waits for a key as soon as there is one."""
        while True:
            await asyncio.sleep(KEYS_S)
            answers = self._answering.again()
            if answers:
                await self._send(answers)

    async def _publish_lists(self) -> None:
        """Publish the status list each hour, and as soon as a document's state has changed."""
        publisher: StatusPublisher | None = None
        while True:
            await asyncio.sleep(LIST_S)
            unit = status_publisher(self._feed.current(), from_milliseconds(self._world.wall()).date())
            if unit is None:
                continue
            publisher = publisher or StatusPublisher(self._world, self._store, self._keys, unit, self._environment)
            try:
                number = await publisher.tick()
            except Fenced:
                logger.info("status list: another signer publishes")
            except MissingKeyError as error:
                self._tell_once(f"status list of {error}")
            else:
                self._untold = ""
                if number:
                    logger.info("status list %d published", number)

    def _tell_once(self, trouble: str) -> None:
        if trouble != self._untold:
            self._world.notify(Alert.UNSIGNED, trouble)
        self._untold = trouble

    async def _send(self, answers: Sequence[Message]) -> None:
        producer = self._world.broker.producer()
        try:
            await producer.start()
            await producer.send(answers)
        except BrokerError as error:
            logger.warning("signer: %s", type(error).__name__)
        finally:
            await producer.close()

    def _say(self) -> None:
        """Say in a file which lanes are at work, and who lacks a key."""
        lanes = {f"{at.topic}/{at.number}": offset for at, offset in self._service.offsets()}
        _replace(self._status, {"lanes": {"signer": lanes}, "unsigned": dict(self._answering.waiting)})


def _replace(path: Path, said: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(orjson.dumps(said))
    draft.replace(path)


def main() -> None:
    """Read the settings and sign."""
    parser = argparse.ArgumentParser(prog="agents.signer", description=__doc__)
    parser.add_argument("--name", required=True, help="static name of this signer, unique in the province")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = read(os.environ)
    except SettingError as error:
        sys.exit(f"agents.signer: {error}")
    if settings.kafka is None:
        sys.exit("agents.signer: HUB_KAFKA must be set; `hub up` sets it for the embedded engine")
    look_rarely()
    sys.exit(asyncio.run(SignerProcess(arguments.name, settings, world_on_kafka(settings.kafka)).run()))


if __name__ == "__main__":
    main()
