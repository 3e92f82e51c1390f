"""Where things lie in the store. A name is made of a digest alone: it tells nothing of a person, a case or a file name.

sha256/ab/cd/abcd…64/part-00000-…   the bytes, in parts of PART_BYTES, each with its own digest in its name
sha256/ab/cd/abcd…64/manifest.json  written last: without it there is no attachment
sha256/ab/cd/abcd…64/handed-in      empty; its time is when it was last handed in
quarantine/abcd…64/…                the same of what was refused, and verdict.json
removed/ab/cd/abcd…64.json          what retention has removed, and when
"""

from __future__ import annotations

import re
from typing import Final

from hub.attachments.errors import Refused

PART_BYTES: Final = 4 << 20
"""What is held in memory of a file, and what a cut line costs at most."""
ROOT: Final = "sha256"
QUARANTINE: Final = "quarantine"
REMOVED: Final = "removed"
MANIFEST: Final = "manifest.json"
HANDED_IN: Final = "handed-in"
VERDICT: Final = "verdict.json"
_DIGEST: Final = re.compile(r"sha256:([0-9a-f]{64})")
_HEX: Final = re.compile(r"[0-9a-f]{64}")


def hex_of(digest: str) -> str:
    """Give the 64 digits of a digest (``sha256:…``). Raises Refused; so no text of others becomes a path."""
    found = _DIGEST.fullmatch(digest)
    if found is None:
        raise Refused("attachment_digest_form", digest=digest)
    return found[1]


def folder_of(digest: str) -> str:
    """Give the folder of an attachment."""
    name = hex_of(digest)
    return f"{ROOT}/{name[:2]}/{name[2:4]}/{name}"


def quarantine_of(digest: str) -> str:
    """Give the folder of what was refused for its virus."""
    return f"{QUARANTINE}/{hex_of(digest)}"


def removal_of(digest: str) -> str:
    """Give the path of the note that retention removed it."""
    name = hex_of(digest)
    return f"{REMOVED}/{name[:2]}/{name[2:4]}/{name}.json"


def part_of(folder: str, place: int, content: str) -> str:
    """Give the path of a part; ``content``: the 64 digits of its own digest, so that what is there need not be read."""
    return f"{folder}/part-{place:05d}-{content}"


def digest_in(path: str) -> str | None:
    """Give the digest whose folder a path lies in; None for a stranger."""
    folders = path.split("/")[:-1]
    return f"sha256:{folders[-1]}" if folders and _HEX.fullmatch(folders[-1]) else None
