"""Numbers of organisations and of accounts: credit code, LEI, bank card, phone, invoice."""

from models.party.codes import Checked, matched, plain, region_warnings, require, without_hyphens
from models.text import Text

_CREDIT_LETTERS = "0-9A-HJ-NP-RTUWXY"
_CREDIT_FORM = rf"[{_CREDIT_LETTERS}]{{2}}[0-9]{{6}}[{_CREDIT_LETTERS}]{{10}}"
_KNOWN_HOLDERS = frozenset(
    ["11", "12", "19", "51", "52", "53", "54", "91", "92", "93", "A1", "G1", "N1", "N2", "N3", "Y1"]
)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(text: str) -> Checked:
    """Return the checked unified social credit code 统一社会信用代码.

    python-stdnum wants a digit in the first place and so refuses village collectives (N1 to N3);
    the form is checked here and the check character there.

    Raises:
        RuleBroken: The form or the check character is wrong.

    Source:
        GB 32100-2015; the inner organisation code by GB 11714-1997.
    """
    from stdnum.cn import uscc  # noqa: PLC0415 - stdnum takes 60 ms that a start-up need not pay.

    code = without_hyphens(text)
    problem = Text(
        "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字。",
        "A unified social credit code has 18 digits or capitals (without I, O, S, V, Z), "
        "digits at places 3 to 8.",
    )
    matched(_CREDIT_FORM, code, problem)
    problem = Text(
        "统一社会信用代码校验码不符，请逐位核对。",
        "The check character of the credit code is wrong; please compare character by character.",
    )
    require(uscc.calc_check_digit(code[:17]) == code[17], problem)
    return Checked(code, _odd_holder(code) + region_warnings(code[2:8]))


def _odd_holder(code: str) -> tuple[Text, ...]:
    warnings: tuple[Text, ...] = ()
    if code[:2] not in _KNOWN_HOLDERS:
        warnings += (
            Text(
                "登记管理部门及机构类别“{prefix}”不常见，请核对证照原件。",
                "The registering department and class “{prefix}” is unusual; please check the licence.",
            ).fill(prefix=code[:2]),
        )
    if organisation_check(code[8:16]) != code[16]:
        warnings += (
            Text(
                "其中的组织机构代码（第 9 至 17 位）校验位不符，请核对证照原件。",
                "The organisation code inside (places 9 to 17) has another check character; "
                "please check the licence.",
            ),
        )
    return warnings


def organisation_check(body: str) -> str:
    """Return the check character of the eight characters *body* of an organisation code.

    Source:
        GB 11714-1997.
    """
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def lei(text: str) -> Checked:
    """Return the checked legal entity identifier 法人识别编码.

    Raises:
        RuleBroken: The form or the check digits are wrong.

    Source:
        ISO 17442, ISO 7064 MOD 97-10.
    """
    from stdnum import lei as standard  # noqa: PLC0415 - as above.

    code = without_hyphens(text)
    form = Text(
        "LEI 应为 20 位：18 位数字或字母加 2 位校验码。",
        "A LEI has 20 characters: 18 digits or letters and 2 check digits.",
    )
    matched(r"[0-9A-Z]{18}[0-9]{2}", code, form)
    problem = Text("LEI 校验码不符，请核对。", "The check digits of the LEI are wrong; please check it.")
    require(standard.is_valid(code), problem)
    return Checked(code)


def bank_card(text: str) -> Checked:
    """Return the checked card number; passbooks and corporate accounts are ``bank_account``.

    Raises:
        RuleBroken: It is not 8 to 19 digits, or the check digit is wrong.

    Source:
        ISO/IEC 7812-1 (Luhn).
    """
    from stdnum import luhn  # noqa: PLC0415 - as above.

    number = without_hyphens(text)
    form = Text("银行卡号应为 16 至 19 位数字。", "A bank card number has 16 to 19 digits.")
    match = matched(r"([0-9]{2})[0-9]{6,17}", number, form)
    problem = Text(
        "银行卡号校验位不符，请逐位核对。",
        "The check digit of the bank card number is wrong; please compare digit by digit.",
    )
    require(luhn.is_valid(number), problem)
    if match[1] == "62" and len(number) >= 16:  # noqa: PLR2004 - the sentence below says it.
        return Checked(number)
    odd = Text(
        "不是 16 至 19 位的银联卡号（62 开头），请核对。",
        "This is no UnionPay number (16 to 19 digits beginning with 62); please check it.",
    )
    return Checked(number, (odd,))


def bank_account(text: str) -> Checked:
    """Return the account number; passbook and corporate accounts have no common check digit.

    Raises:
        RuleBroken: It is not 12 to 22 digits.
    """
    number = without_hyphens(text)
    form = Text("账号应为 12 至 22 位数字。", "An account number has 12 to 22 digits.")
    matched(r"[0-9]{12,22}", number, form)
    return Checked(number)


def phone(text: str) -> Checked:
    """Return the mobile number as 11 digits, without the country code.

    Raises:
        RuleBroken: It is not 11 digits that begin with 1.
    """
    number = without_hyphens(text).removeprefix("+86")
    form = Text("手机号码应为 1 开头的 11 位数字。", "A mobile number has 11 digits and begins with 1.")
    matched(r"1[0-9]{10}", number, form)
    return Checked(number)


def postcode(text: str) -> Checked:
    """Return the postcode.

    Raises:
        RuleBroken: It is not six digits.
    """
    number = plain(text)
    matched(r"[0-9]{6}", number, Text("邮政编码应为 6 位数字。", "A postcode has 6 digits."))
    return Checked(number)


def registry_number(text: str) -> Checked:
    """Return the number of a certificate of the movables registry 登记证明编号.

    Raises:
        RuleBroken: It is not 20 digits.
    """
    number = without_hyphens(text)
    form = Text(
        "动产融资统一登记证明编号应为 20 位数字。",
        "A certificate number of the unified movables registry has 20 digits.",
    )
    matched(r"[0-9]{20}", number, form)
    return Checked(number)


def invoice(text: str) -> Checked:
    """Return the number of a fully digital invoice 数电票.

    Raises:
        RuleBroken: It is not 20 digits.
    """
    number = plain(text)
    form = Text("数电票号码应为 20 位数字。", "The number of a digital invoice has 20 digits.")
    matched(r"[0-9]{20}", number, form)
    return Checked(number)
