"""The documents of the bank, one module each; importing the package registers them all."""

from printing.documents import (
    cost_sheet,
    deposit_pledge,
    equity_pledge,
    farmland_mortgage,
    ip_pledge,
    loan_contract,
    loan_note,
    movables_mortgage,
    real_property_mortgage,
    receivable_pledge,
    repayment_plan,
    revenue_pledge,
)
from printing.documents.base import Document, document, documents

__all__ = [
    "Document",
    "cost_sheet",
    "deposit_pledge",
    "document",
    "documents",
    "equity_pledge",
    "farmland_mortgage",
    "ip_pledge",
    "loan_contract",
    "loan_note",
    "movables_mortgage",
    "real_property_mortgage",
    "receivable_pledge",
    "repayment_plan",
    "revenue_pledge",
]
