"""What every security contract says of the debt it stands for."""

from models.documents.terms import SecuredDebt
from printing.figures import day, money

REQUIRED = frozenset(["debt_kind", "debt_amount", "debt_words", "debt_start", "debt_end", "main_contract"])
"""Kind, amount and term of the debt: Civil Code, articles 400 and 427."""


def debt_words(debt: SecuredDebt) -> dict[str, str]:
    """Return the words about *debt*."""
    return {
        "main_contract": debt.contract_number,
        "debtor": debt.debtor,
        "debt_kind": debt.kind,
        "debt_amount": money(debt.amount),
        "debt_words": debt.amount_words,
        "debt_start": day(debt.start),
        "debt_end": day(debt.end),
    }
