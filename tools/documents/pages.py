"""The generated pages: each a table of the code's own catalogues, in Markdown."""

import inspect
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import typer

from hub.cli import COMMANDS, Entry
from hub.domain import diagram
from hub.lanes.alerts import Alert
from hub.settings import as_markdown
from schemas import codes, generate
from schemas.dead_letters import Death
from schemas.topics import DAY_MS, TOPICS, Topic
from tools.documents import document_types
from tools.documents.asyncapi import described

DOCS: Final = Path("docs")


def generated() -> dict[Path, str]:
    """Give every generated file of docs/: its path from the root of the tree, its text."""
    return {
        **{generate.PLACE / name: text for name, text in generate.generated().items()},
        diagram.PLACE: diagram.drawn(),
        DOCS / "settings.md": settings(),
        DOCS / "topics.md": topics(),
        DOCS / "alerts.md": alerts(),
        DOCS / "commands.md": commands(),
        DOCS / "guides" / "refusals.zh-CN.md": refusals(),
        DOCS / "asyncapi.json": described(),
        **document_types.generated(DOCS / "document-types"),
    }


def settings() -> str:
    """Every `HUB_…` variable."""
    return (
        "# Settings\n\nGenerated from `hub/settings.py`. Environment variables, read once; a `HUB_…` name that is not "
        f"here is refused.\n\n{as_markdown()}"
    )


def topics() -> str:
    """Every topic: who writes, who reads, how long it is kept."""
    head = (
        "# Topics\n\nGenerated from `schemas/topics.py`; `hub topics` shows how each is on the cluster. *R* is an "
        "endpoint. *n* partitions: `HUB_PARTITIONS`, the same for all such topics; a record of aggregate *a* is in "
        "partition `crc32(a) mod n` (IEEE 802.3). Time of a record: appended = set by the broker, else by its writer.\n"
    )
    rows = [
        (
            f"`{row.name}{'R' if row.per_endpoint else ''}`",
            row.key,
            row.written_by,
            row.read_by,
            str(row.partitions or "*n*"),
            _kept(row),
            "appended" if row.config.get("message.timestamp.type") == "LogAppendTime" else "written",
        )
        for row in TOPICS
    ]
    return head + "\n" + _table(["topic", "key", "written by", "read by", "partitions", "kept", "time"], rows)


def alerts() -> str:
    """Every alert and every kind of death."""
    head = (
        "# Alerts and deaths\n\nGenerated from `hub/lanes/alerts.py` and `schemas/dead_letters.py`. A worker writes an "
        "alert as a line of its log; what to do about each is in the [operators' guide](guides/operators.md).\n"
    )
    deaths = "\n## Why a record became a dead letter\n\n"
    return (
        head
        + "\n"
        + _table(["alert", "meaning"], _members(Alert))
        + deaths
        + _table(["header `hub_dead_error`", "meaning"], _members(Death))
    )


def commands() -> str:
    """Every command of `hub` with its options."""
    head = (
        "# Commands\n\nGenerated from `hub/cli`. `hub` is `.venv/bin/hub`. Exit codes: 0 done, 1 refused, 2 usage, "
        "3 cannot reach. `--help` of each has an example.\n"
    )
    rows = [row for entry in COMMANDS for row in _commands(entry)]
    return head + "\n" + _table(["command", "options", "does"], rows)


def command_of(entry: Entry) -> Any:
    """Give a command as click knows it, with its options and the commands below it."""
    application = typer.Typer()
    application.callback()(lambda: None)
    member = getattr(import_module(entry.module), entry.member)
    if entry.is_group:
        application.add_typer(member, name=entry.name)
    else:
        application.command(entry.name)(member)
    root: Any = typer.main.get_command(application)
    return root.commands[entry.name]


def refusals() -> str:
    """Every refusal in a clerk's words, by who has to do something."""
    return "\n".join(_refusals()) + "\n"


_READERS: Final = {
    "applicant": "请申请人核对或补充",
    "officer": "请经办人调整操作",
    "sender": "请检查填报内容或联系系统管理员",
    "operator": "请联系平台",
    "hub": "平台原因",
}


def _refusals() -> Iterator[str]:
    yield "# 退回原因说明\n"
    yield "本页由 `schemas/codes/` 自动生成,供窗口和审批人员查阅。系统退回一份申请或一次操作时,会给出代码和说明;"
    yield "在下表中按代码查找,照“怎么办”处理即可。“…”处是系统填入的具体内容(编号、日期、地区等)。\n"
    yield "被退回不等于丢失:每一次提交和答复都有记录。申请被退回的,更正后重新取号报送;操作被退回的,办件保持原样,"
    yield "更正后再操作。"
    for fault, heading in _READERS.items():
        rows = [row for row in codes.CODES.values() if row.fault == fault]
        if rows:
            yield f"\n## {heading}\n"
            yield _table(
                ["情况", "怎么办", "代码"], [(_open(row.title), _open(row.next_step), f"`{row.code}`") for row in rows]
            ).rstrip()


def _open(text: str) -> str:
    return re.sub(r"\{\w+\}", "…", text)


def _members(catalogue: type[StrEnum]) -> list[tuple[str, str]]:
    """Give each member with the string literal below it, which Python itself does not keep."""
    found = re.findall(r'^    \w+ = "(\w+)"\n    """(.+?)"""$', inspect.getsource(catalogue), re.MULTILINE | re.DOTALL)
    return [(f"`{value}`", " ".join(text.replace("``", "`").split())) for value, text in found]


def _kept(topic: Topic) -> str:
    if topic.config.get("cleanup.policy") == "compact":
        return "compacted"
    milliseconds = int(topic.config["retention.ms"])
    return f"{milliseconds // DAY_MS} days" if milliseconds > 0 else "for ever"


def _commands(entry: Entry) -> Iterator[tuple[str, str, str]]:
    command = command_of(entry)
    for name, one in sorted(getattr(command, "commands", {"": command}).items()):
        arguments = " ".join(each.name.upper().strip("_") for each in one.params if each.param_type_name == "argument")
        options = " ".join(f"`{option}`" for each in one.params for option in each.opts if option.startswith("--"))
        text = (one.help or "").partition("\n\n")[0].replace("\n", " ")
        yield f"`{' '.join(['hub', entry.name, *filter(None, [name, arguments])])}`", options, text


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
