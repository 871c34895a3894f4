"""Numbers of made-up people and firms: right by every check, in an area that does not exist."""

from datetime import date

from stdnum import luhn
from stdnum.cn import ric, uscc

from models.party.organisation_codes import organisation_check

_AREAS = 45
_SERIALS = 1000
_PATENTS = 10_000_000
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
GROUPS = 720
"""How many collectives there are: ten towns, twelve villages each, six groups in a village."""


def person_area(person: int) -> tuple[int, int, int]:
    """Return area, serial and week of the month of a borrower: together they are nobody else's."""
    area = 239901 + person // _SERIALS % _AREAS
    return area, person % _SERIALS, person // (_SERIALS * _AREAS) % 4


def resident_id(area: int, born: date, serial: int) -> str:
    """Return the resident ID with its check character (GB 11643-1999)."""
    body = f"{area}{born.year}{born.month:02d}{born.day:02d}{serial:03d}"
    return f"{body}{ric.calc_check_digit(body + '0')}"


def credit_code(prefix: str, serial: int) -> str:
    """Return the credit code of a made-up firm, MAT and a serial within (GB 32100-2015)."""
    organisation = f"MAT{serial:05d}"
    body = f"{prefix}239901{organisation}{organisation_check(organisation)}"
    return f"{body}{uscc.calc_check_digit(body)}"


def bank_card(serial: int) -> str:
    """Return a card number of 19 digits with its check digit (Luhn)."""
    body = f"623999{serial:012d}"
    return f"{body}{luhn.calc_check_digit(body)}"


def account(serial: int) -> str:
    """Return an account number; there is no common check digit."""
    return f"239901{serial:012d}"


def phone(serial: int) -> str:
    """Return a number in no mobile segment, or one of the hundred that are kept free for tests."""
    return f"199000000{serial:02d}" if serial < 100 else f"100{serial:08d}"  # noqa: PLR2004 - two digits


def patent(year: int, serial: int) -> str:
    """Return the number of a granted utility model with its check character (ZC 0006-2003)."""
    body = f"{year}2{serial % _PATENTS:07d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _PATENT_WEIGHTS, strict=True))
    return f"ZL{body}.{'0123456789X'[total % 11]}"


def issuer(group: int) -> str:
    """Return the code of a collective: county, town, village and group."""
    return f"239901{100 + group // 72 % 10:03d}{200 + group // 6 % 12:03d}{group % 6 + 1:02d}"


def contractor(household: int) -> str:
    """Return the code of a household that holds land from a collective."""
    return f"{issuer(household % GROUPS)}{household // GROUPS + 1:04d}"


def parcel(household: int, place: int) -> str:
    """Return the code of one of a household's parcels."""
    return f"{issuer(household % GROUPS)}{household // GROUPS * 8 + place + 1:05d}"
