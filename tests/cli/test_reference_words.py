"""``hub reference``: new rows are explained before they are applied, and a case's way can be asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hub.local import EmbeddedKafka
from schemas.values import encode
from tests.cli.running import hub
from tests.cli.test_on_kafka import environment
from tests.domain.world import QINGZHEN, filing

COMPANY = "520701001000"
LAW = {
    "kind": "legal_document",
    "code": "sample-2099",
    "title": "样例办法",
    "number": "样例〔2099〕1号",
    "issuer": "样例",
    "valid_from": "2099-01-01",
}


def rows(folder: Path, *changes: dict[str, Any]) -> str:
    """A file of rules for company registration in 息烽."""
    rule = {"kind": "routing", "item": COMPANY, "region": "520122", "valid_from": "2026-01-01"}
    unit = json.loads(hub("reference", "show", "清镇市市场监督管理局", "--json").out)[0]["code"]
    file = folder / "rules.json"
    file.write_text(json.dumps([rule | {"unit": unit} | change for change in changes]))
    return str(file)


def test_what_new_rows_would_change(tmp_path: Path) -> None:
    ran = hub("reference", "check", rows(tmp_path, {}), "--on", "2026-11-23", "--json")
    told = ran.lines[0]
    assert (ran.code, told["errors"]) == (0, 0)
    assert [(change["item"], change["regions"]) for change in told["changes"]] == [(COMPANY, ["520122"])]
    said = hub("reference", "check", rows(tmp_path, {}), "--on", "2026-11-23").out
    assert "息烽县市场监督管理局 → 清镇市市场监督管理局" in said


def test_a_tie_is_refused(tmp_path: Path) -> None:
    ran = hub("reference", "check", rows(tmp_path, {"level": "4"}, {"field": "place_of_business"}))
    assert (ran.code, "同等优先" in ran.out) == (1, True)


def test_rows_that_are_none_are_told_with_their_place(tmp_path: Path) -> None:
    ran = hub("reference", "check", rows(tmp_path, {}, {"region": "息烽"}))
    assert (ran.code, "/1/routing/region" in ran.err) == (1, True)
    assert hub("reference", "check", str(tmp_path / "none.json")).code == 2


def test_why_an_application_goes_where_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    file.write_bytes(encode(filing()))
    ran = hub("reference", "explain", str(file), "--json")
    assert ran.code == 0
    assert ran.lines[0]["answer"] == "息烽县市场监督管理局"
    assert [rule["verdict"] for rule in ran.lines[0]["rules"]] == ["wins", "farther", "farther"]
    said = hub("reference", "explain", "--item", COMPANY, "--region", "520122", "--with", rows(tmp_path, {}))
    assert "主管单位:清镇市市场监督管理局" in said.out


def test_nobody_competent_is_refused() -> None:
    ran = hub("reference", "explain", "--item", COMPANY, "--region", "520000")
    assert (ran.code, "省级" in ran.out) == (1, True)
    assert hub("reference", "explain", "--item", COMPANY, "--region", "999999").code == 1
    assert hub("reference", "explain", "--item", "?", "--region", "520122").code == 1
    assert hub("reference", "explain", "--item", COMPANY, "--region", "520122", "--on", "?").code == 2


def test_what_rests_on_a_document() -> None:
    ran = hub("reference", "basis", "urban-water")
    assert (ran.code, "居民和企业用水报装" in ran.out, "现行有效" in ran.out) == (0, True, True)
    assert hub("reference", "basis", "no-such-law").code == 1
    assert len(hub("reference", "basis", "--json").lines[0]) > 40


def test_applied_by_an_operator(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    """Checked against the running hub, written once, seen by everybody from its day on; an endpoint may look only."""
    operator, county = (environment(kafka, who, str(tmp_path)) for who in ("operator", QINGZHEN))
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([LAW | {"valid_from": "2020-01-01"}]))
    wrong = hub("reference", "apply", str(file), "--json", settings=operator)
    assert (wrong.code, wrong.lines[0]["written"]) == (1, 0)
    assert [one["kind"] for one in wrong.lines[0]["refused"]] == ["too_early"]

    file.write_text(json.dumps([LAW]))
    tried = hub("reference", "apply", str(file), "--dry-run", "--json", settings=operator)
    assert (tried.code, tried.lines[0]["written"], len(tried.lines[0]["rows"])) == (0, 0, 1)
    assert hub("reference", "apply", str(file), settings=county).code == 1, "operators only"
    ran = hub("reference", "apply", str(file), settings=operator)
    assert (ran.code, "已写入 1 条" in ran.out) == (0, True), ran.err
    again = hub("reference", "apply", str(file), "--json", settings=operator)
    assert (again.code, again.lines[0]["written"], again.lines[0]["known_already"]) == (0, 0, 1)
    checked = hub("reference", "check", "--running", "--on", "2099-01-01", "--json", settings=operator)
    assert "sample-2099" not in str(checked.lines[0]["findings"])
    told = hub("reference", "basis", "sample-2099", "--running", "--on", "2099-01-02", "--json", settings=operator)
    assert (told.code, told.lines[0][0]["title"]) == (0, "样例办法")
