"""The authorisation of a person to query and report credit information 个人征信授权书 (D02)."""

from typing import ClassVar

from models.documents.application import BureauTerms
from models.text import Text
from printing.documents.base import Document


class PersonalBureauConsent(Document[BureauTerms]):
    """A person lets the bank ask the bureau and report to it."""

    key: ClassVar = "bureau_person"
    title: ClassVar = Text("个人征信查询及报送授权书", "Bureau authorisation (person)")
    code: ClassVar = "D02"
    template: ClassVar = "bureau_person"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = BureauTerms
    required: ClassVar = frozenset({"grantor", "grantor_id", "lender", "part", "case_number"})
    signers: ClassVar = (("授权人", "grantor"),)
