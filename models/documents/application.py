"""What the papers before a decision say: application, authorisations, survey, interview, decision."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.documents.terms import Lender, PartyLine
from models.documents.units import Fen, Percent


class UseLine(NamedTuple):
    """One thing the money is for."""

    item: str
    quantity: str
    amount: Fen


class DebtLine(NamedTuple):
    """One debt the applicant already has."""

    creditor: str
    kind: str
    amount: Fen
    due: date | None


@dataclass(frozen=True)
class ApplicationTerms:
    """What a loan application (D01) says.

    Attributes:
        household: Who lives and works together, or what the firm does.
        uses: What the amount is for, item by item.
        income: What comes in over a year.
        security: The security offered, or ``/``.
        debts: What is owed elsewhere.
        spouse: Signs with the applicant, if there is one.
    """

    applicant: PartyLine
    lender: Lender
    household: str
    product: str
    amount: Fen
    months: int
    purpose: str
    uses: tuple[UseLine, ...]
    income: Fen
    repayment_source: str
    method: str
    security: str
    debts: tuple[DebtLine, ...]
    applied: date
    spouse: PartyLine | None = None


@dataclass(frozen=True)
class BureauTerms:
    """What an authorisation to query and report credit information (D02) says.

    Attributes:
        part: In which the person stands to the loan: 借款人, 配偶, 保证人, 实际控制人.
        case_number: The application it is given for.
    """

    grantor: PartyLine
    lender: Lender
    part: str
    case_number: str


class Recipient(NamedTuple):
    """A third party who is given personal information: who, what for, and which kinds."""

    name: str
    contact: str
    purpose: str
    kinds: str


@dataclass(frozen=True)
class PrivacyTerms:
    """What a notice on personal information with its consents (D03) says.

    Attributes:
        contact: Of the person at the bank who answers for personal information.
        retention_years: How long it is kept after the business ends.
        recipients: To whom it is given, each needing its own consent.
        guardian: Consents for a person under fourteen.
    """

    subject: PartyLine
    lender: Lender
    contact: str
    retention_years: int
    recipients: tuple[Recipient, ...]
    guardian: PartyLine | None = None


class Finding(NamedTuple):
    """What the survey found under one heading."""

    heading: str
    text: str


class IncomeCheck(NamedTuple):
    """One income as it was stated, as it was verified, and by what."""

    item: str
    stated: Fen
    verified: Fen
    evidence: str


class CashLine(NamedTuple):
    """What comes in and goes out in one season."""

    season: str
    inflow: Fen
    outflow: Fen


class CoverLine(NamedTuple):
    """One security: its value, its cap, what goes before, and what it can and shall secure."""

    name: str
    value: Fen
    cap: Percent
    prior: Fen
    secured: Fen


class Risk(NamedTuple):
    """A risk and what is done about it."""

    risk: str
    answer: str


@dataclass(frozen=True)
class SurveyTerms:
    """What a survey report (D05) says.

    Attributes:
        met: Who was met at the visit.
        lead: The officer who answers for the survey.
        second: The officer who was there as well.
        incomes: Each checked against other sources.
        suggestion: What both officers suggest: conditions and reasons.
    """

    borrower: PartyLine
    lender: Lender
    case_number: str
    visited: date
    place: str
    met: str
    lead: str
    second: str
    findings: tuple[Finding, ...]
    incomes: tuple[IncomeCheck, ...]
    cash: tuple[CashLine, ...]
    covers: tuple[CoverLine, ...]
    risks: tuple[Risk, ...]
    photos: str
    amount: Fen
    months: int
    annual_rate: Percent
    method: str
    security: str
    suggestion: str


class Answer(NamedTuple):
    """A question of the interview and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class InterviewTerms:
    """What a record of interview and signing in person (D18) says."""

    borrower: PartyLine
    lender: Lender
    case_number: str
    held: date
    hours: str
    place: str
    present: str
    identity: str
    answers: tuple[Answer, ...]
    photos: str
    first_officer: str
    second_officer: str


class CheckLine(NamedTuple):
    """One point of a checklist: what was looked at, the result, and a note."""

    item: str
    result: str
    note: str


class Opinion(NamedTuple):
    """What one person decided."""

    duty: str
    person: str
    decision: str
    opinion: str
    day: date


@dataclass(frozen=True)
class ApprovalTerms:
    """What the form of review and approval (D06) says.

    Attributes:
        asked: What the customer asked for.
        exposure: What customer and household would owe in all.
        conditions: Before money may leave.
        requirements: While the loan runs.
    """

    borrower: PartyLine
    lender: Lender
    case_number: str
    product: str
    purpose: str
    asked: Fen
    exposure: Fen
    checks: tuple[CheckLine, ...]
    opinions: tuple[Opinion, ...]
    approved: Fen
    months: int
    annual_rate: Percent
    method: str
    security: str
    conditions: str
    requirements: str
    valid_until: date


@dataclass(frozen=True)
class RejectionTerms:
    """What a notice of refusal (D31) says: which class of reason, and how to be heard."""

    applicant: PartyLine
    lender: Lender
    case_number: str
    product: str
    asked: Fen
    applied: date
    decided: date
    reason_class: str
    reason: str
    complaint_phone: str
    automated: bool = False
