"""What the papers say from payment to the archive: orders, checks, notices, settlement, files, requests."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.documents.application import CheckLine
from models.documents.terms import Account, Lender, PartyLine, Receivable
from models.documents.units import Fen, Percent


class Payment(NamedTuple):
    """One payment the bank makes for the borrower."""

    payee: str
    account: str
    bank: str
    amount: Fen
    proof: str


@dataclass(frozen=True)
class PaymentOrderTerms:
    """What an order to pay from the loan (D14) says, with the list of payees."""

    borrower: PartyLine
    lender: Lender
    contract_number: str
    note_number: str
    amount: Fen
    purpose: str
    loan_account: Account
    payments: tuple[Payment, ...]
    ordered: date

    @property
    def total(self) -> Fen:
        """What all payments make, in fen."""
        return sum(payment.amount for payment in self.payments)


@dataclass(frozen=True)
class ReleaseTerms:
    """What the check before money leaves (D22) says: conditions, account, operator and checker."""

    borrower: PartyLine
    lender: Lender
    case_number: str
    contract_number: str
    amount: Fen
    drawn: date
    due: date
    annual_rate: Percent
    payment_mode: str
    loan_account: Account
    checks: tuple[CheckLine, ...]
    operator: str
    checker: str


@dataclass(frozen=True)
class DebtorNoticeTerms:
    """What the notice to a receivable's debtor (D17) says, with the slip that comes back.

    Attributes:
        way: 质押 or 转让.
        account: Where the debtor has to pay from now on.
    """

    debtor: str
    debtor_code: str
    creditor: PartyLine
    lender: Lender
    way: str
    contract_number: str
    receivables: tuple[Receivable, ...]
    account: Account
    issued: date

    @property
    def total(self) -> Fen:
        """What the debtor owes, in fen."""
        return sum(receivable.balance for receivable in self.receivables)


@dataclass(frozen=True)
class PostCheckTerms:
    """What a check after lending (D23) says.

    Attributes:
        kind: 首次跟踪检查, 常规检查, 专项检查.
        category: The class the loan stands in: 正常, 关注 …
        next_check: When it is looked at again.
    """

    borrower: PartyLine
    lender: Lender
    kind: str
    contract_number: str
    balance: Fen
    checked: date
    place: str
    met: str
    checks: tuple[CheckLine, ...]
    signals: str
    photos: str
    opinion: str
    category: str
    next_check: date
    first_officer: str
    second_officer: str


@dataclass(frozen=True)
class DueNoticeTerms:
    """What a notice before the due day (D24) says."""

    debtor: PartyLine
    lender: Lender
    contract_number: str
    due: date
    principal: Fen
    interest: Fen
    account: Account
    issued: date

    @property
    def total(self) -> Fen:
        """What has to be paid, in fen."""
        return self.principal + self.interest


@dataclass(frozen=True)
class DemandTerms:
    """What a demand for payment (D24) says; amounts as of ``as_of``.

    Attributes:
        since: From which day the debt is overdue.
        deadline: By when it has to be paid.
    """

    debtor: PartyLine
    lender: Lender
    contract_number: str
    since: date
    overdue_days: int
    principal: Fen
    interest: Fen
    penalty: Fen
    as_of: date
    deadline: date
    account: Account
    issued: date

    @property
    def total(self) -> Fen:
        """What has to be paid, in fen."""
        return self.principal + self.interest + self.penalty


@dataclass(frozen=True)
class GuarantorNoticeTerms:
    """What a call on a guarantor (D24) says; ``period_end`` is the last day of the guarantee period."""

    guarantor: PartyLine
    lender: Lender
    guarantee_number: str
    debtor: str
    contract_number: str
    principal: Fen
    interest: Fen
    penalty: Fen
    as_of: date
    deadline: date
    period_end: date
    account: Account
    issued: date

    @property
    def total(self) -> Fen:
        """What has to be paid, in fen."""
        return self.principal + self.interest + self.penalty


@dataclass(frozen=True)
class SettlementTerms:
    """What a certificate of settlement (D26) says."""

    borrower: PartyLine
    lender: Lender
    contract_number: str
    amount: Fen
    drawn: date
    settled: date
    issued: date


class Paper(NamedTuple):
    """One certificate that is handed over."""

    name: str
    number: str
    sheets: str


@dataclass(frozen=True)
class MortgageReleaseTerms:
    """What a notice that a security has ended (D26) says to the registry and the owner."""

    registry: str
    owner: PartyLine
    lender: Lender
    contract_number: str
    security_contract: str
    registration_number: str
    property: str
    settled: date
    issued: date


@dataclass(frozen=True)
class ReceiptTerms:
    """What the slip says by which an owner takes certificates back (D26)."""

    owner: PartyLine
    lender: Lender
    contract_number: str
    papers: tuple[Paper, ...]
    agent: str
    handed: date


class FileLine(NamedTuple):
    """One paper of a file: its name, day, pages, whether it is an original, and a note."""

    name: str
    day: date
    pages: str
    form: str
    note: str


@dataclass(frozen=True)
class FileIndexTerms:
    """What the index of a file and the slip of its transfer (D27) say."""

    borrower: PartyLine
    lender: Lender
    case_number: str
    box: str
    volume: str
    papers: tuple[FileLine, ...]
    pages: int
    giver: str
    archivist: str
    handed: date
    keep_years: int


@dataclass(frozen=True)
class ComplaintTerms:
    """What the record of a complaint and its answer (D28) says."""

    customer: PartyLine
    lender: Lender
    complaint_number: str
    received: date
    channel: str
    product: str
    claim: str
    facts: str
    handler: str
    result: str
    answer_by: date
    answered: date
    complaint_phone: str


@dataclass(frozen=True)
class RightsTerms:
    """What a request about one's own information and its answer (D29) say."""

    customer: PartyLine
    lender: Lender
    request_number: str
    received: date
    right: str
    content: str
    answer: str
    handler: str
    answer_by: date


class RegisterLine(NamedTuple):
    """One copy in the register: number, document, copy, what was done, who, with whom, and why."""

    number: str
    document: str
    copy: str
    act: str
    moment: str
    people: str
    reason: str


@dataclass(frozen=True)
class RegisterTerms:
    """What the register of printed and void contracts (D30) says of a period.

    Attributes:
        issued: Copies that came out of a printer.
        filed: Copies in the archive.
        voided: Copies that were made void or lost.
        outside: Copies that are neither; each is accounted for below.
    """

    lender: Lender
    start: date
    end: date
    lines: tuple[RegisterLine, ...]
    issued: int
    filed: int
    voided: int
    outside: int
    clerk: str
    checker: str


class FormLine(NamedTuple):
    """One kind of blank form: what ever came in, where it is, how many blank ones were found, and why they differ."""

    form: str
    received: int
    vault: int
    held: int
    used: int
    spoiled: int
    found: int
    note: str


class MoveLine(NamedTuple):
    """One move of blank forms: which, what, the serial numbers, how many, by whom, and for what."""

    form: str
    move: str
    serials: str
    sheets: int
    person: str
    note: str


@dataclass(frozen=True)
class DailyCheckTerms:
    """What the sheet of the daily check (D30) says: printed copies by their fate, and blank forms by their place."""

    lender: Lender
    day: date
    issued: int
    filed: int
    handed: int
    voided: int
    lost: int
    outside: int
    forms: tuple[FormLine, ...]
    moves: tuple[MoveLine, ...]
    clerk: str
    checker: str
