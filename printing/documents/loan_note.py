"""The loan note 借款借据 (D13): one drawdown, its day and its amount in words."""

from typing import ClassVar

from models.documents.terms import NoteTerms
from models.text import Text
from printing.documents.base import Document, Story
from printing.figures import day, money, percent
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import form


class LoanNote(Document[NoteTerms]):
    """The borrower's receipt for money drawn under a contract."""

    key: ClassVar = "loan_note"
    title: ClassVar = Text("借款借据", "Loan note")
    code: ClassVar = "D13"
    template: ClassVar = "loan_note"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份"
    terms: ClassVar = NoteTerms
    required: ClassVar = frozenset(["contract_number"])

    def story(self, terms: NoteTerms) -> Story:
        """Return what *terms* put into the note."""
        borrower, account = terms.borrower, terms.account
        signers = [
            Signer("借款人", borrower.name, borrower.is_organisation),
            Signer("贷款人", terms.lender.name, organisation=True),
        ]
        rows = [
            ("借款人", borrower.name),
            (borrower.id_kind, borrower.id_number),
            ("借款合同编号", terms.contract_number),
            ("贷款种类", terms.loan_kind),
            ("借款用途", terms.purpose),
            ("借款金额（大写）", terms.amount_words),
            ("借款金额（小写）", money(terms.amount)),
            ("年利率", f"{percent(terms.annual_rate)}（逾期年利率 {percent(terms.overdue_rate)}）"),
            ("借款日期", f"{terms.drawn_words}（{day(terms.drawn)}）"),
            ("到期日期", f"{terms.due_words}（{day(terms.due)}）"),
            ("还款方式", terms.method),
            ("放款账户", f"{account.holder}　{account.number}　{account.bank}"),
            ("担保", terms.security),
        ]
        return Story(
            words={"contract_number": terms.contract_number},
            blocks={"table:note": form(rows, COLUMN), "signatures": signatures(signers, COLUMN)},
        )
