"""Identifiers of the field: each ``check_…`` gives what is wrong as a value, or None; each ``make_…`` is pure."""

from hub.domain.identifiers.credit_code import check_uscc, make_uscc
from hub.domain.identifiers.faults import FAULTS, Fault
from hub.domain.identifiers.identity import (
    IdentityKind,
    birth_date,
    check_identity,
    check_resident_id,
    make_resident_id,
    warn_resident_id,
)
from hub.domain.identifiers.item_code import (
    basic_code,
    check_item_code,
    implementation_code,
    implementing_body,
    level_of,
)
from hub.domain.identifiers.licence import (
    check_licence_identifier,
    is_licence_identifier,
    licence_parts,
    make_licence_identifier,
    version_of,
)
from hub.domain.identifiers.numbers import (
    Draw,
    check_bundle_number,
    check_case_number,
    is_bundle_number,
    make_bundle_number,
    make_case_number,
    origin_region,
    read_typed,
)
from hub.domain.identifiers.regions import check_region, lineage, parent_region
from hub.domain.identifiers.subjects import check_subject_number, is_subject_number, make_subject_number

__all__ = [
    "FAULTS",
    "Draw",
    "Fault",
    "IdentityKind",
    "basic_code",
    "birth_date",
    "check_bundle_number",
    "check_case_number",
    "check_identity",
    "check_item_code",
    "check_licence_identifier",
    "check_region",
    "check_resident_id",
    "check_subject_number",
    "check_uscc",
    "implementation_code",
    "implementing_body",
    "is_bundle_number",
    "is_licence_identifier",
    "is_subject_number",
    "level_of",
    "licence_parts",
    "lineage",
    "make_bundle_number",
    "make_case_number",
    "make_licence_identifier",
    "make_resident_id",
    "make_subject_number",
    "make_uscc",
    "origin_region",
    "parent_region",
    "read_typed",
    "version_of",
    "warn_resident_id",
]
