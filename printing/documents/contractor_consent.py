"""The written consent of a land contractor, with the filing 承包方书面同意书及发包方备案表 (D20)."""

from typing import ClassVar

from models.documents.undertakings import ContractorTerms
from models.text import Text
from printing.documents.base import Document
from printing.secured import REQUIRED


class ContractorConsent(Document[ContractorTerms]):
    """Who holds the land by contract lets its tenant give it as security."""

    key: ClassVar = "contractor_consent"
    title: ClassVar = Text("承包方书面同意书及发包方备案表", "Consent of the contractor")
    code: ClassVar = "D20"
    template: ClassVar = "contractor_consent"
    copies: ClassVar = 2
    copies_split: ClassVar = "贷款人、发包方各执一份"
    terms: ClassVar = ContractorTerms
    required: ClassVar = REQUIRED | {
        "contract_code",
        "transfer_contract",
        "parcels",
        "area",
        "issuer",
        "transfer_start",
        "transfer_end",
    }
    clauses: ClassVar = frozenset({"consent"})
    signers: ClassVar = (("承包方", "contractor"),)
