"""What changed for a case, in people's words: kinds of change, found in what was said of it on both sides."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from schemas import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hub.replay.changed import Pair, Told


class Kind(StrEnum):
    """A change that a person would name; a case may have several."""

    NOT_FILED = "报送由收下变为退回 · its filing would be refused"
    FILED = "报送由退回变为收下 · its filing would be taken"
    OTHER_UNIT = "分派到另一单位 · another unit would be competent"
    DUE_EARLIER = "期限提前 · a limit would end earlier"
    DUE_LATER = "期限推后 · a limit would end later"
    LATE = "办结由按时变为超期 · decided late instead of in time"
    IN_TIME = "办结由超期变为按时 · decided in time instead of late"
    OTHER_OUTCOME = "办理结果不同 · another outcome"
    REDDENED = "多亮红灯 · a red lamp more"
    UNREDDENED = "少亮红灯 · a red lamp less"
    YELLOWED = "多亮黄灯 · a yellow lamp more"
    UNYELLOWED = "少亮黄灯 · a yellow lamp less"
    DEEMED = "变为视为受理 · deemed accepted"
    NOT_DEEMED = "不再视为受理 · no longer deemed accepted"
    REFUSED = "有操作被退回 · an act would be refused"
    NOT_REFUSED = "有操作不再被退回 · an act would no longer be refused"
    OTHERWISE = "其他登记不同 · other facts"


class Change(NamedTuple):
    """One case or bundle, and what became of it."""

    subject: str
    item: str
    kinds: tuple[Kind, ...]


class _Outline(NamedTuple):
    """What matters of a case."""

    filed: bool
    unit: str
    dues: dict[str, str]
    """Last end of each clock, by its name."""
    outcome: str
    in_time: bool | None
    red: int
    yellow: int
    deemed: bool
    refused: int


def change_of(pair: Pair) -> Change:
    """Name what became different."""
    was, would_be = _outline(pair.was), _outline(pair.would_be)
    kinds = tuple(kind for kind, holds in _RULES if holds(was, would_be))
    return Change(pair.subject, _item(pair.was) or _item(pair.would_be), kinds or (Kind.OTHERWISE,))


def counts(changes: Iterable[Change]) -> dict[Kind, int]:
    """Count cases by kind, in the order of the catalogue."""
    counted = Counter(kind for change in changes for kind in change.kinds)
    return {kind: counted[kind] for kind in Kind if counted[kind]}


def _outline(told: Sequence[Told]) -> _Outline:
    said = [(one.ce_type, orjson.loads(one.value)) for one in told]
    lamps = Counter(body["lamp"] for ce_type, body in said if ce_type == facts.LampTurned.ce_type)
    decisions: list[dict[str, Any]] = [body for ce_type, body in said if ce_type == facts.CaseDecided.ce_type]
    decided = decisions[-1] if decisions else {}
    units = [body["competent"]["unit"] for ce_type, body in said if ce_type == facts.CaseFiled.ce_type]
    return _Outline(
        filed=any(ce_type in _FILED for ce_type, _ in said),
        unit=units[0] if units else "",
        dues={clock["name"]: clock["due"] for _, body in said for clock in _clocks(body)},
        outcome=decided.get("outcome", ""),
        in_time=decided.get("in_time"),
        red=lamps["red"],
        yellow=lamps["yellow"],
        deemed=any(ce_type == facts.CaseDeemedAccepted.ce_type for ce_type, _ in said),
        refused=sum(ce_type in _REFUSED for ce_type, _ in said),
    )


def _clocks(node: Any) -> Iterator[dict[str, Any]]:
    """Give every running clock that a fact names, wherever it stands in it."""
    if isinstance(node, dict):
        if "due" in node and "name" in node:
            yield node
        for name, value in node.items():
            if name != "application":
                yield from _clocks(value)
    elif isinstance(node, list):
        for value in node:
            yield from _clocks(value)


def _item(told: Sequence[Told]) -> str:
    filed = next((one for one in told if one.ce_type == facts.CaseFiled.ce_type), None)
    return str(orjson.loads(filed.value)["item"]["name"]) if filed else ""


def _moved(was: _Outline, would_be: _Outline, *, earlier: bool) -> bool:
    both = was.dues.keys() & would_be.dues.keys()
    moved = [name for name in both if was.dues[name] != would_be.dues[name]]
    return any((would_be.dues[name] < was.dues[name]) is earlier for name in moved)


_FILED: Final = frozenset({facts.CaseFiled.ce_type, facts.BundleFiled.ce_type})
_REFUSED: Final = frozenset({facts.CaseRefused.ce_type, facts.BundleRefused.ce_type})
_RULES: Final[Sequence[tuple[Kind, Callable[[_Outline, _Outline], bool]]]] = (
    (Kind.NOT_FILED, lambda was, would: was.filed and not would.filed),
    (Kind.FILED, lambda was, would: would.filed and not was.filed),
    (Kind.OTHER_UNIT, lambda was, would: bool(was.unit and would.unit) and was.unit != would.unit),
    (Kind.DUE_EARLIER, lambda was, would: _moved(was, would, earlier=True)),
    (Kind.DUE_LATER, lambda was, would: _moved(was, would, earlier=False)),
    (Kind.LATE, lambda was, would: was.in_time is True and would.in_time is False),
    (Kind.IN_TIME, lambda was, would: was.in_time is False and would.in_time is True),
    (Kind.OTHER_OUTCOME, lambda was, would: was.outcome != would.outcome),
    (Kind.REDDENED, lambda was, would: would.red > was.red),
    (Kind.UNREDDENED, lambda was, would: would.red < was.red),
    (Kind.YELLOWED, lambda was, would: would.yellow > was.yellow),
    (Kind.UNYELLOWED, lambda was, would: would.yellow < was.yellow),
    (Kind.DEEMED, lambda was, would: would.deemed and not was.deemed),
    (Kind.NOT_DEEMED, lambda was, would: was.deemed and not would.deemed),
    (Kind.REFUSED, lambda was, would: was.filed and would.refused > was.refused),
    (Kind.NOT_REFUSED, lambda was, would: was.filed and would.refused < was.refused),
)
