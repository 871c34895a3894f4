"""Every kind of identifier by its name: forms, register import and command line check the same way.

The policy: a wrong form or check character refuses; an unknown division or an odd date warns.
"""

from collections.abc import Callable
from dataclasses import dataclass

from models.errors import NotFound, RuleBroken
from models.party import land_codes, organisation_codes, property_numbers
from models.party.codes import Checked
from models.party.resident_id import resident_id
from models.text import Text


@dataclass(frozen=True)
class Identifier:
    """A kind of number or code that the bank writes down.

    Attributes:
        kind: Its name on the command line and in field declarations.
        label: What an officer calls it.
        example: A synthetic one that passes, shown in empty fields.
        check: Returns the checked value, or raises ``RuleBroken``.
    """

    kind: str
    label: Text
    example: str
    check: Callable[[str], Checked]


_ALL = (
    Identifier("resident-id", Text("身份证号码", "Resident ID"), "239901198003150016", resident_id),
    Identifier(
        "credit-code",
        Text("统一社会信用代码", "Unified social credit code"),
        "91239901MAT000018P",
        organisation_codes.credit_code,
    ),
    Identifier(
        "lei",
        Text("法人识别编码 LEI", "Legal entity identifier"),
        "300300C1020311000158",
        organisation_codes.lei,
    ),
    Identifier(
        "bank-card", Text("银行卡号", "Bank card"), "6239990000000000018", organisation_codes.bank_card
    ),
    Identifier(
        "bank-account",
        Text("银行账号", "Bank account"),
        "239901000000001234",
        organisation_codes.bank_account,
    ),
    Identifier("phone", Text("手机号码", "Mobile phone"), "19900000001", organisation_codes.phone),
    Identifier("postcode", Text("邮政编码", "Postcode"), "161400", organisation_codes.postcode),
    Identifier(
        "registry-number",
        Text("统一登记证明编号", "Certificate number of the movables registry"),
        "01234567890123456789",
        organisation_codes.registry_number,
    ),
    Identifier(
        "invoice", Text("数电票号码", "Digital invoice"), "26239900000000000018", organisation_codes.invoice
    ),
    Identifier(
        "issuer", Text("发包方编码", "Issuer of contracted land"), "23990110020100", land_codes.issuer
    ),
    Identifier(
        "contractor",
        Text("承包方编码", "Contractor of farmland"),
        "239901100201000017",
        land_codes.contractor,
    ),
    Identifier("parcel", Text("承包地块编码", "Contracted parcel"), "2399011002010000123", land_codes.parcel),
    Identifier(
        "land-contract",
        Text("承包合同（权证）编码", "Land contract or certificate code"),
        "239901100201000017J",
        land_codes.land_contract,
    ),
    Identifier(
        "transfer-contract",
        Text("流转合同编码", "Land transfer contract"),
        "239901100201000017",
        land_codes.transfer_contract,
    ),
    Identifier(
        "land-cert",
        Text("土地承包经营权证号", "Certificate of the land contract right"),
        "黑(2016)黑土县农村土地承包经营权证第000123号",
        land_codes.land_certificate,
    ),
    Identifier(
        "property-unit",
        Text("不动产单元号", "Real-property unit"),
        "239901100201JD00123W00000000",
        land_codes.property_unit,
    ),
    Identifier(
        "property-cert",
        Text("不动产权证号", "Real-property certificate"),
        "黑(2024)黑土市不动产权第0001234号",
        land_codes.property_certificate,
    ),
    Identifier("patent", Text("专利号", "Patent"), "ZL202320567890.9", property_numbers.patent),
    Identifier("trademark", Text("商标注册号", "Trademark"), "第12345678号", property_numbers.trademark),
    Identifier(
        "copyright",
        Text("著作权登记号", "Copyright registration"),
        "2024SR0123456",
        property_numbers.copyright_number,
    ),
)
_BY_KIND = {identifier.kind: identifier for identifier in _ALL}


def identifiers() -> tuple[Identifier, ...]:
    """Return every kind of identifier, in the order of the command line's help."""
    return _ALL


def check(kind: str, value: str, *, field: str | None = None) -> Checked:
    """Return the normal form of *value* as a *kind* of identifier, and what looks odd about it.

    Args:
        kind: One of ``identifiers()``, such as ``resident-id``.
        value: What was typed or read.
        field: The name of the field that holds it; without one the error names the kind.

    Raises:
        NotFound: There is no such kind.
        RuleBroken: The form or the check character is wrong.
    """
    if kind not in _BY_KIND:
        raise NotFound(
            Text("没有“{kind}”这种编号。", "There is no kind of identifier “{kind}”.").fill(kind=kind)
        )
    try:
        return _BY_KIND[kind].check(value)
    except RuleBroken as refusal:
        raise RuleBroken(refusal.text, field=field or kind) from None
