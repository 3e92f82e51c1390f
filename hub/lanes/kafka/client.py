"""The only module that touches aiokafka's inner modules: its connection and its compiled reader of record batches.

They are not a public promise (the version is pinned for that), and the contract suite watches them.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final, NamedTuple, Self, TypeVar

from aiokafka.codec import gzip_decode, lz4_decode, snappy_decode, zstd_decode
from aiokafka.conn import create_conn
from aiokafka.errors import CorruptRecordException, IncompatibleBrokerVersion, KafkaError
from aiokafka.record.default_records import DefaultRecordBatch
from google_crc32c import value as crc32c

from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.errors import NAMES, Code, Lost, Refused
from hub.lanes.kafka.protocol.wire import NO_TAGS, Cursor, Request, int16, int32, text

Answer = TypeVar("Answer")

log: Final = logging.getLogger(__name__)

CLOSE_WITHIN: Final = 1.0
_CLIENT: Final = "tongban-hub"
_CHECKED_AT: Final = 21
"""Where in a record batch the part begins that its CRC-32C is over (KIP-98)."""


class _Header(NamedTuple):
    """Header of a request or an answer, as aiokafka's connection handles it."""

    correlation_id: int
    encoded: bytes = b""

    def encode(self) -> bytes:
        return self.encoded


class _Rest(NamedTuple):
    """The body of an answer: left as it is, to be read by whoever has asked."""

    data: bytes
    position: int

    @classmethod
    def decode(cls, buffer: BytesIO) -> Self:
        # getvalue() shares the bytes, read() would copy some megabytes.
        return cls(buffer.getvalue(), buffer.tell())


class _Call:
    """One of our requests in the clothes that aiokafka's connection expects."""

    RESPONSE_TYPE = _Rest

    def __init__(self, request: Request) -> None:
        self._request = request

    def prepare(self, versions: Mapping[int, tuple[int, int]]) -> Self:
        low, high = versions.get(self._request.key, (-1, -1))
        if not low <= self._request.version <= high:
            raise IncompatibleBrokerVersion(
                f"this needs version {self._request.version} of request {self._request.key}, the broker has "
                f"{low} to {high}: use Apache Kafka 4.0 or newer"
            )
        return self

    def build_request_header(self, correlation_id: int, client_id: str) -> _Header:
        head = int16(self._request.key) + int16(self._request.version) + int32(correlation_id) + text(client_id)
        return _Header(correlation_id, head + NO_TAGS if self._request.flexible else head)

    def encode(self) -> bytes:
        return self._request.body

    def parse_response_header(self, buffer: BytesIO) -> _Header:
        correlation_id = int.from_bytes(buffer.read(4), "big", signed=True)
        if self._request.flexible_answer and buffer.read(1) != NO_TAGS:
            raise CorruptRecordException("an answer's header carries tagged fields, which we never asked for")
        return _Header(correlation_id)


class Connection:
    """One authenticated connection; the broker answers its requests one after the other."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._closed: asyncio.Future[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether the broker has not closed it, as far as we know."""
        return bool(self._inner.connected())

    async def call(self, request: Request, read: Callable[[Cursor], Answer]) -> Answer:
        """Send and wait for the answer. Raises Lost, Refused (the broker is too old)."""
        try:
            rest = await self._inner.send(_Call(request))
        except IncompatibleBrokerVersion as error:
            raise Refused(Code.UNSUPPORTED_VERSION, str(error)) from None
        except (KafkaError, OSError, TimeoutError) as error:
            self.cut()
            raise Lost(f"no answer from {self._inner.host}:{self._inner.port}: {error!r}") from error
        return read(Cursor(rest.data, rest.position))

    def cut(self) -> None:
        """Cut it off at once: nothing that is still in a buffer leaves any more."""
        writer = self._inner._writer  # noqa: SLF001 aiokafka would flush first, for as long as that takes
        closed = self._inner.close()
        self._closed = closed or self._closed
        if writer is not None:
            writer.transport.abort()

    async def close(self) -> None:
        """Cut it off and wait until the socket is gone."""
        self.cut()
        if self._closed is not None:
            await asyncio.wait([self._closed], timeout=CLOSE_WITHIN)


async def connect(address: KafkaAddress, host: str, port: int) -> Connection:
    """Open and authenticate a connection. Raises Lost, Refused (password)."""
    try:
        inner = await create_conn(
            host,
            port,
            client_id=_CLIENT,
            request_timeout_ms=int(address.request_timeout * 1000),
            ssl_context=ssl.create_default_context(cafile=address.ca_file or None) if address.encrypted else None,
            security_protocol=address.security,
            sasl_mechanism=address.mechanism if address.authenticated else None,
            sasl_plain_username=address.username or None,
            sasl_plain_password=address.password or None,
        )
    except KafkaError as error:
        code = getattr(error, "errno", -1)
        if code in NAMES:
            raise Refused(code, f"{host}:{port} refuses {address.username!r}") from error
        raise Lost(f"no connection to {host}:{port}: {error!r}") from error
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise Lost(f"no connection to {host}:{port}: {error!r}") from error
    return Connection(inner)


def read_batch(data: memoryview) -> Any:
    """Read one whole record batch, checked by its CRC-32C; iterating gives its records. Raises Lost if damaged."""
    try:
        batch = DefaultRecordBatch(data)
    except (CorruptRecordException, ValueError) as error:
        raise Lost(f"a record batch cannot be read: {error!r}") from error
    # aiokafka's own check takes fourteen times as long.
    if crc32c(bytes(data[_CHECKED_AT:])) != batch.crc:
        raise Lost(f"the record batch at offset {batch.base_offset} was damaged on its way")
    return batch


def decompressed(codec: int, data: bytes) -> bytes:
    """Undo a batch's compression (the lowest three bits of its attributes)."""
    return data if codec == 0 else bytes(_CODECS[codec](data))


_CODECS: Final[Mapping[int, Callable[[bytes], bytes]]] = {
    1: gzip_decode,
    2: snappy_decode,
    3: lz4_decode,
    4: zstd_decode,
}
