"""Printing a case's papers: drafts at any time, formal copies only where the rules allow."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.papers import terms_of
from models.approval.roles import Actor, Role
from models.documents.contract import Contract
from models.errors import NotAllowed, RuleBroken
from models.lending.dossier import Dossier
from models.text import Text
from printing import Rendered, copies, render

UNNUMBERED = "样稿"


@dataclass(frozen=True)
class Printout:
    """One printed document.

    Attributes:
        document: Its key.
        number: Its number, or that it has none.
        rendered: What was drawn.
        contract_id: The numbered contract, if it is one.
        copy: Which copy it is; 0 if there is only one.
    """

    document: str
    number: str
    rendered: Rendered
    contract_id: UUID | None
    copy: int = 0

    def write(self, folder: Path) -> Path:
        """Write the file into *folder* and return where it is; the name says what and which."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.document}-{self.number}{f'-{self.copy}' if self.copy else ''}.pdf"
        file.write_bytes(self.rendered.pdf)
        return file


def draft(session: Session, actor: Actor, case_id: UUID, document: str, today: date) -> Printout:
    """Return a draft of a document, marked as not valid.

    Raises:
        RuleBroken: The case lacks what the document must say.
        NotFound: There is no such case here.
    """
    dossier = Dossier.load(session, actor.institution_id, case_id)
    number = dossier.case.number or UNNUMBERED
    terms = terms_of(document, dossier, None, today)
    return Printout(document, number, render(document, terms, number=number, copy=None, draft=True), None)


def formal(session: Session, actor: Actor, case_id: UUID, contract_id: UUID, today: date) -> list[Printout]:
    """Return every copy of a numbered contract; the number came from the centre with the approval.

    Raises:
        NotAllowed: The person does not print contracts.
        RuleBroken: There is no such contract, or it is signed already.
    """
    if Role.CONTRACT_CLERK not in actor.roles:
        raise NotAllowed(
            Text("正式合同由合同岗打印。", "Formal contracts are printed by the contract clerk.")
        )
    dossier = Dossier.load(session, actor.institution_id, case_id)
    contract = next((each for each in dossier.contracts if each.id == contract_id), None)
    if contract is None or not contract.number:
        raise RuleBroken(
            Text("没有总行确认的合同编号，不能正式打印。", "No number from head office; no formal print.")
        )
    if contract.signed_on:
        raise RuleBroken(
            Text("合同已签订，重打须经审批。", "The contract is signed; a reprint needs approval.")
        )
    return _print(dossier, contract, contract.issued_on or today)


def _print(dossier: Dossier, contract: Contract, day: date) -> list[Printout]:
    terms, key, number = (
        terms_of(contract.document, dossier, contract, day),
        contract.document,
        contract.number,
    )
    total = copies(key)
    return [
        Printout(
            key, number, render(key, terms, number=number, copy=(copy, total), draft=False), contract.id, copy
        )
        for copy in range(1, total + 1)
    ]


def cost_sheet(session: Session, actor: Actor, case_id: UUID, today: date) -> Printout:
    """Return the all-in cost sheet that the borrower signs before the contract.

    Raises:
        RuleBroken: The case is not approved.
    """
    dossier = Dossier.load(session, actor.institution_id, case_id)
    if dossier.facility is None:
        raise RuleBroken(Text("案件尚未批复，不能出具成本明示表。", "The case is not approved yet."))
    terms = terms_of("cost_sheet", dossier, None, today)
    drawn = render("cost_sheet", terms, number=dossier.case.number, copy=None, draft=False)
    return Printout("cost_sheet", dossier.case.number, drawn, None)
