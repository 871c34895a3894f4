"""The documents of the bank, one module each; importing the package registers them all."""

from printing.documents import (
    cost_sheet,
    farmland_mortgage,
    loan_contract,
    loan_note,
    receivable_pledge,
    repayment_plan,
)
from printing.documents.base import Document, document, documents

__all__ = [
    "Document",
    "cost_sheet",
    "document",
    "documents",
    "farmland_mortgage",
    "loan_contract",
    "loan_note",
    "receivable_pledge",
    "repayment_plan",
]
