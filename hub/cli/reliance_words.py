"""Uses of documents (用证) as screens and machines see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from hub.cli.show import moment
from hub.client.words import LICENCE_STATES, STAGES

if TYPE_CHECKING:
    from hub.readmodel.reliance_queries import Reliance

HEAD: Final = ["证照", "状态", "办件编号", "环节", "材料", "用证单位", "用证时间", "说明"]
_ENDED: Final = {"closed": "办件已结束", "replaced": "已另交材料"}


def fields_of(use: Reliance) -> dict[str, Any]:
    """Give a use of a document for machines."""
    fields = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(use).items()}
    return fields | {"says": _says(use), "stands": _stands(use)}


def rows_of(uses: Iterable[dict[str, Any]]) -> list[list[object]]:
    """Give the rows of a table of uses."""
    return [
        [
            f"{use['name'] or ''} {use['identifier']}".strip(),
            use["stands"],
            use["case_number"],
            STAGES.get(use["case_stage"] or "", "–"),
            use["material"],
            use["unit"],
            moment(datetime.fromisoformat(use["relied_at"])) if use["relied_at"] else "–",
            use["says"],
        ]
        for use in uses
    ]


def _stands(use: Reliance) -> str:
    """Say how the document stands today."""
    if use.state is None:
        return "–"
    since = f",{use.since:%Y年%m月%d日}起" if use.since and use.state != "01" else ""
    return f"{use.condition or LICENCE_STATES[use.state]}{since}"


def _says(use: Reliance) -> str:
    """Say what is to be known of a use."""
    if use.code is not None:
        return "不能使用"
    words = ("附条件" if use.conditional else "", _ENDED.get(use.why_ended or "", ""))
    return "、".join(word for word in words if word) or "使用中"
