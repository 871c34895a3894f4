"""What further contracts and consents say: revolving loan, maximum mortgage, guarantee, extension, resolutions."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.documents.terms import Account, Lender, PartyLine, PlanRow, SecuredDebt, SecurityLine, Thing
from models.documents.units import Fen, Mu, Percent


@dataclass(frozen=True)
class RevolvingTerms:
    """What a revolving loan contract (D07) says.

    Attributes:
        ceiling: The most that may be owed at one time.
        start: First day on which money may be drawn.
        end: Last day of the facility; no drawdown may be due later than ``last_due``.
        rate_rule: How the rate of each drawdown is made.
    """

    borrower: PartyLine
    lender: Lender
    loan_kind: str
    purpose: str
    ceiling: Fen
    months: int
    start: date
    end: date
    last_due: date
    annual_rate: Percent
    rate_rule: str
    apr_simple: Percent
    apr_compound: Percent
    overdue_rate: Percent
    misuse_rate: Percent
    method: str
    payment_mode: str
    loan_account: Account
    securities: tuple[SecurityLine, ...]
    court: str
    signing_place: str
    co_borrowers: tuple[PartyLine, ...] = ()
    special: str = "/"


@dataclass(frozen=True, kw_only=True)
class _UpToMaximum:
    """What property that stands up to a maximum amount says.

    Attributes:
        principal_ceiling: The most principal it secures.
        claim_ceiling: The most it secures in all, interest and costs included; this figure is registered.
        start: First day on which a secured claim may arise.
        end: Last such day.
    """

    lender: Lender
    debtor: str
    principal_ceiling: Fen
    claim_ceiling: Fen
    start: date
    end: date
    things: tuple[Thing, ...]
    registry: str
    court: str
    signing_place: str
    co_owners: str = "/"
    special: str = "/"

    @property
    def total(self) -> Fen:
        """The agreed value of all things, in fen."""
        return sum(thing.value for thing in self.things)


@dataclass(frozen=True, kw_only=True)
class MaximumMortgageTerms(_UpToMaximum):
    """What a mortgage up to a maximum amount (D08) says."""

    mortgagor: PartyLine
    insurance: str = "/"


@dataclass(frozen=True, kw_only=True)
class MaximumPledgeTerms(_UpToMaximum):
    """What a pledge up to a maximum amount (D09 to D11) says.

    Attributes:
        account: Into which the pledged rights are paid, where the contract names one.
    """

    pledgor: PartyLine
    account: Account | None = None


@dataclass(frozen=True)
class GuaranteeTerms:
    """What a guarantee with joint liability (D12) says.

    Attributes:
        period_start: First day of the guarantee period.
        period_end: Its last day.
        spouse: Consents and is bound with the common property.
        others: Who else secures the debt.
    """

    guarantor: PartyLine
    lender: Lender
    debt: SecuredDebt
    period_start: date
    period_end: date
    court: str
    signing_place: str
    spouse: PartyLine | None = None
    others: tuple[SecurityLine, ...] = ()
    special: str = "/"


@dataclass(frozen=True)
class MaximumGuaranteeTerms:
    """What a guarantee up to a maximum amount (D12) says; amounts and days as in a maximum mortgage."""

    guarantor: PartyLine
    lender: Lender
    debtor: str
    principal_ceiling: Fen
    claim_ceiling: Fen
    start: date
    end: date
    period_years: int
    period_end: date
    court: str
    signing_place: str
    spouse: PartyLine | None = None
    others: tuple[SecurityLine, ...] = ()
    special: str = "/"


@dataclass(frozen=True)
class ConsentTerms:
    """What the consent of a spouse or co-owner (D19) says."""

    consenting: PartyLine
    relation: str
    owner: PartyLine
    lender: Lender
    debt: SecuredDebt
    property: str


@dataclass(frozen=True)
class SingleTerms:
    """What a statement of being unmarried (D19) says."""

    declarant: PartyLine
    lender: Lender
    case_number: str
    status: str


@dataclass(frozen=True)
class ContractorTerms:
    """What the written consent of a land contractor (D20) says.

    Attributes:
        contractor: Who holds the land by contract with the collective.
        holder: Who works it by transfer and gives it as security.
        contract_code: Of the land contract.
        issuer: The collective that let the land out.
    """

    contractor: PartyLine
    holder: PartyLine
    lender: Lender
    debt: SecuredDebt
    contract_code: str
    transfer_contract: str
    parcels: tuple[str, ...]
    area: Mu
    issuer: str
    transfer_start: date
    transfer_end: date


class Vote(NamedTuple):
    """One member of the meeting: share or seat, and how they voted."""

    member: str
    share: Percent
    vote: str


@dataclass(frozen=True)
class ResolutionTerms:
    """What the resolution of a firm's meeting (D21) says.

    Attributes:
        body: Which meeting: 股东会, 董事会, 成员大会.
        act: What is resolved: 申请借款, 提供抵押担保, 提供保证担保.
        members: How many may vote.
        present: How many took part.
    """

    firm: PartyLine
    lender: Lender
    body: str
    act: str
    held: date
    place: str
    members: int
    present: int
    votes: tuple[Vote, ...]
    amount: Fen
    months: int
    debtor: str
    property: str
    agent: str


@dataclass(frozen=True)
class RegistrationTerms:
    """What an application to register a mortgage or pledge (D16) says, with the power of attorney."""

    registry: str
    kind: str
    giver: PartyLine
    lender: Lender
    debt: SecuredDebt
    contract_number: str
    things: tuple[Thing, ...]
    claim_ceiling: Fen
    agent: PartyLine
    restricted: bool = True
    maximum: bool = False


@dataclass(frozen=True)
class ExtensionTerms:
    """What an extension agreement (D25) says.

    Attributes:
        balance: The principal that is put off.
        old_due: When it was due.
        new_due: When it is due now.
        annual_rate: From the first day of the extension.
        sureties: Who secures the debt and agrees by signing.
    """

    borrower: PartyLine
    lender: Lender
    contract_number: str
    note_number: str
    amount: Fen
    balance: Fen
    old_due: date
    new_due: date
    span: str
    reason: str
    annual_rate: Percent
    rate_basis: str
    apr_simple: Percent
    apr_compound: Percent
    overdue_rate: Percent
    misuse_rate: Percent
    plan: tuple[PlanRow, ...]
    sureties: tuple[PartyLine, ...]
    court: str
    signing_place: str
    special: str = "/"


@dataclass(frozen=True)
class RenewalTerms:
    """What the confirmation says that a new loan repays an old one (D25)."""

    borrower: PartyLine
    lender: Lender
    way: str
    old_contract: str
    old_balance: Fen
    old_due: date
    new_contract: str
    amount: Fen
    start: date
    end: date
    annual_rate: Percent
    sureties: tuple[PartyLine, ...]
