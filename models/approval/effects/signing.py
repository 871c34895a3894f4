"""What the steps write: cost disclosure, contracts, signatures."""

from typing import Any
from uuid import UUID

from models.approval.act import Act
from models.documents.contract import Contract
from models.documents.printed_copy import CopyState
from models.errors import RuleBroken
from models.text import Text


def note_day(act: Act) -> None:
    """Demand the day on which the borrower signed, not after today.

    Raises:
        RuleBroken: There is none, or it lies ahead.
    """
    _signing_day(act)


def _signing_day(act: Act) -> Any:
    day = act.arguments.get("signed_on")
    if day is None or day > act.today:
        raise RuleBroken(
            Text("请填写签字日期，且不能晚于今天。", "Give the day of signing, not after today."),
            field="signed_on",
        )
    return day


def issue_contracts(act: Act) -> None:
    """Number the loan contract, one contract for each security, and one for each guarantor."""
    case = act.dossier.case
    papers: list[tuple[str, UUID | None, UUID | None]] = [("loan_contract", None, None)]
    papers += [(each.facts.document, each.pledge.id, None) for each in act.dossier.securities]
    papers += [(each.document, None, each.guarantee.id) for each in act.dossier.sureties]
    for document, pledge_id, guarantee_id in papers:
        contract = act.make(
            Contract,
            case_id=case.id,
            pledge_id=pledge_id,
            guarantee_id=guarantee_id,
            document=document,
            number=act.number("contract"),
            issued_on=act.today,
            copies=0,
        )
        act.dossier.contracts.append(contract)


def sign_contracts(act: Act) -> None:
    """Note the day on which every contract was signed in person.

    Raises:
        RuleBroken: The day is missing or lies ahead, or a contract has no formal print.
    """
    day = _signing_day(act)
    if not all(each.sha256 for each in act.dossier.contracts):
        raise RuleBroken(
            Text("还有合同未正式打印，请先打印。", "A contract has not been printed; print it first.")
        )
    for contract in act.dossier.contracts:
        contract.signed_on = day
    for copy in act.dossier.copies:
        if copy.where is CopyState.ISSUED:
            copy.state = CopyState.SIGNED.value
