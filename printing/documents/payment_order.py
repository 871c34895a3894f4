"""The order to pay from a loan 受托支付委托书 (D14)."""

from typing import ClassVar

from models.documents.servicing import PaymentOrderTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class PaymentOrder(Document[PaymentOrderTerms]):
    """Whom the bank pays for the borrower, how much, and on what proof."""

    key: ClassVar = "payment_order"
    title: ClassVar = Text("受托支付委托书", "Payment order")
    code: ClassVar = "D14"
    template: ClassVar = "payment_order"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = PaymentOrderTerms
    required: ClassVar = frozenset(
        {"contract_number", "note_number", "amount", "amount_words", "total", "total_words", "purpose"}
    )
    signers: ClassVar = (("借款人", "borrower"), ("贷款人", "lender"))
    listings: ClassVar = {
        "payments": Listing(
            [
                Column("收款人", 0.24),
                Column("账号", 0.24),
                Column("开户行", 0.2),
                Column("金额（元）", 0.16, "right"),
                Column("合同或者发票号", 0.16),
            ],
            sums=("amount",),
        ),
    }
