"""What docs/ says of the code is what the code says."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.cli import COMMANDS as PEOPLE_COMMANDS
from hub.lanes.alerts import Alert
from hub.settings import SETTINGS
from schemas.codes import CODES
from schemas.commands import COMMANDS
from schemas.dead_letters import Death
from schemas.facts import FACTS
from schemas.notices import NOTICES
from schemas.topics import TOPICS
from tools.documents.asyncapi import document
from tools.documents.pages import generated

ROOT = Path(__file__).parents[2]
FILES = generated()
DRAFT_07 = {
    *("$ref", "$schema", "$id", "title", "description", "default", "examples", "type", "enum", "const", "format"),
    *("multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
    *("maxLength", "minLength", "pattern", "items", "maxItems", "minItems", "uniqueItems"),
    *("maxProperties", "minProperties", "required", "properties", "additionalProperties", "propertyNames"),
    *("allOf", "anyOf", "oneOf", "not"),
}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_drift(path: Path) -> None:
    """Every generated file is what the code gives: run make documents after a change."""
    assert (ROOT / path).read_text(encoding="utf-8") == FILES[path]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("settings.md", [row.name for row in SETTINGS]),
        ("topics.md", [f"{row.name}{'R' if row.per_endpoint else ''}" for row in TOPICS]),
        ("alerts.md", [*Alert, *Death]),
        ("guides/refusals.zh-CN.md", list(CODES)),
    ],
)
def test_a_page_has_every_row_once(page: str, words: list[str]) -> None:
    """No row of a catalogue is missing, none is said twice."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert {word: text.count(f"| `{word}` |") for word in words} == dict.fromkeys(words, 1)


def test_every_command_is_listed() -> None:
    """Whatever `hub --help` lists stands in the table of commands."""
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert [entry.name for entry in PEOPLE_COMMANDS if f"| `hub {entry.name}" not in text] == []


def test_the_operators_guide_has_a_section_for_every_alert() -> None:
    """Whoever sees an alert finds what to do about it; none is explained that does not exist."""
    text = (ROOT / "docs/guides/operators.md").read_text(encoding="utf-8")
    explained = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `") and line.count("|") == 4]
    assert sorted(explained) == sorted(alert.value for alert in Alert)


def test_asyncapi_has_every_word() -> None:
    """Every command that may be sent, every notice and every fact is a message of exactly the channel it travels on."""
    channels: dict[str, Any] = document()["channels"]
    carried = {name: set(channel["messages"]) for name, channel in channels.items()}
    assert carried["inbox"] == {ce_type for ce_type, command in COMMANDS.items() if not command.internal}
    assert carried["facts"] == set(FACTS)
    assert carried["work"] | carried["results"] >= set(NOTICES)
    assert not carried["work"] & carried["results"]


def test_asyncapi_has_the_parts_of_version_3() -> None:
    """Required fields of AsyncAPI 3.0.0: version, info, and an action and a channel for each operation."""
    told = document()
    assert told["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(told["info"])
    for operation in told["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert operation["channel"]["$ref"].split("/")[-1] in told["channels"]
    for channel in told["channels"].values():
        assert set(channel.get("parameters", {})) == {part for part in ["endpoint"] if "{" in channel["address"]}


def test_all_references_resolve() -> None:
    """Each $ref of the document, and of every file it leads to, points at something."""
    place = ROOT / "docs/asyncapi.json"
    seen: set[tuple[Path, str]] = set()
    waiting = [(place, reference) for reference in _references(_read(place))]
    while waiting:
        file, reference = waiting.pop()
        path, _, pointer = reference.partition("#")
        target = (file.parent / path).resolve() if path else file
        if (target, pointer) not in seen:
            seen.add((target, pointer))
            waiting += [(target, found) for found in _references(_resolved(_read(target), pointer))]
    assert len(seen) > len(COMMANDS) + len(FACTS)


def test_schemas_keep_to_what_asyncapi_tools_read() -> None:
    """AsyncAPI's schemas are a superset of JSON Schema draft 07: no keyword of ours says more, but for hints."""
    hints = {"discriminator", "$defs"}
    for file in (ROOT / "docs/schemas").glob("*.json"):
        assert set(_keywords(_read(file))) <= DRAFT_07 | hints


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for part in node.values() for found in _references(part)]
    return [found for part in node for found in _references(part)] if isinstance(node, list) else []


def _resolved(node: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def _keywords(schema: Any) -> list[str]:
    """Give the keywords of a schema and of those inside it; names of properties are no keywords."""
    if not isinstance(schema, dict):
        return []
    named = [part for key in ("properties", "$defs") for part in schema.get(key, {}).values()]
    listed = [part for key in ("anyOf", "allOf", "oneOf") for part in schema.get(key, [])]
    alone = [schema[key] for key in ("items", "additionalProperties", "propertyNames") if key in schema]
    return [*schema, *(word for part in [*named, *listed, *alone] for word in _keywords(part))]
