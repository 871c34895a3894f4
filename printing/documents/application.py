"""The loan application 借款申请书 (D01)."""

from typing import ClassVar

from models.documents.application import ApplicationTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class Application(Document[ApplicationTerms]):
    """What a customer asks for, what for, and how it will be paid back."""

    key: ClassVar = "application"
    title: ClassVar = Text("借款申请书", "Loan application")
    code: ClassVar = "D01"
    template: ClassVar = "application"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = ApplicationTerms
    required: ClassVar = frozenset(
        {"amount", "amount_words", "months", "purpose", "repayment_source", "method", "security"}
    )
    signers: ClassVar = (("申请人", "applicant"), ("配偶", "spouse"))
    listings: ClassVar = {
        "uses": Listing(
            [Column("用款项目", 0.4), Column("数量", 0.3), Column("金额（元）", 0.3, "right")],
            sums=("amount",),
        ),
        "debts": Listing(
            [
                Column("债权人", 0.34),
                Column("种类", 0.26),
                Column("余额（元）", 0.22, "right"),
                Column("到期日", 0.18, "center"),
            ],
            sums=("amount",),
        ),
    }
