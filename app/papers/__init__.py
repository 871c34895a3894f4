"""What a case's papers say: the frozen terms of each document, taken from the dossier."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from app.papers.guarantees import guarantee, maximum_guarantee
from app.papers.loan import cost_sheet_terms, loan_contract, loan_note, repayment_plan, revolving_contract
from app.papers.securities import (
    farmland_mortgage,
    maximum_mortgage,
    maximum_pledge,
    object_mortgage,
    object_pledge,
    receivable_pledge,
)
from models.documents.contract import Contract
from models.lending.dossier import Dossier


def terms_of(document: str, dossier: Dossier, contract: Contract | None, today: date) -> Any:
    """Return the frozen terms of one document of a case.

    Args:
        document: The key of the document.
        dossier: The case.
        contract: The numbered contract, for documents that have one.
        today: Counts as the first day of the loan until money is out.

    Raises:
        RuleBroken: The case lacks what the document must say, or a part of it is not on this computer.
    """
    dossier.check_whole()
    return _MAKERS[document](dossier, contract, today)


_MORTGAGES = ("real_property_mortgage", "movables_mortgage")
_PLEDGES = ("ip_pledge", "equity_pledge", "revenue_pledge", "deposit_pledge")
_MAKERS: Mapping[str, Callable[[Dossier, Contract | None, date], Any]] = {
    "loan_contract": loan_contract,
    "farmland_mortgage": farmland_mortgage,
    "receivable_pledge": receivable_pledge,
    **{key: partial(object_mortgage, key) for key in _MORTGAGES},
    **{key: partial(object_pledge, key) for key in _PLEDGES},
    "maximum_mortgage": maximum_mortgage,
    "maximum_pledge": maximum_pledge,
    "revolving_contract": revolving_contract,
    "guarantee": guarantee,
    "maximum_guarantee": maximum_guarantee,
    "cost_sheet": cost_sheet_terms,
    "loan_note": loan_note,
    "repayment_plan": repayment_plan,
}
