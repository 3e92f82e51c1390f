"""``hub attachment``: files that belong to applications: put, get, look after."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hub.cli.attachment_words import WHYS, as_fields, of_size, said_of_scanning
from hub.cli.show import moment, progress, say, show_json, table, warn
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.attachments import AttachmentStore
from hub.client.errors import NoAttachment, NotGenuine, Rejected
from schemas.attachments import SUFFIXES

if TYPE_CHECKING:
    from hub.attachments.retention import Removable, Swept

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
Digest = Annotated[str, typer.Argument(help="附件摘要 sha256:… · digest of the attachment")]
LISTED: Final = 1_000
NOTHING_REFERRED: Final = (
    "附件库中有{stored}个附件,但登记中没有任何一个提到它们:登记可能不是这个附件库的,未清除。\n"
    "Nothing that is stored is named by this log: probably it is another cluster's. Nothing was removed;\n"
    "--none-referred says that it is right."
)
CUT_LOG: Final = (
    "登记的开头已不在Kafka中({place}),不能判断哪些附件仍被提到,未清除。\n"
    "The beginning of the log is gone: what it named can't be known, so nothing is removed."
)


def opened() -> AttachmentStore:
    """Open the store that the settings name. Raises SettingError, ClientError."""
    from hub.cli.connection import settings  # noqa: PLC0415 - --help needs none of it

    return AttachmentStore.opened(settings().attachments)


@app.command()
def put(
    files: Annotated[list[Path], typer.Argument(help="文件,可多个 · files")],
    claimed: Annotated[str, typer.Option(help="应有的摘要 · the digest that it must have")] = "",
    anew: Annotated[bool, typer.Option("--anew", help="全部重传,用于修复 · send all again, to mend")] = False,
    as_json: AsJson = False,
) -> None:
    """上传附件;中断后再次执行,只传其余部分 · Upload; interrupted and run again, only the rest is sent.

    Example: hub attachment put 公司章程.pdf
    """
    if claimed and len(files) != 1:
        raise Trouble("--claimed 只用于一个文件 · --claimed is of one file", USAGE)
    store, refused = opened(), False
    _say_scanning(store, as_json=as_json)
    for file in files:
        try:
            with progress(f"上传 {file.name}", None, quiet=as_json) as advance:
                stored = store.put(file, claimed, anew=anew, told=advance)
        except Rejected as error:
            refused = True
            _tell_refused(file.name, error, as_json=as_json)
            continue
        if as_json:
            show_json({"file": str(file), **stored._asdict()})
        else:
            say(f"{file.name} {stored.digest} {of_size(stored.size)},传输 {of_size(stored.sent)}")
            _say_notes(stored.notes)
    if refused:
        raise typer.Exit(REFUSED)


@app.command()
def get(
    digest: Digest,
    to: Annotated[Path, typer.Option(help="写到文件或文件夹 · a file, or a folder")] = Path(),
    as_json: AsJson = False,
) -> None:
    """取回附件,边读边核对 · Fetch an attachment, checked while it is read.

    Example: hub attachment get sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --to M01.pdf
    """
    store = opened()
    target = to / name_of(digest, store.describe(digest).media_type) if to.is_dir() else to
    if not target.parent.is_dir():
        raise Trouble(f"没有文件夹 {target.parent} · there is no such folder", USAGE)
    with progress("取回", None, quiet=as_json) as advance:
        manifest = store.fetch(digest, target, advance)
    told = {"digest": digest, "file": str(target), "size": manifest.size, "media_type": manifest.media_type}
    if as_json:
        show_json(told)
    else:
        say(f"{target} {of_size(manifest.size)},与摘要相符")


@app.command("list")
def list_stored(
    quarantine: Annotated[bool, typer.Option("--quarantine", help="隔离区 · what was refused for its virus")] = False,
    as_json: AsJson = False,
) -> None:
    """列出附件库,或隔离区及扫描结论 · List what is stored, or the quarantine with what scanners said.

    Example: hub attachment list --quarantine
    """
    store = opened()
    _say_scanning(store, as_json=as_json)
    rows: list[list[Any]] = []
    count = size = 0
    for found in store.listed("quarantine" if quarantine else "sha256"):
        verdict = store.verdict(found.digest) if quarantine else None
        count, size = count + 1, size + found.bytes
        if as_json:
            show_json(as_fields(found, verdict))
        elif count <= LISTED:
            last = verdict.last if verdict else None
            state = f"{last.outcome} {last.detail}" if last else "" if found.is_whole else "上传未完成"
            rows.append([found.digest, of_size(found.bytes), moment(found.newest), state])
    if not as_json:
        table(["摘要", "大小", "最近交来", "说明"], rows, title=f"{count} 个,{of_size(size)}")


@app.command()
def check(
    which: Annotated[list[str], typer.Argument(help="文件,或摘要 sha256:… · files to look at, or digests")],
    as_json: AsJson = False,
) -> None:
    """检查文件能否上传(不发送),或核对库中的附件 · Look at files without sending, or verify what is stored.

    Example: hub attachment check 公司章程.pdf
    """
    store, wrong = opened(), False
    _say_scanning(store, as_json=as_json)
    for one in which:
        try:
            told = _checked(store, one)
        except (Rejected, NoAttachment, NotGenuine) as error:
            wrong = True
            _tell_refused(one, error, as_json=as_json)
            continue
        if as_json:
            show_json({"what": one, **told})
        else:
            say(f"{one} {told['media_type']} {of_size(told['size'])},{told['text']}")
            _say_notes(told["notes"])
    if wrong:
        raise typer.Exit(REFUSED)


@app.command()
def sweep(
    remove: Annotated[bool, typer.Option("--remove", help="真正清除;缺省只显示 · remove; else only show")] = False,
    none_referred: Annotated[
        bool, typer.Option("--none-referred", help="登记确实没有提到任何附件 · it is right that no fact names any")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """清除到期、已删除和无人提到的附件,缺省只显示 · Remove what is past its time, erased or unnamed; dry by default.

    Example: hub attachment sweep
    """
    swept, kept = _sweep(remove=remove, none_referred=none_referred, quiet=as_json)
    if as_json:
        show_json({"removed": remove, **{name: getattr(swept, name) for name in _SWEPT}, "retention_days": kept})
        return
    what = "已清除" if remove else "可清除(未清除,加 --remove 执行)"
    parts = ",".join(f"{WHYS[why]} {count} 个" for why, count in sorted(swept.counts.items())) or "没有"
    say(f"附件库 {swept.stored} 个、{of_size(swept.stored_bytes)},其中登记提到 {swept.referred} 个")
    say(f"{what}:{parts},{of_size(swept.bytes)};办结后保存 {f'{kept} 天' if kept else '不限期'}")


def name_of(digest: str, media_type: str) -> str:
    """Give a file name made of the digest: what others called it is no path of ours."""
    return digest.removeprefix("sha256:")[:16] + SUFFIXES.get(media_type, "")


def _checked(store: AttachmentStore, which: str) -> dict[str, Any]:
    if which.startswith("sha256:"):
        manifest = store.check(which)
        return {**manifest.model_dump(exclude={"parts", "part_bytes"}), "notes": [], "text": "与摘要相符"}
    looked = store.look(Path(which))
    store.scan(Path(which))
    return {**looked._asdict(), "text": f"可以上传,{looked.digest}"}


def _sweep(*, remove: bool, none_referred: bool, quiet: bool) -> tuple[Swept, int | None]:
    from datetime import datetime  # noqa: PLC0415 - --help needs none of all this

    from hub.attachments.references import gathered  # noqa: PLC0415 - as above
    from hub.attachments.retention import Terms, sweep  # noqa: PLC0415 - as above
    from hub.cli.connection import settings  # noqa: PLC0415 - as above
    from hub.client.attachments import in_our_words  # noqa: PLC0415 - as above
    from schemas.times import CHINA  # noqa: PLC0415 - as above

    store, own = opened(), settings().attachments
    terms, now = Terms(own.orphans, own.retention), datetime.now(CHINA)

    def told(one: Removable) -> None:
        if quiet:
            show_json(as_fields(one.found, None) | {"why": one.why})

    with gathered() as references:
        asyncio.run(_gather(references, quiet=quiet))
        with in_our_words():
            # always looked at first: whether the log is this store's shows only when all was listed
            seen = sweep(store.attachments, references, terms, now, remove=False, told=told)
            if remove and seen.counts and not seen.referred and not none_referred:
                raise Trouble(NOTHING_REFERRED.format(stored=seen.stored), REFUSED)
            swept = sweep(store.attachments, references, terms, now, remove=True) if remove else seen
    return swept, own.retention.days if own.retention else None


async def _gather(references: Any, *, quiet: bool) -> None:
    """Read all facts; a log whose beginning is gone names less than it did."""
    from hub.cli.connection import OPERATOR, kafka_of  # noqa: PLC0415 - as above
    from hub.client.history import reader_of  # noqa: PLC0415 - as above
    from hub.lanes.reading import to_stable_end  # noqa: PLC0415 - as above
    from schemas.topics import FACTS  # noqa: PLC0415 - as above

    async with reader_of(kafka_of(OPERATOR), FACTS) as reader:
        places = await reader.partitions(FACTS)
        bounds = await reader.bounds_of(places)
        cut = [place for place in places if bounds[place].start]
        if cut:
            raise Trouble(CUT_LOG.format(place=f"{FACTS}/{cut[0].number}"), REFUSED)
        with progress("读取登记", sum(bounds[place].stable for place in places), quiet=quiet) as advance:
            for place in places:
                async for stretch in to_stable_end(reader, place, 0):
                    for record in stretch.records:
                        references.take(record)
                    advance(references.facts)


def _say_scanning(store: AttachmentStore, *, as_json: bool) -> None:
    if not as_json:
        warn(said_of_scanning(store.scanner))


def _say_notes(notes: Any) -> None:
    for note in notes:
        say(f"  注意:{note}")


def _tell_refused(what: str, error: Rejected | NoAttachment | NotGenuine, *, as_json: bool) -> None:
    if not as_json:
        warn(f"{what}:{error}")
    elif isinstance(error, Rejected):
        show_json({"what": what, "code": error.code, "text": error.text, "english": error.english})
    else:
        code = "altered" if isinstance(error, NotGenuine) else "missing"
        show_json({"what": what, "code": code, "text": str(error)})


_SWEPT: Final = ("stored", "stored_bytes", "referred", "counts", "bytes")
