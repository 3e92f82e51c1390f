"""遵义市, offline: a document, public keys and a status list as files, and no way to anybody.

Whatever tries to open a connection in this process fails; that it could not have asked is part of the show.
"""

from __future__ import annotations

import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from hub.demo.telling import tell
from hub.documents import Knowledge, Verdict, read_status, verify
from schemas.reference import IssuerKey
from schemas.times import CHINA

WHO: Final = "遵义"
_ROWS: Final = TypeAdapter(list[IssuerKey])
_ANSWERS: Final = {"good": "有效", "bad": "无效", "unknown": "无法确认"}


def cut_the_network() -> None:
    """Refuse every connection from now on (PEP 578)."""

    def refuse(event: str, _: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            raise OSError("the network is cut")

    sys.addaudithook(refuse)


def is_cut(address: tuple[str, int]) -> bool:
    """Try to reach a broker, as somebody would who wanted to ask."""
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return True
    return False


def look(data: bytes, folder: Path) -> Verdict:
    """Verify a document by what the files say."""
    status = read_status((folder / "status.txt").read_text(encoding="utf-8"))
    keys = _ROWS.validate_json((folder / "keys.json").read_bytes())
    return verify(data, keys, Knowledge(datetime.now(CHINA), status))


def altered(data: bytes) -> bytes:
    """Give the file with one letter of its payload changed."""
    place = data.index(b'"payload":"') + 200
    letter = b"A" if data[place : place + 1] != b"A" else b"B"
    return data[:place] + letter + data[place + 1 :]


def main(folder: Path, broker: str) -> None:
    """Verify the licence in a folder, then the same with one letter changed."""
    cut_the_network()
    host, _, port = broker.partition(":")
    if not is_cut((host, int(port))):
        tell(WHO, "还能连上 Kafka:断网演示无效", mark="leak")
        return
    tell(WHO, "网络已断,没有任何口令;手边只有证照文件、公钥和状态名单")
    data = (folder / "licence.json").read_bytes()
    verdict = look(data, folder)
    if verdict.document is not None:
        document = verdict.document
        tell(WHO, f"验证{document.type.name} {document.identifier}")
        tell(WHO, f"持证主体 {document.content.get('company_name', '')},颁发机构 {document.issuer.name}")
    broken = look(altered(data), folder)
    tell(WHO, f"改动一个字符后再验:{_ANSWERS[broken.answer]}")
    mark = "verified" if (verdict.answer, broken.answer) == ("good", "bad") else "not verified"
    tell(WHO, f"结论:{_ANSWERS[verdict.answer]}(签名、密钥、有效期、状态逐项通过,未问过任何人)", mark=mark)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
