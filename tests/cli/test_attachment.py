"""`hub attachment`, and filings that name files, without any engine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from hub.attachments.names import folder_of
from schemas.values import encode
from tests.attachments import files
from tests.attachments.test_scanning import INFECTED
from tests.cli.running import Ran, hub
from tests.domain.world import filing

PDF = files.pdf()
DIGEST = f"sha256:{hashlib.sha256(PDF).hexdigest()}"


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    return files.saved(tmp_path, "公司章程.pdf", PDF)


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    return {"HUB_HOME": str(tmp_path / "home")}


def application(*materials: dict[str, Any]) -> dict[str, Any]:
    """A filing whose materials are these."""
    data: dict[str, Any] = json.loads(encode(filing()))
    data["application"]["materials"] = list(materials)
    return data


def submitted(folder: Path, settings: dict[str, str], *materials: dict[str, Any], envelope: bool = False) -> Ran:
    """Check a filing of that folder."""
    data = application(*materials)
    file = folder / "filing.json"
    file.write_text(json.dumps({"endpoint": "520181", "data": data} if envelope else data), encoding="utf-8")
    return hub("submit", str(file), "--endpoint", "520181", "--dry-run", "--json", settings=settings)


def material(file: Any, **changes: Any) -> dict[str, Any]:
    return {"code": "M02", "title": "公司章程", "file": file, **changes}


def test_a_file_is_put_looked_at_listed_and_fetched(charter: Path, settings: dict[str, str], tmp_path: Path) -> None:
    """And every command says that nobody looks for viruses, where nobody does."""
    put = hub("attachment", "put", str(charter), "--json", settings=settings)
    assert (put.code, put.lines[0]["digest"], put.lines[0]["sent"]) == (0, DIGEST, len(PDF))
    assert hub("attachment", "put", str(charter), "--json", settings=settings).lines[0]["sent"] == 0
    assert "未设置病毒扫描" in hub("attachment", "put", str(charter), settings=settings).err
    assert [one["digest"] for one in hub("attachment", "list", "--json", settings=settings).lines] == [DIGEST]
    assert hub("attachment", "check", DIGEST, "--json", settings=settings).lines[0]["text"] == "与摘要相符"
    got = hub("attachment", "get", DIGEST, "--to", str(tmp_path), "--json", settings=settings)
    assert Path(got.lines[0]["file"]) == tmp_path / f"{DIGEST[7:23]}.pdf"
    assert Path(got.lines[0]["file"]).read_bytes() == PDF


def test_what_is_wrong_is_told_with_its_code_and_what_to_do(tmp_path: Path, settings: dict[str, str]) -> None:
    page = files.saved(tmp_path, "执照.pdf", files.HTML)
    for command in ("put", "check"):
        ran = hub("attachment", command, str(page), "--json", settings=settings)
        assert (ran.code, ran.lines[0]["code"]) == (1, "attachment_kind")
    said = hub("attachment", "put", str(page), settings=settings)
    assert (said.code, "请另存为PDF、OFD、JPEG或PNG后上传" in said.err) == (1, True)


def test_one_that_is_refused_does_not_keep_the_others_out(
    charter: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    page = files.saved(tmp_path, "a.pdf", b"")
    ran = hub("attachment", "put", str(page), str(charter), "--json", settings=settings)
    assert (ran.code, ran.lines[0]["code"], ran.lines[1]["digest"]) == (1, "attachment_empty", DIGEST)


def test_what_is_not_there_or_altered_is_told(charter: Path, settings: dict[str, str], tmp_path: Path) -> None:
    ran = hub("attachment", "get", DIGEST, settings=settings)
    assert (ran.code, "附件库中没有" in ran.err) == (1, True)
    hub("attachment", "put", str(charter), settings=settings)
    (part,) = (tmp_path / "home" / "attachments" / folder_of(DIGEST)).glob("part-*")
    part.write_bytes(PDF.replace(b"595", b"596"))
    ran = hub("attachment", "check", DIGEST, "--json", settings=settings)
    assert (ran.code, ran.lines[0]["code"]) == (1, "altered")
    assert (
        hub("attachment", "check", "sha256:zz", "--json", settings=settings).lines[0]["code"]
        == "attachment_digest_form"
    )


def test_a_scanner_is_asked_and_its_verdict_listed(charter: Path, settings: dict[str, str]) -> None:
    given = settings | {"HUB_ATTACHMENTS_SCAN": INFECTED.name}
    ran = hub("attachment", "put", str(charter), "--json", settings=given)
    assert (ran.code, ran.lines[0]["code"]) == (1, "attachment_infected")
    (quarantined,) = hub("attachment", "list", "--quarantine", "--json", settings=given).lines
    assert quarantined["digest"] == DIGEST
    assert [one["outcome"] for one in quarantined["findings"]] == ["infected"]
    assert hub("attachment", "list", "--json", settings=given).lines == []


def test_settings_that_can_not_be_meant_are_usage(charter: Path, settings: dict[str, str]) -> None:
    for name, value in (
        ("HUB_ATTACHMENTS", "s3://"),
        ("HUB_ATTACHMENTS_SCAN", "perhaps"),
        ("HUB_ATTACHMENTS_ORPHANS", "3"),
        ("HUB_ATTACHMENTS_RETENTION", "never"),
        ("HUB_ATTACHMENTS_LARGEST", "0"),
    ):
        ran = hub("attachment", "put", str(charter), settings=settings | {name: value})
        assert (ran.code, name in ran.err) == (2, True), name


@pytest.mark.parametrize("envelope", [False, True])
def test_a_dry_run_looks_at_files_and_sends_none(
    charter: Path, settings: dict[str, str], tmp_path: Path, *, envelope: bool
) -> None:
    ran = submitted(tmp_path, settings, material(charter.name), envelope=envelope)
    assert (ran.code, ran.lines[0]["sent"]) == (0, False), ran.out
    assert hub("attachment", "list", "--json", settings=settings).lines == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../outside.pdf", "attachment_path"),
        ("/etc/passwd", "attachment_path"),
        ("link.pdf", "attachment_path"),
        ("a\0.pdf", "attachment_path"),
        ("", "attachment_path"),
        (7, "attachment_path"),
        ("nothing.pdf", "attachment_unreadable"),
        ("page.pdf", "attachment_kind"),
    ],
)
def test_a_filing_does_not_send_what_it_should_not(
    settings: dict[str, str], tmp_path: Path, name: Any, code: str
) -> None:
    """What lies outside the filing's own folder, also behind a link; the pointer leads to the name."""
    folder = tmp_path / "filing"
    folder.mkdir()
    (folder / "link.pdf").symlink_to(files.saved(tmp_path, "outside.pdf", PDF))
    files.saved(folder, "page.pdf", files.HTML)
    ran = submitted(folder, settings, {"code": "M01", "title": "申请书", "medium": "paper"}, material(name))
    assert (ran.code, ran.lines[0]["code"]) == (1, code)
    assert ran.lines[0]["pointer"] == "/application/materials/1/file"


def test_a_digest_that_is_another_files_is_refused(charter: Path, settings: dict[str, str], tmp_path: Path) -> None:
    ran = submitted(tmp_path, settings, material(charter.name, digest="sha256:" + "0" * 64))
    assert (ran.code, ran.lines[0]["code"]) == (1, "attachment_digest")


def test_a_file_that_is_refused_only_when_it_is_sent_keeps_the_filing_back(
    charter: Path, settings: dict[str, str], tmp_path: Path
) -> None:
    """Told with line and pointer as every other refusal; no Kafka is asked."""
    file = tmp_path / "filing.json"
    file.write_text(json.dumps(application(material(charter.name))), encoding="utf-8")
    given = settings | {"HUB_ATTACHMENTS_SCAN": INFECTED.name}
    ran = hub("submit", str(file), "--endpoint", "520181", "--json", settings=given)
    assert ran.code == 1
    assert ran.lines[0] | {"text": "", "english": ""} == {
        "line": 1,
        "code": "attachment_infected",
        "pointer": "/application/materials/0/file",
        "text": "",
        "english": "",
    }


def test_a_check_lets_the_scanner_look(charter: Path, settings: dict[str, str]) -> None:
    """And stores nothing, in quarantine either."""
    given = settings | {"HUB_ATTACHMENTS_SCAN": INFECTED.name}
    ran = hub("attachment", "check", str(charter), "--json", settings=given)
    assert (ran.code, ran.lines[0]["code"]) == (1, "attachment_infected")
    assert hub("attachment", "list", "--quarantine", "--json", settings=settings).lines == []


def test_a_form_is_never_looked_through_for_files(settings: dict[str, str], tmp_path: Path) -> None:
    """A field of a form may be called anything."""
    data = application({"code": "M02", "title": "公司章程", "medium": "paper"})
    data["application"]["form"]["materials"] = [{"file": "../x.pdf"}]
    file = tmp_path / "filing.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    ran = hub("submit", str(file), "--endpoint", "520181", "--dry-run", "--json", settings=settings)
    assert ran.lines[0]["code"] == "form_field_unknown"
