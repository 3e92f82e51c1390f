"""The ``hub`` command for people. Only the module of the command that was asked for is imported: it starts at once.

Exit codes: 0 done, 1 refused, 2 usage, 3 cannot reach.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import typer


class Entry(NamedTuple):
    """One command: its name, the module, and what it holds: a function, or a group of commands (a typer app)."""

    name: str
    module: str
    member: str
    summary: str

    @property
    def is_group(self) -> bool:
        """Whether the command has commands of its own."""
        return self.member == "app"


ABOUT: Final = (
    "全省通办消息枢纽 · the hub, one command for people。退出码 · exit codes: 0 完成 1 被拒绝 2 用法 3 连不上"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; never returns."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["version"] and words[1:] in ([], ["--json"]):
        from hub.cli.version import version  # noqa: PLC0415 - what scripts ask first should not wait for typer

        version(json="--json" in words)
        raise SystemExit(0)
    application = _application(words)
    from hub.cli.trouble import told_in_words  # noqa: PLC0415 - as above

    with told_in_words():
        application(_with_verb(words), prog_name="hub")


def _application(words: Sequence[str]) -> typer.Typer:
    """Make the application with the command asked for; with the names of all where none was."""
    import typer  # noqa: PLC0415 - see main

    application = typer.Typer(help=ABOUT, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    asked = next((entry for entry in COMMANDS if entry.name in words[:1]), None)
    # one command alone would lose its name
    application.callback()(_nothing)
    if asked is None:
        # for the list of commands, and for a name that is none, their summaries will do
        for entry in COMMANDS:
            application.command(entry.name, help=entry.summary)(_nothing)
        return application
    member = getattr(import_module(asked.module), asked.member)
    if asked.is_group:
        application.add_typer(member, name=asked.name, help=asked.summary, no_args_is_help=True)
    else:
        application.command(asked.name)(member)
    return application


def _nothing() -> None:
    """The hub's own options come with each command."""


def _with_verb(words: list[str]) -> list[str]:
    """`hub work 520122` means `hub work list 520122`."""
    if words[:1] == ["work"] and words[1:2] and words[1][:1].isdigit():
        return ["work", "list", *words[1:]]
    return words


COMMANDS: Final = (
    Entry("demo", "hub.cli.demo", "demo", "讲一遍从窗口到窗口的故事 · tell the story on real Kafka"),
    Entry("up", "hub.cli.up", "up", "运行整个枢纽 · run the hub until Ctrl-C"),
    Entry("sample", "hub.cli.sample", "sample", "生成样例申请 · make realistic made-up filings"),
    Entry("submit", "hub.cli.submit", "submit", "报送申请或联办件 · file applications and bundles"),
    Entry("reuse", "hub.cli.reuse", "app", "信息复用 · fill a form from what was given before; the share of it"),
    Entry("case", "hub.cli.case", "case", "查看或跟踪办件 · look at a case, or follow it"),
    Entry("print", "hub.cli.print_notice", "print_notice", "打印文书 · print a notice of a case for its applicant"),
    Entry("work", "hub.cli.work", "app", "待办队列与办理 · a region's work queue, and acts on cases"),
    Entry("attachment", "hub.cli.attachment", "app", "附件 · files of applications: put, get, check, sweep"),
    Entry("credit", "hub.cli.credit", "app", "容缺与信用 · deferral at the window, breaches and bars"),
    Entry("lamps", "hub.cli.lamps", "app", "红灯统计与申诉 · red lamps: counted, explained, judged"),
    Entry("lag", "hub.cli.lag", "lag", "积压与最久等待 · who is behind, and for how long"),
    Entry("dead-letters", "hub.cli.dead_letters", "app", "死信处理 · list, show, redrive, skip, resume"),
    Entry("rebuild", "hub.cli.rebuild", "rebuild", "重建查询库 · make the read model anew from the log"),
    Entry("verify-log", "hub.cli.verify_log", "verify_log", "核对登记链和封印 · check chains and seals of the log"),
    Entry("replay", "hub.cli.replay", "replay", "按当时或改动的规则重新决定 · decide recorded commands again"),
    Entry("export", "hub.cli.export", "app", "导出上报数据表 · export the national upload tables"),
    Entry("topics", "hub.cli.topics", "topics", "主题一览 · the topics and their actual state"),
    Entry("reference", "hub.cli.reference", "app", "基础数据 · regions, items, units"),
    Entry(
        "document",
        "hub.cli.document",
        "app",
        "电子证照 · verify documents offline; show, suspend, revoke…; keys",
    ),
    Entry("personal", "hub.cli.personal", "app", "个人信息 · list a person's data, erase it, reveal it"),
    Entry("personal-keys", "hub.cli.personal_keys", "app", "个人信息密钥库 · key-encryption keys: make, rotate, drop"),
    Entry("calendar", "hub.cli.calendar", "app", "日历 · working days: list, show, import a notice"),
    Entry("version", "hub.cli.version", "version", "版本 · the version"),
)
"""Every command; a new one is a module of its own and a row here."""
