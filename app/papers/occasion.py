"""What a paper of a case is made from: the dossier, what it is about, and what nobody had written down before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast
from uuid import UUID

from app.papers.parties import bank_on, borrower_of, secured_by
from models.base import Record
from models.documents.contract import Contract
from models.documents.terms import Account, Lender, PartyLine
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier, Security
from models.party.farmer import Farmer
from models.text import Text

T = TypeVar("T")


@dataclass(frozen=True)
class Occasion:
    """One paper about to be made.

    Attributes:
        dossier: The case.
        today: The day on the paper.
        subject: What of the case it is about: a person, a security, a note, a check; None for the case itself.
        told: What was asked before the print, because no record holds it.
        name: Gives the name of a colleague by login.
    """

    dossier: Dossier
    today: date
    subject: UUID | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    name: Callable[[str], str] = str

    @property
    def case(self) -> Any:
        """The case itself."""
        return self.dossier.case

    @cached_property
    def borrower(self) -> PartyLine:
        """The borrower."""
        return borrower_of(self.dossier)

    @property
    def lender(self) -> Lender:
        """The branch that lends."""
        return bank_on(self.today)[0]

    @property
    def bank(self) -> Mapping[str, Any]:
        """The bank's further words."""
        return bank_on(self.today)[1]

    @property
    def loan_contract(self) -> str:
        """The number of the loan contract, or ``/`` before there is one."""
        return next((each.number for each in self.dossier.contracts if each.is_loan_contract), "/")

    @property
    def repayment_account(self) -> Account:
        """The borrower's account from which is repaid."""
        applicant = self.dossier.applicant
        number = applicant.bank_card if isinstance(applicant, Farmer) else getattr(applicant, "account", "")
        return Account(self.borrower.name, number or "/", self.bank["account_bank"])

    @property
    def secured_by(self) -> str:
        """What secures the case, in words."""
        return secured_by(self.dossier)

    @property
    def security(self) -> Security:
        """The security that the paper is about."""
        return self._one({each.pledge.id: each for each in self.dossier.securities})

    @property
    def note(self) -> LoanNote:
        """The loan note that the paper is about."""
        return self._one({each.id: each for each in self.dossier.notes})

    def contract_on(self, security: Security) -> Contract:
        """Return the contract on a security.

        Raises:
            RuleBroken: It has none yet.
        """
        found = next((each for each in self.dossier.contracts if each.pledge_id == security.pledge.id), None)
        if found is None:
            raise RuleBroken(Text("担保合同尚未出具，不能打印。", "The security has no contract yet."))
        return found

    def say(self, name: str) -> str:
        """Return what was told under *name*, or ``/``."""
        return str(self.told.get(name) or "/")

    def _one(self, known: Mapping[UUID, T]) -> T:
        if self.subject is None or self.subject not in known:
            raise RuleBroken(
                Text("案件中已没有这一项，请刷新后重试。", "The case no longer has that; look again.")
            )
        return known[self.subject]


Wanted = tuple[Text, Any]


def of_record(record: Record | None, *names: str) -> list[Wanted]:
    """Return fields of a record that a paper needs, each with its label."""
    if record is None:
        return []
    known = fields_of(type(record))
    return [(known[name].label, getattr(record, name)) for name in names]


def needed(value: T | None, zh: str, en: str) -> T:
    """Return *value*.

    Raises:
        RuleBroken: There is none; the error says what it is.
    """
    require((Text(zh, en), value))
    return cast("T", value)


def require(*wanted: Wanted) -> None:
    """Let a paper pass for which nothing is missing.

    Raises:
        RuleBroken: Something is; everything that is missing is named.
    """
    lacking = [label for label, value in wanted if value in (None, "", ())]
    if lacking:
        zh, en = "、".join(each.zh for each in lacking), ", ".join(each.en for each in lacking)
        raise RuleBroken(
            Text(f"还缺少：{zh}。请补充后再打印。", f"It lacks: {en}. Fill that in, then print.")
        )
