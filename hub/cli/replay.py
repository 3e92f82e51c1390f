"""``hub replay``: what was decided, decided again; or what other rows would have made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hub.cli.connection import OPERATOR, kafka_of, opened_store, settings
from hub.cli.moments import moment_of
from hub.cli.show import progress, say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.history import reader_of
from hub.personal.opening import Opening
from hub.replay.changed import Comparison, decide_otherwise
from hub.replay.exact import Difference, Outcome, decide_again
from hub.replay.kinds import Change, change_of, counts
from hub.replay.references import read_references
from hub.replay.rows import RowsError, in_words, read_rows
from hub.replay.sealed import NOTHING_KNOWN, Known, read_keys
from hub.replay.window import ALWAYS, Window
from schemas.topics import COMMANDS, FACTS

if TYPE_CHECKING:
    from hub.lanes.ports import Reader
    from schemas.reference import Row

SHOWN: Final = 50
NO_KEY: Final = (
    "缺少 HUB_SUBJECT_KEY:重新决定需要与办理时相同的主体密钥。\n"
    "HUB_SUBJECT_KEY is missing: deciding again needs the key of subjects that was used."
)


@dataclass(frozen=True)
class Result:
    """What a replay came to: one of the two, and the changed rows in words."""

    exact: Outcome | None = None
    changed: Comparison | None = None
    rules: Sequence[str] = ()


def replay(
    since: Annotated[str, typer.Option("--from", help="从何时收到的报文起 · commands received from then on")] = "",
    until: Annotated[str, typer.Option("--to", help="到何时为止(不含) · and before then")] = "",
    reference: Annotated[Path | None, typer.Option(help="改动的基础数据行(JSON) · changed rows")] = None,
    everything: Annotated[bool, typer.Option("--all", help="列出全部办件 · list all cases")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """按当时或改动的规则重新决定已收报文 · Decide recorded commands again, by their time's rules or by changed ones.

    Without --reference every fact must come out the same, byte for byte; else the first difference is told. With it,
    cases that the changed rows would have made otherwise are counted by kind and listed. Changes nothing anywhere.

    Example: hub replay --from 2026-11-23; hub replay --from 2026-11-01 --to 2026-11-25 --reference limits.json
    """
    window = Window(moment_of(since) or 0, moment_of(until) or ALWAYS)
    try:
        rows = read_rows(reference) if reference else []
    except (RowsError, OSError) as error:
        raise Trouble(f"基础数据文件无法读取 · {error}", USAGE) from None
    result = asyncio.run(_decide(window, rows, quiet=as_json))
    if result.exact is not None:
        _tell_exact(result.exact, as_json=as_json)
    if result.changed is not None:
        _tell_changed(result.changed, result.rules, everything=everything, as_json=as_json)


async def _decide(window: Window, rows: Sequence[Row], *, quiet: bool) -> Result:
    key = settings().subject_key
    if key is None:
        raise Trouble(NO_KEY, REFUSED)
    async with reader_of(kafka_of(OPERATOR), COMMANDS) as reader:
        with progress("重新决定", None, quiet=quiet) as advance:
            return await decide(reader, key.bytes, window, rows, advance)


async def decide(
    reader: Reader, subject_key: bytes, window: Window, rows: Sequence[Row], told: Callable[[int, int], None]
) -> Result:
    """Decide again, or otherwise where there are changed rows. Raises Unreachable."""
    references = await read_references(reader, subject_key, rows)
    if not rows:
        known = await _known(reader)
        return Result(exact=await decide_again(reader, references, window, told, known))
    newest = references.recorded(ALWAYS)
    return Result(
        changed=await decide_otherwise(reader, references, window, told),
        rules=[in_words(row, newest) for row in rows],
    )


async def _known(reader: Reader) -> Known:
    """Give what opens sealed facts here; without a key store everything but their personal parts is compared."""
    store = opened_store()
    if store is None:
        return NOTHING_KNOWN
    return Known(Opening(store), await read_keys(reader, len(await reader.partitions(FACTS))))


def _tell_exact(outcome: Outcome, *, as_json: bool) -> None:
    found = outcome.difference
    if as_json:
        fields = {**outcome._asdict(), "same": found is None, "difference": found._asdict() if found else None}
        show_json(fields)
    elif found is None:
        say(
            f"重新决定了 {outcome.commands:,} 条报文({outcome.cases:,} 个办件),{outcome.facts:,} 条登记逐字节相同 · "
            "the same, byte for byte"
        )
        if outcome.not_compared:
            say(
                f"其中 {outcome.not_compared:,} 处个人信息已依法删除或本机无密钥,未比对,其余内容均已比对 · "
                "personal parts not compared: erased, or no keys here"
            )
    else:
        say(sentence(found))
    if found is not None:
        raise typer.Exit(REFUSED)


def sentence(found: Difference) -> str:
    """Say where the first difference is."""
    where = f"/{found.partition} 偏移 {found.offset}" if found.offset >= 0 else f"/{found.partition}"
    return (
        f"第一处不同 · the first difference:{found.subject} 第 {found.number} 条(facts{where}),{found.where or '登记'}:"
        f"当时为 {found.recorded},现在为 {found.made};起因 {found.cause}"
    )


def _tell_changed(comparison: Comparison, rules: Sequence[str], *, everything: bool, as_json: bool) -> None:
    changes = [change_of(pair) for pair in comparison.apart]
    if as_json:
        show_json(as_fields(comparison, changes, rules))
        return
    for rule in rules:
        say(f"改动 · changed:{rule}")
    say(
        f"{comparison.commands:,} 条报文、{comparison.subjects:,} 个办件(联办件)中,"
        f"{len(changes):,} 个会有不同 · cases that would be otherwise"
    )
    table(["变化", "件数"], [[kind.value, count] for kind, count in counts(changes).items()])
    shown = changes if everything else changes[:SHOWN]
    table(["办件", "事项", "变化"], [[one.subject, one.item, "、".join(_short(one))] for one in shown])
    if len(shown) < len(changes):
        say(f"另有 {len(changes) - len(shown):,} 个,用 --all 列出 · and more: --all")


def as_fields(comparison: Comparison, changes: Sequence[Change], rules: Sequence[str]) -> dict[str, Any]:
    """Give a comparison for machines."""
    return {
        "rules": list(rules),
        "commands": comparison.commands,
        "subjects": comparison.subjects,
        "changed": len(changes),
        "kinds": {kind.name.lower(): count for kind, count in counts(changes).items()},
        "cases": [
            {"number": one.subject, "item": one.item, "kinds": [kind.name.lower() for kind in one.kinds]}
            for one in changes
        ],
    }


def _short(change: Change) -> list[str]:
    return [kind.value.partition(" · ")[0] for kind in change.kinds]
