"""What every security contract says of the debt it stands for."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from models.lending.amount_words import write_amount
from printing.figures import day, money

REQUIRED = frozenset(["debt_kind", "debt_amount", "debt_words", "debt_start", "debt_end", "main_contract"])
"""Kind, amount and term of the debt: Civil Code, articles 400 and 427."""


def debt_words() -> dict[str, Callable[[Any], str]]:
    """Return how each word about a debt is said."""
    return {
        "main_contract": attrgetter("contract_number"),
        "debtor": attrgetter("debtor"),
        "debt_kind": attrgetter("kind"),
        "debt_amount": lambda debt: money(debt.amount),
        "debt_words": lambda debt: write_amount(debt.amount),
        "debt_start": lambda debt: day(debt.start),
        "debt_end": lambda debt: day(debt.end),
    }
