"""The resolution of a firm's meeting 会议决议 (D21)."""

from typing import ClassVar

from models.documents.undertakings import ResolutionTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class Resolution(Document[ResolutionTerms]):
    """Those who may decide for a firm decide to borrow or to secure."""

    key: ClassVar = "resolution"
    title: ClassVar = Text("会议决议", "Resolution of a meeting")
    code: ClassVar = "D21"
    template: ClassVar = "resolution"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = ResolutionTerms
    required: ClassVar = frozenset(
        {"body", "act", "held", "members", "present", "amount", "amount_words", "months", "debtor"}
    )
    signers: ClassVar = (("单位", "firm"),)
    listings: ClassVar = {
        "votes": Listing(
            [
                Column("股东、董事或者成员", 0.46),
                Column("出资或者表决权比例", 0.27, "right"),
                Column("表决意见", 0.27, "center"),
            ],
            sums=("share",),
        ),
    }
