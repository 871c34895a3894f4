"""The check after lending 贷后检查表 (D23)."""

from typing import ClassVar

from models.documents.servicing import PostCheckTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class PostCheck(Document[PostCheckTerms]):
    """What was seen at the borrower's, and what it means for the loan."""

    key: ClassVar = "post_check"
    title: ClassVar = Text("贷后检查表", "Check after lending")
    code: ClassVar = "D23"
    template: ClassVar = "post_check"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = PostCheckTerms
    required: ClassVar = frozenset(
        {"kind", "contract_number", "balance", "checked", "place", "met", "opinion", "category", "next_check"}
    )
    signers: ClassVar = (("检查人", "first_officer"), ("检查人", "second_officer"))
    listings: ClassVar = {
        "checks": Listing([Column("检查事项", 0.34), Column("结果", 0.18, "center"), Column("情况", 0.48)]),
    }
