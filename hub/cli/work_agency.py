"""``hub work renew-power``: another agent or power of attorney, from a file, since it is personal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from hub.cli.acts import AsJson, By, Endpoint, Number, Wait, perform
from hub.cli.trouble import USAGE, Trouble
from schemas.commands import RenewPower
from schemas.parties import Agency


def renew_power(
    number: Number,
    file: Annotated[
        Path, typer.Argument(help="JSON:agent 经办人和 power_of_attorney 委托书 · who acts, by which power")
    ],
    *,
    by: By,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """更换经办人或委托书 · Let an agent go on by a new power of attorney, or another agent take over.

    个人信息写在文件里,不写在命令行上 · What is personal stands in a file, never on the command line.

    Example: hub work renew-power NUMBER agency.json --by QZ0017 --endpoint 520181
    """
    agency = read_agency(file)
    perform(number, endpoint, lambda officer: RenewPower(by=officer, personal=agency), by, wait=wait, as_json=as_json)


def read_agency(file: Path) -> Agency:
    """Read who acts and by which power. Raises Trouble, which quotes nothing of the file: it is personal."""
    try:
        return Agency.model_validate_json(file.read_bytes())
    except OSError as error:
        raise Trouble(f"无法读取 {file}:{error.strerror} · can't read it", USAGE) from None
    except ValidationError as wrong:
        places = "、".join("/" + "/".join(map(str, error["loc"])) for error in wrong.errors(include_input=False))
        raise Trouble(f"{file} 不是一份委托,请核对:{places} · no agent with a power of attorney", USAGE) from None
