"""Resident identity numbers 公民身份号码: check, birth date and sex."""

import re
from datetime import date
from typing import Literal

from models.errors import RuleBroken
from models.party.codes import Checked, plain, region_warnings, require
from models.text import Text

Sex = Literal["male", "female"]

_OLDEST_YEAR = 1900
_COMPATRIOTS = ("810000", "820000", "830000")
_FORM = Text(
    "身份证号码应为 18 位：17 位数字加 1 位校验码（数字或 X）。",
    "A resident ID number has 18 characters: 17 digits and a check character (a digit or X).",
)
_OLD_FORM = Text(
    "15 位旧身份证号码不能用于新业务，请核对后使用 18 位号码 {number}。",
    "An old number of 15 digits is not accepted; after checking the paper use {number}.",
)
_NO_SUCH_DAY = Text(
    "身份证号码中的出生日期 {digits} 不存在。",
    "The birth date {digits} in the resident ID number does not exist.",
)
_CHECK = Text(
    "身份证号码校验码不符，请逐位核对。",
    "The check character of the resident ID number is wrong; please compare digit by digit.",
)
_ODD_YEAR = Text(
    "出生年份 {year} 早于 1900 年，请核对。",
    "The year of birth {year} is before 1900; please check it.",
)


def resident_id(text: str) -> Checked:
    """Return the checked resident ID number.

    Numbers of residence permits for people from Hong Kong, Macao and Taiwan and of the permanent
    residence card for foreigners have the same form and check character, but no county.

    Raises:
        RuleBroken: The form, the date of birth or the check character is wrong, or it is an
            old number of 15 digits.

    Source:
        GB 11643-1999.
    """
    number = plain(text)
    if re.fullmatch(r"[0-9]{15}", number):
        raise RuleBroken(_OLD_FORM.fill(number=upgrade(number)))
    require(re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number) is not None, _FORM)
    born = birth_date(number)
    require(number[-1] == _check_character(number), _CHECK)
    warnings: tuple[Text, ...] = ()
    if born.year < _OLDEST_YEAR:
        warnings = (_ODD_YEAR.fill(year=born.year),)
    if not number.startswith(("9", *_COMPATRIOTS)):
        warnings += region_warnings(number[:6])
    return Checked(number, warnings)


def upgrade(number: str) -> str:
    """Return the 18 characters that replaced the old *number* of 15 digits.

    Source:
        GB 11643-1999: the century is inserted and a check character appended.
    """
    longer = f"{number[:6]}19{number[6:]}"
    return longer + _check_character(f"{longer}0")


def birth_date(number: str) -> date:
    """Return the date of birth in a resident ID *number* of 18 characters.

    Raises:
        RuleBroken: There is no such day.
    """
    digits = number[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise RuleBroken(_NO_SUCH_DAY.fill(digits=digits)) from None


def sex(number: str) -> Sex:
    """Return the sex in a resident ID *number* of 18 characters: an odd serial is male."""
    return "male" if int(number[16]) % 2 else "female"


def _check_character(number: str) -> str:
    from stdnum.cn import ric  # noqa: PLC0415 - stdnum takes 60 ms that a start-up need not pay.

    return ric.calc_check_digit(number)
