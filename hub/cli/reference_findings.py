"""Rows from files on the command line, and findings about them on screen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hub.cli.show import say, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.reference.changes import Change
from hub.reference.files import WrongRowsError, rows_in
from hub.reference.findings import Finding, errors
from schemas.reference import Row

SEVERITIES: Final = {"error": "错误", "warning": "警告"}


def rows_of(files: list[Path]) -> list[Row]:
    """Read the rows of files. Raises Trouble."""
    try:
        return rows_in(files)
    except WrongRowsError as wrong:
        raise Trouble(f"文件中的记录不符合格式 · these are no rows:\n{wrong}", REFUSED) from None
    except OSError as error:
        raise Trouble(f"无法读取 {error.filename}:{error.strerror} · can't read it", USAGE) from None


def tell_check(found: list[Finding], moved: list[Change]) -> None:
    """Show what was found, and what would change."""
    for change in moved:
        say(f"变更 {change.text}")
    if found:
        table(["级别", "类别", "说明"], [[SEVERITIES[one.severity], one.kind, one.text] for one in found])
    wrong = len(errors(found))
    say(
        f"{wrong} 个错误,{len(found) - wrong} 个警告,{len(moved)} 处变更"
        + ("" if wrong else " · 基础数据一致 · no error: all rows fit each other")
    )
