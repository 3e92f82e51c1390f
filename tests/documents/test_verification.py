"""Verification without network or hub: what is good, what is found, and what nobody can know."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from gmssl_pyx import sm3_hash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.documents import ContentTypes, Knowledge, publish, read_status, sign, verify
from hub.documents.keys import FileKeyStore
from hub.documents.status import Issue, StatusList
from hub.signatures.jws import DOCUMENT_TYPE, compact, encoded
from hub.signatures.payload import payload_of
from schemas.documents import LicenceState, Rendering
from schemas.reference import ContentSchema, IssuerKey
from schemas.times import CHINA
from schemas.values import encode
from tests.documents.offices import ANOTHER, ISSUED, TYPE, UNIT, document, identifier, key, store

NOON = datetime(2026, 11, 25, 12, tzinfo=CHINA)


def status(
    place: FileKeyStore, states: dict[str, LicenceState], number: int = 7, published: datetime = NOON
) -> StatusList:
    """A list of the unit itself, good for an hour."""
    issue = Issue(UNIT, number, published, published + timedelta(hours=1))
    return read_status(publish(states, issue, place, "xf-1"))


@pytest.fixture
def place(tmp_path: Path) -> FileKeyStore:
    return store(tmp_path)


def test_a_good_document(place: FileKeyStore) -> None:
    """Signed by the issuer's key, valid today, and not on a fresh status list: good, and every check says ok."""
    keys = [key(place)]
    data = encode(sign(document(), place, ["xf-1"]))
    verdict = verify(data, keys, Knowledge(NOON, status(place, {})))
    assert verdict.answer == "good"
    assert verdict.document == document()
    assert {check.answer for check in verdict.checks} == {"ok", "not asked"}


def test_both_algorithms_on_one_document(place: FileKeyStore) -> None:
    """While keys change over, an Ed25519 and an SM2 signature stand side by side; each suffices, both must be right."""
    keys = [key(place), key(place, "xf-2", "SM2-SM3")]
    signed = sign(document(), place, ["xf-1", "xf-2"])
    knowledge = Knowledge(NOON, status(place, {}))
    assert verify(encode(signed), keys, knowledge).answer == "good"
    only_first = verify(encode(signed), keys[:1], knowledge)
    assert only_first.answer == "good"
    first, second = signed.signatures
    crossed = signed.model_copy(
        update={"signatures": (first, second.model_copy(update={"signature": first.signature}))}
    )
    assert verify(encode(crossed), keys, knowledge).check("signature").answer == "failed"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 100_000), bit=st.integers(0, 7))
def test_each_altered_byte_is_found(tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    """Whichever byte of a document's file is altered, it is not good any more."""
    place = store(tmp_path_factory.mktemp("keys"))
    keys = [key(place)]
    knowledge = Knowledge(NOON, status(place, {}))
    data = bytearray(encode(sign(document(), place, ["xf-1"])))
    data[at % len(data)] ^= 1 << bit
    assert verify(bytes(data), keys, knowledge).answer != "good"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "three parts"),
        (b"{}", "payload"),
        (b"a.b", "three parts"),
        (b"\xff\xfe", "neither JSON nor"),
        (b"{" * 700_000, "larger than"),
    ],
    ids=["empty", "no fields", "truncated", "not text", "huge"],
)
def test_rubbish(place: FileKeyStore, data: bytes, reason: str) -> None:
    """What is no document is bad, with a reason, and never an exception."""
    verdict = verify(data, [key(place)], Knowledge(NOON))
    assert verdict.answer == "bad"
    assert reason in verdict.check("structure").reason


def forged(header: dict[str, str], payload: bytes | None = None) -> bytes:
    """A compact token with a header of somebody's own invention."""
    body = encoded(payload_of(document()) if payload is None else payload)
    return f"{encoded(orjson.dumps(header))}.{body}.{encoded(bytes(64))}".encode()


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "xf-1", "typ": DOCUMENT_TYPE},
        {"alg": "HS256", "kid": "xf-1", "typ": DOCUMENT_TYPE},
        {"alg": "SM2-SM3", "kid": "xf-1", "typ": DOCUMENT_TYPE},
        {"alg": "Ed25519", "kid": "xf-1", "typ": "tongban-status"},
        {"alg": "Ed25519", "kid": "xf-1", "typ": DOCUMENT_TYPE, "jku": "https://example.org/keys"},
        {"alg": "Ed25519", "kid": "xf-1", "typ": DOCUMENT_TYPE},
    ],
    ids=lambda header: " ".join(header.values()),
)
def test_forged_headers(place: FileKeyStore, header: dict[str, str]) -> None:
    """No algorithm, a symmetric one, another key's, another kind of token, keys named in the header: refused."""
    verdict = verify(forged(header), [key(place)], Knowledge(NOON, status(place, {})))
    assert verdict.check("signature").answer == "failed"


@pytest.mark.parametrize(
    "payload",
    [
        b'{"identifier":"a","identifier":"b"}',
        b'{ "identifier":"a"}',
        b'{"b":1,"a":2}',
        b'{"content":' + b"[" * 50 + b"]" * 50 + b"}",
        b'{"amount":1.5}',
        b'{"amount":9007199254740993}',
    ],
    ids=["duplicate names", "spaces", "order", "nesting", "fraction", "more than 53 bits"],
)
def test_only_canonical_bytes(place: FileKeyStore, payload: bytes) -> None:
    """What two readers might understand differently is no document."""
    header = {"alg": "Ed25519", "kid": "xf-1", "typ": DOCUMENT_TYPE}
    assert verify(forged(header, payload), [key(place)], Knowledge(NOON)).check("structure").answer == "failed"


def test_an_identifier_of_somebody_else(place: FileKeyStore) -> None:
    """A right signature under an identifier that names another type does not make it right."""
    other = TYPE.model_copy(update={"type": "11100000YANGB0019F002"})
    data = encode(sign(document(type=other), place, [key(place).code]))
    assert verify(data, [], Knowledge(NOON)).check("identifier").answer == "failed"


def test_the_rendering(place: FileKeyStore) -> None:
    """The sealed file that shows the document is known by its digest; another one is not it."""
    file = "盖章的文件".encode()
    digest = f"sha256:{hashlib.sha256(file).hexdigest()}"
    shown = document(renderings=(Rendering(digest=digest, media_type="application/ofd", size=len(file)),))
    keys = [key(place)]
    data = encode(sign(shown, place, ["xf-1"]))
    assert verify(data, keys, Knowledge(NOON, rendering=file)).check("rendering").answer == "ok"
    assert verify(data, keys, Knowledge(NOON, rendering=file + b" ")).check("rendering").answer == "failed"


def test_a_rendering_by_sm3(place: FileKeyStore) -> None:
    """A file whose digest is SM3 is known too, and the same digits under the other name are not it."""
    file = "盖章的文件".encode()
    digits = sm3_hash(file).hex()
    keys = [key(place)]

    def answer(named: str) -> str:
        shown = document(renderings=(Rendering(digest=named, media_type="application/ofd", size=len(file)),))
        data = encode(sign(shown, place, ["xf-1"]))
        return verify(data, keys, Knowledge(NOON, rendering=file)).check("rendering").answer

    assert answer(f"sm3:{digits}") == "ok"
    assert answer(f"sha256:{digits}") == "failed"


def changed(row: IssuerKey, **changes: object) -> IssuerKey:
    return row.model_copy(update=changes)


def test_keys_in_their_time(place: FileKeyStore) -> None:
    """A rotated key's signatures stay good; outside its time, by another unit's or a compromised key they are not."""
    row = key(place)
    data = encode(sign(document(), place, ["xf-1"]))
    knowledge = Knowledge(NOON, status(place, {}))

    def answer(known: IssuerKey) -> str:
        return verify(data, [known], knowledge).check("key").answer

    assert answer(changed(row, valid_to=ISSUED.date())) == "ok"
    assert answer(changed(row, valid_to=date(2026, 11, 24))) == "failed"
    assert answer(changed(row, valid_from=date(2026, 11, 26))) == "failed"
    assert answer(changed(row, unit=ANOTHER)) == "failed"
    assert answer(changed(row, compromised_since=ISSUED)) == "failed"
    assert answer(changed(row, compromised_since=ISSUED + timedelta(seconds=1))) == "ok"
    assert verify(data, [], knowledge).answer == "unknown"


def test_a_time_in_the_past(place: FileKeyStore) -> None:
    """The same document is asked about at several moments: before it was issued, in its time, after its last day."""
    keys = [key(place)]
    data = encode(sign(document(valid_to=date(2027, 11, 24)), place, ["xf-1"]))

    def answer(at: datetime) -> str:
        return verify(data, keys, Knowledge(at)).check("validity").answer

    assert answer(ISSUED - timedelta(seconds=1)) == "failed"
    assert answer(ISSUED) == "ok"
    assert answer(datetime(2027, 11, 24, 23, 59, tzinfo=CHINA)) == "ok"
    assert answer(datetime(2027, 11, 25, tzinfo=CHINA)) == "failed"


def test_status(place: FileKeyStore) -> None:
    """Revoked is bad; a list that is missing, stale, rolled back or by nobody we know is unknown, never valid."""
    keys = [key(place)]
    data = encode(sign(document(), place, ["xf-1"]))

    def answer(known: StatusList | None, at: datetime = NOON, newest: int = 0) -> str:
        return verify(data, keys, Knowledge(at, known, newest)).answer

    fresh = status(place, {identifier("20260000002"): "07"})
    assert answer(fresh) == "good"
    assert answer(status(place, {identifier(): "07"})) == "bad"
    assert answer(status(place, {identifier(): "02"})) == "bad"
    assert answer(None) == "unknown"
    assert answer(fresh, NOON + timedelta(hours=1, seconds=1)) == "unknown"
    assert answer(fresh, newest=8) == "unknown"
    issue = Issue(UNIT, 9, NOON, NOON + timedelta(hours=1))
    place.make("other", ANOTHER, "Ed25519", date(2026, 1, 1))
    assert answer(read_status(publish({}, issue, place, "other"))) == "unknown"


def test_a_status_list_by_a_key_that_leaked(place: FileKeyStore) -> None:
    """Whoever has the key may write any date into a list, so from the leak on no list by it proves a state."""
    row = key(place, "issuer")
    publisher = key(place)
    data = encode(sign(document(), place, ["issuer"]))

    def answer(published: datetime, at: datetime, **changes: object) -> str:
        keys = [row, publisher.model_copy(update=changes)]
        return verify(data, keys, Knowledge(at, status(place, {}, published=published))).check("status").answer

    later = NOON + timedelta(minutes=10)
    assert answer(NOON, later) == "ok"
    assert answer(NOON, later, compromised_since=later + timedelta(seconds=1)) == "ok"
    assert answer(NOON, later, compromised_since=later) == "unknown"
    assert answer(later, NOON, compromised_since=later) == "unknown"
    assert answer(NOON, later, valid_from=NOON.date() + timedelta(days=1)) == "unknown"


def test_an_altered_status_list(place: FileKeyStore) -> None:
    """A list whose exceptions were taken out is found by its signature."""
    keys = [key(place)]
    data = encode(sign(document(), place, ["xf-1"]))
    bad, empty = status(place, {identifier(): "03"}), status(place, {})
    verdict = verify(data, keys, Knowledge(NOON, empty._replace(signature=bad.signature)))
    assert verdict.check("status").answer == "failed"


def test_a_compact_token(place: FileKeyStore) -> None:
    """What a QR code holds is verified like the file."""
    row = key(place)
    (signature,) = sign(document(), place, ["xf-1"]).signatures
    token = compact(encoded(payload_of(document())), signature)
    assert verify(token.encode(), [row], Knowledge(NOON, status(place, {}))).answer == "good"


def content(since: date, **more: object) -> ContentSchema:
    """What business licences say from a day on: a name, and more."""
    name = {"title": "企业名称", "type": "string"}
    fields = {name: {"title": title} for name, title in more.items()}
    schema = {"type": "object", "required": ["company_name", *more], "properties": {"company_name": name, **fields}}
    return ContentSchema(code=TYPE.type, name=TYPE.name, valid_from=since, json_schema=schema)


def test_the_content(place: FileKeyStore) -> None:
    """By the schema of its type; not asked where there are no types, or none of this one."""
    keys, data = [key(place)], encode(sign(document(), place, ["xf-1"]))

    def check(types: ContentTypes | None) -> tuple[str, str]:
        verdict = verify(data, keys, Knowledge(NOON, status(place, {}), types=types))
        assert (verdict.answer == "bad") is (verdict.check("content").answer == "failed")
        return verdict.check("content")[1:]

    assert check(None) == ("not asked", "没有证照类型的内容规范")
    another = content(date(2022, 1, 1)).model_copy(update={"code": TYPE.type[:-1] + "9"})
    assert check(ContentTypes([another])) == ("not asked", "所给的内容规范中没有“营业执照”")
    assert check(ContentTypes([content(date(2022, 1, 1))])) == ("ok", "")
    assert check(ContentTypes([content(date(2022, 1, 1), seat="登记机关")])) == ("failed", "未载明“登记机关”")


def test_the_content_by_the_schema_of_its_time(place: FileKeyStore) -> None:
    """A later schema says nothing about it; one that came while it waited for its signature need not be met."""
    keys = [key(place)]
    waited = document(valid_from=ISSUED.date() - timedelta(days=3))
    data = encode(sign(waited, place, ["xf-1"]))
    old, later = content(date(2022, 1, 1)), ISSUED.date() + timedelta(days=1)
    for since in (later, ISSUED.date(), ISSUED.date() - timedelta(days=2)):
        types = ContentTypes([old, content(since, seat="登记机关")])
        assert verify(data, keys, Knowledge(NOON, types=types)).check("content").answer == "ok"
    types = ContentTypes([old, content(waited.valid_from, seat="登记机关")])
    assert verify(data, keys, Knowledge(NOON, types=types)).check("content").answer == "failed"
