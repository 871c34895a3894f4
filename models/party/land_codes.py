"""Codes of contracted farmland and of real property, and how they hang together."""

from collections.abc import Sequence

from models.errors import RuleBroken
from models.party.codes import Checked, matched, plain, without_hyphens
from models.text import Text

_ISSUER = 14
_CONTRACTOR = 18


def issuer(text: str) -> Checked:
    """Return the code of the issuing collective 发包方编码.

    Raises:
        RuleBroken: It is not 14 digits.

    Source:
        GB/T 35958-2018: county 6, township 3, village 3, group 2.
    """
    code = plain(text)
    form = Text(
        "发包方编码应为 14 位数字（县 6、乡 3、村 3、组 2）。",
        "An issuer's code has 14 digits (county 6, township 3, village 3, group 2).",
    )
    matched(r"[0-9]{14}", code, form)
    return Checked(code)


def contractor(text: str) -> Checked:
    """Return the code of the contractor 承包方编码.

    Raises:
        RuleBroken: It is not 18 digits, or the serial is 0000.

    Source:
        GB/T 35958-2018: issuer 14 and a serial of 4.
    """
    code = plain(text)
    form = Text(
        "承包方编码应为 18 位数字（发包方编码 14 位加 4 位顺序号，顺序号不为 0000）。",
        "A contractor's code has 18 digits (the issuer's 14 and a serial of 4 that is not 0000).",
    )
    matched(r"[0-9]{14}(?!0000)[0-9]{4}", code, form)
    return Checked(code)


def parcel(text: str) -> Checked:
    """Return the code of a contracted parcel 承包地块编码.

    Raises:
        RuleBroken: It is not 19 digits.

    Source:
        GB/T 35958-2018: issuer 14 and a serial of 5.
    """
    code = plain(text)
    form = Text(
        "承包地块编码应为 19 位数字（发包方编码 14 位加 5 位顺序号）。",
        "A parcel's code has 19 digits (the issuer's 14 and a serial of 5).",
    )
    matched(r"[0-9]{19}", code, form)
    return Checked(code)


def land_contract(text: str) -> Checked:
    """Return the code of a land contract, register book or certificate 承包合同编码.

    Raises:
        RuleBroken: It is not a contractor's code followed by J (household) or Q (other way).

    Source:
        GB/T 35958-2018.
    """
    code = plain(text)
    form = Text(
        "承包合同（权证）编码应为 18 位承包方编码加 J（家庭承包）或 Q（其他方式承包）。",
        "The code of a land contract is the contractor's 18 digits and J (household) or Q (other way).",
    )
    matched(r"[0-9]{14}(?!0000)[0-9]{4}[JQ]", code, form)
    return Checked(code)


def transfer_contract(text: str) -> Checked:
    """Return the code of a land transfer contract 流转合同编码, whose published layouts differ.

    Raises:
        RuleBroken: It is not 18 to 20 digits or capitals.
    """
    code = without_hyphens(text)
    form = Text(
        "流转合同编码应为 18 至 20 位数字或字母，前 14 位为数字。",
        "The code of a transfer contract has 18 to 20 digits or letters, digits at the first 14 places.",
    )
    matched(r"[0-9]{14}[0-9A-Z]{4,6}", code, form)
    return Checked(code)


def property_unit(text: str) -> Checked:
    """Return the real-property unit number 不动产单元号, without the spaces it is printed with.

    Raises:
        RuleBroken: It has not the 28 places of the standard; there is no check digit.

    Source:
        GB/T 37346-2019.
    """
    code = without_hyphens(text)
    form = Text(
        "不动产单元号应为 28 位：12 位数字、宗地特征码（G/J/Z 加 1 个字母）、5 位数字、"
        "定着物特征码（F/L/Q/W）、8 位数字。",
        "A real-property unit number has 28 places: 12 digits, the parcel's kind (G/J/Z and a letter), "
        "5 digits, the fixture's kind (F/L/Q/W), 8 digits.",
    )
    matched(r"[0-9]{12}[GJZ][A-Z][0-9]{5}[FLQW][0-9]{8}", code, form)
    return Checked(code)


def property_certificate(text: str) -> Checked:
    """Return the number of a real-property certificate 不动产权证书 or proof 登记证明.

    Raises:
        RuleBroken: It is not of the form 黑(2024)嫩江市不动产权第0001234号.
    """
    number = plain(text)
    form = Text(
        "不动产权证号（登记证明号）应形如 黑(2024)嫩江市不动产权第0001234号。",
        "A real-property certificate number reads like 黑(2024)嫩江市不动产权第0001234号.",
    )
    matched(r"[\u4e00-\u9fff]\([0-9]{4}\)[^0-9()]{2,20}不动产(权|证明)第[0-9]{7}号", number, form)
    return Checked(number)


def land_certificate(text: str) -> Checked:
    """Return the number of an older certificate of the contract right 农村土地承包经营权证.

    Raises:
        RuleBroken: It is not of the form 黑(2016)嫩江县农村土地承包经营权证第000123号.
    """
    number = plain(text)
    form = Text(
        "农村土地承包经营权证号应形如 黑(2016)嫩江县农村土地承包经营权证第000123号。",
        "A certificate of the contract right reads like 黑(2016)嫩江县农村土地承包经营权证第000123号.",
    )
    matched(r"[\u4e00-\u9fff]\([0-9]{4}\)[^0-9()]{2,20}农村土地承包经营权证第[0-9]{6,7}号", number, form)
    return Checked(number)


def cross_check(issuer_code: str, contractor_code: str, contract: str, parcels: Sequence[str]) -> None:
    """Let codes pass that belong to one contract; each is already in its normal form.

    The county in them is the one of the titling campaign of 2014 to 2018, so that it is compared
    among them and never with today's division.

    Raises:
        RuleBroken: One of the codes belongs to another issuer or contractor.

    Source:
        GB/T 35958-2018.
    """
    if contractor_code[:_ISSUER] != issuer_code:
        raise RuleBroken(
            Text(
                "承包方编码的前 14 位与发包方编码不一致。",
                "The contractor's code does not begin with the issuer's.",
            ),
            field="contractor",
        )
    if contract[:_CONTRACTOR] != contractor_code:
        raise RuleBroken(
            Text(
                "承包合同编码的前 18 位与承包方编码不一致。",
                "The code of the contract does not begin with the contractor's.",
            ),
            field="land-contract",
        )
    for code in parcels:
        if code[:_ISSUER] != issuer_code:
            raise RuleBroken(
                Text(
                    "地块 {code} 不属于发包方 {issuer}。",
                    "Parcel {code} does not belong to issuer {issuer}.",
                ).fill(code=code, issuer=issuer_code),
                field="parcel",
            )
