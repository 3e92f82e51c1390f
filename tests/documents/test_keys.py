"""The key store keeps secrets, and says so where it doesn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.documents import sign
from hub.documents.keys import KeyStoreError
from hub.signatures.jws import SigningKey
from tests.documents.offices import UNIT, document, key, store


def test_only_the_owner_reads(tmp_path: Path) -> None:
    """A key file is made for its owner alone; once others may read it, nothing is signed with it."""
    place = store(tmp_path)
    key(place)
    file = tmp_path / "keys" / "xf-1.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(KeyStoreError, match="compromised"):
        sign(document(), place, ["xf-1"])


def test_names(tmp_path: Path) -> None:
    """A name that is taken, unknown or a path is refused."""
    place = store(tmp_path)
    key(place)
    for name, words in (("xf-1", "already"), ("../xf", "letters"), ("", "letters")):
        with pytest.raises(KeyStoreError, match=words):
            key(place, name)
    with pytest.raises(KeyStoreError, match="no key"):
        sign(document(), place, ["xf-9"])


def test_a_key_hides_itself() -> None:
    """What is secret in a key is not in its repr, so that no log ever has it."""
    secret = SigningKey("xf-1", UNIT, "Ed25519", b"secret" * 5, b"public")
    assert "secret" not in repr(secret)


def test_a_file_that_is_no_key(tmp_path: Path) -> None:
    """A damaged file is named, its content is not."""
    place = store(tmp_path)
    key(place)
    file = tmp_path / "keys" / "xf-1.key"
    file.write_text("rubbish")
    with pytest.raises(KeyStoreError, match="is no key file") as told:
        sign(document(), place, ["xf-1"])
    assert "rubbish" not in str(told.value)
