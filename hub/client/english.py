"""The refusal codes in English, for programmers; clerks read ``schemas.codes``. One row per code, none missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "envelope_not_json": "structured mode, but the value is not a JSON object",
    "envelope_missing": "a required ce_ attribute is missing",
    "envelope_doubled": "a ce_ attribute is set twice",
    "envelope_not_utf8": "a ce_ attribute is not UTF-8",
    "envelope_version": "this version of CloudEvents is not supported: use 1.0",
    "envelope_too_long": "a ce_ attribute is too long",
    "envelope_characters": "a ce_ attribute holds a control character",
    "envelope_subject_form": "the case number has characters that no number has",
    "envelope_control": "this type is the hub's own",
    "envelope_no_subject": "there is no case or bundle number (ce_subject)",
    "type_unknown": "unknown type {type}",
    "type_version_unknown": "this version of {type} is not known yet",
    "type_internal": "{type} may be sent by the hub only",
    "body_not_utf8": "the data is not UTF-8",
    "body_not_json": "the data is not JSON",
    "body_missing": "a required field is missing",
    "body_unknown": "there is no such field",
    "body_invalid": "the field does not hold what it should (rule: {rule})",
    "subject_kind": "a case's command needs a case number, a bundle's a bundle number",
    "number_form": "a number has 25 digits and capital letters, no I, L, O, U",
    "number_region": "the first six digits are no region code",
    "number_date": "characters 7 to 12 are no real date",
    "number_date_future": "the number's date lies ahead: set the clock right and make a new number",
    "number_kind": "character 13 is a digit for a case, B for a bundle",
    "number_check": "the check character is wrong: probably one character was mistyped",
    "number_not_yours": "the number belongs to region {region}, not to this endpoint",
    "number_taken": "the number is taken by another application",
    "subject_form": "a subject's number is S and 32 hexadecimal digits",
    "region_form": "a region code has six digits",
    "region_province": "there is no such province",
    "region_unknown": "{region} is no region code of today",
    "item_code_form": "the item code has the wrong length or characters",
    "item_code_body": "the first 18 characters of the item code are no valid USCC",
    "item_code_level": "character 19 of the item code must be 1 to 7",
    "licence_form": "the licence identifier has the wrong parts",
    "licence_body": "a USCC in the licence identifier is wrong",
    "licence_check": "the check character of the licence identifier is wrong",
    "resident_id_form": "a resident ID has 17 digits and a digit or X",
    "resident_id_province": "the first two digits are of no province that issues this document",
    "resident_id_birth": "the date of birth is not real or lies ahead",
    "resident_id_check": "the check character of the resident ID is wrong",
    "resident_id_county": "the county is none of today's (a warning only)",
    "identity_form": "the number does not fit the kind of document",
    "uscc_form": "a USCC has 18 digits and capital letters, no I, O, S, V, Z",
    "uscc_check": "the check character of the USCC is wrong",
    "applicant_kind": "the stated kind does not fit the applicant",
    "power_missing": "an agent acts, but there is no power of attorney",
    "power_without_agent": "there is a power of attorney, but no agent",
    "power_not_yet": "the power of attorney is signed in the future",
    "power_expired": "the power of attorney ended on {date}",
    "item_unknown": "there is no item {item} on that day",
    "item_not_offered": "{item} is not offered in {region}",
    "item_subject": "the item is not for this kind of applicant",
    "jurisdiction_field": "the item's jurisdiction follows from {field}",
    "item_level": "{item} is not decided at this level ({levels})",
    "no_competent_unit": "nobody is competent for {item} in {region}; tried: {tried}",
    "routing_tie": "rules for {item} in {region} are equally specific: {rules}",
    "regime_unknown": "the item's regime {regime} does not exist",
    "case_unknown": "there is no such case",
    "bundle_unknown": "there is no such bundle",
    "bundle_number_taken": "the number is taken by another bundle",
    "case_closed": "the case is closed",
    "step_not_now": "not possible at this stage ({stage})",
    "no_part": "this endpoint has no part in the case",
    "not_competent": "only the competent side may do this",
    "not_origin": "only the side where it was filed may do this",
    "not_your_unit": "the case belongs to another unit",
    "lease_held": "somebody else holds the case until {until}",
    "claim_too_long": "A claim lasts {minutes} minutes at most: claim for less, and renew.",
    "lease_missing": "claim the case first",
    "correction_new_point": "a second notice may only repeat unmet points of the first ({code})",
    "supply_empty": "nothing was supplied",
    "denial_incomplete": "a denial needs reason, legal basis and remedy ({field})",
    "same_person": "acceptance and decision need two persons",
    "extension_not_allowed": "the item's regime knows no extension",
    "extension_used": "the case was extended before",
    "extension_too_long": "at most {days} working days",
    "extension_too_late": "the limit has passed",
    "extension_same_officer": "somebody else must approve the extension",
    "transfer_nowhere": "no unit in {region} handles this item",
    "transfer_loop": "the case came from {unit}, it can't go back",
    "transfer_too_far": "the case was transferred {hops} times",
    "child_twice": "case {case} is in the bundle twice",
    "child_unknown": "case {case} is not in the bundle",
    "conflict": "this ce_id was used with other content",
    "too_old": "received more than 30 days ago",
    "too_large": "the content is too large: 1,000,000 bytes at most; send attachments separately",
}


def english_of(code: str, params: Mapping[str, str]) -> str:
    """Give the sentence for programmers; a param that was not given shows as a dash."""
    return ENGLISH[code].format_map(_Known(params))


class _Known(dict[str, str]):
    """Params by name; one that was not given shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "-"
