"""What a registry is told of one pledge, whichever registry it is."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.disk import writing
from app.papers.parties import bank_on, owner_of
from app.register.verdicts import Status, Verdict
from models.approval.roles import Actor
from models.approval.steps import STEPS
from models.collateral.base import Kind, kinds
from models.collateral.object import Collateral, Pledge
from models.documents.contract import Contract
from models.documents.terms import Lender, PartyLine
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier, Security
from models.money import yuan
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.text import Text
from printing.workbook import Column, Value, write_table


@dataclass(frozen=True)
class Filing:
    """One pledge as it is filed.

    Attributes:
        dossier: The case it belongs to.
        security: The pledge and its object.
        owner: Who gives it.
        owner_type: Person or firm, in the registries' words.
        lender: The bank.
        bank: What else is known of the bank, by name.
        today: The day of the filing.
    """

    dossier: Dossier
    security: Security
    owner: PartyLine
    owner_type: str
    lender: Lender
    bank: Mapping[str, str]
    today: date

    @property
    def pledge(self) -> Pledge:
        """What is filed."""
        return self.security.pledge

    @property
    def facts(self) -> Kind:
        """What the kind of the object says of it."""
        return self.security.facts

    @property
    def main_contract(self) -> Contract | None:
        """The loan contract."""
        return next((each for each in self.dossier.contracts if each.pledge_id is None), None)

    @property
    def contract(self) -> Contract | None:
        """The contract of the pledge; its number is also the filer's own number, by which the answer finds home."""
        return next((each for each in self.dossier.contracts if each.pledge_id == self.pledge.id), None)

    @property
    def due_on(self) -> date:
        """When the loan will be due if it is drawn today."""
        return self.dossier.due_on(self.today)

    @property
    def description(self) -> str:
        """The property, so that it can be told from all other things (担保制度解释 53)."""
        facts = "；".join(f"{label.zh}：{value}" for label, value in self.facts.described())
        return f"{self.security.collateral.description}。{facts}"

    def lacking(self) -> Iterator[Text]:
        """Yield why no registry would take it."""
        if self.main_contract is None or self.contract is None:
            yield Text(
                "尚未出具借款合同或担保合同，请先编号。",
                "The loan or the security contract has no number yet; have them numbered.",
            )
        elif not self.contract.signed_on:
            yield Text("担保合同尚未签订。", "The security contract is not signed.")
        for label, value in (
            (Text("证件号码", "number"), self.owner.id_number),
            (Text("住所", "address"), self.owner.address),
        ):
            if not value.strip("/ "):
                yield Text("担保人{name}缺少{label}。", "{name}, who gives it, lacks the {label}.").fill(
                    name=self.owner.name, label=label
                )


Cells = Sequence[tuple[Column, Callable[[Filing], Value]]]
"""The columns of a filing, each with what stands in it."""


def number_of(contract: Contract | None) -> str:
    """Return the number of a contract, or nothing where there is none yet."""
    return contract.number if contract else ""


def in_yuan(fen: int | None) -> Decimal | None:
    """Return an amount as a workbook shows it."""
    return None if fen is None else yuan(fen)


def awaiting(registry: Text) -> Callable[[Session, Actor, date], list[Filing]]:
    """Return what finds the pledges that *registry* keeps, that may be registered now and are not yet."""

    def find(session: Session, actor: Actor, today: date) -> list[Filing]:
        sources = [state.value for state in STEPS["register"].sources]
        waiting = (Pledge.registration_number == "", LoanCase.state.in_(sources))
        its_kinds = [key for key, kind in kinds().items() if kind.registry == registry]
        filings = filings_of(session, actor, its_kinds, today, *waiting)
        return [each for each in filings if each.facts.arises_by.registers]

    return find


def filings_of(
    session: Session, actor: Actor, its_kinds: Collection[str], today: date, *conditions: ColumnElement[bool]
) -> list[Filing]:
    """Return the pledges of these kinds of objects that meet every condition, by the number of their case."""
    wanted = (
        select(Pledge.id, Pledge.case_id)
        .join(LoanCase, (LoanCase.institution_id == Pledge.institution_id) & (LoanCase.id == Pledge.case_id))
        .join(
            Collateral,
            (Collateral.institution_id == Pledge.institution_id) & (Collateral.id == Pledge.collateral_id),
        )
        .where(
            Pledge.institution_id == actor.institution_id,
            Collateral.collateral_kind.in_(its_kinds),
            *conditions,
        )
        .order_by(LoanCase.number, Pledge.id)
    )
    found: list[Filing] = []
    for pledge_id, case_id in session.execute(wanted):
        if case_id is not None:
            dossier = Dossier.load(session, actor.institution_id, case_id)
            security = next(each for each in dossier.securities if each.pledge.id == pledge_id)
            found.append(filing_of(session, dossier, security, today))
    return found


def filing_of(session: Session, dossier: Dossier, security: Security, today: date) -> Filing:
    """Return a pledge as a registry is told of it."""
    party = _party(session, dossier, security)
    owner = owner_of(dossier, security)
    if isinstance(party, Farmer):
        owner = PartyLine(party.full_name, "居民身份证", party.id_number, party.address, party.phone)
    elif isinstance(party, Enterprise):
        representative = party.legal_representative
        firm = (party.full_name, "统一社会信用代码", party.credit_code, party.address, party.phone)
        owner = PartyLine(*firm, representative)
    elif security.collateral.third_party:
        # A third party without a file has no address here; the borrower's must not stand for it.
        owner = PartyLine(owner.name, owner.id_kind, owner.id_number, "/", "/")
    lender, bank = bank_on(today)
    return Filing(dossier, security, owner, _type_of(party), lender, bank, today)


def _party(session: Session, dossier: Dossier, security: Security) -> Farmer | Enterprise | None:
    collateral = security.collateral
    if not collateral.third_party:
        return dossier.applicant
    bank, number = collateral.institution_id, collateral.owner_number
    firm = select(Enterprise).where(Enterprise.institution_id == bank, Enterprise.credit_code == number)
    person = select(Farmer).where(Farmer.institution_id == bank, Farmer.id_number == number)
    if not number:
        return None
    return session.scalars(firm).first() or session.scalars(person).first()


def _type_of(party: Farmer | Enterprise | None) -> str:
    if isinstance(party, Farmer):
        return "个人"
    if isinstance(party, Enterprise):
        return {"sole_trader": "个体工商户"}.get(party.form, "企业")
    return "/"


NONE_WAITS = Text(
    "没有等待登记的担保。案件面签后，在“落实担保”环节登记。",
    "No security waits for registration. They do so once the contracts of a case are signed.",
)


@dataclass(frozen=True)
class Batch:
    """What is written for one registry.

    Attributes:
        sheet: The name of the sheet.
        cells: Its columns.
        find: Returns the pledges it is about.
        judge: Says whether one can be filed, and what is odd about it.
        none: What is said where there is nothing to write.
    """

    sheet: str
    cells: Cells
    find: Callable[[Session, Actor, date], list[Filing]]
    judge: Callable[[Filing], Verdict]
    none: Text = NONE_WAITS

    def candidates(self, session: Session, actor: Actor, today: date) -> list[tuple[Filing, Verdict]]:
        """Return each pledge that may be written, with the verdict on it."""
        return [(filing, self.judge(filing)) for filing in self.find(session, actor, today)]

    def export(
        self, path: Path, session: Session, actor: Actor, today: date, *, only: Collection[UUID] = ()
    ) -> list[Verdict]:
        """Write the pledges that are not refused to *path*; return a verdict, with its row, for each of them.

        Where all are refused, no file is written: an empty batch would look like a finished one.

        Args:
            path: The workbook.
            session: A session of the store.
            actor: Whose branch it is.
            today: The day of the filing.
            only: If any, nothing but these pledges.

        Raises:
            RuleBroken: There is no such pledge.
            DiskTrouble: The workbook cannot be written.
        """
        found = [
            (filing, verdict)
            for filing, verdict in self.candidates(session, actor, today)
            if not only or filing.pledge.id in only
        ]
        if not found:
            raise RuleBroken(self.none)
        taken = [(filing, verdict) for filing, verdict in found if verdict.status is not Status.REFUSED]
        for line, (_filing, verdict) in enumerate(taken, start=2):
            verdict.line = line
        if taken:
            rows = ([of(filing) for _column, of in self.cells] for filing, _verdict in taken)
            with writing(path):
                write_table(path, [column for column, _of in self.cells], rows, sheet=self.sheet)
        return [verdict for _filing, verdict in found]


def judged(filing: Filing) -> Verdict:
    """Return the verdict on a filing that every registry would give."""
    collateral, case = filing.security.collateral, filing.dossier.case
    verdict = Verdict(0, f"{case.number or '—'} {collateral.description}")
    for lack in filing.lacking():
        verdict.refuse(lack)
    return verdict
