"""Passwords of embedded Kafka's principals: made once, kept under HUB_HOME, readable by the owner only."""

import json
import secrets
from pathlib import Path

from hub.private_files import make_once


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
        said = {"principal": principal, "password": secrets.token_urlsafe(24)}
        make_once(path, json.dumps(said).encode())
