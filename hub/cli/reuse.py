"""``hub reuse``: fill a form from what its applicant gave before (信息复用); what share of all forms was filled so."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from hub.cli.acts import AsJson
from hub.cli.connection import settings
from hub.cli.moments import moment_of
from hub.cli.read_model import asked
from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.domain.parties import check_applicant
from hub.domain.reference import Reference
from hub.domain.reuse import Filled, fill
from hub.private_files import put_in_place
from hub.reference.load import load
from schemas.codes import explain
from schemas.parties import Party
from schemas.times import CHINA, from_milliseconds
from schemas.values import encode

app = typer.Typer()
Answer = TypeVar("Answer")
_PARTY: TypeAdapter[Party] = TypeAdapter(Party)


@app.callback()
def _reuse() -> None:
    """What was given before, and agreed to."""


@app.command("fill")
def fill_form(
    file: Annotated[str, typer.Argument(help="申请草稿(JSON),- 为标准输入 · a draft; - for stdin")],
    *,
    out: Annotated[Path | None, typer.Option(help="填好的申请写入此文件 · where to write it")] = None,
    as_json: AsJson = False,
) -> None:
    """用申请人以前同意复用的信息填写申请 · Fill a draft with what its applicant gave before and agreed to.

    The draft is what `hub submit` takes; item and applicant must be in it. What stands in it stays.

    Example: hub reuse fill draft.json --out application.json
    """
    draft = _draft(file)
    application = draft["application"]
    party = _party(application)
    reference, today = _reference(), datetime.now(CHINA).date()
    kind, at = application.get("applicant_kind", ""), "/application/personal/applicant"
    refusal = check_applicant(party, kind, at, today)
    if refusal:
        said = explain(refusal.code, refusal.params, refusal.pointer)
        raise Trouble(f"{said} · the applicant is not well-formed", REFUSED)
    row = reference.item(str(application.get("item", "")), today)
    if row is None:
        raise Trouble("草稿没有写明事项,或目录中没有该事项 · the draft names no item that there is", REFUSED)
    rules = reference.form_rules(row.form, today) if row.form else None
    given = asked(lambda dsn: _given_by(dsn, reference.subject_of(party), reference))
    applicant = orjson.loads(encode(party))
    filled = fill(application.get("form", {}), applicant, rules, given)
    _put(application, filled)
    if out is not None:
        put_in_place(out, orjson.dumps(draft, option=orjson.OPT_INDENT_2))
    if as_json:
        show_json(draft)
        return
    titles = {f"/form/{name}": rules.title_of(name) or name for name in rules.fields} if rules else {}
    rows = [[titles.get(one.field, _OF_APPLICANT.get(one.field, one.field)), one.source] for one in filled.fields]
    if rows:
        table(["字段", "来源"], rows, title="已填写 · filled in")
    else:
        say("没有可复用的信息:此前没有申请,或申请人未同意复用 · nothing that may be reused is known")
    if out is not None:
        say(f"已写入 {out}(含个人信息,仅本人可读);请申请人核对后报送 · written; let the applicant check it")


@app.command()
def share(
    since: Annotated[str, typer.Option("--from", help="从何日起 · first day, as 2026-11-01")],
    until: Annotated[str, typer.Option("--to", help="到何日为止(不含) · and before this day")],
    *,
    as_json: AsJson = False,
) -> None:
    """字段复用率及其公式 · What share of all fields nobody had to type again, with its formula.

    Example: hub reuse share --from 2026-11-01 --to 2026-12-01
    """
    from hub.readmodel.reuse import FORMULA, share_of_reused  # noqa: PLC0415 - needs the database's driver

    begin, end = moment_of(since), moment_of(until)
    if begin is None or end is None or begin >= end:
        raise Trouble("--from 应早于 --to。\n--from must be before --to.", USAGE)
    counted = asked(lambda dsn: share_of_reused(dsn, from_milliseconds(begin), from_milliseconds(end)))
    if as_json:
        show_json({**counted._asdict(), "share": counted.share, "formula": FORMULA})
        return
    percent = "—" if counted.share is None else f"{counted.share:.1%}"
    table(
        ["申请", "问过同意", "同意复用", "所填字段", "复用字段", "复用率"],
        [[counted.applications, counted.asked, counted.agreed, counted.fields, counted.reused, percent]],
    )
    say(FORMULA)


_OF_APPLICANT = {"/personal/applicant/phone": "申请人电话", "/personal/applicant/address": "申请人地址"}


def _draft(file: str) -> dict[str, Any]:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        draft = orjson.loads(content)
    except OSError as error:
        raise Trouble(f"无法读取 {file}:{error.strerror} · can't read it", USAGE) from error
    except orjson.JSONDecodeError:
        raise Trouble(f"{file} 不是有效的JSON · it is no JSON", USAGE) from None
    if not isinstance(draft, dict) or not isinstance(draft.get("application"), dict):
        raise Trouble("草稿应为 hub submit 的申请,含 application 一栏 · it holds no application", USAGE)
    return draft


def _party(application: dict[str, Any]) -> Party:
    personal = application.get("personal")
    try:
        return _PARTY.validate_json(orjson.dumps(personal["applicant"] if isinstance(personal, dict) else None))
    except (KeyError, ValidationError):
        # pydantic's own words may quote what was sent
        raise Trouble("草稿没有写明申请人(姓名或名称、证件) · the draft names no applicant", REFUSED) from None


def _reference() -> Reference:
    key = settings().subject_key
    if key is None:
        raise Trouble(
            "请设置 HUB_SUBJECT_KEY:没有它找不到申请人 · set HUB_SUBJECT_KEY: applicants are found by it", USAGE
        )
    rows = load()
    return Reference.from_rows(rows.rows.values(), rows.offset, key.bytes)


def _given_by(dsn: str, subject: str, reference: Reference) -> Any:
    from hub.readmodel.reuse import given_by  # noqa: PLC0415 - needs the database's driver

    return given_by(dsn, subject, reference)


def _put(application: dict[str, Any], filled: Filled) -> None:
    """Put what was found into the draft; whether the applicant agrees again is still to be asked."""
    if not filled.fields:
        return
    if filled.form:
        application["form"] = dict(filled.form)
    application["personal"]["applicant"] = dict(filled.applicant)
    known = application.get("reuse") or {}
    fields = [*known.get("fields", ()), *(orjson.loads(encode(one)) for one in filled.fields)]
    application["reuse"] = {"consent": known.get("consent", True), "fields": fields}
