"""The statement of being unmarried 单身声明 (D19)."""

from typing import ClassVar

from models.documents.undertakings import SingleTerms
from models.text import Text
from printing.documents.base import Document


class SingleStatement(Document[SingleTerms]):
    """A person declares that nobody shares the property."""

    key: ClassVar = "single_statement"
    title: ClassVar = Text("单身声明", "Statement of being single")
    code: ClassVar = "D19"
    template: ClassVar = "single_statement"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = SingleTerms
    required: ClassVar = frozenset({"declarant", "declarant_id", "status"})
    signers: ClassVar = (("声明人", "declarant"),)
