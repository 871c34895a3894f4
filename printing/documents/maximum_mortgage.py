"""The mortgage up to a maximum amount 最高额抵押合同 (D08)."""

from typing import ClassVar

from models.documents.undertakings import MaximumMortgageTerms
from models.text import Text
from printing.clauses import CEILINGS, MAXIMUM
from printing.documents.base import Document, Story
from printing.documents.objects import shared_story


class MaximumMortgage(Document[MaximumMortgageTerms]):
    """Property stands for all claims of a period, up to one amount."""

    key: ClassVar = "maximum_mortgage"
    title: ClassVar = Text("最高额抵押合同", "Mortgage up to a maximum")
    code: ClassVar = "D08"
    template: ClassVar = "maximum_mortgage"
    copies: ClassVar = 4
    copies_split: ClassVar = "抵押权人执两份，抵押人执一份，登记机构执一份"
    terms: ClassVar = MaximumMortgageTerms
    required: ClassVar = CEILINGS | {"total", "total_words", "registry", "insurance", "court"}
    clauses: ClassVar = MAXIMUM | {"property", "arising", "realisation"}
    signers: ClassVar = (("抵押人（甲方）", "mortgagor"), ("抵押权人（乙方）", "lender"))

    def story(self, terms: MaximumMortgageTerms) -> Story:
        """Return the schedule of property and who signs."""
        return shared_story(terms, self.signers)
