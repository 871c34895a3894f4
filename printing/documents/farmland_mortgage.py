"""The mortgage of farmland operation rights 土地经营权抵押合同 (D08) with consent and filing."""

from functools import partial
from typing import ClassVar

from models.documents.terms import LandRight, MortgageTerms
from models.money import show_yuan
from models.text import Text
from printing.clauses import MORTGAGE
from printing.documents.base import Document, Story
from printing.figures import mu, short_day
from printing.flow import Slice
from printing.page import COLUMN
from printing.secured import REQUIRED
from printing.signatures import Signer, signatures
from printing.tables import Column, table


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
        "parcels_count",
        "area",
        "total",
        "total_words",
        "filing",
        "registry",
        "court",
    }
    clauses: ClassVar = MORTGAGE | {"consent", "filing"}
    signers: ClassVar = (("抵押人（甲方）", "mortgagor"), ("抵押权人（乙方）", "lender"))

    def story(self, terms: MortgageTerms) -> Story:
        """Return the schedule of land and who consents: the contractor, or those who share the land."""
        consenting = (
            [Signer("承包方", terms.contractor.name, terms.contractor.is_organisation)]
            if terms.contractor
            else [Signer("共有人", name) for name in terms.co_owners]
        )
        shared = bool(terms.co_owners) and terms.contractor is None
        return Story(
            conditions={"shared": shared, "sole": not consenting},
            blocks={
                "table:land": partial(_schedule, terms),
                "consent_signatures": partial(signatures, consenting, COLUMN),
            },
        )


def _schedule(terms: MortgageTerms) -> list[Slice]:
    columns = [
        Column("权属证书及合同编码", 0.27),
        Column("地块编码、坐落", 0.28),
        Column("面积\n（亩）", 0.11, "right"),
        Column("用途\n共有人", 0.12),
        Column("期限至", 0.14, "center"),
        Column("价值（元）", 0.16, "right"),
    ]
    total = ("合计", "", mu(terms.area), "", "", show_yuan(terms.total))
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
