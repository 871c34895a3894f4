"""The extension agreement 借款展期协议 (D25)."""

from functools import partial
from typing import ClassVar

from models.documents.undertakings import ExtensionTerms
from models.text import Text
from printing.documents.base import Document, Story
from printing.documents.instalments import instalments


class Extension(Document[ExtensionTerms]):
    """A debt is put off, and everyone who secures it agrees."""

    key: ClassVar = "extension"
    title: ClassVar = Text("借款展期协议", "Extension agreement")
    code: ClassVar = "D25"
    template: ClassVar = "extension"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份，担保人各执复印件一份"
    terms: ClassVar = ExtensionTerms
    required: ClassVar = frozenset(
        {
            "contract_number",
            "note_number",
            "balance",
            "balance_words",
            "old_due",
            "new_due",
            "span",
            "reason",
            "annual_rate",
            "apr_simple",
            "apr_compound",
            "overdue_rate",
            "misuse_rate",
            "court",
        }
    )
    clauses: ClassVar = frozenset(
        {"rate", "yearly_cost", "penalty", "sureties_agree", "delivery", "disputes", "prompt"}
    )
    signers: ClassVar = (
        ("借款人（甲方）", "borrower"),
        ("贷款人（乙方）", "lender"),
        ("担保人（丙方）", "sureties"),
    )

    def story(self, terms: ExtensionTerms) -> Story:
        """Return the new plan."""
        return Story(blocks={"table:plan": partial(instalments, terms.plan)})
