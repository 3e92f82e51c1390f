"""Who looks for viruses: what is not found clean is refused and quarantined, and the account of it stays."""

from __future__ import annotations

import shlex
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.attachments.errors import Missing, Refused
from hub.attachments.names import quarantine_of
from hub.attachments.places import memory_place
from hub.attachments.scanning import ClamdScanner, CommandScanner, NoScanner, Scanned, scanner_of
from hub.attachments.storing import Attachments
from tests.attachments import files

PYTHON = shlex.quote(sys.executable)


def command(program: str, patience: float = 20.0) -> CommandScanner:
    """A scanner that is a line of Python; the file is ``sys.argv[1]``."""
    return CommandScanner(f"{PYTHON} -c {shlex.quote('import sys; ' + program)}", patience)


CLEAN = command("sys.exit(0)")
INFECTED = command("print(sys.argv[1] + ': Win.Test.EICAR_HDB-1 FOUND'); sys.exit(1)")


@contextmanager
def clamd(folder: Path, answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A daemon that takes one stream, as clamd(8) says INSTREAM goes."""
    path = str(folder / "clamd.sock")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(path)
        listening.listen()

        def serve() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rb") as heard:
                assert heard.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", heard.read(4))[0]:
                    content += heard.read(length)
                line.sendall(answer(content))

        served = threading.Thread(target=serve)
        served.start()
        yield path
        served.join(10)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return files.saved(tmp_path, "a.pdf", files.pdf(padding=600_000))


def test_a_command_tells_by_its_exit_code(file: Path) -> None:
    """As clamscan: 0, 1, and anything else is no answer. The path is no part of what is kept."""
    assert CLEAN.scan(file) == Scanned("clean")
    assert INFECTED.scan(file) == Scanned("infected", "Win.Test.EICAR_HDB-1")
    assert command("sys.exit(2)").scan(file).outcome == "unscannable"


def test_a_command_gets_the_very_file(file: Path) -> None:
    whole = f"sys.exit(len(open(sys.argv[1], 'rb').read()) != {file.stat().st_size})"
    assert command(whole).scan(file) == Scanned("clean")


@pytest.mark.parametrize(
    "scanner",
    [
        command("sys.stdin.read(); import time; time.sleep(60)", patience=0.2),
        CommandScanner("/no/such/scanner"),
        ClamdScanner("/no/such/socket"),
    ],
    ids=["too slow", "not there", "no daemon"],
)
def test_a_scanner_that_is_away_has_not_found_it_clean(file: Path, scanner: CommandScanner | ClamdScanner) -> None:
    assert scanner.scan(file).outcome == "unscannable"


def test_the_daemon_hears_every_byte_and_answers(file: Path, tmp_path: Path) -> None:
    content = file.read_bytes()
    for number, (answer, said) in enumerate(
        {
            b"stream: OK\0": Scanned("clean"),
            b"stream: Win.Test.EICAR_HDB-1 FOUND\0": Scanned("infected", "Win.Test.EICAR_HDB-1"),
            b"INSTREAM size limit exceeded. ERROR\0": Scanned("unscannable", "INSTREAM size limit exceeded. ERROR"),
            b"": Scanned("unscannable", "扫描服务没有答复"),
        }.items()
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        heard: list[bytes] = []
        with clamd(folder, lambda sent, heard=heard, answer=answer: heard.append(sent) or answer) as path:  # type: ignore[misc]
            assert ClamdScanner(path).scan(file) == said
        assert heard == [content]


def test_settings_name_scanners() -> None:
    assert isinstance(scanner_of(""), NoScanner)
    assert isinstance(scanner_of("clamd:/run/clamd.sock"), ClamdScanner)
    assert isinstance(scanner_of("command:clamscan --no-summary"), CommandScanner)


def test_an_infected_file_is_quarantined_and_refused(file: Path) -> None:
    """Nothing lies under its digest; who found what and when stays on record, without the file's name."""
    store = Attachments(memory_place(), scanner=INFECTED)
    with pytest.raises(Refused) as caught:
        store.put(file)
    assert (caught.value.code, caught.value.params["virus"]) == ("attachment_infected", "Win.Test.EICAR_HDB-1")
    digest = store.look(file).digest
    with pytest.raises(Missing):
        store.describe(digest)
    verdict = store.verdict(digest)
    assert verdict is not None
    assert [(one.outcome, one.detail) for one in verdict.findings] == [("infected", "Win.Test.EICAR_HDB-1")]
    kept = [entry for entry in store.place.listed(quarantine_of(digest)) if "/part-" in entry.path]
    assert sum(entry.size for entry in kept) == file.stat().st_size
    assert list(store.place.listed("sha256")) == []


def test_what_one_found_infected_another_without_a_scanner_refuses(file: Path) -> None:
    place = memory_place()
    with pytest.raises(Refused):
        Attachments(place, scanner=INFECTED).put(file)
    with pytest.raises(Refused) as caught:
        Attachments(place).put(file)
    assert caught.value.code == "attachment_infected"


def test_what_could_not_be_scanned_is_taken_when_it_is_found_clean(file: Path) -> None:
    """The account tells both."""
    place = memory_place()
    with pytest.raises(Refused) as caught:
        Attachments(place, scanner=ClamdScanner("/no/such/socket")).put(file)
    assert caught.value.code == "attachment_unscanned"
    assert "请稍后重新上传" in str(caught.value)
    store = Attachments(place, scanner=CLEAN)
    put = store.put(file)
    assert store.check(put.digest).size == put.size
    verdict = store.verdict(put.digest)
    assert verdict is not None
    assert [one.outcome for one in verdict.findings] == ["unscannable", "clean"]


def test_what_nobody_scanned_is_scanned_when_it_is_fetched(file: Path, tmp_path: Path) -> None:
    """A window without a scanner put it: the officer's finds it, gets no file, and from then on nobody does."""
    place = memory_place()
    put = Attachments(place).put(file)
    with pytest.raises(Refused) as caught:
        Attachments(place, scanner=INFECTED).fetch(put.digest, tmp_path / "out.pdf")
    assert (caught.value.code, caught.value.params["file"]) == ("attachment_infected", "out.pdf")
    for anybody in (Attachments(place), Attachments(place, scanner=INFECTED)):
        with pytest.raises(Refused):
            anybody.fetch(put.digest, tmp_path / "out.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert Attachments(place).check(put.digest).digest == put.digest
