"""Dead letters: listed once, shown without anybody's data, redriven and skipped by somebody named."""

from __future__ import annotations

import orjson
import pytest

from hub.intake.handler import IntakeHandler
from hub.lanes.values import Message, Partition, Record
from hub.operations import dead_letters
from hub.operations.dead_letters import Act, Letter, NotPossibleError, flows_of, masked, redrive, resume, skip, take
from hub.operations.parked import read_waiting
from schemas.control import REDRIVE, RESUME_FLOW, SKIP
from schemas.dead_letters import PREFIX
from schemas.envelope import ENDPOINT, RECEIVED, Envelope
from schemas.topics import COMMANDS, DEAD_LETTERS, STATES, partition_of
from schemas.values import encode
from tests.client.queues import connected, province, write
from tests.domain.world import case_number, filing
from tests.lanes.toy import COUNT, Bench

NOW = 1_800_000_000_000
PARTITIONS = 4


def letters_of(*messages: Message) -> dict[str, Letter]:
    """What an operator sees after these were written to the topic."""
    letters: dict[str, Letter] = {}
    for offset, message in enumerate(one for one in messages if one.topic == DEAD_LETTERS):
        take(letters, Record(DEAD_LETTERS, 0, offset, NOW, message.key, message.value, message.headers))
    return letters


def of_commands() -> tuple[Bench, Letter]:
    """A lane in which one command died and another waits behind it."""
    bench = Bench()
    written = bench.handle(bench.command("break"), bench.command("one"))
    (letter,) = letters_of(*written).values()
    return bench, letter


def of_inbox(value: bytes = b"{}", **headers: str) -> Letter:
    """A record of an inbox without a readable envelope."""
    record = Record("inbox.520122", 0, 7, NOW - 1, b"key", value, tuple((n, v.encode()) for n, v in headers.items()))
    (letter,) = letters_of(*IntakeHandler(PARTITIONS, lambda *_: None).handle([record]).effects).values()
    return letter


def deliver(bench: Bench, message: Message) -> list[Message]:
    """Bring a control command to the lane."""
    return bench.handle(bench.record(message.key, message.value or b"", message.headers))


def test_twins_of_one_record_are_one_letter() -> None:
    """Intake may bury the same record twice: its id is where it stood."""
    bench = Bench()
    written = bench.handle(bench.command("break"))
    assert list(letters_of(*written, *written)) == ["commands/0/0"]


def test_a_letter_keeps_key_value_and_headers_of_the_record() -> None:
    _, letter = of_commands()
    original = letter.original
    assert (original.key, original.offset) == (b"a", 0)
    assert orjson.loads(original.value or b"")["do"] == "break"
    assert dict(original.headers)["ce_type"] == COUNT.encode()
    assert not any(name.startswith(PREFIX) for name, _ in original.headers)


def test_a_redriven_command_and_what_waited_behind_it_are_handled_in_order() -> None:
    bench, letter = of_commands()
    bench.decider.mended = True
    command, _ = redrive(letter, "operator", NOW, PARTITIONS)
    assert command.topic == COMMANDS
    assert bench.facts(deliver(bench, command)) == ["break", "one"]


def test_a_skipped_command_stays_dead_and_what_waited_behind_it_is_handled() -> None:
    bench, letter = of_commands()
    command, _ = skip(letter, "operator", NOW, PARTITIONS)
    assert bench.facts(deliver(bench, command)) == ["one"]


def test_a_control_command_goes_to_the_lane_of_its_aggregate_and_says_by_whom() -> None:
    _, letter = of_commands()
    for make, kind in ((redrive, REDRIVE), (skip, SKIP)):
        command = make(letter, "operator", NOW, PARTITIONS)[0]
        assert (command.key, command.partition) == (b"a", partition_of(b"a", PARTITIONS))
        assert dict(command.headers)["ce_type"] == kind.encode()
        assert orjson.loads(command.value or b"") == {"by": "operator"}


@pytest.mark.parametrize(("make", "act"), [(redrive, Act.REDRIVEN), (skip, Act.SKIPPED)])
def test_what_was_done_is_on_record(make: object, act: Act) -> None:
    bench = Bench()
    written = bench.handle(bench.command("break"))
    (letter,) = letters_of(*written).values()
    done = make(letter, "operator", NOW, PARTITIONS)  # type: ignore[operator]  # one of the two acts
    (after,) = letters_of(*written, *done).values()
    assert (after.act, after.by, after.acted_at) == (act, "operator", NOW)
    assert after.record.value == letter.record.value


def test_a_late_twin_does_not_open_a_letter_again() -> None:
    bench = Bench()
    written = bench.handle(bench.command("break"))
    (letter,) = letters_of(*written).values()
    (after,) = letters_of(*written, *skip(letter, "operator", NOW, PARTITIONS), *written).values()
    assert after.act is Act.SKIPPED


def test_a_letter_that_dies_again_is_open_again_and_its_headers_do_not_grow() -> None:
    bench = Bench()
    written = bench.handle(bench.command("break"))
    for deaths in (2, 3):
        (letter,) = letters_of(*written).values()
        acts = redrive(letter, "operator", NOW, PARTITIONS)
        written += [*acts, *deliver(bench, acts[0])]
        (again,) = letters_of(*written).values()
        assert (again.act, again.obituary.attempts) == (None, deaths)
        assert len(again.record.headers) == len(letter.record.headers)
    assert again.needs_owner


def test_a_record_that_still_has_no_envelope_is_not_redriven() -> None:
    with pytest.raises(NotPossibleError, match="仍然无法读取信封"):
        redrive(of_inbox(), "operator", NOW, PARTITIONS)


def test_a_record_that_this_release_can_read_is_passed_on_with_its_endpoint_and_first_receipt() -> None:
    """Written to the inbox again it would have been received later than it was, and by an operator."""
    record = Envelope("id", "/window", "cn.tongban.case.file.v1", case_number(), encode(filing())).headers()
    letter = of_inbox()
    readable = letter._replace(record=letter.record._replace(headers=(*letter.record.headers, *record)))
    command, note = redrive(readable, "operator", NOW, PARTITIONS)
    headers = dict(command.headers)
    assert (command.topic, command.key) == (COMMANDS, case_number().encode())
    assert (headers[ENDPOINT], headers[RECEIVED], headers["ce_id"]) == (b"520122", b"%d" % (NOW - 1), b"id")
    assert note.topic == DEAD_LETTERS


def test_a_letter_of_an_inbox_is_skipped_by_its_note_alone() -> None:
    assert [message.topic for message in skip(of_inbox(), "operator", NOW, PARTITIONS)] == [DEAD_LETTERS]


def test_resuming_a_flow_is_said_to_every_lane() -> None:
    messages = resume("520122|type", "operator", PARTITIONS)
    assert [message.partition for message in messages] == [0, 1, 2, 3]
    assert {dict(message.headers)["ce_type"] for message in messages} == {RESUME_FLOW.encode()}
    assert orjson.loads(messages[0].value or b"") == {"flow": "520122|type", "by": "operator"}


def test_waiting_letters_are_counted_by_flow() -> None:
    _, letter = of_commands()
    assert flows_of([letter, letter._replace(act=Act.SKIPPED)]) == [(f"520181|{COUNT}", 1)]


async def test_the_topic_is_read_to_its_end() -> None:
    broker = connected(province())
    bench = Bench()
    await write(broker, *[m for m in bench.handle(bench.command("break")) if m.topic == DEAD_LETTERS])
    await write(broker, Message(DEAD_LETTERS, 0, b"key", b"no letter at all"))
    assert list(await dead_letters.read_letters(broker.reader())) == ["commands/0/0"]


async def test_parked_cases_and_stopped_flows_are_found_in_the_states() -> None:
    broker, bench = connected(province()), Bench()
    broken = [bench.command("break", aggregate=f"a{number}") for number in range(20)]
    written = bench.handle(*broken, bench.command("one", aggregate="b"))
    await write(broker, *[message for message in written if message.topic == STATES])
    waiting = await read_waiting(broker.reader(), PARTITIONS)
    assert list(waiting.flows) == [f"520181|{COUNT}"]
    assert waiting.parked["b"].flow == f"520181|{COUNT}"
    assert (waiting.parked["a0"].deaths, waiting.parked["a0"].flow) == (1, "")
    after = bench.handle(*(bench.record(m.key, m.value or b"", m.headers) for m in resume(f"520181|{COUNT}", "x", 1)))
    await write(broker, *[message for message in after if message.topic == STATES])
    assert (await read_waiting(broker.reader(), PARTITIONS)).flows == {}


def test_what_is_personal_is_masked_wherever_it_stands() -> None:
    shown = masked(encode(filing()))
    personal = shown["application"]["personal"]
    applicant = personal["applicant"]
    assert (applicant["name"], applicant["kind"]) == ("王**", "person")
    assert applicant["identity"]["number"].startswith("520122********")
    assert applicant["phone"] == "1**********"
    assert personal["others"][0]["role"] == "legal_representative"
    assert shown["application"]["item"] == filing().application.item
    assert "王小明" not in orjson.dumps(shown).decode()


def test_of_what_is_no_json_only_the_length_is_shown() -> None:
    assert masked("姓名王小明".encode()) == "(15 bytes, no JSON: not shown, since it may be personal)"


def test_the_position_of_a_letter_is_a_partition_of_the_catalogue() -> None:
    """So that an id can be looked up where it stood."""
    _, letter = of_commands()
    topic, partition, offset = letter.id.split("/")
    assert (Partition(topic, int(partition)), int(offset)) == (Partition(COMMANDS, 0), 0)
