"""The check before money leaves 放款审核表 (D22)."""

from typing import ClassVar

from models.documents.servicing import ReleaseTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class ReleaseForm(Document[ReleaseTerms]):
    """Each condition, the account, and the two who let the money go."""

    key: ClassVar = "release_form"
    title: ClassVar = Text("放款审核表（放款通知书）", "Release form")
    code: ClassVar = "D22"
    template: ClassVar = "release_form"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = ReleaseTerms
    required: ClassVar = frozenset(
        {"contract_number", "amount", "amount_words", "drawn", "due", "annual_rate"}
    )
    signers: ClassVar = (("经办人", "operator"), ("复核人", "checker"))
    listings: ClassVar = {
        "checks": Listing([Column("放款条件", 0.44), Column("结果", 0.16, "center"), Column("说明", 0.4)]),
    }
