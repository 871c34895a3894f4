"""Printing a case's papers: drafts at any time, formal copies only where the rules allow."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.disk import writing
from app.foreseen import foreseen
from app.papers import terms_of
from app.templates import template_of, template_on
from models.approval.roles import Actor, Role
from models.documents.agreement import Compared, compare
from models.documents.contract import Contract
from models.errors import NotAllowed, RuleBroken
from models.lending.dossier import Dossier
from models.text import Text
from printing import Copy, Rendered, copies, overprint, render
from printing.documents import document as kind_of
from printing.overprint import Calibration
from printing.wording import Template

UNNUMBERED = "样稿"


@dataclass(frozen=True)
class Printout:
    """One printed document.

    Attributes:
        document: Its key.
        number: Its number, or that it has none.
        rendered: What was drawn.
        contract_id: The numbered contract, if it is one.
        copy: Which copy it is; None if there is only one.
    """

    document: str
    number: str
    rendered: Rendered
    contract_id: UUID | None
    copy: Copy | None = None

    def write(self, folder: Path) -> Path:
        """Write the file into *folder* and return where it is; the name says what and which.

        Raises:
            DiskTrouble: It cannot be written there.
        """
        which = f"-{self.copy.number}" if self.copy else ""
        file = folder / f"{self.document}-{self.number}{which}.pdf"
        with writing(file):
            folder.mkdir(parents=True, exist_ok=True)
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
    template = template_on(session, actor.institution_id, kind_of(document).template, today)
    drawn = render(document, terms, number=number, copy=None, draft=True, template=template)
    return Printout(document, number, drawn, None)


def formal(
    session: Session,
    actor: Actor,
    case_id: UUID,
    contract_id: UUID,
    today: date,
    only: Collection[int] | None = None,
) -> list[Printout]:
    """Return the copies of a numbered contract that may come out now, or those of them that *only* names.

    Raises:
        NotAllowed: The person does not print contracts.
        RuleBroken: There is no such contract, it is signed already, every copy is out, or its terms are not the
            approved ones.
    """
    if Role.CONTRACT_CLERK not in actor.roles:
        raise NotAllowed(
            Text("正式合同由合同岗打印。", "Formal contracts are printed by the contract clerk.")
        )
    with foreseen(session, actor, case_id, today) as dossier:
        return _formal(session, actor, dossier, contract_id, today, only)


def _formal(
    session: Session,
    actor: Actor,
    dossier: Dossier,
    contract_id: UUID,
    today: date,
    only: Collection[int] | None,
) -> list[Printout]:
    contract = _printable(dossier, contract_id)
    wanted = [copy for copy in due_copies(dossier, contract) if only is None or copy.number in only]
    if not wanted:
        raise RuleBroken(
            Text(
                "各份均已出具，重打须先申请并经第二人批准。",
                "Every copy is out; a reprint needs leave first.",
            )
        )
    day = contract.issued_on or today
    template = _wording(session, actor, contract, day)
    terms = terms_of(contract.document, dossier, contract, day)
    require_agreement(compare(dossier, terms))
    key, number = contract.document, contract.number
    return [
        Printout(
            key,
            number,
            render(key, terms, number=number, copy=copy, draft=False, template=template),
            contract.id,
            copy,
        )
        for copy in wanted
    ]


def _printable(dossier: Dossier, contract_id: UUID) -> Contract:
    contract = next((each for each in dossier.contracts if each.id == contract_id), None)
    if contract is None or not contract.number:
        raise RuleBroken(
            Text(
                "合同还没有编号，只能打印样稿（不得签署）；请联网后重新出具合同。",
                "The contract has no number: only drafts can be printed, which are not valid. Issue it when online.",
            )
        )
    if contract.signed_on:
        raise RuleBroken(
            Text("合同已签订，不能再打印。", "The contract is signed; nothing more is printed of it.")
        )
    return contract


def _wording(session: Session, actor: Actor, contract: Contract, day: date) -> Template:
    name = kind_of(contract.document).template
    if contract.edition:
        return template_of(session, actor.institution_id, name, contract.edition)
    return template_on(session, actor.institution_id, name, day)


def preview(session: Session, actor: Actor, case_id: UUID, contract_id: UUID, today: date) -> Printout:
    """Return what a numbered contract would look like, marked as not valid.

    Raises:
        RuleBroken: There is no such contract, or the case lacks what it must say.
    """
    dossier = Dossier.load(session, actor.institution_id, case_id)
    contract = next((each for each in dossier.contracts if each.id == contract_id), None)
    if contract is None:
        raise RuleBroken(Text("本案没有这份合同。", "The case has no such contract."))
    day = contract.issued_on or today
    terms, template = (
        terms_of(contract.document, dossier, contract, day),
        _wording(session, actor, contract, day),
    )
    drawn = render(contract.document, terms, number=contract.number, copy=None, draft=True, template=template)
    return Printout(contract.document, contract.number, drawn, contract.id)


def due_copies(dossier: Dossier, contract: Contract) -> list[Copy]:
    """Return the copies that may come out: those that never did, and those whose reprint was allowed."""
    total = copies(contract.document)
    due = []
    for number in range(1, total + 1):
        same = [each for each in dossier.copies if each.contract_id == contract.id and each.copy == number]
        out = [each for each in same if not each.where.dead]
        if not out or (out[-1].allowed_by and out[-1].wish == "reprint"):
            due.append(Copy(number, total, len(same)))
    return due


def approved_and_printed(
    session: Session, actor: Actor, case_id: UUID, contract_id: UUID, today: date
) -> tuple[Compared, ...]:
    """Return the approved terms beside what the contract would say.

    Raises:
        RuleBroken: The case lacks what the contract must say.
    """
    dossier = Dossier.load(session, actor.institution_id, case_id)
    contract = next((each for each in dossier.contracts if each.id == contract_id), None)
    if contract is None:
        raise RuleBroken(Text("本案没有这份合同。", "The case has no such contract."))
    return compare(dossier, terms_of(contract.document, dossier, contract, contract.issued_on or today))


def require_agreement(lines: Collection[Compared]) -> None:
    """Let a contract pass that says what was approved.

    Raises:
        RuleBroken: A term differs.
    """
    wrong = [line for line in lines if not line.agrees]
    if wrong:
        first = wrong[0]
        raise RuleBroken(
            Text(
                "合同与批复不一致：{label}批复为{approved}，合同为{printed}。请退回更正后再打印。",
                "The contract is not what was approved: {label} is {approved}, the contract says {printed}.",
            ).fill(label=first.label, approved=first.approved, printed=first.printed)
        )


def overprinted(
    session: Session, actor: Actor, case_id: UUID, form: str, calibration: Calibration, today: date
) -> bytes:
    """Return the values of a pre-printed form for a case; the printer's own calibration is in them.

    Raises:
        RuleBroken: The case lacks what the form must say, or a value does not fit.
    """
    sheet = overprint.load(form)
    dossier = Dossier.load(session, actor.institution_id, case_id)
    return overprint.overprint(sheet, terms_of(sheet.document, dossier, None, today), calibration)


def cost_sheet(session: Session, actor: Actor, case_id: UUID, today: date) -> Printout:
    """Return the all-in cost sheet that the borrower signs before the contract.

    Raises:
        RuleBroken: The case is not approved.
    """
    dossier = Dossier.load(session, actor.institution_id, case_id)
    if dossier.facility is None:
        raise RuleBroken(Text("案件尚未批复，不能出具成本明示表。", "The case is not approved yet."))
    terms = terms_of("cost_sheet", dossier, None, today)
    template = template_on(session, actor.institution_id, "cost_sheet", today)
    drawn = render("cost_sheet", terms, number=dossier.case.number, copy=None, draft=False, template=template)
    return Printout("cost_sheet", dossier.case.number, drawn, None)
