"""The loan note 借款借据 (D13): one drawdown, its day and its amount in words."""

from typing import ClassVar

from models.documents.terms import NoteTerms
from models.text import Text
from printing.documents.base import Document


class LoanNote(Document[NoteTerms]):
    """The borrower's receipt for money drawn under a contract."""

    key: ClassVar = "loan_note"
    title: ClassVar = Text("借款借据", "Loan note")
    code: ClassVar = "D13"
    template: ClassVar = "loan_note"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份"
    terms: ClassVar = NoteTerms
    required: ClassVar = frozenset(
        {"contract_number", "amount", "amount_words", "annual_rate", "purpose", "method"}
        | {"drawn", "drawn_words", "due", "due_words"}
    )
    signers: ClassVar = (("借款人", "borrower"), ("贷款人", "lender"))
