"""SeaweedFS, others' S3 service: it checks signatures, and what each key may do, as the service of a province does.

The key ``window`` may put, get and (it knows no finer rights) delete but not list, ``operator`` may do everything, and
no other key gets in.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hub.local.ports import ADDRESS, free_port

PROGRAM: Final = Path(sys.executable).parent / "weed"
SECRET: Final = "made-up"  # noqa: S105 - of a service that ends with the tests
RIGHTS: Final = {
    "operator": ["Admin", "Read", "Write", "List"],
    "window": ["Read:attachments", "Write:attachments"],
}
LOOK_S, PATIENCE_S = 0.05, 50.0


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run it in an empty folder, with the bucket ``attachments``; give its address."""
    address, ports = f"http://{ADDRESS}", [f"-metricsPort={free_port()}"]
    for part in ("master", "volume", "filer", "s3"):
        port = free_port()
        address = f"http://{ADDRESS}:{port}"  # that of the last one stays
        ports += [f"-{part}.port={port}", f"-{part}.port.grpc={free_port()}"]
    (folder / "keys.json").write_text(json.dumps({"identities": [identity(name) for name in RIGHTS]}))
    options = ["-filer", "-s3", "-s3.iam=false", f"-s3.config={folder / 'keys.json'}"]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=0", "-master.volumeSizeLimitMB=64"]
    command = [str(PROGRAM), "server", f"-dir={folder}", f"-ip={ADDRESS}", f"-ip.bind={ADDRESS}", *options, *ports]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as server:
        try:
            await_answer(server, address, folder / "log")
            yield address
        finally:
            # asked to stop it takes fifteen seconds, for clients that there are none of
            server.kill()


def identity(name: str) -> dict[str, object]:
    return {"name": name, "credentials": [{"accessKey": name, "secretKey": SECRET}], "actions": RIGHTS[name]}


def await_answer(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Whoever has no key is refused: that is an answer."""
    end = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE_S).close()  # noqa: S310 - of our own making
        except urllib.error.HTTPError as refused:
            refused.close()
            return
        except OSError:
            time.sleep(LOOK_S)
    raise AssertionError(log.read_text()[-2000:])
