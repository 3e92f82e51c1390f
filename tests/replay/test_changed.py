"""The same commands under other rows: exactly the cases that the rows concern, and in what they would be otherwise."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.cli.replay import Result, as_fields, decide
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.time import run
from hub.lanes.values import Partition
from hub.replay.changed import Pair
from hub.replay.kinds import Kind, change_of, counts
from hub.replay.rows import RowsError, read_rows
from hub.replay.window import Window
from schemas.facts import BundleFiled, CaseAccepted, CaseDeemedAccepted, CaseFiled, ChildNoted
from schemas.reference import Limit, RoutingRule, Row
from schemas.times import to_milliseconds
from schemas.topics import FACTS
from schemas.values import encode
from tests.replay.day import DAY, FOOD, PARTITIONS, SUBJECT_KEY, item_of, later, recorded

SEED = 7
NOTED = "520701010000"
"""Its open cases are noted at their applicants' subjects."""


@pytest.fixture(scope="module")
def day() -> Server:
    """A day of 200 cases and the five after it."""
    print(f"seed {SEED}")  # noqa: T201  # pytest shows it where the day fails
    return recorded(200, SEED, 6)


def otherwise(server: Server, rows: list[Row], window: Window = Window()) -> Result:  # noqa: B008 - a tuple
    """Decide by changed rows."""
    reader = calm(server).reader()
    return run(decide(reader, SUBJECT_KEY, window, rows, lambda *_: None), random.Random(1))


def said(server: Server, *kinds: str) -> dict[str, list[dict[str, Any]]]:
    """The bodies of recorded facts of these kinds, by subject."""
    found: dict[str, list[dict[str, Any]]] = {}
    for number in range(PARTITIONS):
        for record in server.log(Partition(FACTS, number)).read(0, 1_000_000)[0]:
            headers = dict(record.headers)
            if headers["ce_type"].decode() in kinds:
                found.setdefault(headers["ce_subject"].decode(), []).append(orjson.loads(record.value or b""))
    return found


def of_item(server: Server, code: str) -> set[str]:
    """Cases of an item."""
    return {
        subject for subject, (filed, *_) in said(server, CaseFiled.ce_type).items() if filed["item"]["code"] == code
    }


def test_without_a_change_nothing_changes(day: Server) -> None:
    """A row that concerns nobody: both sides say the same, though one goes by what its own aggregates asked."""
    rule = RoutingRule(item="nothing", region="520000", unit="11520000YANGB01001", valid_from=DAY)
    result = otherwise(day, [rule])
    assert result.changed is not None
    assert result.changed.apart == []
    assert result.changed.subjects > 200


def busy(server: Server) -> str:
    """The item that most was filed for, among those that promise more than two working days."""
    codes: Counter[str] = Counter(filed["item"]["code"] for (filed, *_) in said(server, CaseFiled.ce_type).values())
    promised = {code: item_of(code).promised for code, _ in codes.most_common()}
    return next(code for code, limit in promised.items() if limit.unit == "working_days" and limit.amount > 2)


def test_a_shorter_limit_concerns_the_cases_of_its_item(day: Server) -> None:
    """One day instead of what the item promises."""
    code = busy(day)
    shorter = item_of(code).model_copy(update={"promised": Limit(amount=1)})
    result = otherwise(day, [shorter])
    assert result.changed is not None
    changes = {change.subject: change for change in map(change_of, result.changed.apart)}
    cases = of_item(day, code)
    assert len(cases) >= 3
    assert cases <= set(changes)
    accepted = cases & set(said(day, CaseAccepted.ce_type, CaseDeemedAccepted.ce_type))
    assert {subject for subject, change in changes.items() if Kind.DUE_EARLIER in change.kinds} == accepted
    (rule,) = result.rules
    assert "承诺时限为 1 个工作日" in rule
    told = as_fields(result.changed, list(changes.values()), result.rules)
    assert told["changed"] == len(changes)
    assert told["kinds"]["due_earlier"] == len(accepted)


def test_a_change_counts_from_the_window_on(day: Server) -> None:
    """Nobody who filed before it is touched."""
    code = busy(day)
    shorter = item_of(code).model_copy(update={"promised": Limit(amount=1)})
    noon = to_milliseconds(later(0)) + 12 * 3_600_000
    result = otherwise(day, [shorter], Window(noon))
    assert result.changed is not None
    apart = {pair.subject for pair in result.changed.apart}
    filed = said(day, CaseFiled.ce_type)
    afternoon = {case for case in of_item(day, code) if filed[case][0]["at"] >= f"{DAY}T12"}
    assert apart & set(filed) == afternoon
    assert 0 < len(afternoon) < len(of_item(day, code))


def test_an_item_that_is_not_offered_is_refused_and_its_bundles_hear_of_it(day: Server) -> None:
    """What aggregates ask each other follows the changed decisions, not the record."""
    bundles = said(day, BundleFiled.ce_type)
    filed = {child["case"]: child["item"] for (bundle, *_) in bundles.values() for child in bundle["children"]}
    code = next(code for case, code in filed.items() if case in of_item(day, code))
    result = otherwise(day, [item_of(code).model_copy(update={"offered_in": ()})])
    assert result.changed is not None
    changes = {change.subject: change for change in map(change_of, result.changed.apart)}
    concerned = {
        number
        for number, (bundle, *_) in bundles.items()
        if of_item(day, code) & {child["case"] for child in bundle["children"]}
    }
    assert of_item(day, code) | concerned == {one for one in changes if one in bundles or one in of_item(day, code)}
    assert {subject for subject, change in changes.items() if Kind.NOT_FILED in change.kinds} == of_item(day, code)
    pairs = {pair.subject: pair for pair in result.changed.apart}
    noted = [
        orjson.loads(told.value)
        for number in concerned
        for told in pairs[number].would_be
        if told.ce_type == ChildNoted.ce_type
    ]
    assert {note["outcome"] for note in noted if note["case"] in of_item(day, code)} == {"refused"}


def test_another_unit_would_be_competent_and_the_first_ones_acts_refused(day: Server) -> None:
    """A routing rule of its own for an item in one region."""
    filed = said(day, CaseFiled.ce_type)
    case = next(iter(sorted(of_item(day, FOOD))))
    competent = filed[case][0]["competent"]
    other = next(
        one[0]["competent"]["unit"] for one in filed.values() if one[0]["competent"]["unit"] != competent["unit"]
    )
    rule = RoutingRule(item=FOOD, region=competent["region"], unit=other, valid_from=DAY)
    result = otherwise(day, [rule])
    assert result.changed is not None
    counted = counts(map(change_of, result.changed.apart))
    there = {case for case in of_item(day, FOOD) if filed[case][0]["competent"]["region"] == competent["region"]}
    assert counted[Kind.OTHER_UNIT] == len(there) >= 1
    assert there <= {pair.subject for pair in result.changed.apart}
    assert counted[Kind.REFUSED] >= 1


def test_changed_rows_are_read_from_a_file(tmp_path: Path) -> None:
    """As the shipped rows are written; what is wrong is said with its place."""
    path = tmp_path / "rows.json"
    path.write_bytes(b"[" + encode(item_of(FOOD)) + b"]")
    assert read_rows(path) == [item_of(FOOD)]
    path.write_text('[{"kind": "item"}]')
    with pytest.raises(RowsError, match="/0/item/valid_from"):
        read_rows(path)


def asked_of_subjects(pairs: Iterable[Pair], *, would_be: bool) -> list[str]:
    """Cases that subjects were told of, as it was or as it would be."""
    sides = [pair.would_be if would_be else pair.was for pair in pairs]
    bodies = [orjson.loads(one.value) for side in sides for one in side if ".subject." in one.ce_type]
    return [body["case"] for body in bodies]


def test_what_a_case_would_not_ask_is_not_answered(day: Server) -> None:
    """Its requests are in the log, but on the changed side nobody has made them."""
    closed = item_of(NOTED).model_copy(update={"offered_in": ()})
    result = otherwise(day, [closed])
    assert result.changed is not None
    cases = of_item(day, NOTED)
    assert cases & set(asked_of_subjects(result.changed.apart, would_be=False))
    assert not cases & set(asked_of_subjects(result.changed.apart, would_be=True))


def test_what_a_case_would_ask_and_never_did_is_answered() -> None:
    """The other way round: recorded refused, decided again as filed; its subject hears of it."""
    server = recorded(200, SEED, 3, closed=NOTED)
    assert not of_item(server, NOTED)
    offered = item_of(NOTED)
    result = otherwise(server, [offered.model_copy(update={"revision": offered.revision + 1})])
    assert result.changed is not None
    filed = {pair.subject for pair in result.changed.apart if Kind.FILED in change_of(pair).kinds}
    assert filed
    assert filed & set(asked_of_subjects(result.changed.apart, would_be=True))
