"""What is personal leaves the body it came in, wherever it stands, and can be found again by its pointer."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.parties import masked
from hub.readmodel.personal import put_back, split
from hub.readmodel.received import open_body, receive
from tests.domain.world import company, person
from tests.readmodel.log import busy_log

NODES: Any = st.recursive(
    st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["personal", "a", "b/c", "d~e"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(NODES)
def test_split_and_put_back(body: Any) -> None:
    """Nothing named `personal` is left, nothing else is lost, and each pointer is where it was."""
    original = deepcopy(body)
    taken = split(body)
    assert b'"personal"' not in orjson.dumps(_keys(body))
    for pointer, value in taken.items():
        put_back(body, pointer, value)
    assert body == original


def _keys(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *[key for value in node.values() for key in _keys(value)]]
    return [key for value in node for key in _keys(value)] if isinstance(node, list) else []


def test_masked() -> None:
    """A person shows the family name only, a company its whole name: that is public."""
    assert masked(person("王小明")) == "王**"
    assert masked(company("贵州某某商贸有限公司")) == "贵州某某商贸有限公司"


def test_no_person_in_the_timeline() -> None:
    """No name and no identity number of a day's sample is in any body that the timeline keeps."""
    log = busy_log(60, seed=3)
    for record in log.records:
        received = receive(record)
        assert received
        opened = open_body(received)
        kept = orjson.dumps(opened.timeline).decode()
        for text in personal_texts(opened.personal.bodies if opened.personal else {}):
            assert text not in kept


def personal_texts(node: Any) -> list[str]:
    """Names, identity numbers and phones, wherever they stand in what was taken."""
    if isinstance(node, list):
        return [text for value in node for text in personal_texts(value)]
    if not isinstance(node, dict):
        return []
    here = [node[field] for field in ("name", "number", "phone") if field in node]
    return here + [text for value in node.values() for text in personal_texts(value)]
