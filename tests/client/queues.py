"""A twin of Kafka with one province's queues, and what casework would write to them."""

from __future__ import annotations

from hub.casework.words import Link, Scene, notice_message, shared_headers
from hub.domain.values import Notice
from hub.lanes.ports import UnknownOutcome
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.twin.network import Network
from hub.lanes.twin.server import Server
from hub.lanes.values import Message, Partition, Record
from schemas.notices import NoticeBody
from schemas.topics import INBOX, RESULTS, TOPICS, WORK
from tests.contract.backends import SHORT
from tests.domain.world import MONDAY, QINGZHEN, XIFENG

ENDPOINTS = (QINGZHEN, XIFENG)


def province() -> Server:
    server = Server(MONDAY.timestamp())
    for topic in TOPICS:
        names = [topic.name + endpoint for endpoint in ENDPOINTS] if topic.per_endpoint else [topic.name]
        for name in names:
            server.create_topic(name, topic.partitions or 4, topic.config)
    return server


def connected(server: Server) -> TwinBroker:
    return TwinBroker(Network(server), SHORT)


class Forgetful(Network):
    """Carries every request to the server, and loses the answers to the first ``losing`` that write."""

    def __init__(self, server: Server, losing: int) -> None:
        super().__init__(server)
        self.losing = losing

    async def _carry(self, name: str, operation: object) -> object:
        answer = await super()._carry(name, operation)  # type: ignore[arg-type]
        if name == "send" and self.losing:
            self.losing -= 1
            raise UnknownOutcome("the answer was lost")
        return answer


def offered(endpoint: str, number: str, sequence: int, body: NoticeBody, digest: str = "") -> Message:
    """A notice on ``work.R``, as casework writes it."""
    return _notice(Notice("work", endpoint, body), number, Link(sequence, digest or f"digest-{sequence}"))


def told(endpoint: str, number: str, sequence: int, body: NoticeBody) -> Message:
    """A notice on ``results.R``, as casework writes it."""
    return _notice(Notice("results", endpoint, body), number, Link(sequence, f"digest-{sequence}"))


def _notice(notice: Notice, number: str, link: Link) -> Message:
    scene = Scene(number, 0, 4, "cause", 0, b"", 0)
    return notice_message(scene, shared_headers(scene, link, notice.body.at), notice, f"{number}/{link.number}")


async def write(broker: TwinBroker, *messages: Message) -> None:
    producer = broker.producer()
    await producer.start()
    await producer.send(messages)
    await producer.close()


async def commit(broker: TwinBroker, *messages: Message) -> None:
    """Write in one transaction, as casework does."""
    writer = broker.writer("test-casework")
    await writer.open()
    await writer.commit(messages)
    await writer.close()


async def everything(broker: TwinBroker, topic: str) -> list[Record]:
    reader = broker.reader()
    records, _ = await reader.read(Partition(topic, 0), 0)
    return list(records)


def inbox(endpoint: str) -> str:
    return INBOX + endpoint


def work(endpoint: str) -> str:
    return WORK + endpoint


def results(endpoint: str) -> str:
    return RESULTS + endpoint
