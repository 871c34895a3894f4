"""The pledge of receivables 应收账款质押合同 (D09) with its schedule."""

from typing import ClassVar

from models.documents.terms import PledgeTerms
from models.money import show_yuan
from models.text import Text
from printing.documents.base import Document, Story, parties
from printing.documents.secured import REQUIRED, debt_words
from printing.figures import money, short_day
from printing.flow import Slice
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column, table


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

    def story(self, terms: PledgeTerms) -> Story:
        """Return what *terms* put into the contract."""
        words = {
            "signing_place": terms.signing_place,
            "receivable_count": str(len(terms.receivables)),
            "total": money(terms.total),
            "total_words": terms.total_words,
            "registry_months": str(terms.registry_months),
            "account_holder": terms.account.holder,
            "account_number": terms.account.number,
            "account_bank": terms.account.bank,
            "court": terms.court,
            "special": terms.special,
        }
        signers = [
            Signer("出质人（甲方）", terms.pledgor.name, terms.pledgor.is_organisation),
            Signer("质权人（乙方）", terms.lender.name, organisation=True),
        ]
        return Story(
            words=debt_words(terms.debt) | words,
            blocks={
                "parties": parties(("出质人（甲方）", terms.pledgor), ("质权人（乙方）", terms.lender)),
                "table:receivables": _schedule(terms),
                "signatures": signatures(signers, COLUMN),
            },
        )


def _schedule(terms: PledgeTerms) -> list[Slice]:
    columns = [
        Column("账款债务人", 0.26),
        Column("基础合同", 0.2),
        Column("发票号码", 0.25),
        Column("到期日", 0.13, "center"),
        Column("余额（元）", 0.17, "right"),
    ]
    rows = [
        (
            f"{receivable.debtor}\n{receivable.debtor_code}",
            receivable.contract,
            "\n".join(receivable.invoices) or "/",
            short_day(receivable.due),
            show_yuan(receivable.balance),
        )
        for receivable in terms.receivables
    ]
    return table(columns, rows, COLUMN, total=("合计", "", "", "", show_yuan(terms.total)))
