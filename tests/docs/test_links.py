"""What the pages promise is there: links lead somewhere, commands exist, files that are named are in the tree."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.cli import COMMANDS
from tools.documents.pages import command_of

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "hub").rglob("*.md")),
]
NAMED = [page.relative_to(ROOT).as_posix() for page in PAGES]
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)\[[^\]\[]+\]\(([^)\s]+)\)")
TREE = re.compile(r"`((?:schemas|hub|agents|tests|tools|docs|requirements)/[\w./-]*[\w/])(?::[^`]*)?`")


@pytest.mark.parametrize("name", NAMED)
def test_every_link_leads_somewhere(name: str) -> None:
    """Relative links name files of the tree, and headings that are in them; other pages are not looked up."""
    page = ROOT / name
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        assert not heading or heading in _anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", NAMED)
def test_every_file_named_is_there(name: str) -> None:
    """A path in backticks that begins with a folder of ours exists."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [path for path in TREE.findall(text) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", NAMED)
def test_every_target_named_exists(name: str) -> None:
    """`make something`, alone or within a block, is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = _lines((ROOT / name).read_text(encoding="utf-8"))
    asked = {target for line in lines for target in re.findall(r"^\$? ?make ([a-z]+)", line)}
    assert asked <= targets


@pytest.mark.parametrize("name", NAMED)
def test_every_command_named_exists(name: str) -> None:
    """`hub something --option` in backticks or a block is a command, and the options are its own."""
    for line in _lines((ROOT / name).read_text(encoding="utf-8")):
        if re.match(r"(\$ )?(\.venv/bin/)?hub [^.=/]", line):
            for words in _parts(line):
                _check(words)


def _parts(line: str) -> Iterator[list[str]]:
    """Split a line as a shell does; give the words after each `hub`."""
    words: list[str] = []
    shell = shlex.shlex(line, posix=True, punctuation_chars=True)
    shell.whitespace_split = True
    for word in [*shell, ";"]:
        if word in {";", "|", "&&", ">", "<"}:
            if words and words[0].endswith("hub"):
                yield words[1:]
            words = []
        elif word != "$":
            words.append(word)


def _check(words: list[str]) -> None:
    entries = {entry.name: entry for entry in COMMANDS}
    if words[0].startswith("-"):
        assert words == ["--help"]
        return
    assert words[0] in entries, words
    command = command_of(entries[words[0]])
    rest = words[1:]
    below: dict[str, Any] = getattr(command, "commands", {})
    if rest and below:
        # `hub work 520122` means `hub work list 520122`
        verb = "list" if rest[0].isdigit() else rest[0]
        assert verb in below, words
        command, rest = below[verb], rest[1:]
    options = {"--help", "--json", *(option for each in command.params for option in each.opts)}
    assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= options, words


def _lines(text: str) -> Iterator[str]:
    """Give what is code: blocks line by line, and what stands in backticks."""
    for code in CODE.findall(text):
        yield from (line.strip() for line in code.strip("`").splitlines())


def _anchors(text: str) -> set[str]:
    """Give the anchors of headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
