"""Identifiers: known good ones pass, and any single altered character is found where the check promises it."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.domain.identifiers import (
    FAULTS,
    IdentityKind,
    basic_code,
    birth_date,
    check_bundle_number,
    check_case_number,
    check_identity,
    check_item_code,
    check_licence_identifier,
    check_region,
    check_resident_id,
    check_uscc,
    implementation_code,
    implementing_body,
    is_bundle_number,
    lineage,
    make_bundle_number,
    make_case_number,
    make_licence_identifier,
    make_resident_id,
    make_uscc,
    origin_region,
    parent_region,
    read_typed,
    warn_resident_id,
)
from hub.domain.identifiers.credit_code import ALPHABET as USCC_ALPHABET
from hub.domain.identifiers.iso7064 import ALPHABET, check_character

TODAY: Final = date(2026, 11, 23)
MORNING: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CASE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

regions = st.sampled_from(["520181", "520122", "520300", "522732", "110101"])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
seeds = st.integers(0, 2**32)
births = st.dates(date(1900, 1, 1), TODAY)
bodies = st.text(USCC_ALPHABET, min_size=8, max_size=8)
usccs = st.builds(make_uscc, st.sampled_from(["11", "91", "92", "93"]), regions, bodies)
fields = st.text(ALPHABET, min_size=1, max_size=30)


def code_of(fault: tuple[str, str] | None) -> str | None:
    return fault and fault[0]


def case_number(region: str = "520181", moment: datetime = MORNING, seed: int = 1) -> str:
    return make_case_number(region, moment, random.Random(seed).getrandbits)


def bundle_number(region: str = "520181", moment: datetime = MORNING, seed: int = 1) -> str:
    return make_bundle_number(region, moment, random.Random(seed).getrandbits)


def altered(text: str, place: int, character: str) -> str:
    assume(text[place] != character)
    return text[:place] + character + text[place + 1 :]


class TestRegions:
    def test_parents(self) -> None:
        """The parent comes by zeroing the last pair that is not zero; a province has none."""
        assert [parent_region(code) for code in ("520181", "520100", "520000")] == ["520100", "520000", None]
        assert lineage("520181") == ("520181", "520100", "520000")

    @pytest.mark.parametrize(
        ("code", "fault"),
        [("520122", None), ("52012", "region_form"), ("52012a", "region_form"), ("990122", "region_province")],
    )
    def test_checks(self, code: str, fault: str | None) -> None:
        """Form and province are checked; existence is reference data."""
        assert code_of(check_region(code)) == fault

    def test_other_digits(self) -> None:
        """Digits of other scripts are not digits of a code."""
        assert code_of(check_region("520122"[:-1] + "٢")) == "region_form"


class TestResidentId:
    def test_retired_county(self) -> None:
        """A card of a retired county is right, and only warned of."""
        assert check_resident_id("440524188001010014", TODAY) is None
        assert code_of(warn_resident_id("440524188001010014", {"440513"})) == "resident_id_county"
        assert warn_resident_id("440513188001010014", {"440513"}) is None

    @pytest.mark.parametrize(
        ("number", "fault"),
        [
            ("44052418800101001", "resident_id_form"),
            ("440524188001010014 ", "resident_id_form"),
            ("44052418800101001x", "resident_id_form"),
            ("990524188001010014", "resident_id_province"),
            ("440524188002300014", "resident_id_birth"),
            ("440524202612310014", "resident_id_birth"),
            ("440524188001010015", "resident_id_check"),
        ],
    )
    def test_each_fault(self, number: str, fault: str) -> None:
        """Each rule of GB 11643 names its own fault."""
        assert code_of(check_resident_id(number, TODAY)) == fault

    @given(regions, births, st.integers(0, 999))
    def test_made_ones_are_right(self, region: str, birth: date, sequence: int) -> None:
        """What we make for samples passes the check and tells its date of birth."""
        number = make_resident_id(region, birth, sequence)
        assert check_resident_id(number, TODAY) is None
        assert birth_date(number) == birth

    @given(regions, births, st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"))
    def test_one_altered_character(self, region: str, birth: date, sequence: int, place: int, character: str) -> None:
        """Any single altered character is found (weights and 11 are coprime)."""
        number = altered(make_resident_id(region, birth, sequence), place, character)
        assert check_resident_id(number, TODAY) is not None


class TestOtherDocuments:
    @pytest.mark.parametrize(
        ("kind", "number", "fault"),
        [
            (IdentityKind.RESIDENT_ID, "440524188001010014", None),
            (IdentityKind.RESIDENCE_PERMIT, make_resident_id("810000", date(1990, 1, 2), 0), None),
            (IdentityKind.RESIDENCE_PERMIT, make_resident_id("830000", date(1990, 1, 2), 0), None),
            (IdentityKind.RESIDENCE_PERMIT, "440524188001010014", "resident_id_province"),
            (IdentityKind.RESIDENT_ID, make_resident_id("810000", date(1990, 1, 2), 0), "resident_id_province"),
            (IdentityKind.PASSPORT, "E12345678", None),
            (IdentityKind.PASSPORT, "E1234-5678", "identity_form"),
            (IdentityKind.PERMANENT_RESIDENCE, "USA110088010101", None),
            (IdentityKind.PERMANENT_RESIDENCE, make_resident_id("911840", date(1988, 1, 1), 0), None),
            (IdentityKind.PERMANENT_RESIDENCE, "911840198801010000", "resident_id_check"),
            (IdentityKind.HOME_RETURN_PERMIT, "H12345678", None),
            (IdentityKind.HOME_RETURN_PERMIT, "H1234567", "identity_form"),
            (IdentityKind.TAIWAN_TRAVEL_PERMIT, "12345678", None),
            (IdentityKind.TAIWAN_TRAVEL_PERMIT, "123456789", "identity_form"),
            ("library_card", "1", "identity_form"),
        ],
    )
    def test_kind_chooses_the_rule(self, kind: str, number: str, fault: str | None) -> None:
        """Each kind of document has its own form."""
        found = code_of(check_identity(kind, number, TODAY))
        assert found == fault


class TestCreditCode:
    @pytest.mark.parametrize(
        ("code", "fault"),
        [
            ("11370800MB28559184", None),
            ("11430000006122244L", None),
            ("11330105002500287C", None),
            ("11370800MB28559185", "uscc_check"),
            ("11370800MB2855918", "uscc_form"),
            ("11370800MI28559184", "uscc_form"),
            ("11370800mb28559184", "uscc_form"),
            ("1137080AMB28559184", "uscc_form"),
            ("11370800MB2855918S", "uscc_form"),
        ],
    )
    def test_known_codes(self, code: str, fault: str | None) -> None:
        """Codes of real public bodies pass, and each fault has its name."""
        assert code_of(check_uscc(code)) == fault

    def test_made_like_the_real_one(self) -> None:
        """Both check characters of a real body come out as they were given to it."""
        assert make_uscc("11", "370800", "MB285591") == "11370800MB28559184"

    @given(usccs, st.integers(0, 17), st.sampled_from(ALPHABET))
    def test_one_altered_character(self, code: str, place: int, character: str) -> None:
        """Any single altered character is found (31 is prime)."""
        assert check_uscc(code) is None
        assert check_uscc(altered(code, place, character)) is not None

    def test_parts_of_wrong_length(self) -> None:
        """Parts that do not add up to 18 characters are refused."""
        with pytest.raises(ValueError, match="2 \\+ 6 \\+ 8"):
            make_uscc("911", "520122", "YBABCDEF")


class TestItemCode:
    EXAMPLE: Final = "11370800MB285591843370117002011"

    @pytest.mark.parametrize(
        ("code", "fault"),
        [
            (EXAMPLE, None),
            (EXAMPLE + "01", None),
            ("370117002011", None),
            ("A" * 24, None),
            (EXAMPLE[:-1], "item_code_form"),
            (EXAMPLE.lower(), "item_code_form"),
            ("11370800MB285591853370117002011", "item_code_body"),
            ("11370800MB285591848370117002011", "item_code_level"),
        ],
    )
    def test_length_chooses_the_profile(self, code: str, fault: str | None) -> None:
        """31 and 33 are checked by their parts, 12 and 24 by their form."""
        assert code_of(check_item_code(code)) == fault

    def test_parts(self) -> None:
        """An implementation code tells its body and basic code, and is built from them."""
        assert implementing_body(self.EXAMPLE) == "11370800MB28559184"
        assert basic_code(self.EXAMPLE + "01") == "370117002011"
        assert (basic_code("370117002011"), implementing_body("370117002011")) == ("370117002011", None)
        assert implementation_code("11370800MB28559184", "3", "370117002011") == self.EXAMPLE


class TestNumbers:
    @given(regions, moments, seeds)
    def test_made_ones_are_right(self, region: str, moment: datetime, seed: int) -> None:
        """A case number passes its check, tells its region and China's date, and has no I, L, O, U."""
        number = case_number(region, moment, seed)
        assert check_case_number(number) is None
        assert origin_region(number) == region
        assert number[6:12] == f"{moment + timedelta(hours=8):%y%m%d}"
        assert len(number) == 25
        assert set(number) <= set(CASE_ALPHABET)

    @given(regions, moments, seeds)
    def test_kinds_are_told_apart(self, region: str, moment: datetime, seed: int) -> None:
        """A bundle's number is never taken for a case's, nor the other way round."""
        case, bundle = case_number(region, moment, seed), bundle_number(region, moment, seed)
        assert (check_bundle_number(bundle), is_bundle_number(bundle)) == (None, True)
        assert (code_of(check_case_number(bundle)), is_bundle_number(case)) == ("number_kind", False)
        assert code_of(check_bundle_number(case)) == "number_kind"

    @given(seeds, st.integers(0, 24), st.sampled_from(ALPHABET))
    def test_one_altered_character(self, seed: int, place: int, character: str) -> None:
        """Any single altered character is found (ISO 7064 MOD 37,36)."""
        assert check_case_number(altered(case_number(seed=seed), place, character)) is not None
        assert check_bundle_number(altered(bundle_number(seed=seed), place, character)) is not None

    @given(st.lists(moments, min_size=2, max_size=2), seeds)
    def test_sorts_by_time(self, pair: list[datetime], seed: int) -> None:
        """Numbers of one region sort by time beyond a tick (0.27 s for a case, 2.7 s for a bundle)."""
        earlier, later = sorted(pair)
        assume(later - earlier > timedelta(seconds=2.7))
        assert case_number(moment=earlier, seed=seed) < case_number(moment=later, seed=seed + 1)
        assert bundle_number(moment=earlier, seed=seed) < bundle_number(moment=later, seed=seed + 1)

    def test_drawn_again(self) -> None:
        """The unique part is drawn again until the check character can be told on the telephone."""
        head = case_number()[:16]
        ambiguous = next(bits for bits in range(1000) if check_character(head + _spelt(bits)) in "ILOU")
        good = next(bits for bits in range(1000) if check_character(head + _spelt(bits)) not in "ILOU")
        draws = iter([ambiguous, ambiguous, good])
        assert make_case_number("520181", MORNING, lambda _: next(draws))[:-1] == head + _spelt(good)
        assert list(draws) == []

    @pytest.mark.parametrize(
        ("place", "text", "fault"),
        [
            (0, "99", "number_region"),
            (0, "A2", "number_region"),
            (8, "0229", "number_date"),
            (8, "1301", "number_date"),
            (6, "2X", "number_date"),
            (20, "I", "number_form"),
            (20, "*", "number_form"),
            (20, "a", "number_form"),
            (20, "号", "number_form"),
            (25, "7", "number_form"),
        ],
    )
    def test_each_fault(self, place: int, text: str, fault: str) -> None:
        """Each part of the number names its own fault."""
        number = case_number()
        assert code_of(check_case_number(number[:place] + text + number[place + len(text) :])) == fault

    def test_leap_day(self) -> None:
        """29 February is a date in leap years."""
        assert check_case_number(case_number(moment=datetime(2028, 2, 29, tzinfo=UTC))) is None

    @given(seeds)
    def test_typed(self, seed: int) -> None:
        """Grouped, small and with O for 0 and l for 1, a number is still read as it was."""
        number = case_number(seed=seed)
        typed = f"{number[:6]} {number[6:12]}-{number[12:]}".replace("0", "O").replace("1", "l").lower()
        assert read_typed(typed) == number


class TestLicence:
    @pytest.mark.parametrize(
        "identifier",
        [
            "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
            "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
        ],
    )
    def test_published_ones(self, identifier: str) -> None:
        """Published identifiers pass, and are made again from their fields."""
        assert check_licence_identifier(identifier) is None
        kind, issuer, serial, version, _ = identifier.removeprefix("1.2.156.3005.2.").split(".")
        assert make_licence_identifier(kind, issuer, serial, int(version)) == identifier

    @pytest.mark.parametrize(
        ("identifier", "fault"),
        [
            ("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V", "licence_check"),
            ("1.2.156.3005.3.11100000000013338W011.11430000006122244L.20230000403.001.U", "licence_form"),
            (make_licence_identifier("1" * 21, "11430000006122244L", "1"), "licence_body"),
        ],
    )
    def test_each_fault(self, identifier: str, fault: str) -> None:
        """Form, check and the bodies inside name their own faults."""
        assert code_of(check_licence_identifier(identifier)) == fault

    @given(fields, st.data())
    def test_one_altered_character(self, text: str, data: st.DataObject) -> None:
        """MOD 37,36 gives another check character for any single altered character."""
        place = data.draw(st.integers(0, len(text) - 1))
        other = altered(text, place, data.draw(st.sampled_from(ALPHABET)))
        assert check_character(other) != check_character(text)


def test_fault_codes_are_unique() -> None:
    """Every fault has its own code and a Chinese text that says what to do."""
    assert len({fault.code for fault in FAULTS}) == len(FAULTS)
    assert all("请" in fault.text for fault in FAULTS)


def _spelt(bits: int) -> str:
    return "".join(CASE_ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
