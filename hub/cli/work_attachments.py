"""The files of a case for who decides it: listed, and fetched by their digests."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.acts import AsJson, Endpoint, Number
from hub.cli.connection import kafka_of, own_endpoint
from hub.cli.show import say, show_json, table
from hub.cli.trouble import USAGE, Trouble
from hub.client.work_files import files_of
from hub.domain.identifiers import read_typed


def attachments(
    number: Number,
    *,
    to: Annotated[Path | None, typer.Option(help="取回到文件夹 · fetch them into a folder")] = None,
    endpoint: Endpoint = "",
    as_json: AsJson = False,
) -> None:
    """列出办件的附件;用 --to 全部取回并核对 · The files of a case; with --to all of them, checked while they are read.

    Example: hub work attachments 5201812611235K3Q7WZ9M2TCX --endpoint 520122 --to 材料
    """
    from hub.cli.attachment import name_of, opened  # noqa: PLC0415 - other acts need no store
    from hub.cli.attachment_words import of_size  # noqa: PLC0415 - same

    own, case = own_endpoint(endpoint), read_typed(number)
    materials = asyncio.run(files_of(case, own, kafka_of(own)))
    if to is not None and not to.is_dir():
        raise Trouble(f"没有文件夹 {to} · there is no such folder", USAGE)
    store = opened() if to is not None and materials else None
    rows = []
    for material in materials:
        told: dict[str, Any] = material.model_dump(exclude_none=True)
        if to is not None and store is not None and material.digest and material.media_type:
            # a code is text of others
            code = re.sub(r"[^0-9A-Za-z_-]", "_", material.code)
            target = to / f"{code}-{name_of(material.digest, material.media_type)}"
            store.fetch(material.digest, target)
            told["file"] = str(target)
        rows.append([material.code, material.title, of_size(material.size or 0), told.get("file", material.digest)])
        if as_json:
            show_json(told)
    if not as_json and rows:
        table(["材料", "名称", "大小", "文件或摘要"], rows, title=f"{case} 附件 {len(rows)} 个")
    elif not as_json:
        say(f"{case} 没有附件 · there are none in this endpoint's queue")
