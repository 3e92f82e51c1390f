"""``hub document verify``: what a clerk without network sees."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from hub.documents import make_token, publish, rendering_of, sign
from hub.documents.status import Issue
from hub.signatures.jws import decoded
from schemas.documents import Document, LicenceState, SignedDocument, SignedPersonal
from schemas.notices import DocumentRegistered
from schemas.reading import read
from schemas.times import CHINA
from schemas.values import encode
from tests.cli.running import hub
from tests.documents.offices import UNIT, document, identifier, key, store


def files(folder: Path, states: dict[str, LicenceState] | None = None) -> list[str]:
    """A document, its keys and a fresh status list, as files; answers the words of the command."""
    place = store(folder)
    row = key(place)
    now = datetime.now(CHINA)
    issued = now - timedelta(days=1)
    (folder / "licence.json").write_bytes(
        encode(sign(document(issued_at=issued, valid_from=issued.date()), place, ["xf-1"]))
    )
    (folder / "keys.json").write_bytes(b"[%s]" % encode(row))
    (folder / "status.txt").write_text(
        publish(states or {}, Issue(UNIT, 1, now, now + timedelta(hours=1)), place, "xf-1")
    )
    return [
        *["document", "verify", str(folder / "licence.json")],
        *["--keys", str(folder / "keys.json"), "--status", str(folder / "status.txt")],
    ]


def test_good(tmp_path: Path) -> None:
    """A good document: every check with its answer, and exit code 0."""
    done = hub(*files(tmp_path))
    assert done.code == 0
    assert done.out.strip().endswith("有效")
    assert "营业执照" in done.out


def test_revoked(tmp_path: Path) -> None:
    """A revoked one: exit code 1, and the JSON says which check failed and why."""
    done = hub(*files(tmp_path, {identifier(): "07"}), "--json")
    assert done.code == 1
    told = orjson.loads(done.out)
    assert told["answer"] == "bad"
    assert next(check for check in told["checks"] if check["name"] == "status")["reason"].startswith("07 吊销")


def test_a_token(tmp_path: Path) -> None:
    """What was read from a QR code is verified by the same command, and beside the document it stands for."""
    words = files(tmp_path)
    issued = datetime.now(CHINA) - timedelta(days=1)
    licence = document(issued_at=issued, valid_from=issued.date())
    (tmp_path / "code.txt").write_text(make_token(licence, store(tmp_path), "xf-1") + "\n")
    words[2] = str(tmp_path / "code.txt")
    done = hub(*words)
    assert done.code == 0
    assert done.out.strip().endswith("王** 有效")
    # another second of issue: another document
    told = orjson.loads(hub(*words, "--document", str(tmp_path / "licence.json"), "--json").out)
    assert told["answer"] == "bad"
    assert next(check for check in told["checks"] if check["name"] == "document")["answer"] == "failed"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (["--at", "gestern"], "时间格式"),
        (["--keys", "{folder}/licence.json"], "公钥文件"),
        (["--status", "{folder}/keys.json"], "状态名单"),
    ],
)
def test_usage(tmp_path: Path, wrong: list[str], words: str) -> None:
    """What cannot be read as what it should be is a usage error that names the file."""
    done = hub(*files(tmp_path), *[part.format(folder=tmp_path) for part in wrong])
    assert done.code == 2
    assert words in done.err


def test_make_a_key(tmp_path: Path) -> None:
    """A new SM2 key prints the row that publishes it; the same name again is refused."""
    words = ["document", "make-key", "xf-2", "--unit", UNIT, "--folder", str(tmp_path), "--sm2"]
    done = hub(*words)
    (row,) = orjson.loads(done.out)
    assert (row["code"], row["algorithm"]) == ("xf-2", "SM2-SM3")
    assert hub(*words).code == 1


def test_a_sealed_rendering(tmp_path: Path) -> None:
    """The sealed file of a seal system travels beside the document; one that was altered after signing is found."""
    sealed = tmp_path / "licence.ofd"
    sealed.write_bytes("盖有电子印章的版式文件".encode())
    place = store(tmp_path)
    row, issued = key(place), datetime.now(CHINA) - timedelta(days=1)
    rendering = rendering_of(sealed.read_bytes(), "application/ofd")
    whole = document(issued_at=issued, valid_from=issued.date(), renderings=(rendering,))
    (tmp_path / "licence.json").write_bytes(encode(sign(whole, place, ["xf-1"])))
    (tmp_path / "keys.json").write_bytes(b"[%s]" % encode(row))
    words = ["document", "verify", str(tmp_path / "licence.json"), "--keys", str(tmp_path / "keys.json")]

    def answer() -> str:
        (told,) = hub(*words, "--rendering", str(sealed), "--json").lines
        return str(next(check["answer"] for check in told["checks"] if check["name"] == "rendering"))

    assert answer() == "ok"
    sealed.write_bytes(sealed.read_bytes() + b"\n")
    assert answer() == "failed"


def test_files_that_say_nothing(tmp_path: Path) -> None:
    """A rendering beside a token, a document beside a document: told, not passed over."""
    words = files(tmp_path)
    done = hub(*words, "--document", str(tmp_path / "licence.json"))
    assert (done.code, "只用于令牌" in done.err) == (2, True)
    (tmp_path / "code.txt").write_text(make_token(document(), store(tmp_path), "xf-1"))
    words[2] = str(tmp_path / "code.txt")
    done = hub(*words, "--rendering", str(tmp_path / "licence.json"))
    assert (done.code, "请用电子文件核对" in done.err) == (2, True)


def test_print(tmp_path: Path) -> None:
    """A document becomes a PDF that only its owner can read; what is told of it names nobody."""
    files(tmp_path)
    (tmp_path / "code.txt").write_text(make_token(document_in(tmp_path), store(tmp_path), "xf-1"))
    out = tmp_path / "licence.pdf"
    words = ["document", "print", str(tmp_path / "licence.json"), "--token", str(tmp_path / "code.txt")]
    done = hub(*words, "--purpose", "仅供核验使用", "--out", str(out), "--json")
    assert done.code == 0
    paper = out.read_bytes()
    (told,) = done.lines
    assert told == {
        "identifier": identifier(),
        "file": str(out),
        "size": len(paper),
        "digest": f"sha256:{hashlib.sha256(paper).hexdigest()}",
    }
    assert out.stat().st_mode & 0o077 == 0
    assert paper.startswith(b"%PDF-")
    assert "小明" not in done.out + done.err


def test_print_takes_the_token_that_came_with_the_document(tmp_path: Path) -> None:
    """From the result or the registry's record itself, or from the file beside; without any it says where to get it."""
    files(tmp_path)
    whole = document_in(tmp_path)
    token = make_token(whole, store(tmp_path), "xf-1")
    out = tmp_path / "licence.pdf"
    licence = tmp_path / "licence.json"
    without = hub("document", "print", str(licence), "--out", str(out))
    assert (without.code, "--token" in without.err, out.exists()) == (2, True, False)
    (tmp_path / "licence.json.token").write_text(token)
    assert hub("document", "print", str(licence), "--out", str(out)).code == 0
    paper = out.read_bytes()
    signed = read(SignedDocument, licence.read_bytes())
    record = DocumentRegistered(
        at=whole.issued_at,
        identifier=whole.identifier,
        state="01",
        since=whole.issued_at,
        personal=SignedPersonal(signed=signed, token=token),
    )
    (tmp_path / "record.json").write_bytes(encode(record))
    done = hub("document", "print", str(tmp_path / "record.json"), "--out", str(out))
    assert (done.code, out.read_bytes()) == (0, paper)
    # one that is named counts before the message's own
    (tmp_path / "code.txt").write_text(make_token(document(), store(tmp_path), "xf-1"))
    words = ("--token", str(tmp_path / "code.txt"), "--out", str(tmp_path / "no.pdf"))
    done = hub("document", "print", str(tmp_path / "record.json"), *words)
    assert (done.code, "不符" in done.err) == (1, True)


def test_print_refused(tmp_path: Path) -> None:
    """A token of another document, and a file that is none, are told in words; nothing is written."""
    files(tmp_path)
    (tmp_path / "code.txt").write_text(make_token(document(), store(tmp_path), "xf-1"))
    words = ["--token", str(tmp_path / "code.txt"), "--out", str(tmp_path / "licence.pdf")]
    done = hub("document", "print", str(tmp_path / "licence.json"), *words)
    assert (done.code, "不符" in done.err) == (1, True)
    done = hub("document", "print", str(tmp_path / "keys.json"), *words)
    assert (done.code, "不是电子文件" in done.err) == (2, True)
    assert not (tmp_path / "licence.pdf").exists()


def document_in(folder: Path) -> Document:
    """What the file in the folder says."""
    signed = read(SignedDocument, (folder / "licence.json").read_bytes())
    return read(Document, decoded(signed.payload))


def test_the_content_by_its_published_schema(tmp_path: Path) -> None:
    """With the published rows the content is a check of its own; without them it is not asked, and says so."""
    rows = Path(__file__).parents[2] / "docs" / "document-types" / "rows.json"
    words = files(tmp_path)
    told = orjson.loads(hub(*words, "--types", str(rows), "--json").out)
    assert next(check for check in told["checks"] if check["name"] == "content")["answer"] == "ok"
    told = orjson.loads(hub(*words, "--json").out)
    content = next(check for check in told["checks"] if check["name"] == "content")
    assert (content["answer"], content["reason"]) == ("not asked", "没有证照类型的内容规范")


def test_a_file_of_no_schemas(tmp_path: Path) -> None:
    """A file that holds something else is a matter of usage, not of the document."""
    words = files(tmp_path)
    assert hub(*words, "--types", str(tmp_path / "keys.json")).code == 2
