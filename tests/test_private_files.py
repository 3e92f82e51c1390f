"""Files that only their owner may read: made once, or put in another's place, and never half there."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.private_files import OWNER_ONLY, make_once, put_in_place


def mode_of(path: Path) -> int:
    """Who may do what."""
    return path.stat().st_mode & 0o777


def test_who_comes_second_changes_nothing(tmp_path: Path) -> None:
    """Both are told; whoever reads finds what the first one wrote, and no draft lies about."""
    path = tmp_path / "keys" / "one.key"
    assert make_once(path, b"first")
    assert not make_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert [one.name for one in path.parent.iterdir()] == ["one.key"]
    assert (mode_of(path), mode_of(path.parent)) == (OWNER_ONLY, 0o700)


def test_a_file_that_all_could_read_is_replaced_by_one_that_they_cannot(tmp_path: Path) -> None:
    """Whoever has the older one open goes on reading that."""
    path = tmp_path / "table.csv"
    path.write_bytes(b"older")
    path.chmod(0o644)
    with path.open("rb") as older:
        put_in_place(path, b"newer")
        assert older.read() == b"older"
    assert (path.read_bytes(), mode_of(path)) == (b"newer", OWNER_ONLY)


def test_what_cannot_be_put_in_place_leaves_no_draft(tmp_path: Path) -> None:
    """Where a folder has the name already, and where there is no folder to write to."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        put_in_place(tmp_path / "taken", b"anything")
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "missing" / "file", b"anything")
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]
