"""Intake's handler: passes on what has an envelope, buries what has none, and says so to whoever sent it."""

from __future__ import annotations

import orjson
import pytest

from hub.intake.handler import STOPPED, IntakeHandler
from hub.lanes.alerts import Alert
from hub.lanes.outcomes import Batch
from hub.lanes.poison import LEAST_DEATHS
from hub.lanes.values import Message, Partition, Record
from schemas.control import CONTROLS
from schemas.dead_letters import Death
from schemas.dead_letters import read as read_obituary
from schemas.envelope import ENDPOINT, RECEIVED, SEED, Envelope, Headers, read
from schemas.notices import RecordUnreadable
from schemas.topics import COMMANDS, DEAD_LETTERS, MAX_RECORD_BYTES, RESULTS, partition_of

PARTITIONS = 4
CASE = "520181261123012345678901A"
GOOD = Envelope("c-1", "/520181/window", "cn.tongban.case.claim.v1", CASE, '{"意见":"同意"}'.encode())
BROKERS_LIMIT = 1_048_588
"""Kafka's default for the bytes of a batch."""


class Desk:
    """An intake handler, fed by hand."""

    def __init__(self) -> None:
        self.alerts: list[tuple[Alert, str]] = []
        self.draws = 0
        self.handler = IntakeHandler(PARTITIONS, lambda alert, text: self.alerts.append((alert, text)), self.random)
        self.handler.opened()

    def random(self, length: int) -> bytes:
        """Another value each time."""
        self.draws += 1
        return bytes([self.draws % 256]) * length

    def handle(self, *records: Record) -> Batch[Message]:
        return self.handler.handle(records)


def record(
    value: bytes | None = GOOD.data, headers: Headers = (), *, offset: int = 7, region: str = "520181"
) -> Record:
    """A record of a region's inbox, received at 1,763,861,400,123 ms, with a key of the publisher's own."""
    return Record(f"inbox.{region}", 0, offset, 1_763_861_400_123, b"their own key", value, headers or GOOD.headers())


def without(name: str) -> Headers:
    return tuple(pair for pair in GOOD.headers() if pair[0] != name)


def replaced(name: str, value: bytes) -> Headers:
    return tuple((key, value if key == name else content) for key, content in GOOD.headers())


def test_a_command_is_keyed_by_its_case_whatever_the_publisher_keyed_it_by() -> None:
    """All commands of a case must meet in one partition; the value is passed on as it came."""
    (command,) = Desk().handle(record()).effects
    key = CASE.encode()
    assert command[:4] == (COMMANDS, partition_of(key, PARTITIONS), key, GOOD.data)


def test_a_record_without_key_is_passed_on_like_any_other() -> None:
    """The key is ours to set."""
    (command,) = Desk().handle(record()._replace(key=None)).effects
    assert command.key == CASE.encode()


def test_a_command_carries_whose_inbox_it_came_through_and_when() -> None:
    """The topic proves the sender, its append time is the legal moment of receipt."""
    (command,) = Desk().handle(record(region="520100-water")).effects
    headers = dict(command.headers)
    assert (headers[ENDPOINT], headers[RECEIVED]) == (b"520100-water", b"1763861400123")
    assert read(command.value, command.headers) == GOOD


def test_nobody_can_name_another_sender_or_another_time() -> None:
    """Headers of the hub's that a publisher sets are dropped."""
    forged = (*GOOD.headers(), (ENDPOINT, b"520122"), (RECEIVED, b"1"), ("hub_hops", b"3"), (SEED, b"0"))
    (command,) = Desk().handle(record(headers=forged)).effects
    ours = [(ENDPOINT, b"520181"), (RECEIVED, b"1763861400123"), (SEED, b"01" * 32)]
    assert command.headers == GOOD.headers(ours)


def test_every_command_has_a_seed_of_its_own() -> None:
    """32 random bytes, new for each, a twin's too: of two twins the first counts."""
    seeds = {dict(command.headers)[SEED] for command in Desk().handle(record(), record(offset=8)).effects}
    assert seeds == {b"01" * 32, b"02" * 32}
    handler = IntakeHandler(PARTITIONS, lambda *_: None)
    drawn = {dict(handler.handle([record(offset=place)]).effects[0].headers)[SEED] for place in range(50)}
    assert len(drawn) == 50


@pytest.mark.parametrize("content_type", [b"application/cloudevents+json", b"Application/CloudEvents; charset=UTF-8"])
def test_structured_mode_becomes_binary(content_type: bytes) -> None:
    """Behind intake there is one form only."""
    event = {"specversion": "1.0", "id": "c-1", "source": "/s", "type": "t", "subject": CASE, "data": {"意见": "同意"}}
    (command,) = Desk().handle(record(orjson.dumps(event), (("content-type", content_type),))).effects
    assert read(command.value, command.headers) == Envelope("c-1", "/s", "t", CASE, '{"意见":"同意"}'.encode())


def test_the_position_is_behind_the_last_record() -> None:
    """Of each inbox by itself."""
    batch = Desk().handle(record(offset=7), record(offset=3, region="520122"), record(offset=8))
    assert {inbox.topic: position.offset for inbox, position in batch.positions.items()} == {
        "inbox.520181": 9,
        "inbox.520122": 4,
    }
    assert batch.taken == 3


UNREADABLE = {
    "envelope_missing": (record(headers=without("ce_id")), "报文缺少必要的信封属性。请系统管理员补全ce_属性后重发。"),
    "envelope_doubled": (
        record(headers=(*GOOD.headers(), ("ce_id", b"c-2"))),
        "报文的信封属性重复。请系统管理员保证每个ce_属性只出现一次。",
    ),
    "envelope_not_utf8": (
        record(headers=replaced("ce_source", b"\xc7\xe5")),
        "报文的信封属性不是UTF-8编码。请系统管理员改用UTF-8编码后重发。",
    ),
    "envelope_version": (
        record(headers=replaced("ce_specversion", b"2.0")),
        "报文的信封版本不受支持。请使用CloudEvents 1.0后重发。",
    ),
    "envelope_too_long": (record(headers=replaced("ce_id", b"x" * 65)), "报文的信封属性过长。请缩短该属性后重发。"),
    "envelope_characters": (
        record(headers=replaced("ce_id", b"a\x00")),
        "报文的信封属性含有控制字符。请删除控制字符后重发。",
    ),
    "envelope_no_subject": (
        record(headers=replaced("ce_subject", b"")),
        "报文没有办件编号。请在ce_subject中填写办件编号或联办编号后重发。",
    ),
    "envelope_subject_form": (
        record(headers=replaced("ce_subject", "办件".encode())),
        "报文的办件编号含有不允许的字符。请核对ce_subject后重发。",
    ),
    "envelope_not_json": (
        record(b"{", (("content-type", b"application/cloudevents+json"),)),
        "报文不是有效的JSON。请系统管理员检查报文格式后重发。",
    ),
    "envelope_control": (
        record(headers=replaced("ce_type", b"cn.tongban.clock.advanced.v1")),
        "该报文类型只能由平台内部使用。请勿发送该类报文。",
    ),
    "too_large": (
        record(b" " * (MAX_RECORD_BYTES + 1)),
        "办件内容超出大小限制。请减少表单和材料清单的内容,附件请单独上传。",
    ),
}


@pytest.mark.parametrize("code", UNREADABLE)
def test_an_unreadable_record_is_a_dead_letter_and_its_sender_reads_why(code: str) -> None:
    """The letter says where it stood; the notice says the same to the endpoint, in Chinese, and what to do."""
    broken, text = UNREADABLE[code]
    letter, notice = Desk().handle(broken).effects
    obituary = read_obituary(letter.headers)
    assert letter.topic == DEAD_LETTERS
    assert (obituary.id, obituary.group) == ("inbox.520181/0/7", "hub.intake")
    assert obituary.origin == ("inbox.520181", 0, 7, 1_763_861_400_123)
    assert obituary.text.startswith(f"{code}: ")
    assert notice.topic == f"{RESULTS}520181"
    assert read(notice.value, notice.headers).type == RecordUnreadable.ce_type
    assert orjson.loads(notice.value or b"") == {
        "at": "2025-11-23T09:30:00.123000+08:00",
        "topic": "inbox.520181",
        "partition": 0,
        "offset": 7,
        "code": code,
        "text": text,
    }


@pytest.mark.parametrize("kind", sorted(CONTROLS))
def test_no_endpoint_can_turn_the_clock_or_let_go_what_is_parked(kind: str) -> None:
    """Messages to the lanes themselves are the hub's own."""
    letter, _ = Desk().handle(record(headers=replaced("ce_type", kind.encode()))).effects
    assert read_obituary(letter.headers).death is Death.ENVELOPE


def test_a_dead_letter_keeps_key_value_and_headers_as_they_came() -> None:
    """Whoever looks must see what arrived."""
    broken = record(b"\xff\x00", (("ce_id", b"a"), ("ce_id", b"b"), ("x", b"\xff")))
    letter, _ = Desk().handle(broken).effects
    assert (letter.key, letter.value) == (broken.key, broken.value)
    assert letter.headers[:3] == broken.headers


def test_twins_of_a_dead_letter_have_one_id_and_one_notice() -> None:
    """Intake passes on at least once: what comes again after a crash must be seen to be the same."""
    broken = record(headers=without("ce_type"))
    assert Desk().handle(broken).effects == Desk().handle(broken).effects


@pytest.mark.parametrize(
    "large",
    [
        record(b"x" * (MAX_RECORD_BYTES + 1)),
        record(b"x" * 40_000_000),
        record(b"x", (("x", b"h" * MAX_RECORD_BYTES),)),
        record(b"x", (("办" * 400_000, b""),)),
        record()._replace(key=b"k" * (MAX_RECORD_BYTES + 1)),
    ],
    ids=["value", "compressed to little", "headers", "a header's name", "key"],
)
def test_whatever_is_written_for_a_large_record_fits(large: Record) -> None:
    """What a broker refuses intake would try for ever, with all inboxes of its worker behind it."""
    for message in Desk().handle(large).effects:
        headers = sum(len(name.encode()) + len(value) for name, value in message.headers)
        assert len(message.value or b"") + len(message.key or b"") + headers < BROKERS_LIMIT - 10_000


def test_the_largest_record_that_is_taken_is_passed_on_whole() -> None:
    """With room for the hub's own headers."""
    room = sum(4 * len(name) + len(value) for name, value in GOOD.headers()) + len(b"their own key")
    (command,) = Desk().handle(record(b"x" * (MAX_RECORD_BYTES - room))).effects
    assert command.topic == COMMANDS


def broken_ones(count: int, start: int = 0, region: str = "520181") -> list[Record]:
    return [record(headers=without("ce_id"), offset=start + place, region=region) for place in range(count)]


def test_a_flood_of_unreadable_records_stops_its_inbox_at_the_record_where_it_was_too_much() -> None:
    """The position keeps a note for operators; what stood behind it is not touched."""
    desk = Desk()
    batch = desk.handle(*broken_ones(100), record(region="520122"))
    inbox = Partition("inbox.520181", 0)
    assert batch.positions[inbox] == (LEAST_DEATHS, STOPPED)
    assert desk.alerts == [(Alert.FLOW_STOPPED, f"inbox.520181 at offset {LEAST_DEATHS - 1}")]
    letters = [message for message in batch.effects if message.topic == DEAD_LETTERS]
    assert len(letters) == LEAST_DEATHS


def test_other_inboxes_of_the_same_batch_go_on() -> None:
    """One endpoint's poison is its own."""
    batch = Desk().handle(*broken_ones(100), record(region="520122"))
    assert [message.topic for message in batch.effects if message.topic == COMMANDS] == [COMMANDS]
    assert batch.positions[Partition("inbox.520122", 0)] == (8, "")


def test_a_few_bad_records_among_many_good_ones_stop_nobody() -> None:
    """A share, not a number: large senders make more mistakes."""
    desk = Desk()
    for start in range(0, 400, 4):
        good = [record(offset=start + place) for place in range(1, 4)]
        batch = desk.handle(*broken_ones(1, start), *good)
        assert {position.note for position in batch.positions.values()} == {""}
    assert desk.alerts == []


def test_the_same_dead_records_over_again_count_once() -> None:
    """While a broker refuses, a batch is handled again and again; that must not stop an inbox with one bad record."""
    desk = Desk()
    for _ in range(LEAST_DEATHS):
        desk.handler.opened()
        batch = desk.handle(*broken_ones(1))
    assert [position.note for position in batch.positions.values()] == [""]
