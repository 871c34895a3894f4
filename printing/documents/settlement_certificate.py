"""The certificate of settlement 贷款结清证明 (D26)."""

from typing import ClassVar

from models.documents.servicing import SettlementTerms
from models.text import Text
from printing.documents.base import Document


class SettlementCertificate(Document[SettlementTerms]):
    """A loan is paid in full."""

    key: ClassVar = "settlement_certificate"
    title: ClassVar = Text("贷款结清证明", "Certificate of settlement")
    code: ClassVar = "D26"
    template: ClassVar = "settlement_certificate"
    copies: ClassVar = 2
    copies_split: ClassVar = "借款人、贷款人各执一份"
    terms: ClassVar = SettlementTerms
    required: ClassVar = frozenset(
        {"contract_number", "amount", "amount_words", "drawn", "settled", "issued"}
    )
    signers: ClassVar = (("贷款人", "lender"),)
