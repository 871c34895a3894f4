"""The notice to the debtor of a receivable, with the slip that comes back 应收账款通知书及回执 (D17)."""

from functools import partial
from typing import ClassVar

from models.documents.servicing import DebtorNoticeTerms
from models.text import Text
from printing.documents.base import Document, Story
from printing.documents.receivable_pledge import receivable_table


class DebtorNotice(Document[DebtorNoticeTerms]):
    """A debtor learns whom to pay from now on, and confirms what is owed."""

    key: ClassVar = "debtor_notice"
    title: ClassVar = Text("应收账款质押（转让）通知书及回执", "Notice to the debtor")
    code: ClassVar = "D17"
    template: ClassVar = "debtor_notice"
    copies: ClassVar = 2
    copies_split: ClassVar = "债务人、债权人各执一份"
    terms: ClassVar = DebtorNoticeTerms
    required: ClassVar = frozenset(
        {"debtor", "creditor", "lender", "way", "total", "total_words", "account_number"}
    )
    signers: ClassVar = (("债权人", "creditor"), ("质权人（受让人）", "lender"))

    def story(self, terms: DebtorNoticeTerms) -> Story:
        """Return the receivables of this debtor."""
        return Story(blocks={"table:receivables": partial(receivable_table, terms.receivables, terms.total)})
