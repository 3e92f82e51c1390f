"""How commands speak: tables and sentences for people, JSON for machines, progress for whatever takes time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Protocol

import orjson

WIDTH: Final = 160
_OPTIONS: Final = orjson.OPT_NON_STR_KEYS


class Advance(Protocol):
    """Tells how far something is."""

    def __call__(self, done: int, total: int | None = None, /) -> None:
        """Show ``done`` of ``total``, in the unit of the bar."""


def show_json(value: Any) -> None:
    """Print one line of JSON, UTF-8."""
    sys.stdout.write(orjson.dumps(value, option=_OPTIONS, default=str).decode() + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Print a sentence."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """Print a sentence that is no result."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(head: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print a table; what is wider than the screen is folded, never cut."""
    printed(grid(head, rows, title))


def printed(what: Any) -> None:
    """Print whatever rich can show; into a file or a pipe as wide as a table needs."""
    from rich.console import Console  # noqa: PLC0415 - JSON needs no rich

    Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH).print(what)


def grid(head: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> Any:
    """Make a table that rich can print or keep live."""
    from rich import box  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    made = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
    for name in head:
        made.add_column(name, overflow="fold")
    for row in rows:
        made.add_row(*[str(cell) for cell in row])
    return made


def moment(when: datetime | None) -> str:
    """Give a time as screens show it."""
    return f"{when:%Y年%m月%d日 %H:%M:%S}" if when is not None else "–"


def span(seconds: float | None) -> str:
    """Give a length of time in the two largest units."""
    if seconds is None:
        return "未知"
    if seconds < 1:
        return "不到1秒" if seconds else "0秒"
    whole = int(seconds)
    parts = [(whole // 86_400, "天"), (whole // 3600 % 24, "小时"), (whole // 60 % 60, "分"), (whole % 60, "秒")]
    first = next(place for place, (amount, _) in enumerate(parts) if amount)
    return "".join(f"{amount}{unit}" for amount, unit in parts[first : first + 2] if amount)


@contextmanager
def progress(title: str, total: int | None, *, quiet: bool = False) -> Iterator[Advance]:
    """Show a bar with rate and time left on stderr, where a person looks at it."""
    if quiet or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[rate]}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total, rate="")

        def advance(done: int, total: int | None = None) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total or bar.tasks[0].total, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance


def _silent(_: int, __: int | None = None) -> None:
    """Nobody looks."""
