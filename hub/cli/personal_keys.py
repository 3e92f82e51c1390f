"""``hub personal-keys``: the store of key-encryption keys that wrap the keys of sealed personal data."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hub.cli.connection import settings
from hub.cli.sealed import held_keys, partitions, publish
from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED, Trouble
from hub.operations import erasing
from hub.personal.key_store import FileKeyStore, KeyStoreError, add_key, drop_keys, make_store
from schemas.times import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.operations.erasing import Held

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只显示将做什么 · show what would be done")]
LOOK_S: Final = 0.2


@app.command()
def make(as_json: AsJson = False) -> None:
    """建立密钥库(一省一次,复制到每台机器)· Make the key store: once, then copy it to every worker.

    Example: hub personal-keys make
    """
    path = settings().personal.keys
    if path.exists():
        raise Trouble(f"{path} 已存在 · there is one already", REFUSED)
    make_store(path, datetime.now(CHINA).date())
    _tell_keys(as_json=as_json)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """密钥库中的主密钥,以及各包裹着多少数据密钥 · The key-encryption keys, and how many data keys each one wraps.

    Example: hub personal-keys list
    """
    _tell_keys(as_json=as_json, held=asyncio.run(held_keys(quiet=as_json)))


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """新增一把主密钥,此后用它包裹 · Add a key-encryption key, which wraps from now on.

    Copy the store to every worker and restart them; then `rewrap`; then `drop`.

    Example: hub personal-keys rotate
    """
    with _as_trouble():
        add_key(settings().personal.keys, datetime.now(CHINA).date())
    _tell_keys(as_json=as_json)


@app.command()
def rewrap(
    wait: Annotated[float, typer.Option(help="等待的秒数 · seconds to wait")] = 60,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """用最新的主密钥重新包裹全部数据密钥 · Wrap all data keys by the newest key-encryption key.

    Example: hub personal-keys rewrap
    """
    store = _store()
    old = _not_newest(asyncio.run(held_keys(quiet=as_json)), store)
    if not dry_run and old:
        asyncio.run(publish(erasing.wrappings(old, partitions())))
        end = time.monotonic() + wait
        while (left := _not_newest(asyncio.run(held_keys(quiet=True)), store)) and time.monotonic() < end:
            time.sleep(LOOK_S)
    else:
        left = old
    if as_json:
        show_json({"newest": store.newest, "rewrapped": len(old) - len(left), "left": len(left)})
    else:
        say(f"主密钥 {store.newest}:已重新包裹 {len(old) - len(left)} 件,尚余 {len(left)} 件")
    if left and not dry_run:
        raise typer.Exit(REFUSED)


@app.command()
def drop(as_json: AsJson = False) -> None:
    """销毁旧的主密钥,由它包裹的备份从此无法读取 · Drop old key-encryption keys, and with them old backups.

    Example: hub personal-keys drop
    """
    store = _store()
    left = _not_newest(asyncio.run(held_keys(quiet=as_json)), store)
    if left:
        raise Trouble(f"还有 {len(left)} 件由旧主密钥包裹,请先执行 hub personal-keys rewrap · rewrap first", REFUSED)
    dropped = drop_keys(store.path)
    if as_json:
        show_json({"dropped": dropped, "newest": store.newest})
    else:
        say(f"已销毁主密钥 {'、'.join(dropped) or '(无)'};请把密钥库复制到其他机器,并删除旧副本")


def _not_newest(held: Held, store: FileKeyStore) -> list[str]:
    return sorted({number for (number, _), key in held.items() if not store.is_wrapped_by_newest(key.wrapped or "")})


def _tell_keys(*, as_json: bool, held: Held | None = None) -> None:
    store = _store()
    counts = {name: 0 for name, _ in store.names}
    for key in (held or {}).values():
        name = (key.wrapped or "").split(".")[1]
        counts[name] = counts.get(name, 0) + 1
    lost = sum(counts.values()) - sum(counts[name] for name, _ in store.names)
    if as_json:
        fields = [{"name": name, "made_on": day, "wraps": counts[name]} for name, day in store.names]
        show_json({"file": str(store.path), "keys": fields, "newest": store.newest, "lost": lost})
        return
    rows = [[name, day, counts[name], "是" if name == store.newest else ""] for name, day in store.names]
    table(["主密钥", "建立日期", "包裹的数据密钥", "当前使用"], rows, title=str(store.path))
    if lost:
        say(f"另有 {lost} 把数据密钥由已销毁(库中没有)的主密钥包裹,无法再打开 · wrapped by a key that is gone: lost")


def _store() -> FileKeyStore:
    with _as_trouble():
        return FileKeyStore(settings().personal.keys)


@contextmanager
def _as_trouble() -> Iterator[None]:
    try:
        yield
    except KeyStoreError as error:
        raise Trouble(str(error), REFUSED) from None
