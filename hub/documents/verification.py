"""Verification that needs neither network nor hub: the document, the public keys, and what is known of its status.

Each check has its own answer. A document is ``good`` when none failed and its status is known; ``unknown`` where
nothing failed but the status list is missing, stale or rolled back: that is never taken for valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from hub.documents.contents import ContentTypes
from hub.documents.status import StatusList
from hub.domain.identifiers import check_licence_identifier, licence_parts
from hub.signatures.canonical import CanonicalError, read_canonical
from hub.signatures.jws import DOCUMENT_TYPE, STATUS_TYPE, JwsError, decoded, holds, parted, read_protected
from schemas.chain import SM3, digest
from schemas.documents import LICENCE_STATES, Document, Rendering, Signature, SignedDocument
from schemas.reading import BodyError, read
from schemas.reference import IssuerKey
from schemas.times import in_china
from schemas.tokens import Token

Answer = Literal["ok", "failed", "unknown", "not asked"]
Name = Literal["structure", "identifier", "document", "content", "rendering", "signature", "key", "validity", "status"]
LARGEST: Final = 600_000
"""Bytes of a document's file."""


class Check(NamedTuple):
    """One thing that was looked at; ``reason`` is for people, in Chinese; what a parser said is added as it is."""

    name: Name
    answer: Answer
    reason: str = ""


class Verdict(NamedTuple):
    """What all checks came to."""

    answer: Literal["good", "bad", "unknown"]
    checks: tuple[Check, ...]
    document: Document | None = None
    token: Token | None = None
    """Where a token was looked at, which is less than its document."""

    def check(self, name: Name) -> Check:
        """Give the check of a name. Raises KeyError."""
        return next((check for check in self.checks if check.name == name), Check(name, "not asked"))


class Stated(NamedTuple):
    """What a document, or the token that stands for it, says about who issued it and when it holds."""

    identifier: str
    unit: str
    issued_at: datetime
    valid_from: date
    valid_to: date | None
    conditional: bool


class Knowledge(NamedTuple):
    """What the verifier has beside document and keys."""

    at: datetime
    """The moment for which it is asked: now, or some time in the past."""
    status: StatusList | None = None
    newest_number: int = 0
    """The highest number of a status list this verifier has seen: a smaller one was rolled back."""
    rendering: bytes | None = None
    """The file that shows the document, where it is at hand."""
    types: ContentTypes | None = None
    """What types of document say, where their rows are at hand."""


def verify(data: bytes, keys: Iterable[IssuerKey], knowledge: Knowledge) -> Verdict:
    """Check a document's file (general JSON, or a compact token). Never raises for what it is given."""
    known = {key.code: key for key in keys}
    try:
        payload, signatures, document = _read(data)
    except (JwsError, BodyError, CanonicalError) as error:
        return Verdict("bad", (Check("structure", "failed", f"不是完整的电子文件:{error}"),))
    stated = _stated(document)
    checks = (
        Check("structure", "ok"),
        _identifier(document),
        _content(document, knowledge.types),
        _rendering(document, knowledge.rendering),
        *signed_by(stated, payload, signatures, DOCUMENT_TYPE, known),
        validity_of(stated, knowledge.at),
        status_of(stated, known, knowledge),
    )
    return Verdict(answer_of(checks), checks, document)


def answer_of(checks: Iterable[Check]) -> Literal["good", "bad", "unknown"]:
    """Say what checks come to."""
    answers = {check.answer for check in checks}
    return "bad" if "failed" in answers else "unknown" if "unknown" in answers else "good"


def _stated(document: Document) -> Stated:
    return Stated(
        document.identifier, document.issuer.unit, document.issued_at,
        document.valid_from, document.valid_to, document.conditional,
    )  # fmt: skip


def _read(data: bytes) -> tuple[str, Sequence[Signature], Document]:
    if len(data) > LARGEST:
        raise JwsError(f"larger than {LARGEST} bytes")
    if data[:1] == b"{":
        signed = read(SignedDocument, data)
        payload, signatures = signed.payload, signed.signatures
    else:
        payload, one = parted(_text(data))
        signatures = (one,)
    plain = decoded(payload)
    read_canonical(plain)
    return payload, signatures, read(Document, plain)


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii").strip()
    except UnicodeDecodeError:
        raise JwsError("neither JSON nor a compact token") from None


def _identifier(document: Document) -> Check:
    fault = check_licence_identifier(document.identifier)
    if fault is not None:
        return Check("identifier", "failed", fault.text)
    parts = licence_parts(document.identifier)
    if parts is None or (parts.kind, parts.issuer) != (document.type.type, document.issuer.unit):
        return Check("identifier", "failed", "标识中的类型或颁发机构与文件不符")
    return Check("identifier", "ok")


def _content(document: Document, types: ContentTypes | None) -> Check:
    if types is None:
        return Check("content", "not asked", "没有证照类型的内容规范")
    try:
        fault = types.fault(document)
    except KeyError:
        return Check("content", "not asked", f"所给的内容规范中没有“{document.type.name}”")
    if fault is None:
        return Check("content", "ok")
    return Check("content", "failed", _FAULTS[fault.kind].format(field=fault.field, rule=fault.rule))


_FAULTS: Final[Mapping[str, str]] = {
    "missing": "未载明“{field}”",
    "invalid": "“{field}”{rule}",
    "unknown": "内容规范中没有“{field}”",
}


def _rendering(document: Document, file: bytes | None) -> Check:
    if file is None:
        return Check("rendering", "not asked")
    if any(_is_of(rendering, file) for rendering in document.renderings):
        return Check("rendering", "ok")
    return Check("rendering", "failed", "该版式文件不是文件中登记的任何一份")


def _is_of(rendering: Rendering, file: bytes) -> bool:
    algorithm, _, expected = rendering.digest.partition(":")
    return digest("sm3" if algorithm == "sm3" else "sha256", file).removeprefix(SM3) == expected


def signed_by(
    stated: Stated, payload: str, signatures: Sequence[Signature], kind: str, keys: Mapping[str, IssuerKey]
) -> tuple[Check, Check]:
    """Every signature must hold. One by a key that is not known proves nothing; where all are such, nothing is."""
    try:
        proofs = [_maker(signature, payload, kind, keys) for signature in signatures]
    except JwsError as error:
        return Check("signature", "failed", f"签名有误:{error}"), Check("key", "not asked")
    makers = [maker for maker in proofs if maker is not None]
    if not makers:
        return Check("signature", "unknown", "没有可用于验证的公钥"), Check(
            "key", "unknown", "签名所用的密钥不在所给的公钥之中"
        )
    distrust = [reason for maker in makers if (reason := _distrust(maker, stated.unit, stated.issued_at))]
    return Check("signature", "ok"), Check("key", "failed", distrust[0]) if distrust else Check("key", "ok")


def _maker(signature: Signature, payload: str, kind: str, keys: Mapping[str, IssuerKey]) -> IssuerKey | None:
    """Give the key that made a signature; None where it is not known. Raises JwsError where it is wrong."""
    protected = read_protected(signature.protected, kind)
    key = keys.get(protected.key)
    if key is None:
        return None
    if key.algorithm != protected.algorithm:
        raise JwsError(f"key {key.code} is of another algorithm")
    if not (_holds_once if kind == STATUS_TYPE else _holds)(signature, payload, key):
        raise JwsError(f"not made by key {key.code} over these bytes")
    return key


def _holds(signature: Signature, payload: str, key: IssuerKey) -> bool:
    return holds(signature, payload, decoded(key.public), key.algorithm)


_holds_once = lru_cache(maxsize=16)(_holds)
"""A status list is the same for an hour of documents, and larger than all of them."""


def _distrust(key: IssuerKey, unit: str, signed_at: datetime) -> str:
    """Say why a key may not be trusted for what a unit signed at a moment; empty where it may."""
    day = in_china(signed_at).date()
    if key.unit != unit:
        return f"密钥{key.code}属于另一单位"
    if day < key.valid_from or (key.valid_to is not None and day > key.valid_to):
        return f"密钥{key.code}在{day:%Y年%m月%d日}不在使用期内"
    return _leaked(key, signed_at)


def _leaked(key: IssuerKey, at: datetime) -> str:
    if key.compromised_since is None or key.is_sound_at(at):
        return ""
    return f"密钥{key.code}自{in_china(key.compromised_since):%Y年%m月%d日%H:%M}起已泄露"


def validity_of(stated: Stated, at: datetime) -> Check:
    """Say whether a document holds at a moment by what it states itself."""
    day = in_china(at).date()
    if at < stated.issued_at or day < stated.valid_from:
        return Check("validity", "failed", f"自{stated.valid_from:%Y年%m月%d日}起有效")
    if stated.valid_to is not None and day > stated.valid_to:
        return Check("validity", "failed", f"有效期至{stated.valid_to:%Y年%m月%d日}")
    return Check("validity", "ok", "附条件:仍有容缺材料待补" if stated.conditional else "")


def status_of(stated: Stated, keys: Mapping[str, IssuerKey], knowledge: Knowledge) -> Check:
    """Say what the status list knows, and as of when."""
    status = knowledge.status
    if status is None:
        return Check("status", "unknown", "没有状态名单")
    try:
        publisher = _maker(status.signature, status.payload, STATUS_TYPE, keys)
    except JwsError as error:
        return Check("status", "failed", f"状态名单签名有误:{error}")
    if publisher is None or publisher.unit != status.publisher:
        return Check("status", "unknown", "状态名单不是由所知的发布单位密钥签发")
    # At the moment asked for as well: who has the key also writes into a list when it was published.
    reason = _distrust(publisher, status.publisher, status.published_at) or _leaked(publisher, knowledge.at)
    if reason:
        return Check("status", "unknown", f"状态名单不可信:{reason}")
    return _listed(status, stated.identifier, knowledge)


def _listed(status: StatusList, identifier: str, knowledge: Knowledge) -> Check:
    as_of = f"截至{in_china(status.published_at):%Y年%m月%d日%H:%M}"
    state = status.state_of(identifier)
    if state != "01":
        # Since when, a list doesn't say: at a moment before it, nobody knows by it.
        answer: Answer = "failed" if knowledge.at >= status.published_at else "unknown"
        return Check("status", answer, f"{state} {LICENCE_STATES[state]},{as_of}")
    if status.number < knowledge.newest_number:
        return Check("status", "unknown", f"状态名单被回退:第{status.number}号,而此前见过第{knowledge.newest_number}号")
    if knowledge.at > status.next_by:
        return Check("status", "unknown", f"状态名单已过期,{as_of}")
    return Check("status", "ok", f"01 {LICENCE_STATES['01']},{as_of}")
