"""Passwords of embedded Kafka's principals: made once, kept under HUB_HOME, readable by the owner only."""

import json
import os
import secrets
from pathlib import Path


class Credentials:
    """One file per principal, `credentials/<principal>.json`, mode 0600."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "credentials"

    def password_of(self, principal: str) -> str:
        """The principal's password; made now if it has none yet. Two processes asking at once get the same one."""
        path = self.path_of(principal)
        if not path.exists():
            self._make(principal, path)
        password: str = json.loads(path.read_text())["password"]
        return password

    def path_of(self, principal: str) -> Path:
        return self.folder / f"{principal}.json"

    def principals(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def _make(self, principal: str, path: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{principal}.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"principal": principal, "password": secrets.token_urlsafe(24)}, file)
        try:
            os.link(draft, path)  # unlike a rename, it never replaces what another process made first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
