"""The authorisation of a firm to query and report credit information 企业征信授权书 (D02)."""

from typing import ClassVar

from models.documents.application import BureauTerms
from models.text import Text
from printing.documents.base import Document


class CorporateBureauConsent(Document[BureauTerms]):
    """A firm lets the bank ask the bureau and report to it."""

    key: ClassVar = "bureau_firm"
    title: ClassVar = Text("企业征信查询及报送授权书", "Bureau authorisation (firm)")
    code: ClassVar = "D02"
    template: ClassVar = "bureau_firm"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = BureauTerms
    required: ClassVar = frozenset({"grantor", "grantor_id", "lender", "part", "case_number"})
    signers: ClassVar = (("授权人", "grantor"),)
