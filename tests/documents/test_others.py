"""Others' code finds our signatures right: vectors of the standards, and libraries that know nothing of ours."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import orjson
import pytest
import rfc8785
from Crypto.Signature import eddsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SM3, Hash
from gmssl_pyx import sm2_verify
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from hub.documents import sign
from hub.signatures.algorithms import ALGORITHMS
from hub.signatures.canonical import CanonicalError, canonical
from schemas.values import encode
from tests.documents.offices import document, key, store


def test_gm_t_0003_5() -> None:
    """The example of GM/T 0003.5 (ID 1234567812345678, message digest): its signature holds for its public key."""
    public = bytes.fromhex(
        "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    )
    r = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    s = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
    verify = ALGORITHMS["SM2-SM3"].verify
    assert verify(public, b"message digest", bytes.fromhex(r + s))
    assert not verify(public, b"message digesT", bytes.fromhex(r + s))
    assert not verify(public, b"message digest", bytes.fromhex(s + r))


def test_rfc_8037() -> None:
    """RFC 8037 appendix A.4: the key's signature over the header and payload of the example."""
    private = urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    public = urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    expected = urlsafe_b64decode(
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg=="
    )
    functions = ALGORITHMS["Ed25519"]
    assert functions.sign(private, public, message) == expected
    assert functions.verify(public, message, expected)


def test_sm3() -> None:
    """GM/T 0004 appendix A.1: the digest of abc (SM2's digests come from the same GmSSL)."""
    digest = Hash(SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_joserfc_verifies_ours(tmp_path: Path) -> None:
    """A library that implements RFC 7515 and 9864 on its own takes a document of ours as a general JSON JWS."""
    place = store(tmp_path)
    row = key(place)
    signed: Any = orjson.loads(encode(sign(document(), place, ["xf-1"])))
    public = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": row.public})
    read = jws.deserialize_json(signed, public, algorithms=["Ed25519"])
    assert orjson.loads(read.payload)["identifier"] == document().identifier


def test_pycryptodome_verifies_ours(tmp_path: Path) -> None:
    """An implementation of RFC 8032 of its own takes our signature, and takes none over other bytes."""
    place = store(tmp_path)
    row = key(place)
    signed = sign(document(), place, ["xf-1"])
    (one,) = signed.signatures
    verifier = eddsa.new(eddsa.import_public_key(urlsafe_b64decode(row.public + "=")), "rfc8032")
    message = f"{one.protected}.{signed.payload}".encode()
    verifier.verify(message, urlsafe_b64decode(one.signature + "=="))
    with pytest.raises(ValueError, match="not authentic"):
        verifier.verify(message + b"A", urlsafe_b64decode(one.signature + "=="))


def test_gmssls_own_way_verifies_ours(tmp_path: Path) -> None:
    """GmSSL's whole-message call, which computes Z itself, finds a signature right that we made over our own Z."""
    place = store(tmp_path)
    row = key(place, "xf-2", "SM2-SM3")
    (signature,) = sign(document(), place, ["xf-2"]).signatures
    payload = sign(document(), place, ["xf-2"]).payload
    raw = urlsafe_b64decode(signature.signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    message = f"{signature.protected}.{payload}".encode()
    assert sm2_verify(urlsafe_b64decode(row.public + "=="), message, der)


names = st.text(st.characters(max_codepoint=0xD7FF), max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_is_rfc_8785(value: Any) -> None:
    """Whatever we write, another implementation of RFC 8785 writes the same bytes."""
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [{"\U0001f600": 1}, {"a": 0.5}, [2**53], {"a": float("nan")}], ids=str)
def test_what_has_no_common_form_is_refused(value: Any) -> None:
    """Fractions, large numbers and names beyond the first plane: refused before anything is signed."""
    with pytest.raises(CanonicalError):
        canonical(value)
