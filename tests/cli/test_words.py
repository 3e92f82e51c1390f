"""What the command says without any engine: help, versions, bad input, and who is not there."""

from __future__ import annotations

import json
import time
from importlib import import_module
from pathlib import Path

import pytest

from hub.cli import COMMANDS
from schemas.commands import ClaimCase
from schemas.values import encode
from tests.cli.running import hub, hub_process
from tests.domain.world import case_number, filing, officer


def application() -> dict[str, object]:
    data: dict[str, object] = json.loads(encode(filing()))
    return data


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A HUB_HOME in which nothing runs."""
    return str(tmp_path / "home")


def test_the_version_is_told_at_once() -> None:
    """Under 300 ms on an idle machine; the best of three, since this one may be busy."""
    took = []
    for _ in range(3):
        began = time.monotonic()
        assert hub_process("version").out.startswith("hub 0.")
        took.append(time.monotonic() - began)
    assert min(took) < 0.6


def test_the_version_is_told_to_machines() -> None:
    assert hub("version", "--json").lines[0]["version"].startswith("0.")


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_has_an_example(entry: object) -> None:
    """In its help, or in that of each of its own commands."""
    module = import_module(entry.module)  # type: ignore[attr-defined]
    member = getattr(module, entry.member)  # type: ignore[attr-defined]
    said = [one.callback.__doc__ for one in member.registered_commands] if entry.is_group else [member.__doc__]  # type: ignore[attr-defined]
    assert said
    assert all("Example: hub " in (text or "") for text in said)


def test_help_lists_every_command() -> None:
    said = hub("--help").out
    assert all(entry.name in said for entry in COMMANDS)


def test_an_unknown_command_is_usage() -> None:
    assert hub("fiddle").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pause", "hearing", "--until", "12月4日", "--paper", "通知书", "--reason", "听证"], "YYYY-MM-DD"),
        (["answer-extension", "perhaps"], "granted"),
        (["correct-on-spot", "--field", "name"], "FIELD=TEXT"),
        (["ask", "--point", "M01=缺页", "--unmet", "M01"], "CODE=TEXT"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_an_act_that_is_typed_wrong_is_usage(words: list[str], said: str) -> None:
    """Nothing is sent; one sentence says how it is written."""
    act, *rest = words
    ran = hub("work", act, case_number(), *rest, "--by", "XF0101", "--endpoint", "520122")
    assert ran.code == 2
    assert said in ran.err


def test_an_unknown_setting_is_usage() -> None:
    ran = hub("lag", settings={"HUB_FIDDLE": "1"})
    assert (ran.code, "HUB_FIDDLE" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ["lag"],
        ["topics"],
        ["case", case_number()],
        ["work", "520122"],
        ["dead-letters", "list"],
        ["work", "accept", case_number(), "--by", "XF0101", "--endpoint", "520122"],
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_where_nothing_runs_one_sentence_says_what_to_do(home: str, words: list[str]) -> None:
    ran = hub(*words, settings={"HUB_HOME": home})
    assert (ran.code, "make up" in ran.err, "Traceback" in ran.err) == (3, True, False)


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    words = ("sample", "--cases", "5", "--seed", "7", "--day", "2026-11-23")
    first = hub(*words)
    assert first.out == hub(*words).out
    assert {"endpoint", "number", "ce_type", "data"} <= set(first.lines[0])


def test_a_sample_passes_the_check_of_submit() -> None:
    made = hub("sample", "--cases", "20", "--seed", "7")
    ran = hub("submit", "-", "--dry-run", "--json", given=made.out.encode())
    assert ran.code == 0
    assert [line["number"] for line in ran.lines] == [line["number"] for line in made.lines]


def test_an_application_gets_its_receipt_without_any_network(home: str) -> None:
    content = json.dumps(application()).encode()
    ran = hub("submit", "-", "--endpoint", "520181", "--dry-run", given=content, settings={"HUB_HOME": home})
    assert (ran.code, "收件凭证" in ran.out) == (0, True)


def as_json(value: object) -> bytes:
    return json.dumps(value, default=str).encode()


CLAIM = {"ce_type": ClaimCase.ce_type, "data": {"by": officer().model_dump()}}
HUGE = application() | {"window": {"unit": "x" * 1_000_000}}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"{not json", "body_not_json"),
        ('{"标题": "公司"}'.encode("gb18030"), "body_not_utf8"),
        (as_json({"data": application(), "number": case_number(region="520300")}), "number_not_yours"),
        (as_json({"data": application(), "number": case_number()[:-1] + "?"}), "number_check"),
        (as_json(CLAIM), "envelope_no_subject"),
        (as_json(application() | {"more": 1}), "body_unknown"),
        (as_json(HUGE), "too_large"),
        (b"[1]", "body_invalid"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_told_with_its_place_and_nothing_is_sent(home: str, given: bytes, code: str) -> None:
    """Exit code 1: refused; with no broker there, sending would have been 3."""
    ran = hub("submit", "-", "--endpoint", "520181", "--json", given=given, settings={"HUB_HOME": home})
    assert (ran.code, ran.lines[0]["code"], ran.lines[0]["line"]) == (1, code, 1)


def test_one_wrong_line_and_none_is_sent(home: str) -> None:
    good = json.dumps(application())
    ran = hub(
        "submit", "-", "--endpoint", "520181", given=f"{good}\n{{\n{good}\n".encode(), settings={"HUB_HOME": home}
    )
    assert (ran.code, "第 2 份" in ran.err, "未发送" in ran.err) == (1, True, True)


def test_a_file_that_is_not_there_is_usage(home: str) -> None:
    assert hub("submit", "no-such-file.json", "--endpoint", "520181", settings={"HUB_HOME": home}).code == 2


def test_without_an_endpoint_it_asks_for_one(home: str) -> None:
    ran = hub("submit", "-", given=json.dumps(application()).encode(), settings={"HUB_HOME": home})
    assert (ran.code, "--endpoint" in ran.err) == (2, True)


def test_a_mistyped_number_is_told_before_anything_is_asked(home: str) -> None:
    ran = hub("case", case_number()[:-1] + "?", settings={"HUB_HOME": home})
    assert (ran.code, "校验位不符" in ran.err) == (1, True)


def test_reference_data_is_found_by_name_and_fits() -> None:
    assert hub("reference", "show", "清镇", "--json").lines[0][0] == {
        "kind": "地区",
        "code": "520181",
        "name": "清镇市",
    }
    assert hub("reference", "check").code == 0
