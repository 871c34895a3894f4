"""The pledge of receivables 应收账款质押合同 (D09) with its schedule."""

from functools import partial
from typing import ClassVar

from models.documents.terms import PledgeTerms, Receivable
from models.money import show_yuan
from models.text import Text
from printing.clauses import PLEDGE
from printing.documents.base import Document, Story
from printing.figures import short_day
from printing.flow import Slice
from printing.page import COLUMN
from printing.secured import REQUIRED
from printing.tables import Column, table

COLUMNS = [
    Column("账款债务人", 0.26),
    Column("基础合同", 0.2),
    Column("发票号码", 0.25),
    Column("到期日", 0.13, "center"),
    Column("余额（元）", 0.17, "right"),
]


class ReceivablePledge(Document[PledgeTerms]):
    """What a firm's customers owe it stands for a debt."""

    key: ClassVar = "receivable_pledge"
    title: ClassVar = Text("应收账款质押合同", "Pledge of receivables")
    code: ClassVar = "D09"
    template: ClassVar = "receivable_pledge"
    copies: ClassVar = 3
    copies_split: ClassVar = "质权人执两份，出质人执一份"
    terms: ClassVar = PledgeTerms
    required: ClassVar = REQUIRED | {"total", "total_words", "account_number", "registry_months", "court"}
    clauses: ClassVar = PLEDGE | {"debtor_notice", "account"}
    signers: ClassVar = (("出质人（甲方）", "pledgor"), ("质权人（乙方）", "lender"))

    def story(self, terms: PledgeTerms) -> Story:
        """Return the schedule of receivables."""
        return Story(blocks={"table:receivables": partial(receivable_table, terms.receivables, terms.total)})


def receivable_table(receivables: tuple[Receivable, ...], total: int) -> list[Slice]:
    """Return one row a receivable, with its debtor and invoices, and the sum in fen below."""
    rows = [
        (
            f"{receivable.debtor}\n{receivable.debtor_code}",
            receivable.contract,
            "\n".join(receivable.invoices) or "/",
            short_day(receivable.due),
            show_yuan(receivable.balance),
        )
        for receivable in receivables
    ]
    return table(COLUMNS, rows, COLUMN, total=("合计", "", "", "", show_yuan(total)))
