"""The sheet of the daily check 重要凭证日核对表 (D30)."""

from typing import ClassVar

from models.documents.servicing import DailyCheckTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class DailyCheck(Document[DailyCheckTerms]):
    """Every printed copy and every blank form of a branch on one day, counted by two people."""

    key: ClassVar = "daily_check"
    title: ClassVar = Text("重要凭证日核对表", "Daily check of important paper")
    code: ClassVar = "D30"
    template: ClassVar = "daily_check"
    copies: ClassVar = 1
    copies_split: ClassVar = "合同岗留存"
    terms: ClassVar = DailyCheckTerms
    required: ClassVar = frozenset({"day", "issued", "filed", "handed", "voided", "lost", "outside"})
    signers: ClassVar = (("清点人", "clerk"), ("复点人", "checker"))
    listings: ClassVar = {
        "forms": Listing(
            [
                Column("凭证种类", 0.22),
                Column("累计领入", 0.11, "right"),
                Column("库存", 0.1, "right"),
                Column("在柜", 0.1, "right"),
                Column("已使用", 0.1, "right"),
                Column("已作废", 0.1, "right"),
                Column("实点空白", 0.11, "right"),
                Column("差异说明", 0.16),
            ]
        ),
        "moves": Listing(
            [
                Column("凭证种类", 0.2),
                Column("事项", 0.1, "center"),
                Column("起止号", 0.26),
                Column("份数", 0.08, "right"),
                Column("经办人", 0.12),
                Column("说明", 0.24),
            ]
        ),
    }
