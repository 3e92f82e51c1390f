"""The one file that touches obstore: a folder, an S3 bucket or memory, with its errors in our words.

A write is atomic: nobody sees half of it. A folder of ours is closed to others (0700), and what is written to it is on
the disk when ``put`` returns.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, MemoryStore, S3Store

from hub.attachments.errors import NotAllowed, Unreachable

if TYPE_CHECKING:
    from obstore.store import ObjectStore, S3Config

    from hub.settings import AttachmentSettings

CHUNK: Final = 1 << 20
_OTHERS: Final = 0o007
_FORBIDDEN: Final = "403 Forbidden"
_PATIENCE: Final = timedelta(seconds=30)
_NOT_ALLOWED: Final = (
    "附件库拒绝访问({name}):请核对访问密钥和本端点的权限。\n"
    "The store of attachments refuses this key, or this key there."
)
_UNREACHABLE: Final = (
    "附件库无法访问({name}):请检查网络、地址或磁盘后重试;已上传的部分不会重传。\n"
    "The store of attachments does not answer, or its disk fails: try again, only the rest is sent."
)
_OPEN_TO_OTHERS: Final = (
    "附件文件夹{name}对其他用户开放,未使用:请执行 chmod o-rwx {name}。\n"
    "The folder of attachments is open to other users of this machine and is not used: chmod o-rwx it."
)


class Entry(NamedTuple):
    """One thing in the store."""

    path: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Place:
    """Where attachments lie; paths are relative. Every call raises NotAllowed, Unreachable."""

    name: str
    """For messages; no secret in it."""
    store: ObjectStore
    folder: Path | None = None
    """Of a store on this machine."""

    def put(self, path: str, data: bytes) -> None:
        """Write, over whatever was there."""
        with self._in_our_words():
            obstore.put(self.store, path, data, use_multipart=False)
            if self.folder is not None:
                _settle(self.folder / path, self.folder)

    def head(self, path: str) -> Entry | None:
        """Look; None where nothing is, or where the key may not know: S3 says 403 to whoever may not list."""
        try:
            with self._in_our_words():
                meta = obstore.head(self.store, path)
        except (FileNotFoundError, NotAllowed):
            return None
        return Entry(meta["path"], meta["size"], meta["last_modified"])

    def read(self, path: str) -> Iterator[bytes]:
        """Give the content in pieces; FileNotFoundError where nothing is."""
        with self._in_our_words():
            for chunk in obstore.get(self.store, path).stream(min_chunk_size=CHUNK):
                # the last one of a stream may be as long as the store likes
                yield bytes(chunk)

    def text(self, path: str, longest: int = CHUNK) -> bytes | None:
        """Give something short; None where nothing is, or something longer."""
        entry = self.head(path)
        if entry is None or entry.size > longest:
            return None
        try:
            return b"".join(self.read(path))
        except FileNotFoundError:
            return None

    def delete(self, path: str) -> None:
        """Remove; nothing happens where nothing is."""
        try:
            with self._in_our_words():
                obstore.delete(self.store, path)
        except FileNotFoundError:
            return

    def clear(self, under: str) -> None:
        """Remove what is left of a folder: beside a machine that was killed, also what a write had begun."""
        for entry in list(self.listed(under)):
            self.delete(entry.path)
        if self.folder is not None:
            shutil.rmtree(self.folder / under, ignore_errors=True)

    def listed(self, under: str) -> Iterator[Entry]:
        """Give everything under a folder, in no order."""
        with self._in_our_words():
            for some in obstore.list(self.store, under, chunk_size=500):
                for meta in some:
                    yield Entry(meta["path"], meta["size"], meta["last_modified"])

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        """Translate what the store raises; its own text may hold addresses and is not shown."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
            raise NotAllowed(_NOT_ALLOWED.format(name=self.name)) from error
        except (BaseError, OSError) as error:
            if _FORBIDDEN in str(error):
                # whoever may not list is told so as of a broken line
                raise NotAllowed(_NOT_ALLOWED.format(name=self.name)) from error
            raise Unreachable(_UNREACHABLE.format(name=self.name)) from error


def place_of(settings: AttachmentSettings) -> Place:
    """Open what the settings name; a bucket is not asked yet. Raises NotAllowed, Unreachable."""
    if settings.place.startswith("s3://"):
        return _bucket(settings)
    return folder_place(Path(settings.place))


def folder_place(folder: Path) -> Place:
    """Open a folder of this machine, made where there is none. Raises NotAllowed, Unreachable."""
    name = str(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_open = folder.stat().st_mode & _OTHERS
    except PermissionError as error:
        raise NotAllowed(_NOT_ALLOWED.format(name=name)) from error
    except OSError as error:
        raise Unreachable(_UNREACHABLE.format(name=name)) from error
    if is_open:
        raise NotAllowed(_OPEN_TO_OTHERS.format(name=name))
    return Place(name, LocalStore(folder), folder)


def memory_place() -> Place:
    """Open a store that ends with the process."""
    return Place("memory", MemoryStore())


def _bucket(settings: AttachmentSettings) -> Place:
    bucket, _, prefix = settings.place.removeprefix("s3://").partition("/")
    config: S3Config = {"endpoint": settings.endpoint} if settings.endpoint else {}
    store = S3Store(
        bucket,
        prefix=prefix or None,
        region=settings.region,
        access_key_id=settings.key,
        secret_access_key=settings.secret,
        # the service itself checks that it has stored what was sent
        checksum_algorithm="SHA256",
        client_options={
            "allow_http": settings.endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=10),
            # one part over a line of 1 Mbit/s takes 34 s
            "timeout": timedelta(seconds=180),
        },
        retry_config={"max_retries": 5, "retry_timeout": _PATIENCE},
        config=config,
    )
    return Place(settings.place, store)


def _settle(path: Path, root: Path) -> None:
    """Close to others what was written, and wait until it and every name on the way to it are on the disk."""
    for one in (path, *path.parents):
        handle = os.open(one, os.O_RDONLY)
        try:
            if one != root:
                os.fchmod(handle, 0o600 if one == path else 0o700)
            os.fsync(handle)
        finally:
            os.close(handle)
        if one == root:
            return
