"""The examples in the guides are programs."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import hub.client
from hub.domain.identifiers import check_case_number
from schemas import envelope
from schemas.commands import FileApplication

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
BLOCKS = [
    (f"{guide.name} {place}", code)
    for guide in sorted(GUIDES.glob("*.md"))
    for place, code in enumerate(re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL))
]
PLAIN = next(code for _, code in BLOCKS if "def main" in code)


@pytest.mark.parametrize("code", [code for _, code in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_every_example_is_python(code: str) -> None:
    """It compiles, `await` outside a function allowed, as in a notebook."""
    compile(code, "guide", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize("code", [code for _, code in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_names_that_examples_import_exist(code: str) -> None:
    """Whatever an example takes from the library, the library has."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module == "hub.client":
            assert {name.name for name in node.names} <= set(hub.client.__all__)


def test_numbers_of_the_plain_example_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program without our library makes by the guide, the hub takes."""
    monkeypatch.setenv("HUB_KAFKA", "nowhere:9092")
    monkeypatch.setenv("HUB_KAFKA_USERNAME", "520181")
    monkeypatch.setenv("HUB_KAFKA_PASSWORD", "made-up")
    example: dict[str, Any] = {"__name__": "example"}
    exec(compile(PLAIN, "guide", "exec"), example)  # noqa: S102 - our own page
    numbers = [example["case_number"]("520181") for _ in range(100)]
    assert [check_case_number(number) for number in numbers] == [None] * 100
    assert len(set(numbers)) == 100


def test_the_plain_example_sends_the_envelope_that_is_asked_for() -> None:
    """All required attributes are set, and the type is that of a filing."""
    assert [name for name in envelope.REQUIRED if f'"{name}"' not in PLAIN] == []
    assert f'"{FileApplication.ce_type}"' in PLAIN
    assert inspect.cleandoc(PLAIN).isascii()
