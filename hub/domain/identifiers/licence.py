"""Licence identifiers 电子证照标识: the root 1.2.156.3005.2, then type, issuer, serial, version and check.

The check is ISO 7064 MOD 37,36 over the fields after the root, joined without dots.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from hub.domain.identifiers.credit_code import check_uscc
from hub.domain.identifiers.faults import LICENCE_BODY, LICENCE_CHECK, LICENCE_FORM, Fault
from hub.domain.identifiers.iso7064 import check_character

ROOT: Final = "1.2.156.3005.2"
_FORM: Final = re.compile(
    r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,40})\.([0-9A-Z]{3})\.([0-9A-Z])"
)


def make_licence_identifier(kind: str, issuer: str, serial: str, version: int = 1) -> str:
    """Make an identifier: ``kind`` is the licence type (USCC 18 + 3), ``issuer`` a USCC, ``serial`` 0-9A-Z."""
    fields = (kind, issuer, serial, f"{version:03d}")
    return ".".join((ROOT, *fields, check_character("".join(fields))))


class LicenceParts(NamedTuple):
    """The fields of a licence identifier after its root."""

    kind: str
    issuer: str
    serial: str
    version: str
    check: str


def licence_parts(identifier: str) -> LicenceParts | None:
    """Take a licence identifier apart; None where it has not the form of one."""
    form = _FORM.fullmatch(identifier)
    return LicenceParts(*form.groups()) if form else None


def is_licence_identifier(number: str) -> bool:
    """Tell a licence identifier from the numbers of cases, bundles and subjects by its second character."""
    return number[1:2] == "."


def version_of(identifier: str, version: int) -> str:
    """Give the identifier of another version of a document. Raises ValueError where it has not the form of one."""
    parts = licence_parts(identifier)
    if parts is None:
        raise ValueError("no licence identifier")
    return make_licence_identifier(parts.kind, parts.issuer, parts.serial, version)


def check_licence_identifier(identifier: str) -> Fault | None:
    """Say what is wrong with a licence identifier, or None."""
    parts = licence_parts(identifier)
    if parts is None:
        return LICENCE_FORM
    kind, issuer, serial, version, check = parts
    if check_character(kind + issuer + serial + version) != check:
        return LICENCE_CHECK
    return LICENCE_BODY if check_uscc(kind[:18]) or check_uscc(issuer) else None
