"""Files that only their owner may read, whole from the first moment: keys, passwords, tables of people."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o600
_FOLDER: Final = 0o700


def make_once(path: Path, content: bytes, *, synced: bool = True) -> bool:
    """Write a file that is not there yet, and its folder; False, and nothing changed, where another was first.

    Not ``synced``, it may be gone after a loss of power: for what would simply be made anew.
    """
    path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    with _draft(path, content, synced=synced) as draft:
        try:
            os.link(draft, path)  # unlike a rename, it never replaces what another process made first
        except FileExistsError:
            return False
    return True


def put_in_place(path: Path, content: bytes) -> None:
    """Write a file; an older one is replaced in one step, whoever could read that."""
    with _draft(path, content, synced=True) as draft:
        draft.replace(path)


@contextmanager
def _draft(path: Path, content: bytes, *, synced: bool) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb") as file:
            file.write(content)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
