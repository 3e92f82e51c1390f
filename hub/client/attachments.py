"""Attachments for whoever files and whoever decides: the file lies in the store, the message carries its digest.

store = AttachmentStore.of(os.environ)          # HUB_ATTACHMENTS…
filing = attached(filing, Path("scans"), store)   # uploads what its materials name, gives the filing with digests
store.fetch("sha256:…", Path("M01.pdf"))          # checked while it is read
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from hub.attachments.errors import Altered, AttachmentError, Missing, NotAllowed, Refused
from hub.attachments.manifest import Manifest, Verdict
from hub.attachments.places import place_of
from hub.attachments.retention import Found, listed
from hub.attachments.scanning import scanner_of
from hub.attachments.storing import Attachments, Looked, Stored, Told
from hub.client.errors import CannotReach, ClientError, NoAttachment, NotAuthorised, NotGenuine, Rejected
from hub.settings import AttachmentSettings, read


def _quietly(_: int, __: int) -> None:
    """Nobody looks."""


class AttachmentStore:
    """The store, in the words of this library: every call raises ClientError. Calls block; asyncio: ``to_thread``."""

    def __init__(self, attachments: Attachments) -> None:
        self.attachments = attachments

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Open what ``HUB_ATTACHMENTS…`` name. Raises SettingError, ClientError."""
        return cls.opened(read(environment).attachments)

    @classmethod
    def opened(cls, settings: AttachmentSettings) -> Self:
        """Open what settings name. Raises ClientError."""
        with in_our_words():
            return cls(Attachments(place_of(settings), settings.largest, scanner_of(settings.scan)))

    @property
    def scanner(self) -> str:
        """Who looks for viruses; empty: nobody."""
        return self.attachments.scanner.name

    def look(self, file: Path) -> Looked:
        """Tell what a file is and whether it would be taken; nothing is sent."""
        with in_our_words():
            return self.attachments.look(file)

    def put(self, file: Path, claimed: str = "", *, anew: bool = False, told: Told = _quietly) -> Stored:
        """Store a file; interrupted, it may be put again and only the rest is sent.

        ``claimed``: the digest it must have. ``anew``: send all of it again. ``told`` hears bytes done and in all.
        """
        with in_our_words():
            return self.attachments.put(file, claimed, anew=anew, told=told)

    def scan(self, file: Path) -> None:
        """Let the scanner, where one is set, look at a file of this machine; nothing is stored."""
        with in_our_words():
            self.attachments.scan(file)

    def describe(self, digest: str) -> Manifest:
        """Give size and media type of what lies under a digest; its bytes are not read."""
        with in_our_words():
            return self.attachments.describe(digest)

    def fetch(self, digest: str, to: Path, told: Told = _quietly) -> Manifest:
        """Write it to a file, which has its name only when all of it is there, right, and found clean (``scanner``)."""
        with in_our_words():
            return self.attachments.fetch(digest, to, told)

    def read(self, digest: str) -> Iterator[bytes]:
        """Give the bytes in pieces; when it raises, throw away what came before."""
        with in_our_words():
            known = self.attachments.verdict(digest)
            if known is not None and known.last.outcome == "infected":
                raise Rejected("attachment_infected", params={"file": digest, "virus": known.last.detail})
            yield from self.attachments.read(digest)

    def check(self, digest: str, told: Told = _quietly) -> Manifest:
        """Read all of it and hold it against its digest."""
        with in_our_words():
            return self.attachments.check(digest, told)

    def verdict(self, digest: str) -> Verdict | None:
        """Give what scanners said of something that was refused; None: nothing."""
        with in_our_words():
            return self.attachments.verdict(digest)

    def listed(self, under: str = "sha256") -> Iterator[Found]:
        """Give everything that lies there; the key needs the right to list."""
        with in_our_words():
            yield from listed(self.attachments.place, under)


class NamedFile(NamedTuple):
    """A file that a filing names, looked at."""

    path: Path
    pointer: str
    looked: Looked


def attached(
    data: Mapping[str, Any], folder: Path, store: AttachmentStore, told: Callable[[NamedFile], None] = lambda _: None
) -> dict[str, Any]:
    """Upload the files that materials name by ``file``, relative to ``folder``; give the data with digests instead.

    ``told`` hears each file before it is sent. Raises ClientError; a file that is refused has its pointer.
    """
    named, found = named_files(data, folder, store)
    for one in found:
        told(one)
        upload(one, store)
    return named


def named_files(
    data: Mapping[str, Any], folder: Path, store: AttachmentStore
) -> tuple[dict[str, Any], list[NamedFile]]:
    """Look at the files that materials name, sending nothing; give the data with digests, and the files."""
    found: list[NamedFile] = []
    changed = _walked(dict(data), "", folder, store, found)
    return changed, found


def upload(named: NamedFile, store: AttachmentStore, told: Told = _quietly) -> Stored:
    """Put a file that was looked at. Raises ClientError with the file's pointer."""
    with _at(named.pointer):
        return store.put(named.path, named.looked.digest, told=told)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Translate what the store's package raises."""
    try:
        yield
    except Refused as error:
        raise Rejected(error.code, params=error.params) from error
    except Missing as error:
        raise NoAttachment(str(error)) from error
    except Altered as error:
        raise NotGenuine(str(error)) from error
    except NotAllowed as error:
        raise NotAuthorised(str(error)) from error
    except AttachmentError as error:
        raise CannotReach(str(error)) from error


def _walked(node: Any, pointer: str, folder: Path, store: AttachmentStore, found: list[NamedFile]) -> Any:
    """Give the data with each material's ``file`` looked at, wherever there are materials in it."""
    if isinstance(node, dict):
        return {
            name: [_material(one, f"{pointer}/{name}/{place}", folder, store, found) for place, one in enumerate(value)]
            if name == "materials" and isinstance(value, list)
            # a form's fields are the item's, whatever they are called
            else value
            if name == "form"
            else _walked(value, f"{pointer}/{name}", folder, store, found)
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_walked(one, f"{pointer}/{place}", folder, store, found) for place, one in enumerate(node)]
    return node


def _material(material: Any, pointer: str, folder: Path, store: AttachmentStore, found: list[NamedFile]) -> Any:
    if not isinstance(material, dict) or "file" not in material:
        return material
    fields = dict(material)
    name, pointer = fields.pop("file"), f"{pointer}/file"
    with _at(pointer):
        path = _inside(folder, name)
        looked = store.look(path)
        if fields.get("digest", looked.digest) != looked.digest:
            raise Rejected("attachment_digest", params={"file": path.name})
    found.append(NamedFile(path, pointer, looked))
    return fields | {
        "medium": "electronic",
        "digest": looked.digest,
        "size": looked.size,
        "media_type": looked.media_type,
    }


def _inside(folder: Path, name: Any) -> Path:
    """Give the file; a filing may come from elsewhere, and must not send what lies outside its own folder."""
    if not isinstance(name, str) or not name or "\0" in name:
        raise Rejected("attachment_path", params={"file": str(name)[:100]})
    top = folder.resolve()
    path = (top / name).resolve()
    if Path(name).is_absolute() or not path.is_relative_to(top):
        raise Rejected("attachment_path", params={"file": name})
    return path


@contextmanager
def _at(pointer: str) -> Iterator[None]:
    """Say of a file that is refused where in the data it is named."""
    try:
        yield
    except Rejected as error:
        raise Rejected(error.code, pointer, error.params) from error


__all__ = ["AttachmentStore", "ClientError", "NamedFile", "attached", "named_files", "upload"]
