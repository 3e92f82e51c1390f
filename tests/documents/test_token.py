"""The token of a QR code: small, masked, verified offline; whatever is altered in it is found."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from hub.documents import Knowledge, make_token, publish, read_status, sign, verify, verify_token
from hub.documents.keys import FileKeyStore
from hub.documents.status import Issue, StatusList
from hub.documents.token import LONGEST, TokenError, is_token
from hub.domain.identifiers import make_licence_identifier, make_uscc
from hub.signatures.jws import DOCUMENT_TYPE, TOKEN_TYPE, compact, decoded, encoded, parted
from schemas.documents import DocumentPersonal, LicenceState
from schemas.parties import Organisation
from schemas.reference import IssuerKey
from schemas.times import CHINA
from schemas.values import encode
from tests.documents.offices import ANOTHER, ISSUED, TYPE, UNIT, document, identifier, key, store

NOON = datetime(2026, 11, 25, 12, tzinfo=CHINA)
LONG_NAME = "息烽县永靖镇" + "某" * 170 + "有限责任公司"


@pytest.fixture
def place(tmp_path: Path) -> FileKeyStore:
    return store(tmp_path)


def status(place: FileKeyStore, states: dict[str, LicenceState]) -> StatusList:
    return read_status(publish(states, Issue(UNIT, 7, NOON, NOON + timedelta(hours=1)), place, "xf-1"))


def company(name: str) -> DocumentPersonal:
    return DocumentPersonal(holder=Organisation(name=name, uscc=make_uscc("91", "520122", "YANGB001")))


def test_a_good_token(place: FileKeyStore) -> None:
    """A token of a valid document is good, says what it stands for, and fits a QR code."""
    keys = [key(place)]
    token = make_token(document(), place, "xf-1")
    verdict = verify_token(token, keys, Knowledge(NOON, status(place, {})))
    assert verdict.answer == "good"
    assert verdict.token is not None
    assert (verdict.token.id, verdict.token.type) == (identifier(), "营业执照")
    assert len(token) <= LONGEST


@pytest.mark.parametrize("algorithm", ["Ed25519", "SM2-SM3"])
def test_both_algorithms(place: FileKeyStore, algorithm: str) -> None:
    """Ed25519 and SM2 sign tokens; with SM2 the digest may be SM3."""
    keys = [key(place), key(place, "xf-2", "SM2-SM3")]
    name = "xf-1" if algorithm == "Ed25519" else "xf-2"
    token = make_token(document(), place, name, "sm3" if algorithm == "SM2-SM3" else "sha256")
    verdict = verify_token(token, keys, Knowledge(NOON, status(place, {})))
    assert verdict.answer == "good"
    assert verdict.token is not None
    assert verdict.token.digest.startswith("sm3:" if algorithm == "SM2-SM3" else "sha256:")


def test_nothing_that_identifies(place: FileKeyStore) -> None:
    """A person stands in it by family name and asterisks, without a number; a body's name is public."""
    key(place)
    holder = document().personal.holder
    said = decoded(parted(make_token(document(), place, "xf-1"))[0]).decode()
    assert '"holder":"王**"' in said
    assert "小明" not in said
    assert holder.kind == "person"
    assert holder.identity.number not in said
    said = decoded(parted(make_token(document(personal=company("息烽某某商行")), place, "xf-1"))[0]).decode()
    assert '"holder":"息烽某某商行"' in said


def test_long_names_are_cut(place: FileKeyStore) -> None:
    """However long the names are, the token fits its QR code; what is cut says so, what counts is whole."""
    keys = [key(place)]
    whole = document(personal=company(LONG_NAME), valid_to=date(2036, 11, 24), conditional=True)
    verdict = verify_token(make_token(whole, place, "xf-1"), keys, Knowledge(NOON, status(place, {})))
    assert verdict.answer == "good"
    assert verdict.token is not None
    assert verdict.token.holder.endswith("…")
    assert LONG_NAME.startswith(verdict.token.holder[:-1])
    assert verdict.token.issuer == "息烽县市场监督管理局"
    assert verdict.check("validity").reason == "附条件:仍有容缺材料待补"


def test_the_hubs_own_documents_have_room(place: FileKeyStore) -> None:
    """Their serial is the case's number, which is not said twice; with a key as the hub names them, an end and a
    condition, nothing of ordinary names is cut."""
    name = f"{UNIT}-2026"
    keys, case = [key(place, name)], document().case
    ours = document(
        identifier=make_licence_identifier(TYPE.type, UNIT, case),
        issued_at=ISSUED.replace(microsecond=123_000),
        valid_to=date(2036, 11, 24),
        conditional=True,
    )
    verdict = verify_token(make_token(ours, place, name), keys, Knowledge(NOON))
    assert verdict.check("signature").answer == "ok"
    assert verdict.token is not None
    assert (verdict.token.case, verdict.token.issuer) == (None, ours.issuer.name)
    assert make_licence_identifier(TYPE.type, UNIT, case) == verdict.token.id


def test_codes_are_never_cut(place: FileKeyStore) -> None:
    """Where numbers alone are too long, there is no token, in a sentence."""
    name = "k" * 64
    key(place, name)
    longest = make_licence_identifier(TYPE.type, UNIT, "9" * 40)
    too_long = document(identifier=longest, case="C" * 50, valid_to=date(2036, 11, 24), conditional=True)
    with pytest.raises(TokenError, match="二维码装不下"):
        make_token(too_long, place, name)


def test_others_read_it(place: FileKeyStore) -> None:
    """joserfc verifies the token and reads what it says: it is a plain JWS."""
    row = key(place)
    public = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": row.public})
    token = make_token(document(), place, "xf-1")
    read = jws.deserialize_compact(token, public, algorithms=["Ed25519"])
    assert orjson.loads(read.payload)["id"] == identifier()


def test_the_document_it_stands_for(place: FileKeyStore) -> None:
    """Who has the document's file as well can tell that it is the one; another version or no document is not."""
    keys = [key(place)]
    token = make_token(document(), place, "xf-1")

    def answer(file: bytes) -> str:
        return verify_token(token, keys, Knowledge(NOON), file).check("document").answer

    assert answer(encode(sign(document(), place, ["xf-1"]))) == "ok"
    assert answer(encode(sign(document(content={"capital": 2}), place, ["xf-1"]))) == "failed"
    assert answer(b"{}") == "failed"
    assert verify_token(token, keys, Knowledge(NOON)).check("document").answer == "not asked"


def test_each_altered_byte_is_found(tmp_path: Path) -> None:
    """Whichever letter of a token is altered, by whichever bit, it is not good any more."""
    place = store(tmp_path)
    keys = [key(place)]
    knowledge = Knowledge(NOON, status(place, {}))
    token = make_token(document(), place, "xf-1").encode()
    assert verify_token(token, keys, knowledge).answer == "good"
    for at in range(len(token)):
        for bit in range(8):
            altered = bytearray(token)
            altered[at] ^= 1 << bit
            assert verify_token(bytes(altered), keys, knowledge).answer != "good", (at, bit)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(0, LONGEST))
def test_truncated(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    """A token of which the end is missing is bad, never an exception."""
    place = store(tmp_path_factory.mktemp("keys"))
    keys = [key(place)]
    token = make_token(document(), place, "xf-1")
    cut = token[: length % len(token)]
    assert verify_token(cut, keys, Knowledge(NOON, status(place, {}))).answer == "bad"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (b"", "three parts"),
        (b"a.b", "three parts"),
        (b"a.b.c.d", "three parts"),
        (b"\xff\xfe", "not ASCII"),
        (b"a" * (LONGEST + 1), "longer than"),
        ("营业执照.b.c".encode(), "not ASCII"),
    ],
    ids=["empty", "two parts", "four parts", "not text", "over-long", "Chinese"],
)
def test_rubbish(place: FileKeyStore, token: bytes, reason: str) -> None:
    """What is no token is bad, with words that say why, and never an exception."""
    verdict = verify_token(token, [key(place)], Knowledge(NOON))
    assert verdict.answer == "bad"
    assert verdict.check("structure").reason.startswith("不是完整的二维码令牌")
    assert reason in verdict.check("structure").reason


@pytest.mark.parametrize(
    ("header", "where"),
    [
        ({"alg": "none", "kid": "xf-1", "typ": TOKEN_TYPE}, "structure"),
        ({"alg": "HS256", "kid": "xf-1", "typ": TOKEN_TYPE}, "structure"),
        ({"alg": "Ed25519", "kid": "xf-1", "typ": DOCUMENT_TYPE}, "structure"),
        ({"alg": "Ed25519", "kid": "xf-1", "typ": TOKEN_TYPE, "jwk": "x"}, "structure"),
        ({"alg": "Ed25519", "kid": 1, "typ": TOKEN_TYPE}, "structure"),
        ({"alg": "SM2-SM3", "kid": "xf-1", "typ": TOKEN_TYPE}, "signature"),
        ({"alg": "Ed25519", "kid": "xf-1", "typ": TOKEN_TYPE}, "signature"),
    ],
    ids=["none", "symmetric", "a document's", "a key in it", "kid no text", "key of another algorithm", "no signature"],
)
def test_forged_headers(place: FileKeyStore, header: dict[str, object], where: str) -> None:
    """No algorithm, a symmetric one, another kind of token, a key of its own, another key's algorithm: refused."""
    keys = [key(place)]
    payload = parted(make_token(document(), place, "xf-1"))[0]
    forged = f"{encoded(orjson.dumps(header))}.{payload}.{encoded(bytes(64))}"
    failed = [check.name for check in verify_token(forged, keys, Knowledge(NOON)).checks if check.answer == "failed"]
    assert failed == [where]


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        (b'"case":', b'"case":"another","case":'),
        (b'"case":', b'"case": '),
        ('"issuer":"息烽县市场监督管理局",'.encode(), b""),
        (b'"holder":', b'"note":"x","holder":'),
    ],
    ids=["duplicate name", "space", "a name missing", "a name too many"],
)
def test_only_canonical_bytes(place: FileKeyStore, written: bytes, otherwise: bytes) -> None:
    """Rightly signed, but two readers might understand it differently, or it is no token of ours: refused."""
    keys = [key(place)]
    plain = decoded(parted(make_token(document(), place, "xf-1"))[0])
    assert written in plain
    payload = encoded(plain.replace(written, otherwise))
    token = compact(payload, place.sign("xf-1", payload, TOKEN_TYPE))
    verdict = verify_token(token, keys, Knowledge(NOON, status(place, {})))
    assert verdict.check("structure").answer == "failed"


def test_a_documents_signature_is_no_tokens(place: FileKeyStore) -> None:
    """A document's compact form and its token are not taken for each other."""
    keys = [key(place)]
    token = make_token(document(), place, "xf-1")
    assert verify(token.encode(), keys, Knowledge(NOON, status(place, {}))).answer == "bad"
    assert is_token(token.encode())
    assert not is_token(encode(sign(document(), place, ["xf-1"])))
    assert not is_token(b"e30.e30.e30")


def test_keys_validity_status(place: FileKeyStore) -> None:
    """Another unit's key, a compromised one, a day after the last, a revoked document: bad; nothing known: unknown."""
    row = key(place)
    token = make_token(document(valid_to=date(2027, 11, 24)), place, "xf-1")
    fresh = status(place, {})

    def answer(row: IssuerKey, at: datetime = NOON, known: StatusList | None = fresh) -> str:
        return verify_token(token, [row], Knowledge(at, known)).answer

    assert answer(row) == "good"
    assert answer(row.model_copy(update={"unit": ANOTHER})) == "bad"
    assert answer(row.model_copy(update={"compromised_since": ISSUED})) == "bad"
    assert answer(row, datetime(2027, 11, 25, tzinfo=CHINA)) == "bad"
    assert answer(row, known=status(place, {identifier(): "03"})) == "bad"
    assert answer(row, known=None) == "unknown"
    assert verify_token(token, [], Knowledge(NOON, fresh)).answer == "unknown"
