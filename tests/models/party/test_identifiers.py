import subprocess
import sys
from datetime import date

import pytest

from models.errors import NotFound, RuleBroken
from models.party.identifiers import Identifier, check, identifiers
from models.party.land_codes import cross_check
from models.party.organisation_codes import organisation_check
from models.party.resident_id import birth_date, sex, upgrade

ACCEPTED = [
    ("resident-id", "11010519491231002X"),
    ("resident-id", "440524188001010014"),
    ("resident-id", "239901198003150016"),
    ("resident-id", "239901199211080029"),
    ("resident-id", "239902196507200037"),
    ("resident-id", "231183188001010014"),
    ("credit-code", "914403001922038216"),
    ("credit-code", "91330100799655058B"),
    ("credit-code", "9144030071526726XG"),
    ("credit-code", "912301001275921118"),
    ("credit-code", "91350100M000100Y43"),
    ("credit-code", "91239901MAT000018P"),
    ("credit-code", "92239901MAT000026F"),
    ("credit-code", "93239901MAT0000347"),
    ("credit-code", "N2239901MAT000042P"),
    ("bank-card", "79927398713"),
    ("bank-card", "6200000000000005"),
    ("bank-card", "6205500000000000004"),
    ("bank-card", "6239990000000000018"),
    ("bank-card", "6239990000000000026"),
    ("lei", "213800WSGIIZCXF1P572"),
    ("lei", "5493001KJTIIGC8Y1R12"),
    ("lei", "300300C1020311000158"),
    ("issuer", "23118310020100"),
    ("contractor", "231183100201000017"),
    ("parcel", "2311831002010000123"),
    ("land-contract", "231183100201000017J"),
    ("land-contract", "231183100201000017Q"),
    ("transfer-contract", "231183100201000017"),
    ("transfer-contract", "23118310020100001701"),
    ("property-unit", "231183100201JC00017F00010001"),
    ("property-unit", "231183100201JD00123W00000000"),
    ("property-cert", "黑(2024)嫩江市不动产权第0001234号"),
    ("property-cert", "黑(2024)嫩江市不动产证明第0000567号"),
    ("land-cert", "黑(2016)嫩江县农村土地承包经营权证第000123号"),
    ("patent", "201710601862.3"),
    ("patent", "95115608.X"),
    ("patent", "202410123456.0"),
    ("patent", "202320567890.9"),
    ("patent", "202430000013.3"),
    ("patent", "ZL202430000013.3"),
    ("trademark", "第12345678号"),
    ("trademark", "第12345A号"),
    ("trademark", "G123456"),
    ("copyright", "2024SR0123456"),
    ("copyright", "软著登字第1234567号"),
    ("copyright", "黑作登字-2024-F-00012345"),
    ("phone", "10012345678"),
    ("phone", "10112345678"),
    ("phone", "19900000099"),
]

REFUSED = [
    ("resident-id", "231183188001010010"),  # Wrong check character.
    ("resident-id", "239901198002300010"),  # 30 February.
    ("resident-id", "23990119800315001"),
    ("resident-id", "2399011980031500160"),
    ("resident-id", "23990119800315001Y"),
    ("resident-id", "239901800315001"),  # An old number of 15 digits.
    ("resident-id", "٢٣٩٩٠١١٩٨٠٠٣١٥٠٠١٦"),  # Digits of another script.
    ("resident-id", ""),
    ("credit-code", "91350100M000100Y4Z"),
    ("credit-code", "91350100M000100Y44"),
    ("credit-code", "91239901MAT000O18P"),
    ("credit-code", "91239901MAT000018"),
    ("bank-card", "6239990000000000017"),
    ("bank-card", "62399900000000000A8"),
    ("bank-card", "623999"),
    ("bank-account", "12345"),
    ("lei", "213800WSGIIZCXF1P573"),
    ("lei", "213800WSGIIZCXF1P57"),
    ("issuer", "2311831002010"),
    ("contractor", "231183100201000000"),
    ("contractor", "23118310020100001"),
    ("parcel", "231183100201000012"),
    ("land-contract", "231183100201000017X"),
    ("land-contract", "231183100201000017"),
    ("transfer-contract", "23118310020100001"),
    ("property-unit", "231183100201JC00017F0001000"),
    ("property-unit", "231183100201XC00017F00010001"),
    ("property-unit", "231183100201JC00017X00010001"),
    ("property-cert", "黑(2024)嫩江市不动产权第123号"),
    ("land-cert", "黑(2016)嫩江县不动产权第000123号"),
    ("patent", "201710601862.4"),
    ("patent", "95115608.9"),
    ("patent", "201740601862.3"),
    ("trademark", "第1234号"),
    ("copyright", "2024SW0123456"),
    ("phone", "1381234567"),
    ("phone", "23812345678"),
    ("postcode", "16140"),
    ("registry-number", "0123456789012345678"),
    ("invoice", "262399000000000000A8"),
]


@pytest.mark.parametrize(("kind", "value"), ACCEPTED)
def test_a_right_number_is_accepted_as_it_is(kind: str, value: str) -> None:
    assert check(kind, value).value == value


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_a_wrong_number_is_refused_in_both_languages(kind: str, value: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(kind, value)
    assert refusal.value.text.zh
    assert refusal.value.text.en
    assert refusal.value.field == kind


@pytest.mark.parametrize("identifier", identifiers(), ids=lambda known: known.kind)
def test_every_example_passes(identifier: Identifier) -> None:
    assert identifier.check(identifier.example).value == identifier.example


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("resident-id", " １１０１０５１９４９１２３１００２ｘ ", "11010519491231002X"),
        ("resident-id", "110105 19491231 002x", "11010519491231002X"),
        ("resident-id", "\u200b11010519491231002X\ufeff", "11010519491231002X"),
        ("credit-code", "91239901-mat000018p", "91239901MAT000018P"),
        ("bank-card", "6239 9900 0000 0000 018", "6239990000000000018"),
        ("phone", "+86 199-0000-0001", "19900000001"),
        ("property-unit", "231183 100201 JD00123 W00000000", "231183100201JD00123W00000000"),
        ("property-cert", "黑（2024）嫩江市不动产权第0001234号", "黑(2024)嫩江市不动产权第0001234号"),
        ("patent", "zl2017106018623", "ZL201710601862.3"),
        ("trademark", "12345678", "第12345678号"),
    ],
)
def test_a_number_is_brought_to_its_normal_form(kind: str, typed: str, value: str) -> None:
    assert check(kind, typed).value == value


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        ("resident-id", "11010519491231002X", 0),
        ("resident-id", "239901198003150016", 1),  # The synthetic area.
        ("resident-id", "231183188001010014", 1),  # Born in 1880; the county is in the table.
        ("resident-id", "810000199408230021", 0),
        ("credit-code", "914403001922038216", 0),
        ("credit-code", "91239901MAT000018P", 1),
        ("bank-card", "6239990000000000018", 0),
        ("bank-card", "79927398713", 1),
    ],
)
def test_what_is_odd_is_a_warning(kind: str, value: str, number: int) -> None:
    assert len(check(kind, value).warnings) == number


def test_an_unknown_division_and_an_odd_holder_are_warnings() -> None:
    code = "8X999999MAT000018"
    last = next(char for char in "0123456789ABCDEFGHJKLMNPQRTUWXY" if _accepted(code + char))
    warnings = check("credit-code", code + last).warnings
    assert [warning.en[:8] for warning in warnings] == ["The regi", "Division"]


def test_a_wrong_inner_organisation_code_is_a_warning() -> None:
    code = "91239901MAT000019"
    last = next(char for char in "0123456789ABCDEFGHJKLMNPQRTUWXY" if _accepted(code + char))
    assert any("organisation code" in warning.en for warning in check("credit-code", code + last).warnings)


def test_the_inner_check_character_of_the_standards_examples() -> None:
    assert organisation_check("M000100Y") == "4"
    assert organisation_check("71526726") == "X"


def _accepted(code: str) -> bool:
    try:
        check("credit-code", code)
    except RuleBroken:
        return False
    return True


def test_birth_date_and_sex_are_read_from_the_number() -> None:
    assert birth_date("239901199211080029") == date(1992, 11, 8)
    assert sex("239901199211080029") == "female"
    assert sex("239902196507200037") == "male"


def test_an_old_number_is_refused_with_its_new_form() -> None:
    assert upgrade("110105491231002") == "11010519491231002X"
    with pytest.raises(RuleBroken, match="11010519491231002X"):
        check("resident-id", "110105491231002")


def test_thirtieth_of_february_is_refused_as_a_date() -> None:
    with pytest.raises(RuleBroken, match="19800230"):
        check("resident-id", "239901198002300010")


def test_the_field_is_named_where_the_caller_has_one() -> None:
    with pytest.raises(RuleBroken) as refusal:
        check("phone", "12", field="mobile")
    assert refusal.value.field == "mobile"


def test_an_unknown_kind_is_not_found() -> None:
    with pytest.raises(NotFound):
        check("shoe-size", "42")


def test_codes_of_one_contract_hang_together() -> None:
    cross_check("23118310020100", "231183100201000017", "231183100201000017J", ["2311831002010000123"])


@pytest.mark.parametrize(
    ("codes", "field"),
    [
        (("23118310020101", "231183100201000017", "231183100201000017J", []), "contractor"),
        (("23118310020100", "231183100201000017", "231183100201000018J", []), "land-contract"),
        (
            ("23118310020100", "231183100201000017", "231183100201000017J", ["2311831002020000123"]),
            "parcel",
        ),
    ],
)
def test_codes_of_different_contracts_are_refused(codes: tuple[str, str, str, list[str]], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        cross_check(*codes)
    assert refusal.value.field == field


def test_importing_the_identifiers_does_not_import_the_standards_library() -> None:
    seen = "import sys, models.party.identifiers; print('stdnum' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"
