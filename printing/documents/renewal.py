"""The confirmation that a new loan repays an old one 借新还旧（续贷）确认书 (D25)."""

from typing import ClassVar

from models.documents.undertakings import RenewalTerms
from models.text import Text
from printing.documents.base import Document


class Renewal(Document[RenewalTerms]):
    """Borrower and sureties know what the new money is for."""

    key: ClassVar = "renewal"
    title: ClassVar = Text("借新还旧（续贷）确认书", "Confirmation of renewal")
    code: ClassVar = "D25"
    template: ClassVar = "renewal"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份"
    terms: ClassVar = RenewalTerms
    required: ClassVar = frozenset(
        {"way", "old_contract", "old_balance", "old_balance_words", "new_contract", "amount", "amount_words"}
    )
    clauses: ClassVar = frozenset({"sureties_agree", "prompt"})
    signers: ClassVar = (("借款人", "borrower"), ("贷款人", "lender"), ("担保人", "sureties"))
