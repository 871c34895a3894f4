"""Numbers of patents, trademarks and copyrights."""

from models.party.codes import Checked, matched, plain, require
from models.text import Text

_WEIGHTS = {12: (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), 8: (2, 3, 4, 5, 6, 7, 8, 9)}


def patent(text: str) -> Checked:
    """Return the patent or application number with its dot, with ZL where it was granted.

    Raises:
        RuleBroken: The form or the check character is wrong.

    Source:
        ZC 0006-2003, application numbers: since October 2003 year, kind and seven digits; before,
        eight digits.
    """
    number = plain(text)
    form = Text(
        "专利号应为 12 位数字（2003 年前为 8 位）加“.”和校验位，授权后前加 ZL，如 ZL201710601862.3。",
        "A patent number has 12 digits (8 before 2003), a dot and a check character, with ZL before it "
        "once granted: ZL201710601862.3.",
    )
    match = matched(r"(ZL)?((?:19|20)[0-9]{2}[12389][0-9]{7}|[0-9]{8})\.?([0-9X])", number, form)
    body, check = match[2], match[3]
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS[len(body)], strict=True))
    problem = Text(
        "专利号校验位不符，请逐位核对。",
        "The check character of the patent number is wrong; please compare digit by digit.",
    )
    require("0123456789X"[total % 11] == check, problem)
    return Checked(f"{match[1] or ''}{body}.{check}")


def trademark(text: str) -> Checked:
    """Return the trademark number as 第…号, or the G number of an international registration.

    Raises:
        RuleBroken: It is neither.
    """
    number = plain(text)
    form = Text(
        "商标注册号应为 5 至 8 位数字（可带 1 个字母），如 第12345678号；国际注册以 G 开头。",
        "A trademark number has 5 to 8 digits and perhaps a letter, as in 第12345678号; "
        "an international one begins with G.",
    )
    match = matched(r"第?([0-9]{5,8}[A-Z]?)号?|第?(G[0-9]{4,8}[A-Z]?)号?", number, form)
    return Checked(f"第{match[1]}号" if match[1] else match[2])


def copyright_number(text: str) -> Checked:
    """Return the registration number of software or of a work.

    Raises:
        RuleBroken: It has none of the known forms.
    """
    number = plain(text)
    form = Text(
        "著作权登记号应形如 2024SR0123456、软著登字第1234567号 或 国作登字-2024-A-00012345。",
        "A copyright number reads like 2024SR0123456, 软著登字第1234567号 or 国作登字-2024-A-00012345.",
    )
    works = r"[\u4e00-\u9fff]作登字-[0-9]{4}-[A-Z]-[0-9]{8}"
    matched(rf"[0-9]{{4}}SR[0-9]{{6,8}}|软著登字第[0-9]{{7,8}}号|{works}", number, form)
    return Checked(number)
