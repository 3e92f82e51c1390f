"""The two algorithms, each as a pair of functions of bytes: Ed25519 (RFC 8032) and SM2 with SM3 (GM/T 0003).

Signatures are 64 bytes: R ‖ S of Ed25519, r ‖ s of SM2 (as JOSE writes ECDSA, RFC 7518 section 3.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from gmssl_pyx import (
    SM2_DEFAULT_SIGNER_ID,
    GmsslInnerError,
    normalize_sm2_public_key,
    sm2_key_generate,
    sm2_sign_sm3_digest,
    sm2_verify_sm3_digest,
    sm3_hash,
)

from schemas.documents import Algorithm

SIGNATURE_BYTES: Final = 64
_HALF: Final = 32
_CURVE: Final = bytes.fromhex(
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"  # a
    "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"  # b
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"  # x of G
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"  # y of G
)


class Pair(NamedTuple):
    """A new key: 32 private bytes, and the public ones (32 of Ed25519, 64 of SM2)."""

    private: bytes
    public: bytes


class Functions(NamedTuple):
    """What one algorithm can do."""

    make: Callable[[], Pair]
    sign: Callable[[bytes, bytes, bytes], bytes]
    """Private key, public key, message → signature."""
    verify: Callable[[bytes, bytes, bytes], bool]
    """Public key, message, signature."""


def _make_ed25519() -> Pair:
    private = Ed25519PrivateKey.generate()
    return Pair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def _sign_ed25519(private: bytes, _: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


@lru_cache(maxsize=4096)
def _ed25519(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        _ed25519(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make_sm2() -> Pair:
    public, private = sm2_key_generate()
    return Pair(private, public)


@lru_cache(maxsize=4096)
def _z(public: bytes) -> bytes:
    """Give Z of GM/T 0003.2 section 5.5: who signs, on which curve. The same for every message, hence kept."""
    normalize_sm2_public_key(public)
    bits = len(SM2_DEFAULT_SIGNER_ID) * 8
    return bytes(sm3_hash(bits.to_bytes(2, "big") + SM2_DEFAULT_SIGNER_ID + _CURVE + public))


def _sign_sm2(private: bytes, public: bytes, message: bytes) -> bytes:
    r, s = decode_dss_signature(sm2_sign_sm3_digest(private, sm3_hash(_z(public) + message)))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def _verify_sm2(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(signature) != SIGNATURE_BYTES:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big"))
    try:
        return bool(sm2_verify_sm3_digest(public, sm3_hash(_z(public) + message), der))
    except GmsslInnerError:
        return False


ALGORITHMS: Final[Mapping[Algorithm, Functions]] = {
    "Ed25519": Functions(_make_ed25519, _sign_ed25519, _verify_ed25519),
    "SM2-SM3": Functions(_make_sm2, _sign_sm2, _verify_sm2),
}
