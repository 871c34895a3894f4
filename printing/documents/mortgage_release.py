"""The notice that a security has ended 解除担保通知书 (D26)."""

from typing import ClassVar

from models.documents.servicing import MortgageReleaseTerms
from models.text import Text
from printing.documents.base import Document


class MortgageRelease(Document[MortgageReleaseTerms]):
    """Registry and owner learn that the property is free."""

    key: ClassVar = "mortgage_release"
    title: ClassVar = Text("解除担保通知书", "Release of security")
    code: ClassVar = "D26"
    template: ClassVar = "mortgage_release"
    copies: ClassVar = 2
    copies_split: ClassVar = "登记机构、担保人各执一份"
    terms: ClassVar = MortgageReleaseTerms
    required: ClassVar = frozenset(
        {"contract_number", "security_contract", "registration_number", "property", "settled"}
    )
    signers: ClassVar = (("贷款人", "lender"),)
