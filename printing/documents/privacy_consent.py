"""The notice on personal information with its separate consents 个人信息处理告知同意书 (D03)."""

from typing import ClassVar

from models.documents.application import PrivacyTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class PrivacyConsent(Document[PrivacyTerms]):
    """What is done with personal information, and what each person agrees to."""

    key: ClassVar = "privacy_consent"
    title: ClassVar = Text("个人信息处理告知同意书", "Consent on personal information")
    code: ClassVar = "D03"
    template: ClassVar = "privacy_consent"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = PrivacyTerms
    required: ClassVar = frozenset({"lender", "contact", "subject", "retention_years"})
    signers: ClassVar = (("信息主体", "subject"), ("监护人", "guardian"))
    listings: ClassVar = {
        "recipients": Listing(
            [Column("接收方", 0.24), Column("联系方式", 0.2), Column("目的", 0.28), Column("信息种类", 0.28)]
        ),
    }
