"""The command on real Kafka: an endpoint with its own password, an operator with hers."""

from __future__ import annotations

import asyncio
import re
import secrets
from datetime import datetime
from pathlib import Path

import pytest

from hub.domain.identifiers import version_of
from hub.intake.handler import STOPPED
from hub.lanes.kafka import KafkaAddress, KafkaBroker
from hub.lanes.values import Partition, Position, Record
from hub.local import EmbeddedKafka
from schemas.commands import MarkDocument
from schemas.reading import read
from schemas.times import CHINA
from schemas.topics import DEAD_LETTERS, INTAKE_GROUP, TOPICS
from schemas.values import encode
from tests.cli.running import hub
from tests.client.queues import inbox
from tests.client.test_client_on_kafka import address, commit
from tests.conftest import ENDPOINTS
from tests.contract.patience import Share
from tests.domain.world import OFFICER, QINGZHEN, XIFENG, case_number, filing, identifier_of
from tests.lanes.toy import Bench


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """A HUB_HOME without anybody's passwords."""
    return str(tmp_path)


def environment(kafka: EmbeddedKafka, principal: str, nowhere: str) -> dict[str, str]:
    """What a county has: the address of the cluster and its own password."""
    given = kafka.access_of(principal).as_environment()
    return {name: value for name, value in given.items() if value} | {"HUB_HOME": nowhere}


def bury(kafka: EmbeddedKafka) -> str:
    """Put a dead letter of casework on the topic; give its id."""
    bench = Bench()
    bench.offset = secrets.randbits(40)
    place = f"commands/0/{bench.offset}"
    written = bench.handle(bench.command("break"))
    asyncio.run(commit(kafka, *[message for message in written if message.topic == DEAD_LETTERS]))
    return place


def test_an_application_is_filed_from_stdin_with_the_own_password(kafka: EmbeddedKafka, nowhere: str) -> None:
    """The endpoint is the one whose password it is."""
    ran = hub("submit", "-", "--json", given=encode(filing()), settings=environment(kafka, QINGZHEN, nowhere))
    assert (ran.code, ran.lines[0]["endpoint"], ran.lines[0]["sent"]) == (0, QINGZHEN, True)


def test_filing_for_another_endpoint_is_refused(kafka: EmbeddedKafka, nowhere: str) -> None:
    given = encode(filing())
    ran = hub("submit", "-", "--endpoint", XIFENG, given=given, settings=environment(kafka, QINGZHEN, nowhere))
    assert (ran.code, "inbox.520122不属于本账号" in ran.err) == (1, True)


def test_an_issuer_marks_a_document(kafka: EmbeddedKafka, nowhere: str) -> None:
    """State 99 in words: the command lies in the issuer's inbox, under the first version, whichever was named."""
    version, words = version_of(identifier_of(), 7), ("--by", "XF0101", "--reason", "持证人报失", "--wait", "0")
    given = environment(kafka, XIFENG, nowhere)
    ran = hub("document", "mark", version, "挂失", *words, "--json", settings=given)
    assert (ran.code, ran.lines[0]["number"], ran.lines[0]["outcome"]) == (0, identifier_of(), "sent"), ran.err

    async def sent() -> list[Record]:
        reader = KafkaBroker(address(kafka, "hub")).reader()
        await reader.start()
        records, _ = await reader.read(Partition(inbox(XIFENG), 0), 0)
        await reader.close()
        return [record for record in records if record.key == identifier_of().encode()]

    marked = read(MarkDocument, asyncio.run(sent())[-1].value or b"")
    assert (marked.condition, marked.by.unit, marked.by.staff) == ("挂失", OFFICER.unit, "XF0101")
    wrong = hub("document", "mark", "1.2.3", "挂失", *words, settings=given)
    assert (wrong.code, "核对" in wrong.err) == (2, True)


def test_a_cluster_that_does_not_answer_is_three(kafka: EmbeddedKafka, nowhere: str) -> None:
    given = environment(kafka, QINGZHEN, nowhere) | {"HUB_KAFKA": "127.0.0.1:1"}
    ran = hub("case", case_number(), settings=given)
    assert (ran.code, "无法连接Kafka" in ran.err) == (3, True)


def test_nobody_has_heard_of_a_case_that_was_not_filed(kafka: EmbeddedKafka, nowhere: str) -> None:
    number = case_number(seed=secrets.randbits(32), at=datetime.now(CHINA))
    ran = hub("case", number, "--json", settings=environment(kafka, QINGZHEN, nowhere))
    assert (ran.code, ran.lines) == (1, [{"number": number, "standing": None, "notices": []}])


def test_the_topics_are_as_planned(kafka: EmbeddedKafka, nowhere: str) -> None:
    ran = hub("topics", "--json", settings=environment(kafka, "operator", nowhere))
    assert ran.code == 0
    found = {row["name"]: row["found"] for row in ran.lines[0]["topics"]}
    assert found == {topic.name: len(ENDPOINTS) if topic.per_endpoint else 1 for topic in TOPICS}


def test_lag_is_measured_for_every_inbox_and_our_groups(kafka: EmbeddedKafka, nowhere: str) -> None:
    ran = hub("lag", "--json", settings=environment(kafka, "operator", nowhere))
    assert ran.code == 0, ran.err
    rows = {(row["group"], row["topic"]): row for row in ran.lines[0]["groups"]}
    assert {("hub.intake", f"inbox.{endpoint}") for endpoint in ENDPOINTS} <= set(rows)
    # no worker runs here, so nothing was ever committed
    assert rows["hub.casework", "commands"]["records"]["quality"] == "unknown"


def test_a_dead_letter_is_listed_shown_and_redriven_by_somebody(kafka: EmbeddedKafka, nowhere: str) -> None:
    given, id_ = environment(kafka, "operator", nowhere), bury(kafka)
    listed = hub("dead-letters", "list", "--json", settings=given).lines[0]["letters"]
    assert id_ in [letter["id"] for letter in listed]
    assert hub("dead-letters", "show", id_, "--json", settings=given).lines[0]["body"] == {"do": "break"}
    dry = hub("dead-letters", "redrive", id_, "--by", "tester", "--dry-run", "--json", settings=given)
    assert (dry.code, dry.lines[0]["sent"]) == (0, False)
    assert hub("dead-letters", "redrive", id_, "--by", "tester", settings=given).code == 0
    (done,) = [
        one
        for one in hub("dead-letters", "list", "--all", "--json", settings=given).lines[0]["letters"]
        if one["id"] == id_
    ]
    assert (done["act"], done["by"]) == ("redriven", "tester")


def test_an_endpoint_may_not_touch_dead_letters(kafka: EmbeddedKafka, nowhere: str) -> None:
    ran = hub("dead-letters", "list", settings=environment(kafka, QINGZHEN, nowhere))
    assert (ran.code, "Traceback" in ran.err) == (1, False)


def test_a_flow_that_is_not_stopped_is_not_resumed(kafka: EmbeddedKafka, nowhere: str) -> None:
    ran = hub("dead-letters", "resume", "520122|type", settings=environment(kafka, "operator", nowhere))
    assert (ran.code, "没有停用" in ran.err) == (1, True)


async def stop(kafka: EmbeddedKafka, inbox: Partition) -> None:
    """Leave the note in the position that intake leaves in a stopped inbox."""
    member = KafkaBroker(address(kafka, "hub")).member(INTAKE_GROUP, re.escape(inbox.topic), "test")
    share = Share()
    await member.start(share)
    await share.has(1)
    await member.commit({inbox: Position(0, STOPPED)})
    await member.close(leave=True)


def test_a_stopped_inbox_is_shown_and_let_go_on(kafka: EmbeddedKafka, nowhere: str) -> None:
    """By an operator, while intake rests."""
    given, inbox = environment(kafka, "operator", nowhere), Partition("inbox.520300", 0)
    asyncio.run(stop(kafka, inbox))
    (row,) = [one for one in hub("lag", "--json", settings=given).lines[0]["groups"] if one["topic"] == inbox.topic]
    assert (row["verdict"], row["note"]) == ("stopped", STOPPED)
    assert hub("dead-letters", "resume", inbox.topic, "--by", "tester", settings=given).code == 0
    again = hub("dead-letters", "resume", inbox.topic, settings=given)
    assert (again.code, "没有停用" in again.err) == (1, True)


def test_the_operators_address_is_no_secret_but_the_password_is(kafka: EmbeddedKafka) -> None:
    """What reaches a log by a repr shows no password."""
    access = kafka.access_of("operator")
    made = KafkaAddress(access.bootstrap, access.username, access.password, access.security)
    assert access.password not in f"{access} {made} {KafkaBroker(made)!r}"
