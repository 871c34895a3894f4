"""The mortgage of farmland operation rights 土地经营权抵押合同 (D08) with consent and filing."""

from typing import ClassVar

from models.documents.terms import LandRight, MortgageTerms
from models.money import show_yuan
from models.text import Text
from printing.documents.base import Document, Story, parties
from printing.documents.secured import REQUIRED, debt_words
from printing.figures import day, money, mu, short_day
from printing.flow import Slice
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column, form, table


class FarmlandMortgage(Document[MortgageTerms]):
    """A farmer's or a firm's right to work land stands for a debt."""

    key: ClassVar = "farmland_mortgage"
    title: ClassVar = Text("农村土地经营权抵押合同", "Mortgage of farmland operation rights")
    code: ClassVar = "D08"
    template: ClassVar = "farmland_mortgage"
    copies: ClassVar = 4
    copies_split: ClassVar = "抵押权人执两份，抵押人执一份，登记机构执一份"
    terms: ClassVar = MortgageTerms
    required: ClassVar = REQUIRED | {
        "parcel_count",
        "area_total",
        "value_total",
        "filing",
        "registry",
        "court",
    }

    def story(self, terms: MortgageTerms) -> Story:
        """Return what *terms* put into the contract."""
        consenting = (
            [Signer("承包方", terms.contractor.name, terms.contractor.is_organisation)]
            if terms.contractor
            else [Signer("共有人", ""), Signer("共有人", "")]
        )
        return Story(
            words=debt_words(terms.debt) | _words(terms),
            blocks={
                "parties": parties(("抵押人（甲方）", terms.mortgagor), ("抵押权人（乙方）", terms.lender)),
                "table:land": _schedule(terms),
                "signatures": signatures(
                    [
                        Signer("抵押人（甲方）", terms.mortgagor.name, terms.mortgagor.is_organisation),
                        Signer("抵押权人（乙方）", terms.lender.name, organisation=True),
                    ],
                    COLUMN,
                ),
                "consent_signatures": signatures(consenting, COLUMN),
                "table:filing": _filing(terms),
            },
            conditions={"transferred": terms.contractor is not None, "own": terms.contractor is None},
        )


def _words(terms: MortgageTerms) -> dict[str, str]:
    parcels = [code for right in terms.rights for code in right.parcels]
    words = {
        "signing_place": terms.signing_place,
        "mortgagor": terms.mortgagor.name,
        "lender": terms.lender.name,
        "parcel_count": str(len(parcels)),
        "parcels": "、".join(parcels),
        "area_total": mu(terms.area_mu),
        "value_total": money(terms.total),
        "value_words": terms.total_words,
        "filing": terms.filing,
        "registry": terms.registry,
        "insurance": terms.insurance,
        "court": terms.court,
        "special": terms.special,
        "consent_title": "承包方书面同意书" if terms.contractor else "承包地共有人书面同意书",
    }
    if terms.contractor:
        words |= {
            "contractor": terms.contractor.name,
            "contractor_id_kind": terms.contractor.id_kind,
            "contractor_id": terms.contractor.id_number,
        }
    return words


def _schedule(terms: MortgageTerms) -> list[Slice]:
    columns = [
        Column("权属证书及合同编码", 0.27),
        Column("地块编码、坐落", 0.28),
        Column("面积\n（亩）", 0.11, "right"),
        Column("用途\n共有人", 0.12),
        Column("期限至", 0.14, "center"),
        Column("价值（元）", 0.16, "right"),
    ]
    total = ("合计", "", mu(terms.area_mu), "", "", show_yuan(terms.total))
    return table(columns, [_right(right) for right in terms.rights], COLUMN, total=total)


def _right(right: LandRight) -> tuple[str, ...]:
    return (
        f"{right.certificate}\n合同编码：{right.contract_code}\n发包方：{right.issuer}",
        "\n".join([*right.parcels, right.location]),
        mu(right.area_mu),
        f"{right.use}\n{right.co_owners}",
        short_day(right.until),
        show_yuan(right.value),
    )


def _filing(terms: MortgageTerms) -> list[Slice]:
    debt = terms.debt
    return form(
        [
            ("发包方", terms.filing),
            ("抵押人", f"{terms.mortgagor.name}　{terms.mortgagor.id_kind} {terms.mortgagor.id_number}"),
            ("抵押权人", terms.lender.name),
            ("承包合同编码", "、".join(right.contract_code for right in terms.rights)),
            ("被担保本金", f"{debt.amount_words}（{money(debt.amount)}）"),
            ("债务履行期限", f"{day(debt.start)} 至 {day(debt.end)}"),
            ("发包方意见", "☐ 已收到备案材料，予以备案　☐ 其他：　　　　　　　　　　"),
            ("发包方盖章", "负责人（签字）：　　　　　　　　（公章）　　　　年　　月　　日"),
        ],
        COLUMN,
    )
