"""The consent of a spouse or co-owner 配偶（共有人）同意书 (D19)."""

from typing import ClassVar

from models.documents.undertakings import ConsentTerms
from models.text import Text
from printing.documents.base import Document
from printing.secured import REQUIRED


class SpouseConsent(Document[ConsentTerms]):
    """Who shares the property agrees that it secures the debt."""

    key: ClassVar = "spouse_consent"
    title: ClassVar = Text("配偶（共有人）同意书", "Consent of spouse or co-owner")
    code: ClassVar = "D19"
    template: ClassVar = "spouse_consent"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = ConsentTerms
    required: ClassVar = REQUIRED | {"consenting_id", "relation", "property"}
    clauses: ClassVar = frozenset({"prompt"})
    signers: ClassVar = (("同意人", "consenting"),)
