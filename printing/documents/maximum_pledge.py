"""The pledge of rights up to a maximum amount 最高额质押合同 (D09 to D11)."""

from typing import ClassVar

from models.documents.undertakings import MaximumPledgeTerms
from models.text import Text
from printing.clauses import CEILINGS, MAXIMUM
from printing.documents.base import Document, Story
from printing.documents.objects import shared_story


class MaximumPledge(Document[MaximumPledgeTerms]):
    """Rights stand for all claims of a period, up to one amount."""

    key: ClassVar = "maximum_pledge"
    title: ClassVar = Text("最高额质押合同", "Pledge up to a maximum")
    code: ClassVar = "D09"
    template: ClassVar = "maximum_pledge"
    copies: ClassVar = 4
    copies_split: ClassVar = "质权人执两份，出质人执一份，登记机构执一份"
    terms: ClassVar = MaximumPledgeTerms
    required: ClassVar = CEILINGS | {"total", "total_words", "registry", "court"}
    clauses: ClassVar = MAXIMUM | {"property", "arising", "realisation"}
    signers: ClassVar = (("出质人（甲方）", "pledgor"), ("质权人（乙方）", "lender"))

    def story(self, terms: MaximumPledgeTerms) -> Story:
        """Return the schedule of property and who signs."""
        return shared_story(terms, self.signers)
