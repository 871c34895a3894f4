"""The slip by which an owner takes certificates back 权证领取单 (D26)."""

from typing import ClassVar

from models.documents.servicing import ReceiptTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class CertificateReceipt(Document[ReceiptTerms]):
    """Which certificates were handed back, to whom, by whom."""

    key: ClassVar = "certificate_receipt"
    title: ClassVar = Text("权证领取单", "Receipt of certificates")
    code: ClassVar = "D26"
    template: ClassVar = "certificate_receipt"
    copies: ClassVar = 2
    copies_split: ClassVar = "领取人、贷款人各执一份"
    terms: ClassVar = ReceiptTerms
    required: ClassVar = frozenset({"contract_number", "owner_id", "handed"})
    signers: ClassVar = (("领取人", "owner"), ("贷款人", "lender"))
    listings: ClassVar = {
        "papers": Listing(
            [Column("凭证名称", 0.4), Column("凭证号码", 0.42), Column("份数", 0.18, "center")]
        ),
    }
