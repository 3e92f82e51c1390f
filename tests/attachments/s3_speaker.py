"""A small S3 service over HTTP, as a process of its own: what a store of attachments asks of one, and its refusals.

Every put must carry the SHA-256 of its body, and is refused where it is another's. The key ``window`` may put and get
but neither list nor delete, and like Amazon's hears 403 instead of 404 for what is not there. Signatures are not
checked. ``python -m tests.attachments.s3_speaker`` prints its port.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEYS = {"operator": True, "window": False}
"""Whether a key may list and delete."""
objects: dict[str, tuple[bytes, datetime]] = {}
lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """Speaks S3, path style."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle_request(self) -> None:
        found = re.search(r"Credential=([^/]+)/", self.headers.get("authorization", ""))
        key = found[1] if found else ""
        if key not in KEYS:
            self.answer(403, error("InvalidAccessKeyId"))
            return
        url = urlsplit(self.path)
        _, _, path = unquote(url.path).removeprefix("/").partition("/")
        asked, is_operator = parse_qs(url.query, keep_blank_values=True), KEYS[key]
        with lock:
            if self.command == "PUT":
                self.put(path)
            elif self.command == "POST" and "delete" in asked:
                self.delete_some(is_operator=is_operator)
            elif self.command == "DELETE":
                self.delete(path, is_operator=is_operator)
            elif "list-type" in asked:
                self.list(asked["prefix"][0] if "prefix" in asked else "", is_operator=is_operator)
            else:
                self.get(path, is_operator=is_operator)

    do_PUT = do_POST = do_DELETE = do_GET = do_HEAD = handle_request  # noqa: N815 - http.server looks for them

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def put(self, path: str) -> None:
        body = self.body()
        said = self.headers.get("x-amz-checksum-sha256", "")
        if said != base64.b64encode(hashlib.sha256(body).digest()).decode():
            self.answer(400, error("BadDigest"))
            return
        objects[path] = (body, datetime.now(UTC).replace(microsecond=0))
        self.answer(200, headers={"etag": tag(body)})

    def get(self, path: str, *, is_operator: bool) -> None:
        if path not in objects:
            self.answer(*((404, error("NoSuchKey")) if is_operator else (403, error("AccessDenied"))))
            return
        body, at = objects[path]
        self.answer(200, body, {"etag": tag(body), "last-modified": format_datetime(at, usegmt=True)})

    def list(self, prefix: str, *, is_operator: bool) -> None:
        if not is_operator:
            self.answer(403, error("AccessDenied"))
            return
        rows = "".join(
            f"<Contents><Key>{escape(path)}</Key><LastModified>{at:%Y-%m-%dT%H:%M:%S}.000Z</LastModified>"
            f"<ETag>{tag(body)}</ETag><Size>{len(body)}</Size></Contents>"
            for path, (body, at) in sorted(objects.items())
            if path.startswith(prefix)
        )
        self.answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode())

    def delete(self, path: str, *, is_operator: bool) -> None:
        if is_operator:
            objects.pop(path, None)
        self.answer(204 if is_operator else 403, b"" if is_operator else error("AccessDenied"))

    def delete_some(self, *, is_operator: bool) -> None:
        paths = re.findall(rb"<Key>(.*?)</Key>", self.body())
        if not is_operator:
            self.answer(403, error("AccessDenied"))
            return
        for path in paths:
            objects.pop(path.decode(), None)
        rows = "".join(f"<Deleted><Key>{path.decode()}</Key></Deleted>" for path in paths)
        self.answer(200, f"<DeleteResult>{rows}</DeleteResult>".encode())

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


def tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201 - that is how it is found
    server.serve_forever()
