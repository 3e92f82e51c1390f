"""The two ciphers: published vectors, others' code, and that every altered byte is found."""

from __future__ import annotations

import gmssl_pyx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given
from hypothesis import strategies as st

from hub.personal.ciphers import AlteredError, sealer
from schemas.personal import Suite

SUITES: tuple[Suite, ...] = ("aes", "sm4")
KEY = bytes(range(32))
WRAPS = (
    # RFC 8452, C.3: the key of zeros, the nonce of zeros, no additional data; the counter wraps
    (
        "00000000000000000000000000000000" + "4db923dc793ee6497c76dcc03a98e108",
        "f3f80f2cf0cb2dd9c5984fcda908456cc537703b5ba70324a6793a7bf218d3ea" + "ffffffff000000000000000000000000",
    ),
    (
        "eb3640277c7ffd1303c7a542d02d3e4c" + "0000000000000000",
        "18ce4f0b8cb4d0cac65fea8f79257b20888e53e72299e56d" + "ffffffff000000000000000000000000",
    ),
)


@pytest.mark.parametrize(("plain", "sealed"), WRAPS)
def test_aes_gcm_siv_as_the_rfc_has_it(plain: str, sealed: str) -> None:
    """RFC 8452 prints these for the very nonce that we use."""
    at_work = sealer("aes", bytes(32))
    assert at_work.seal(bytes.fromhex(plain)).hex() == sealed
    assert at_work.open(bytes.fromhex(sealed)).hex() == plain


def test_the_library_is_the_rfcs() -> None:
    """RFC 8452, C.2: eight bytes under another key and nonce."""
    key, nonce = bytes([1] + [0] * 31), bytes([3] + [0] * 11)
    sealed = AESGCMSIV(key).encrypt(nonce, bytes.fromhex("0100000000000000"), None)
    assert sealed.hex() == "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"


def test_sm4_as_the_standard_has_it() -> None:
    """GB/T 32907-2016, A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - one block of a vector
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


@given(st.binary(min_size=1, max_size=300))
def test_the_construction_with_sm4_by_others_code(plain: bytes) -> None:
    """GmSSL's HMAC-SM3 and its SM4 in counter mode, put together by the two lines of the module, open and make it."""
    sealed = sealer("sm4", KEY).seal(plain)
    mac_key, cipher_key = _hmac(KEY, b"SM4-SIV mac"), _hmac(KEY, b"SM4-SIV cipher")[:16]
    vector = _hmac(mac_key, plain)[:16]
    assert sealed == vector + gmssl_pyx.sm4_ctr_encrypt(cipher_key, vector, plain)


def _hmac(key: bytes, data: bytes) -> bytes:
    made: bytes = gmssl_pyx.sm3_hmac(key, data)
    return made


@pytest.mark.parametrize("suite", SUITES)
@given(plain=st.binary(min_size=1, max_size=200))
def test_the_same_bytes_twice_and_back(suite: Suite, plain: bytes) -> None:
    """Deterministic, 16 bytes longer, and opened by the same key only."""
    sealed = sealer(suite, KEY).seal(plain)
    assert sealer(suite, KEY).seal(plain) == sealed
    assert len(sealed) == len(plain) + 16
    assert sealer(suite, KEY).open(sealed) == plain
    with pytest.raises(AlteredError):
        sealer(suite, KEY[::-1]).open(sealed)


@pytest.mark.parametrize("suite", SUITES)
def test_every_altered_byte_is_found(suite: Suite) -> None:
    """One bit of any byte, one byte less, one more."""
    at_work = sealer(suite, KEY)
    sealed = at_work.seal("息烽县王小明".encode())
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(AlteredError):
            at_work.open(bytes(altered))
    for other in (sealed[:-1], sealed + b"\0", sealed[:16], b""):
        with pytest.raises(AlteredError):
            at_work.open(other)
