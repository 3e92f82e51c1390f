"""What a broker says of itself before anybody signs in: ApiVersions v3 (KIP-511, KIP-584); no client tells it."""

from __future__ import annotations

import socket
import ssl
import struct
from dataclasses import dataclass
from typing import Final

from hub.settings import KafkaAccess

API_VERSIONS: Final = 18
VERSION: Final = 3
TIMEOUT_SECONDS: Final = 10
# tagged fields of the answer
SUPPORTED, FINALIZED = 0, 2


@dataclass(frozen=True)
class Features:
    """Per feature the highest level that the software supports, and the level in force; absent where unknown."""

    supported: dict[str, int]
    finalized: dict[str, int]


def features_of(access: KafkaAccess) -> Features:
    """Asks the first bootstrap server that answers. Raises OSError if none does."""
    failure: OSError = OSError("no bootstrap server named")
    for server in access.bootstrap.split(","):
        host, _, port = server.strip().rpartition(":")
        try:
            with (
                socket.create_connection((host.strip("[]"), int(port)), TIMEOUT_SECONDS) as plain,
                _secured(plain, host, access) as connection,
            ):
                return _read(_ask(connection))
        except OSError as error:
            failure = error
    raise failure


def _secured(plain: socket.socket, host: str, access: KafkaAccess) -> socket.socket:
    if not access.security.endswith("SSL"):
        return plain
    return ssl.create_default_context(cafile=access.ca_file or None).wrap_socket(plain, server_hostname=host)


def _ask(connection: socket.socket) -> bytes:
    name, version = b"tongban-hub", b"1"
    # request header v2: key, version, correlation, client id, no tags; body: software name and version, no tags
    header = struct.pack(">hhih", API_VERSIONS, VERSION, 1, -1) + b"\0"
    body = bytes([len(name) + 1]) + name + bytes([len(version) + 1]) + version + b"\0"
    connection.sendall(struct.pack(">i", len(header) + len(body)) + header + body)
    (length,) = struct.unpack(">i", _exactly(connection, 4))
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise ConnectionError("the broker closed the connection: is this its right port and security protocol?")
        received += part
    return received


def _read(answer: bytes) -> Features:
    """Correlation, error, API keys (6 bytes and tags each), throttle time; then the tags, which hold the features."""
    reader = _Reader(answer, 4)
    error = reader.number(2)
    if error:  # a broker before 2.4 answers in version 0
        return Features({}, {})
    for _ in range(reader.varint() - 1):
        reader.skip(6)
        reader.skip_tags()
    reader.skip(4)
    tags = reader.tags()
    return Features(_levels(tags.get(SUPPORTED), highest_first=False), _levels(tags.get(FINALIZED), highest_first=True))


def _levels(field: bytes | None, *, highest_first: bool) -> dict[str, int]:
    """Name, then two levels: lowest and highest of what is supported, the other way round of what is in force."""
    if field is None:
        return {}
    reader = _Reader(field)
    levels = {}
    for _ in range(reader.varint() - 1):
        name = reader.take(reader.varint() - 1).decode()
        first, second = reader.number(2), reader.number(2)
        reader.skip_tags()
        levels[name] = first if highest_first else second
    return levels


class _Reader:
    def __init__(self, content: bytes, at: int = 0) -> None:
        self._content = content
        self._at = at

    def take(self, length: int) -> bytes:
        self._at += length
        return self._content[self._at - length : self._at]

    def skip(self, length: int) -> None:
        self._at += length

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length), "big", signed=True)

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:  # noqa: PLR2004 - the continuation bit
                return value

    def tags(self) -> dict[int, bytes]:
        found = {}
        for _ in range(self.varint()):
            tag = self.varint()
            found[tag] = self.take(self.varint())
        return found

    def skip_tags(self) -> None:
        self.tags()
