"""What the steps write: cost disclosure, contracts, signatures."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from models.approval.act import Act
from models.documents.contract import Contract
from models.documents.number_block import identity_of
from models.documents.printed_copy import CopyState
from models.errors import RuleBroken
from models.lending.dossier import Dossier
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


def contracts_due(dossier: Dossier) -> list[tuple[str, UUID | None, UUID | None]]:
    """Return the loan contract, one contract for each security, and one for each guarantor: what each is about."""
    loan = "revolving_contract" if dossier.case.revolving else "loan_contract"
    papers: list[tuple[str, UUID | None, UUID | None]] = [(loan, None, None)]
    papers += [(each.document, each.pledge.id, None) for each in dossier.securities]
    papers += [(each.document, None, each.guarantee.id) for each in dossier.sureties]
    return papers


def issue_contracts(act: Act) -> None:
    """Number every contract that is due: by the numbers the workstation had reserved, otherwise by the centre's next.

    Raises:
        RuleBroken: The reserved numbers are too many or too few, are not the actor's, or the day is not theirs.
    """
    papers = contracts_due(act.dossier)
    reserved = str(act.arguments.get("numbers") or "").split()
    day = _day_of(act, reserved, len(papers)) if reserved else act.today
    for place, (document, pledge_id, guarantee_id) in enumerate(papers):
        number = reserved[place] if reserved else act.number("contract")
        contract = act.make(
            Contract,
            id=identity_of(number),
            case_id=act.dossier.case.id,
            pledge_id=pledge_id,
            guarantee_id=guarantee_id,
            document=document,
            number=number,
            issued_on=day,
            copies=0,
        )
        act.dossier.contracts.append(contract)


def _day_of(act: Act, numbers: Sequence[str], due: int) -> date:
    """Return the day on which reserved numbers were used, once each is known to be the actor's own."""
    blocks = [act.holds(each) for each in numbers]
    if len(set(numbers)) != due or not all(blocks):
        raise RuleBroken(
            Text(
                "预留编号与应出合同不符或者已经使用，请同步后重新出具。",
                "The reserved numbers do not fit the contracts or are used already; synchronise and issue again.",
            ),
            field="numbers",
        )
    day = act.arguments.get("issued_on") or act.today
    since = max(block.reserved_on or act.today for block in blocks if block)
    if not since <= day <= act.today or any(block.year != day.year for block in blocks if block):
        raise RuleBroken(
            Text(
                "出具日期应在编号预留之后、今天之前，且为同一年度。",
                "The day of issue lies between the reservation and today, in the same year.",
            ),
            field="issued_on",
        )
    return day


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
