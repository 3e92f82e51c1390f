"""``hub work renew-power``: what its file becomes, and what it says where the file is no power of attorney."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.cli.trouble import USAGE, Trouble
from hub.cli.work_agency import read_agency
from schemas.parties import Agency
from schemas.values import encode
from tests.cli.running import hub
from tests.domain.world import AGENT, POWER, case_number


def test_a_file_of_who_acts(tmp_path: Path) -> None:
    """As the word has it."""
    file, agency = tmp_path / "agency.json", Agency(agent=AGENT, power_of_attorney=POWER)
    file.write_bytes(encode(agency))
    assert read_agency(file) == agency


def test_a_wrong_file_names_the_place_and_nothing_personal(tmp_path: Path) -> None:
    """What stands in it is personal: only where it is wrong is told, before anything is sent."""
    file = tmp_path / "agency.json"
    file.write_text('{"agent": {"name": "某某", "identity": {"kind": "none", "number": "123"}}}')
    with pytest.raises(Trouble, match="/power_of_attorney") as told:
        read_agency(file)
    assert "某某" not in str(told.value)
    assert hub("work", "renew-power", case_number(), str(file), "--by", "QZ0017").code == USAGE
    assert hub("work", "renew-power", case_number(), str(tmp_path / "none"), "--by", "QZ0017").code == USAGE
