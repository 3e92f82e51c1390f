"""Which law a notice cites, by the regime the item's clock follows, and how a decision is contested.

行政许可法 (2019 修正), 市场主体登记管理条例 (国务院令第746号), 行政复议法 (2023 修订) art. 20, 行政诉讼法 (2017 修正)
art. 46. Items of other regimes cite what they rest on themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from hub.papers.dates import day_of
from hub.papers.record import Record

Step = Literal[
    "accept", "silence", "correct", "refuse", "pause", "extend", "extend_jointly", "approve", "renew", "deny", "deliver"
]
LICENCE: Final = "《中华人民共和国行政许可法》"
REGISTRATION: Final = "《中华人民共和国市场主体登记管理条例》"
_ARTICLES: Final[Mapping[str, Mapping[Step, str]]] = {
    "licence": {
        "accept": f"{LICENCE}第三十二条第一款第(五)项",
        "silence": f"{LICENCE}第三十二条第一款第(四)项",
        "correct": f"{LICENCE}第三十二条第一款第(四)项",
        "refuse": f"{LICENCE}第三十二条",
        "pause": f"{LICENCE}第四十五条",
        "extend": f"{LICENCE}第四十二条第一款",
        "extend_jointly": f"{LICENCE}第四十二条第二款",
        "approve": f"{LICENCE}第三十八条第一款",
        "renew": f"{LICENCE}第五十条第二款",
        "deny": f"{LICENCE}第三十八条第二款",
        "deliver": f"{LICENCE}第四十四条",
    },
    "registration": {
        "accept": f"{REGISTRATION}第十九条第一款",
        "correct": f"{REGISTRATION}第十九条第二款",
        "extend": f"{REGISTRATION}第十九条第一款",
        "approve": f"{REGISTRATION}第十九条第一款",
        "deny": f"{REGISTRATION}第二十条",
    },
}
_PUBLIC_SERVICE: Final = "20"


def law(record: Record, step: Step) -> str:
    """Give what a step rests on: the law of its regime, else what the item rests on, else the item's own rules."""
    cited = _ARTICLES.get(record.filed.item.regime, {}).get(step)
    if cited:
        return cited
    basis = record.item.legal_basis if record.item else ""
    return basis or f"“{record.filed.item.name}”的办理规定"


def is_licence(record: Record) -> bool:
    """Tell whether the case is one of an administrative licence."""
    return record.filed.item.regime == "licence"


def remedy(record: Record, said: str | None, before: int | None = None) -> str:
    """Say how the applicant may contest a decision: what the officer told, and what the law gives anyway.

    60 days for administrative reconsideration, by the government of the organ's region; six months for the court; what
    the officer's own words name already is not said twice. For a public service, which is no decision of authority,
    they suffice.
    """
    told = (said or "").strip().rstrip("。")
    if told and record.item is not None and record.item.item_kind == _PUBLIC_SERVICE:
        return f"{told}。"
    reconsideration = f"自收到本决定书之日起六十日内依法向{_reconsidering(record, before)}申请行政复议"
    court = "自收到本决定书之日起六个月内依法向有管辖权的人民法院提起行政诉讼"
    if "复议" in told and "诉讼" in told:
        return f"{told}。"
    if "复议" in told:
        return f"{told}。也可以{court}。"
    if "诉讼" in told:
        return f"{told}。也可以{reconsideration}。"
    statute = f"如不服本决定,可以{reconsideration},也可以{court}。"
    return f"{told}。{statute}" if told else statute


def _reconsidering(record: Record, before: int | None) -> str:
    """Name who reconsiders (行政复议法 art. 24): the government that the organ belongs to."""
    competent = record.competent(before)
    government = record.reference.government(competent.region, day_of(record.filed.at))
    return government.name if government and government.uscc != competent.unit else "有管辖权的行政复议机关"
