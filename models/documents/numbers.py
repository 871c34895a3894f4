"""How the centre's numbers are written (domain 6.6)."""

from models.text import Text

SERIES = {
    "case": Text("案件编号", "Case number"),
    "contract": Text("合同编号", "Contract number"),
    "note": Text("借据编号", "Note number"),
}
_PREFIX = {"case": "AJ", "contract": "HT", "note": "JJ"}


def write_number(series: str, institution_id: str, year: int, sequence: int) -> str:
    """Return the number with its Luhn digit: ``HT-23990100-2026-000123-7``."""
    digits = f"{institution_id}{year:04d}{sequence:06d}"
    return f"{_PREFIX[series]}-{institution_id}-{year:04d}-{sequence:06d}-{_luhn_digit(digits)}"


def read_number(number: str) -> tuple[str, int, int]:
    """Return series, year and sequence of a number that the centre wrote.

    Raises:
        ValueError: It is no such number.
    """
    prefix, institution_id, year, sequence, _check = number.split("-")
    series = next((name for name, known in _PREFIX.items() if known == prefix), "")
    if not series or write_number(series, institution_id, int(year), int(sequence)) != number:
        raise ValueError(number)
    return series, int(year), int(sequence)


def _luhn_digit(digits: str) -> int:
    total = 0
    for place, sign in enumerate(reversed(digits)):
        digit = int(sign) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit  # noqa: PLR2004 - a doubled digit of two places
    return -total % 10
