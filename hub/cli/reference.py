"""``hub reference``: what is an item, a region, a unit; what new rows would do; why a matter goes where it goes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from hub.cli.reference_applying import apply_rows
from hub.cli.reference_findings import rows_of, tell_check
from hub.cli.reference_misroutes import misroutes
from hub.cli.reference_topic import running_rows
from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.domain.reference import Matter, Reference
from hub.reference.changes import changes
from hub.reference.check import findings
from hub.reference.explain import Explanation
from hub.reference.explain import explain as explained
from hub.reference.findings import errors
from hub.reference.load import load
from hub.reference.resting import STATUS, Resting, resting_on
from schemas.times import CHINA

app = typer.Typer()
app.command("apply")(apply_rows)
app.command()(misroutes)

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
On = Annotated[str, typer.Option(help="日期,缺省今天 · a day such as 2027-01-01; default today")]
With = Annotated[list[Path] | None, typer.Option("--with", help="叠加这些文件中的记录 · with the rows of these files")]
Running = Annotated[
    bool,
    typer.Option("--running", help="与运行中的枢纽的记录比较 · with the rows of the running hub, not the shipped ones"),
]


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="待生效的记录(JSON) · rows to be applied")] = None,
    *,
    running: Running = False,
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """检查基础数据,并说明新记录会改变什么 · Check rows before they are applied, and tell what they would change.

    有错误则退出码为1,只有警告为0 · Exit code 1 with an error, 0 with warnings only.

    Example: hub reference check new-rules.json --running
    """
    before, day = _base(running=running), _day(on)
    after = _with(before, files)
    found = findings(after, day)
    moved = list(changes(before, after, day)) if files else []
    if as_json:
        told = {"on": day, "findings": [one._asdict() for one in found], "changes": [one._asdict() for one in moved]}
        show_json({**told, "errors": len(errors(found))})
    else:
        tell_check(found, moved)
    if errors(found):
        raise typer.Exit(REFUSED)


@app.command()
def explain(
    file: Annotated[Path | None, typer.Argument(help="申请文件(JSON) · an application")] = None,
    *,
    item: Annotated[str, typer.Option(help="事项编码 · item code")] = "",
    region: Annotated[str, typer.Option(help="属地区划代码 · region of the matter")] = "",
    kind: Annotated[str, typer.Option(help="申请人类型(GB/T 39046 A.4) · kind of applicant, 1 to 6")] = "",
    rows: With = None,
    running: Running = False,
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """说明一份申请为何由某单位主管 · Tell why an application goes where it goes, rule by rule.

    没有主管单位时退出码为1 · Exit code 1 where nobody is competent.

    Example: hub reference explain --item 520701001000 --region 520122
    """
    reference, day = _with(_base(running=running), rows), _day(on)
    if file is not None:
        item, region, kind = _asked_in(file)
    told = explained(_matter(item, region, kind, (reference, day)), day, reference)
    if as_json:
        show_json(_as_data(told))
    else:
        _tell_explanation(told)
    if told.unit is None:
        raise typer.Exit(REFUSED)


@app.command()
def basis(
    code: Annotated[str, typer.Argument(help="文件代码 · code of a document; none: list all")] = "",
    rows: With = None,
    *,
    running: Running = False,
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """查询以某文件为依据的事项和规则 · List the items and rules that rest on a normative document.

    Example: hub reference basis market-entity-registration
    """
    reference, day = _with(_base(running=running), rows), _day(on)
    codes = [code] if code else sorted(reference.documents)
    told = [_document(one, reference, day) for one in codes]
    if as_json:
        show_json(told)
    else:
        _tell_documents(told, whole=bool(code))
    if code and code not in reference.documents:
        raise typer.Exit(REFUSED)


@app.command()
def show(
    text: Annotated[str, typer.Argument(help="代码或名称的一部分 · code or part of a name")],
    as_json: AsJson = False,
) -> None:
    """查找地区、单位、事项 · Find regions, units and items.

    Example: hub reference show 清镇
    """
    rows = found_in(load(), text)
    if as_json:
        show_json(rows)
    else:
        table(["类别", "代码", "名称"], [[row["kind"], row["code"], row["name"]] for row in rows])
    if not rows:
        raise typer.Exit(REFUSED)


def found_in(reference: Reference, text: str) -> list[dict[str, Any]]:
    """Give what has the text in its code or name today."""
    today = _day("")
    kinds = {
        "地区": [(row.code, row.name) for row in reference.all_regions(today)],
        "单位": [(row.uscc, row.name) for row in reference.all_units(today)],
        "事项": [(row.code, row.name) for row in reference.all_items(today)],
    }
    return [
        {"kind": kind, "code": code, "name": name}
        for kind, rows in kinds.items()
        for code, name in rows
        if text in code or text in name
    ]


def _base(*, running: bool) -> Reference:
    return running_rows() if running else load()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(CHINA).date()
    except ValueError:
        raise Trouble(f"{text} 不是日期,应如 2027-01-01 · not a day", USAGE) from None


def _with(reference: Reference, files: list[Path] | None) -> Reference:
    return reference.with_rows(rows_of(files), reference.offset) if files else reference


def _asked_in(file: Path) -> tuple[str, str, str]:
    """Find item, region and applicant's kind in a filing as ``hub submit`` takes it."""
    try:
        data = orjson.loads(file.read_bytes())
        content = data.get("data", data)
        content = content.get("application", content)
        return content["item"], content["jurisdiction"]["region"], content.get("applicant_kind", "")
    except OSError as error:
        raise Trouble(f"无法读取 {file}:{error.strerror} · can't read it", USAGE) from None
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        raise Trouble(f"{file} 不是一份申请 · no application (item, jurisdiction.region)", USAGE) from None


def _matter(code: str, region: str, kind: str, at: tuple[Reference, date]) -> Matter:
    reference, day = at
    item = reference.item(code, day)
    if item is None:
        raise Trouble(f"没有事项 {code} · no such item on {day}", REFUSED)
    # a retired region's matters go to the one that took its place
    region = (reference.succession(region, day) or (region,))[-1]
    if reference.region(region, day) is None:
        raise Trouble(f"{region} 不是现行的行政区划代码 · no such region on {day}", REFUSED)
    if kind and kind not in set("123456"):
        raise Trouble("申请人类型应为1至6 · the kind of applicant is 1 to 6", USAGE)
    return Matter(item, region, kind or None)  # type: ignore[arg-type]  # checked just now


def _tell_explanation(told: Explanation) -> None:
    item = told.matter.item
    say(f"{item.name}({item.code})· {told.on} · 办理层级:{told.level} · 依次查找:{'、'.join(told.places)}")
    table(
        ["结果", "规则", "生效", "说明"],
        [
            ["✔" if one.verdict == "wins" else "✘", one.name, _period(one.rule.valid_from, one.rule.valid_to), one.why]
            for one in told.candidates
        ],
    )
    say(f"主管单位:{told.answer}\n办理方式:{told.handling}" if told.unit else told.answer)


def _as_data(told: Explanation) -> dict[str, Any]:
    item = told.matter.item
    matter = {"item": item.code, "region": told.matter.region, "applicant_kind": told.matter.applicant_kind}
    rules = [
        {"code": one.rule.code, "unit": one.rule.unit, "verdict": one.verdict, "why": one.why}
        for one in told.candidates
    ]
    answer = {"unit": told.unit, "answer": told.answer, "handling": item.handling.stage}
    return {**matter, "on": told.on, **answer, "places": told.places, "rules": rules}


def _document(code: str, reference: Reference, on: date) -> dict[str, Any]:
    row = reference.legal_document(code, on)
    resting: list[Resting] = resting_on(code, reference, on)
    known = {"title": row.title, "number": row.number, "status": row.status} if row else {"status": "unknown"}
    return {"code": code, **known, "rests": [one._asdict() for one in resting]}


def _tell_documents(told: list[dict[str, Any]], *, whole: bool) -> None:
    if not whole:
        rows = [[one["code"], one.get("title", ""), _status(one), len(one["rests"])] for one in told]
        table(["代码", "文件", "状态", "依据它的事项和规则"], rows)
        return
    (one,) = told
    say(f"{one.get('title', one['code'])}({one.get('number', '')})· {_status(one)}")
    table(["类别", "代码", "名称", "条款"], [[r["kind"], r["code"], r["name"], r["articles"]] for r in one["rests"]])


def _status(document: dict[str, Any]) -> str:
    return STATUS.get(document["status"], "没有这个文件")


def _period(first: date, last: date | None) -> str:
    return f"{first}—{last or ''}"
