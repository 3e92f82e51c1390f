"""``hub print``: the notices that clerks hand to applicants, made of what is recorded of the case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.connection import settings
from hub.cli.read_model import asked
from hub.cli.reference_topic import running_rows
from hub.cli.show import say, show_json, table, warn
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.errors import ClientError
from hub.domain.identifiers import read_typed
from hub.domain.reference import Reference
from hub.lanes.ports import BrokerError
from hub.papers import Faces, PaperError
from hub.papers.noticed import print_notice as on_paper
from hub.papers.notices import KINDS, notice_of, printable
from hub.papers.record import Record
from hub.private_files import put_in_place
from hub.reference.load import load
from hub.upload.history import History, Numbered
from schemas.chain import digest


def print_notice(
    number: Annotated[str, typer.Argument(help="办件编号 · number of the case")],
    kind: Annotated[str, typer.Argument(help="文书种类,缺省列出可打印的 · kind; none: list what can be printed")] = "",
    voucher: Annotated[str, typer.Option(help="原件收存凭证号 · voucher, for papers in custody")] = "",
    out: Annotated[Path | None, typer.Option(help="输出的PDF · the PDF; default NUMBER-KIND.pdf")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """打印文书:收件、受理、补正、决定等十二种 · Print a notice of a case; the file names its applicant in full.

    Example: hub print 5201812611235K3Q7WZ9M2TCX acceptance --out acceptance.pdf
    """
    asked = next((one for one, row in KINDS.items() if kind in {one, row.name}), None)
    if kind and asked is None:
        known = "、".join(f"{one}({row.name})" for one, row in KINDS.items())
        raise Trouble(f"没有这种文书:{kind}。可打印:{known}。\nThere is no such kind of notice.", USAGE)
    typed = read_typed(number)
    record = _record(typed)
    if asked is None:
        _list(record, as_json=as_json)
        return
    try:
        notice = notice_of(record, asked, voucher or None)
        made = on_paper(notice, Faces(settings().paper_fonts))
    except PaperError as error:
        raise Trouble(str(error), REFUSED) from None
    target = out or Path(f"{typed}-{asked}.pdf")
    put_in_place(target, made)
    if as_json:
        written = {"file": str(target), "size": len(made), "digest": f"sha256:{digest('sha256', made)}"}
        show_json({"number": typed, "kind": asked, "title": notice.title, "notice": notice.number, **written})
    else:
        say(f"已写出《{notice.title}》{target}(含个人信息,仅本人可读)· written")


def _list(record: Record, *, as_json: bool) -> None:
    rows: list[dict[str, Any]] = [
        {"kind": kind, "name": KINDS[kind].name, "printable": not why, "reason": why or None}
        for kind, why in printable(record).items()
    ]
    if as_json:
        show_json({"number": record.number, "kinds": rows})
    else:
        table(["种类", "文书", "可否打印"], [[row["kind"], row["name"], row["reason"] or "可以"] for row in rows])


def _record(number: str) -> Record:
    from hub.readmodel.histories import history_of  # noqa: PLC0415 - needs the database's driver

    found = asked(lambda dsn: history_of(dsn, number))
    if found is None:
        raise Trouble(f"查询库里没有办件 {number};若刚刚报送,请稍候 · no such case is known yet", REFUSED)
    if found.fault:
        raise Trouble(f"不能打印 · cannot print: {found.fault}", REFUSED)
    return Record(History(number, [Numbered(*one) for one in found.facts]), _reference())


def _reference() -> Reference:
    """Give the rows of the running hub; the shipped ones, and a word about it, where its broker can't be reached."""
    try:
        return running_rows()
    except (Trouble, ClientError, BrokerError):
        warn("连不上枢纽,单位名称、材料名称和收费标准取自随附的基础数据 · the hub's own reference data is out of reach")
        return load()
