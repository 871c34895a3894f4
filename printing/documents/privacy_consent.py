"""The notice on personal information with its separate consents 个人信息处理告知同意书 (D03)."""

from functools import partial
from typing import ClassVar

from models.documents.application import PrivacyTerms
from models.text import Text
from printing.documents.base import Document, Story
from printing.flow import Slice
from printing.page import COLUMN
from printing.tables import Column, table


class PrivacyConsent(Document[PrivacyTerms]):
    """What is done with personal information, and what each person agrees to."""

    key: ClassVar = "privacy_consent"
    title: ClassVar = Text("个人信息处理告知同意书", "Consent on personal information")
    code: ClassVar = "D03"
    template: ClassVar = "privacy_consent"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = PrivacyTerms
    required: ClassVar = frozenset({"lender", "contact", "subject", "retention_years"})
    signers: ClassVar = (("信息主体", "subject"), ("监护人", "guardian"))

    def story(self, terms: PrivacyTerms) -> Story:
        """Return who receives information, each with a consent of its own (个人信息保护法 23)."""
        return Story(blocks={"table:recipients": partial(_recipients, terms)})


def _recipients(terms: PrivacyTerms) -> list[Slice]:
    columns = [
        Column("接收方", 0.2),
        Column("联系方式", 0.19),
        Column("目的", 0.22),
        Column("信息种类", 0.22),
        Column("单独同意", 0.17),
    ]
    rows = [(*each, "☐ 同意\n☐ 不同意") for each in terms.recipients]
    return table(columns, rows or [["/"] * len(columns)], COLUMN)
