"""The register of printed and void contracts 合同打印及作废登记簿 (D30)."""

from typing import ClassVar

from models.documents.servicing import RegisterTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class PrintRegister(Document[RegisterTerms]):
    """Each copy of a period with its fate: issued is filed plus void plus outside."""

    key: ClassVar = "print_register"
    title: ClassVar = Text("合同打印及作废登记簿", "Register of prints")
    code: ClassVar = "D30"
    template: ClassVar = "print_register"
    copies: ClassVar = 1
    copies_split: ClassVar = "合同岗留存"
    terms: ClassVar = RegisterTerms
    required: ClassVar = frozenset({"start", "end", "issued", "filed", "voided", "outside"})
    signers: ClassVar = (("合同岗", "clerk"), ("复核人", "checker"))
    listings: ClassVar = {
        "lines": Listing(
            [
                Column("编号", 0.22),
                Column("文书", 0.15),
                Column("份次", 0.1, "center"),
                Column("事项", 0.11, "center"),
                Column("时间", 0.14),
                Column("经办、复核", 0.14),
                Column("原因", 0.14),
            ]
        ),
    }
