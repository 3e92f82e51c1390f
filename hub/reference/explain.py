"""Why a matter goes where it goes: each rule that concerns it, and why it won or lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from hub.domain.application.routing import LEVELS, levels, route, route_lower
from hub.domain.reference import Matter, Reference, Verdict
from hub.domain.values import Refusal
from hub.reference.findings import region_name, rule_name
from schemas.codes import explain as words_of
from schemas.reference import Item, RoutingRule

VERDICTS: Final[Mapping[Verdict, str]] = {
    "wins": "适用:最具体的一条",
    "ties": "同等优先,无法取舍",
    "not_yet": "尚未生效",
    "ended": "已失效,或已由后来的规则取代",
    "below_seat": "规则所在地区低于该事项的办理层级",
    "field": "属地依据不符",
    "level": "办理层级不符",
    "applicant": "申请人类型不符",
    "farther": "有更近地区的规则",
    "broader": "同一地区有更具体的规则(本事项先于同类事项,同类先于所有)",
    "plainer": "同一地区同一事项有条件更多的规则",
}
"""What became of a rule, in words."""


STAGES: Final = {
    "collected": "窗口代收,主管单位受理和决定",
    "accepted_at_window": "异地窗口以主管单位名义受理,主管单位决定",
    "decided_anywhere": "异地窗口以主管单位名义受理和决定(无差别)",
}
"""Who accepts and who decides, by the item's stage of 通办."""


class Candidate(NamedTuple):
    """One rule that concerns the matter."""

    rule: RoutingRule
    name: str
    verdict: Verdict
    why: str


class Explanation(NamedTuple):
    """Where a matter goes and why."""

    matter: Matter
    on: date
    places: tuple[str, ...]
    """Names of the regions that were looked at, from the seat upwards."""
    level: str
    """At which level it is decided, in words."""
    candidates: tuple[Candidate, ...]
    unit: str | None
    """USCC of who is competent; None: nobody, see ``answer``."""
    answer: str
    """Who is competent, or the refusal that an application would get."""
    handling: str
    """Who accepts and who decides, in words."""


def explain(matter: Matter, on: date, reference: Reference) -> Explanation:
    """Weigh every rule that concerns a matter at a date."""
    seat = reference.seat(matter.item, matter.region, on)
    result = _not_offered(matter, reference) or route(matter, on, reference)
    return Explanation(
        matter=matter,
        on=on,
        places=tuple(region_name(place, reference) for place in seat.places),
        level=LEVELS[seat.level] if seat.level else f"无(该事项办理层级:{levels(matter.item)})",
        candidates=tuple(
            Candidate(weighed.rule, rule_name(weighed.rule, reference), weighed.verdict, VERDICTS[weighed.verdict])
            for weighed in reference.weighed(matter, on)
        ),
        unit=None if isinstance(result, Refusal) else result.uscc,
        answer=words_of(result.code, result.params) if isinstance(result, Refusal) else result.name,
        handling=_review_first(matter, on, reference) or _handling(matter.item, reference),
    )


def _review_first(matter: Matter, on: date, reference: Reference) -> str | None:
    """Say which lower organ accepts and reviews before the competent one decides (许可法 art. 43)."""
    lower = route_lower(matter, on, reference)
    if lower is None:
        return None
    if isinstance(lower, Refusal):
        return words_of(lower.code, lower.params)
    return f"{lower.name}受理并先行审查,报送意见和全部材料后由主管单位决定(行政许可法第四十三条)"


def _handling(item: Item, reference: Reference) -> str:
    words = STAGES[item.handling.stage]
    if item.handling.stage == "collected":
        return words
    where = "、".join(region_name(region, reference) for region in item.handling.entrusted_in)
    sample = ";样例" if item.handling.sample else ""
    return f"{words}(受委托的窗口:{where};依据:{item.handling.basis or '未写明'}{sample})"


def _not_offered(matter: Matter, reference: Reference) -> Refusal | None:
    if reference.is_offered(matter.item, matter.region):
        return None
    return Refusal("item_not_offered", params={"item": matter.item.name, "region": matter.region})
