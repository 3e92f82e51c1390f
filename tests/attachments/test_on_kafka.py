"""On real Kafka: files are uploaded before the filing, fetched by the officer, audited with the log, and swept."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.attachments.names import folder_of
from hub.lanes.values import Message, Partition, Record
from hub.local import EmbeddedKafka
from hub.operations.provisioning import Plan, provision
from hub.wiring import world_on_kafka
from schemas.notices import WorkOffered
from schemas.topics import INBOX, WORK, partition_of
from schemas.values import encode
from tests.attachments import files
from tests.attachments.facts import ended, filed
from tests.attachments.test_storing import LARGE
from tests.casework.court import Court
from tests.cli.running import Ran, hub
from tests.conftest import ENDPOINTS, ENVIRONMENT, PARTITIONS, MakeEngineSettings
from tests.domain.world import QINGZHEN, XIFENG, case_number, filing

CASE = case_number(1)
PLACE = partition_of(CASE.encode(), PARTITIONS)
PDF = files.pdf()


@pytest.fixture(scope="module")
def own_kafka(engine_settings: MakeEngineSettings) -> Iterator[EmbeddedKafka]:
    """A broker whose facts nobody else's test has written."""
    with EmbeddedKafka(engine_settings()) as broker:
        provision(broker.access, Plan(ENDPOINTS, PARTITIONS, ENVIRONMENT, broker.credentials.password_of))
        yield broker


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(kafka: EmbeddedKafka, home: Path, principal: str, *words: str) -> Ran:
    """Run a command with a principal's password."""
    given = {name: value for name, value in kafka.access_of(principal).as_environment().items() if value}
    return hub(*words, settings=given | {"HUB_HOME": str(home)})


async def write(kafka: EmbeddedKafka, *messages: Message) -> None:
    """Commit in one transaction, as casework does."""
    writer = world_on_kafka(kafka.access_of("hub")).broker.writer(f"{ENVIRONMENT}-tests")
    await writer.open()
    await writer.commit(messages)
    await writer.close()


async def inbox(kafka: EmbeddedKafka) -> list[Record]:
    reader = world_on_kafka(kafka.access_of("hub")).broker.reader()
    await reader.start()
    records, _ = await reader.read(Partition(INBOX + QINGZHEN, 0), 0)
    await reader.close()
    return list(records)


def as_fact(record: Record) -> Message:
    return Message("facts", PLACE, record.key, record.value, record.headers)


@pytest.mark.timeout(180)  # a broker of its own starts within it
def test_from_the_window_to_the_officer_and_the_auditor(own_kafka: EmbeddedKafka, home: Path, tmp_path: Path) -> None:
    """The message that is filed names digest, size and kind; with them the officer gets the very file."""
    files.saved(tmp_path, "章程.pdf", PDF)
    data: dict[str, Any] = json.loads(encode(filing()))
    data["application"]["materials"] = [{"code": "M02", "title": "公司章程", "file": "章程.pdf"}]
    (tmp_path / "filing.json").write_text(json.dumps({"number": CASE, "data": data}), encoding="utf-8")
    ran = run(own_kafka, home, QINGZHEN, "submit", str(tmp_path / "filing.json"), "--json")
    assert (ran.code, ran.lines[0]["sent"]) == (0, True), ran.err
    (record,) = asyncio.run(inbox(own_kafka))
    assert record.value is not None
    (material,) = json.loads(record.value)["application"]["materials"]
    assert (material["size"], material["media_type"], "file" in material) == (len(PDF), "application/pdf", False)

    court = Court(PLACE)
    said = court.when(QINGZHEN, CASE, filing().model_validate_json(record.value))
    asyncio.run(write(own_kafka, *[message for message in said if message.topic in {"facts", WORK + XIFENG}]))
    assert any(dict(message.headers)["ce_type"] == WorkOffered.ce_type.encode() for message in said)
    (tmp_path / "got").mkdir()
    words = ("work", "attachments", CASE, "--endpoint", XIFENG, "--to", str(tmp_path / "got"), "--json")
    got = run(own_kafka, home, XIFENG, *words)
    assert (got.code, got.lines[0]["code"], got.lines[0]["digest"]) == (0, "M02", material["digest"]), got.err
    assert Path(got.lines[0]["file"]).read_bytes() == PDF

    audited = ("verify-log", "--without-seals", "--attachments", "--json")
    whole = run(own_kafka, home, "operator", *audited)
    assert (whole.code, whole.lines[0]["attachments"]["attachments"]) == (0, 1), whole.err
    (part,) = (home / "attachments" / folder_of(material["digest"])).glob("part-*")
    part.write_bytes(PDF.replace(b"595", b"596"))
    altered = run(own_kafka, home, "operator", *audited)
    (finding,) = altered.lines[0]["attachments"]["findings"]
    assert (altered.code, finding["fault"], finding["subject"], finding["number"], finding["digest"]) == (
        1,
        "altered",
        CASE,
        1,
        material["digest"],
    )
    part.unlink()
    (home / "attachments" / folder_of(material["digest"]) / "manifest.json").unlink()
    missing = run(own_kafka, home, "operator", *audited)
    assert (missing.code, missing.lines[0]["attachments"]["findings"][0]["fault"]) == (1, "missing")
    said_so = run(own_kafka, home, "operator", *audited[:-1])
    assert "附件缺失" in said_so.out
    assert material["digest"] in said_so.out.replace("\n", "").replace(" ", "")


def age(home: Path, days: int) -> None:
    """Set the store's own times back, as if so many days had passed."""
    then = time.time() - days * 86_400
    for path in (home / "attachments").rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def test_a_sweep_shows_first_and_removes_what_nobody_names(own_kafka: EmbeddedKafka, tmp_path: Path) -> None:
    """Two files, one named by an open case: the other goes, and only when it is asked for."""
    home = tmp_path / "home"
    kept, gone = files.saved(tmp_path, "a.pdf", LARGE), files.saved(tmp_path, "b.png", files.png())
    put = run(own_kafka, home, "operator", "attachment", "put", str(kept), str(gone), "--json")
    digests = [line["digest"] for line in put.lines]
    age(home, 31)
    strange = run(own_kafka, home, "operator", "attachment", "sweep", "--remove")
    assert (strange.code, "未清除" in strange.err) == (1, True)

    from hub.attachments.storing import Stored  # noqa: PLC0415

    asyncio.run(write(own_kafka, as_fact(filed(Stored(digests[0], len(LARGE), "application/pdf", (), 0)))))
    dry = run(own_kafka, home, "operator", "attachment", "sweep", "--json")
    assert (dry.lines[-1]["removed"], dry.lines[-1]["counts"], dry.lines[0]["digest"]) == (
        False,
        {"orphan": 1},
        digests[1],
    )
    assert "可清除" in run(own_kafka, home, "operator", "attachment", "sweep").out
    done = run(own_kafka, home, "operator", "attachment", "sweep", "--remove", "--json")
    assert done.lines[-1]["counts"] == {"orphan": 1}
    left = run(own_kafka, home, "operator", "attachment", "list", "--json")
    assert [line["digest"] for line in left.lines] == [digests[0]]

    asyncio.run(write(own_kafka, as_fact(ended())))
    after = run(own_kafka, home, "operator", "attachment", "sweep", "--remove", "--json")
    assert after.lines[-1]["counts"] == {}
