"""The signer: which keys sign, what answers, what waits for a key, and that twice is once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from hub.documents import Knowledge, verify, verify_token
from hub.documents.answering import Answering
from hub.documents.issuers import issuing_units, make_missing_keys, status_publisher
from hub.documents.keys import FileKeyStore
from hub.documents.signer import KeySigner, MissingKeyError
from hub.domain.identifiers import make_licence_identifier
from hub.domain.reference import Reference
from hub.lanes.alerts import Alert
from hub.lanes.values import Message, Partition, Position, Record
from hub.signatures.jws import DOCUMENT_TYPE, TOKEN_TYPE, encoded, holds, parted, read_protected
from hub.signatures.jws import decoded as key_bytes
from hub.signatures.payload import payload_of
from schemas.commands import SignDocument
from schemas.documents import Document, SignedDocument
from schemas.notices import NoticeBody, SignatureRefused, SignatureWanted
from schemas.reading import read
from schemas.reference import IssuerKey
from schemas.topics import COMMANDS, SIGNING, partition_of
from schemas.values import encode
from tests.domain.documents import document
from tests.domain.world import MONDAY, OFFICER, identifier_of, shipped

UNIT = OFFICER.unit
NEW = date(2026, 11, 1)


class Offices:
    """A key store, its public rows, and a signer."""

    def __init__(self, folder: Path) -> None:
        self.store = FileKeyStore(folder)
        self.rows: list[IssuerKey] = []
        self.told: list[tuple[Alert, str]] = []
        self.signer = KeySigner(self.store, lambda unit, day: Reference.from_rows(self.rows).keys_of(unit, day))
        self.answering = Answering(self.signer, 4, lambda alert, text: self.told.append((alert, text)))

    def key(self, name: str, algorithm: str = "Ed25519", since: date = NEW) -> IssuerKey:
        """Make a key and publish it."""
        row = self.store.make(name, UNIT, algorithm, since)  # type: ignore[arg-type]  # one of the two
        self.rows.append(row)
        return row

    def signed_by(self, signed: Document) -> list[str]:
        """Sign; give the names of the keys."""
        return [read_protected(one.protected, DOCUMENT_TYPE).key for one in self.signer.sign(signed)]


@pytest.fixture(name="offices")
def _offices(tmp_path: Path) -> Offices:
    return Offices(tmp_path)


def asked(ask: int = 1, offset: int = 7) -> Record:
    """What asks for a signature, as casework writes it."""
    return record(SignatureWanted(at=MONDAY, document=document(), ask=ask), offset)


def record(fact: NoticeBody, offset: int) -> Record:
    """A notice to the signer as it stands in its topic."""
    headers = (("ce_type", fact.ce_type.encode()), ("ce_subject", identifier_of().encode()))
    return Record(SIGNING, 2, offset, 0, identifier_of().encode(), encode(fact), headers)


def test_the_youngest_key_of_each_algorithm_signs(offices: Offices) -> None:
    """A rotation takes effect by itself; both algorithms sign while they change over."""
    offices.key("old", since=date(2025, 1, 1))
    offices.key("new")
    offices.key("later", since=date(2026, 12, 1))
    assert offices.signed_by(document()) == ["new"]
    offices.key("sm", "SM2-SM3")
    assert sorted(offices.signed_by(document())) == ["new", "sm"]


def test_a_compromised_key_signs_no_more(offices: Offices) -> None:
    """From that moment on the one before it does, or none."""
    row = offices.key("broken")
    offices.rows[0] = row.model_copy(update={"compromised_since": MONDAY, "revision": 2})
    with pytest.raises(MissingKeyError):
        offices.signer.sign(document())
    assert offices.signed_by(document(issued_at=MONDAY - timedelta(seconds=1))) == ["broken"]


def test_what_is_signed_verifies(offices: Offices) -> None:
    """The signature is over the canonical bytes, by the published key."""
    row = offices.key("one")
    payload = encoded(payload_of(document()))
    (signature,) = offices.signer.sign(document())
    assert holds(signature, payload, key_bytes(row.public), "Ed25519")
    signed = SignedDocument(payload=payload, signatures=(signature,))
    verdict = verify(encode(signed), offices.rows, Knowledge(at=MONDAY))
    assert (verdict.check("signature").answer, verdict.check("key").answer) == ("ok", "ok")


def test_an_answer_is_a_command_to_the_document(offices: Offices) -> None:
    """To the partition of the document, from the hub, with the number of the request; the position moves on."""
    offices.key("one")
    batch = offices.answering.handle([asked()])
    (answer,) = batch.effects
    headers = dict(answer.headers)
    assert (answer.topic, answer.key) == (COMMANDS, identifier_of().encode())
    assert answer.partition == partition_of(identifier_of().encode(), 4)
    assert (headers["hub_endpoint"], headers["ce_source"]) == (b"hub", b"/hub/signer")
    assert read(SignDocument, answer.value or b"").ask == 1
    assert batch.positions == {Partition(SIGNING, 2): Position(8)}


def test_the_same_fact_twice_is_the_same_answer(offices: Offices) -> None:
    """Ed25519 is deterministic (RFC 8032), so a signer that begins again answers byte for byte the same."""
    offices.key("one")
    first, second = (offices.answering.handle([asked()]).effects for _ in range(2))
    assert first == second


def test_the_answer_has_the_token_of_the_qr_code(offices: Offices) -> None:
    """By the youngest key; what SM2 signs is named by its SM3. Who reads it offline needs the public key alone."""
    offices.key("one", since=date(2026, 1, 1))
    for name, algorithm, digest in (("one", "Ed25519", "sha256"), ("sm", "SM2-SM3", "sm3")):
        if name == "sm":
            offices.key(name, algorithm)
        (answer,) = offices.answering.handle([asked()]).effects
        token = read(SignDocument, answer.value or b"").token
        verdict = verify_token(token or "", offices.rows, Knowledge(at=MONDAY))
        assert (verdict.check("signature").answer, verdict.check("key").answer) == ("ok", "ok")
        assert read_protected(parted(token or "")[1].protected, TOKEN_TYPE).key == name
        assert verdict.token is not None
        assert verdict.token.digest.startswith(digest)


def test_codes_too_long_for_a_token_are_signed_without(offices: Offices) -> None:
    """A page without a QR code is better than no document."""
    offices.key("k" * 64)
    identifier = make_licence_identifier("11100000YANGB0019F001", UNIT, "9" * 40)
    too_long = document(identifier=identifier, case="C" * 50)
    assert offices.signer.token(too_long) is None
    assert offices.signed_by(too_long) == ["k" * 64]


def test_sm2_twice_is_one_id(offices: Offices) -> None:
    """SM2 takes a fresh nonce: the bytes differ, the id does not, and of one id the lane handles the first only."""
    offices.key("sm", "SM2-SM3")
    (first,), (second,) = (offices.answering.handle([asked()]).effects for _ in range(2))
    assert first.value != second.value
    assert _id(first) == _id(second)
    assert _id(first) != _id(*offices.answering.handle([asked(2)]).effects)


def _id(message: Message) -> bytes:
    return dict(message.headers)["ce_id"]


def test_a_missing_key_stops_nobody(offices: Offices) -> None:
    """The lane goes on, operators hear once which unit lacks a key, and the answer leaves as soon as it has one."""
    batch = offices.answering.handle([asked(), asked()])
    assert (batch.effects, batch.taken) == ([], 2)
    assert [alert for alert, _ in offices.told] == [Alert.UNSIGNED]
    assert UNIT in offices.told[0][1]
    assert list(offices.answering.waiting) == [UNIT]
    assert offices.answering.again() == []
    offices.key("one")
    (answer,) = offices.answering.again()
    assert read(SignDocument, answer.value or b"").ask == 1
    assert (offices.answering.again(), dict(offices.answering.waiting)) == ([], {})


def test_a_key_whose_file_is_gone_is_missing(offices: Offices, tmp_path: Path) -> None:
    """Published, but not here: said, never a crash."""
    offices.key("one")
    (tmp_path / "one.key").unlink()
    assert offices.answering.handle([asked()]).effects == []
    assert offices.told[0][0] is Alert.UNSIGNED


def test_a_signature_that_casework_did_not_believe_is_told(offices: Offices) -> None:
    """Our keys or our code are wrong: an alert. The second of two equal ids is no such thing."""
    refused = SignatureRefused(at=MONDAY, number=identifier_of(), code="signature_wrong")
    conflict = refused.model_copy(update={"code": "conflict"})
    offices.answering.handle([record(refused, 1), record(conflict, 2)])
    assert offices.told == [(Alert.SIGNATURE_REFUSED, f"{identifier_of()}: signature_wrong")]


def test_every_issuer_of_an_endpoint_gets_a_key_once(tmp_path: Path) -> None:
    """Who issues is what routing says, and one unit publishes the status list.

    A key made before is published, not made anew, and a published one is enough.
    """
    store, reference, on = FileKeyStore(tmp_path), shipped(), MONDAY.date()
    rows = make_missing_keys(store, reference, on, {"520122"})
    assert UNIT in {row.unit for row in rows}
    assert {row.unit for row in rows} <= {*issuing_units(reference, on), status_publisher(reference, on)}
    assert [row.unit for row in make_missing_keys(FileKeyStore(tmp_path / "none"), reference, on, ())] == [
        status_publisher(reference, on)
    ]
    again = make_missing_keys(store, reference, on, {"520122"})
    assert again == rows
    assert make_missing_keys(store, reference.with_rows(rows, 0), on, {"520122"}) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.rglob("*"))
