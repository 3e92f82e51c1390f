"""A file is what it contains, not what it is called; what is damaged, locked or built to mislead is refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from hub.attachments import archives, pictures
from hub.attachments.errors import Refused
from hub.attachments.kinds import inspect
from schemas.attachments import JPEG, OFD, PDF, PNG
from schemas.codes.attachments import FILES
from tests.attachments import files


def kind(content: bytes, name: str = "x") -> tuple[str, tuple[str, ...]]:
    return tuple(inspect(io.BytesIO(content), len(content), name))  # type: ignore[return-value]


def refused(content: bytes, name: str = "x") -> Refused:
    with pytest.raises(Refused) as caught:
        kind(content, name)
    return caught.value


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(files.pdf(), PDF), (files.ofd(), OFD), (files.jpeg(), JPEG), (files.png(), PNG)],
    ids=["pdf", "ofd", "jpeg", "png"],
)
def test_what_is_taken_is_known_by_its_content(content: bytes, media_type: str) -> None:
    assert kind(content) == (media_type, ())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (files.HTML, "网页(HTML)"),
        (b"\xef\xbb\xbf <html>", "网页(HTML)"),
        ("<html>".encode("utf-16"), "网页(HTML)"),
        (b"MZ\x90\0", "可执行程序"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版Office文档"),
        (files.ofd(front_name="[Content_Types].xml"), "Office文档"),
        (files.ofd(front_name="readme.txt"), "压缩包"),
        (b"GIF89a", "GIF图片"),
        (b"hello %PDF-1.4", "未知格式"),
    ],
)
def test_what_is_not_taken_is_named(content: bytes, found: str) -> None:
    """Also where it is called .pdf; the text says what it is and what to do."""
    error = refused(content, "执照.pdf")
    assert (error.code, error.params["found"]) == ("attachment_kind", found)
    assert "执照.pdf" in str(error)
    assert "请另存为PDF、OFD、JPEG或PNG" in str(error)


def test_another_ending_is_noted_and_changes_nothing() -> None:
    assert kind(files.png(), "扫描件.pdf") == (PNG, ("文件名以.pdf结尾,内容是PNG,按内容登记",))


@pytest.mark.parametrize(
    "whole", [files.pdf(), files.ofd(), files.jpeg(), files.png()], ids=["pdf", "ofd", "jpeg", "png"]
)
def test_a_file_that_was_cut_off_anywhere_is_refused(whole: bytes) -> None:
    """Whatever is missing from its end, from one significant byte to all but its beginning."""
    for length in {16, len(whole) // 3, len(whole) // 2, len(whole) - 24, len(whole) - 8, len(whole.rstrip()) - 1}:
        assert refused(whole[:length]).code == "attachment_damaged", length


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (files.locked_pdf, "attachment_locked"),
        (files.locked_ofd, "attachment_locked"),
        (files.overlapping_ofd, "attachment_bomb"),
        (files.crowded_ofd, "attachment_bomb"),
        (lambda: files.ofd([("Doc_0/big.xml", bytes(20_000_000))]), "attachment_bomb"),
        (lambda: files.ofd([("../../etc/cron.d/x", b"x")]), "attachment_bomb"),
        (lambda: files.ofd([("/etc/x", b"x")]), "attachment_bomb"),
        (lambda: files.ofd(front=b"<!DOCTYPE a><OFD><DocBody/></OFD>"), "attachment_damaged"),
        (lambda: files.ofd(front=b"<html/>"), "attachment_damaged"),
        (lambda: files.png(60_000, 60_000), "attachment_bomb"),
        (lambda: files.jpeg(65_000, 65_000), "attachment_bomb"),
        (lambda: files.png(0, 5), "attachment_damaged"),
        (lambda: files.png().replace(b"IDAT", b"IDAU"), "attachment_damaged"),
        (lambda: b"%PDF-1.7\nno objects\n%%EOF", "attachment_damaged"),
    ],
)
def test_what_would_harm_or_can_not_be_read_is_refused(make: Callable[[], bytes], code: str) -> None:
    assert refused(make()).code == code


def test_a_directory_of_any_size_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record at the end tells its size before anything of it is read."""
    monkeypatch.setattr(archives, "DIRECTORY", 50)
    assert refused(files.ofd()).code == "attachment_bomb"


def test_a_picture_in_endless_pieces_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SEGMENTS", 2)
    assert refused(files.png()).code == "attachment_bomb"
    assert refused(files.jpeg()).code == "attachment_bomb"


def test_oddities_of_a_pdf_are_told() -> None:
    """A script is no reason to turn somebody away, but the window knows."""
    script = b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"
    assert kind(files.pdf(extra=script)) == (PDF, ("PDF带有脚本,阅读软件可能拦截",))


def test_bytes_after_a_picture_are_told() -> None:
    assert kind(files.png() + b"PK\x03\x04") == (PNG, ("图片之后还有4字节",))


def test_every_code_of_files_has_words() -> None:
    """Whose fault it is, what happened and what to do, with the file's name where one is meant."""
    for code, row in FILES:
        assert row.fault in {"sender", "applicant", "operator"}, code
        assert row.next_step.startswith("请"), code
