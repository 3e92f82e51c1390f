"""What is put comes out again, whole and checked, from every kind of store; what was altered never does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.attachments import storing
from hub.attachments.errors import Altered, Missing, NotAllowed, Refused, Unreachable
from hub.attachments.names import MANIFEST, folder_of, part_of
from hub.attachments.places import Place, folder_place, memory_place, place_of
from hub.attachments.storing import Attachments
from hub.settings import AttachmentSettings
from schemas.attachments import PDF
from tests.attachments import files
from tests.attachments.conftest import Bucket

PART_BYTES = 1 << 16
LARGE = files.pdf(padding=2 * PART_BYTES + 1000)
DIGEST = f"sha256:{hashlib.sha256(LARGE).hexdigest()}"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a file of three parts is soon written."""
    monkeypatch.setattr(storing, "PART_BYTES", PART_BYTES)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A PDF of three parts."""
    return files.saved(tmp_path, "章程.pdf", LARGE)


def parts_of(place: Place, digest: str = DIGEST) -> list[str]:
    return sorted(entry.path for entry in place.listed(folder_of(digest)) if "/part-" in entry.path)


def test_what_is_put_comes_out_again(store: Attachments, large: Path, tmp_path: Path) -> None:
    """Digest, size and kind are those of the bytes; the name of the file is nowhere in the store."""
    put = store.put(large)
    assert (put.digest, put.size, put.media_type, put.sent) == (DIGEST, len(LARGE), PDF, len(LARGE))
    store.fetch(DIGEST, tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == LARGE
    assert b"".join(store.read(DIGEST)) == LARGE
    names = [entry.path for entry in store.place.listed("sha256")]
    assert len(names) == 5
    assert all(name.startswith(folder_of(DIGEST)) and name.isascii() for name in names)


def test_what_is_there_is_not_sent_again(store: Attachments, large: Path) -> None:
    store.put(large)
    assert store.put(large).sent == 0


def test_only_the_rest_of_an_upload_is_sent(store: Attachments, large: Path) -> None:
    """The line is cut after the first part: until it is whole there is no attachment, then only the rest goes."""

    class CutError(Exception):
        """The line."""

    def cut(done: int, _: int) -> None:
        if done == PART_BYTES:
            raise CutError

    with pytest.raises(CutError):
        store.put(large, told=cut)
    with pytest.raises(Missing):
        store.describe(DIGEST)
    assert store.put(large).sent == len(LARGE) - PART_BYTES
    assert store.check(DIGEST).size == len(LARGE)


def test_a_file_changed_while_it_is_sent_is_no_attachment(store: Attachments, large: Path) -> None:
    """Nothing has its name; and put again as it was, nothing of the change is taken for a part that is there."""

    def change(done: int, _: int) -> None:
        if done == PART_BYTES:
            large.write_bytes(LARGE[:PART_BYTES] + LARGE[PART_BYTES:].replace(b"endobj", b"ENDOBJ"))

    with pytest.raises(Refused) as caught:
        store.put(large, told=change)
    assert caught.value.code == "attachment_changed"
    with pytest.raises(Missing):
        store.describe(DIGEST)
    large.write_bytes(LARGE)
    store.put(large)
    assert b"".join(store.read(DIGEST)) == LARGE


@pytest.mark.parametrize(
    "tamper",
    [
        lambda place, path: place.put(path, bytes(10)),
        lambda place, path: place.put(path, b"x" + b"".join(place.read(path))[1:]),
        lambda place, path: place.put(path, b"".join(place.read(path)) + b"x"),
        lambda place, path: place.delete(path),
    ],
    ids=["other bytes", "one byte", "longer", "gone"],
)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_an_altered_part_is_never_given(
    store: Attachments, large: Path, tmp_path: Path, tamper: Callable[[Place, str], None], which: int
) -> None:
    """No file with the name is left, and what was there before stays."""
    store.put(large)
    tamper(store.place, parts_of(store.place)[which])
    target = files.saved(tmp_path, "kept.pdf", b"before")
    with pytest.raises(Altered):
        store.fetch(DIGEST, target)
    with pytest.raises(Altered) as caught:
        store.check(DIGEST)
    assert f"第{which + 1}段" in caught.value.why or "长" in caught.value.why
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["kept.pdf", "章程.pdf"]


def test_what_was_altered_is_mended_by_putting_it_anew(store: Attachments, large: Path) -> None:
    store.put(large)
    store.place.put(parts_of(store.place)[1], bytes(PART_BYTES))
    assert store.put(large, anew=True).sent == len(LARGE)
    assert store.check(DIGEST).digest == DIGEST


@pytest.mark.parametrize("content", [b"", b"{}", b'{"digest":"sha256:00"}', b"\xff"])
def test_a_manifest_that_is_none_is_told(store: Attachments, large: Path, content: bytes) -> None:
    store.put(large)
    store.place.put(f"{folder_of(DIGEST)}/{MANIFEST}", content)
    with pytest.raises(Altered):
        store.describe(DIGEST)


def test_a_manifest_of_other_bytes_is_told(store: Attachments, large: Path, tmp_path: Path) -> None:
    """Even one whose parts are all right: the name is that of the whole."""
    other = store.put(files.saved(tmp_path, "other.png", files.png()))
    store.put(large)
    manifest = b"".join(store.place.read(f"{folder_of(other.digest)}/{MANIFEST}"))
    store.place.put(f"{folder_of(DIGEST)}/{MANIFEST}", manifest)
    with pytest.raises(Altered):
        store.describe(DIGEST)


def test_parts_and_manifest_altered_together_are_told(store: Attachments, large: Path) -> None:
    """Whoever may write can make a set that is right in itself: only the name, which is in the facts, tells."""
    store.put(large)
    other = files.png()
    name = hashlib.sha256(other).hexdigest()
    store.place.put(part_of(folder_of(DIGEST), 0, name), other)
    manifest = {"digest": DIGEST, "size": len(other), "media_type": PDF, "part_bytes": 1000, "parts": [name]}
    store.place.put(f"{folder_of(DIGEST)}/{MANIFEST}", json.dumps(manifest).encode())
    assert store.describe(DIGEST).size == len(other)
    with pytest.raises(Altered):
        store.check(DIGEST)


@pytest.mark.parametrize(
    "digest",
    ["", "sha256:ab", "sha256:" + "A" * 64, "sm3:" + "a" * 64, "sha256:../../../etc/passwd", "sha256:" + "a/" * 32],
)
def test_what_is_no_digest_is_no_path(store: Attachments, digest: str) -> None:
    with pytest.raises(Refused) as caught:
        store.describe(digest)
    assert caught.value.code == "attachment_digest_form"


def test_nothing_under_a_digest(store: Attachments) -> None:
    with pytest.raises(Missing):
        store.describe(DIGEST)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "attachment_empty"), (files.HTML, "attachment_kind"), (LARGE[:-100], "attachment_damaged")],
    ids=["empty", "html", "cut"],
)
def test_nothing_of_a_refused_file_is_stored(tmp_path: Path, content: bytes, code: str) -> None:
    store = Attachments(memory_place())
    with pytest.raises(Refused) as caught:
        store.put(files.saved(tmp_path, "a.pdf", content))
    assert caught.value.code == code
    assert list(store.place.listed("")) == []


def test_a_file_over_the_limit_is_refused_with_both_figures(large: Path) -> None:
    store = Attachments(memory_place(), largest=100_000)
    with pytest.raises(Refused) as caught:
        store.put(large)
    assert caught.value.code == "attachment_too_large"
    assert (caught.value.params["size"], caught.value.params["limit"]) == ("0.1MB", "0.1MB")


def test_another_digest_than_was_claimed_is_refused(large: Path) -> None:
    store = Attachments(memory_place())
    with pytest.raises(Refused) as caught:
        store.put(large, "sha256:" + "0" * 64)
    assert caught.value.code == "attachment_digest"
    assert list(store.place.listed("")) == []


@pytest.mark.parametrize("name", ["nothing.pdf", "."])
def test_what_is_no_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as caught:
        Attachments(memory_place()).put(tmp_path / name)
    assert caught.value.code == "attachment_unreadable"


def test_a_folder_is_closed_to_others(large: Path, tmp_path: Path) -> None:
    store = Attachments(folder_place(tmp_path / "store"))
    store.put(large)
    modes = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "store").rglob("*")}
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}


def test_a_folder_open_to_others_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(NotAllowed, match="chmod"):
        folder_place(tmp_path / "open")


def test_a_folder_that_can_not_be_is_told(tmp_path: Path) -> None:
    files.saved(tmp_path, "file", b"x")
    with pytest.raises(Unreachable):
        folder_place(tmp_path / "file" / "store")


def test_a_window_needs_no_right_to_list_or_delete(bucket: Bucket, large: Path) -> None:
    """It uploads, goes on after a cut, and reads by digest; what it may not know is as what is not there."""
    store = Attachments(place_of(bucket("window")))
    with pytest.raises(Missing):
        store.describe(DIGEST)
    assert store.put(large).sent == len(LARGE)
    assert store.put(large).sent == 0
    assert store.check(DIGEST).size == len(LARGE)
    with pytest.raises(NotAllowed):
        list(store.place.listed("sha256"))


def test_a_stranger_is_refused_without_a_word_of_its_secret(bucket: Bucket, large: Path) -> None:
    with pytest.raises(NotAllowed) as caught:
        Attachments(place_of(bucket("stranger"))).put(large)
    assert "made-up" not in f"{caught.value} {bucket('stranger')}"


def test_another_secret_is_refused(seaweedfs: str, large: Path) -> None:
    """What is sent is really signed by the secret: a service that checks it takes no other."""
    settings = AttachmentSettings("s3://attachments/secrets", seaweedfs, key="operator", secret="another")
    with pytest.raises(NotAllowed):
        Attachments(place_of(settings)).put(large)
