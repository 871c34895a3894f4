"""What a document says about one case: frozen values, taken from the approved records."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models.documents.units import Fen, Mu, Percent


@dataclass(frozen=True)
class PartyLine:
    """A customer as a document names them; ``/`` stands for what does not apply.

    Attributes:
        name: Of the person or firm.
        id_kind: What the number is: 居民身份证, 统一社会信用代码.
        id_number: In full; documents mask nothing.
        address: Where notices are delivered.
        phone: By which they are reached.
        representative: Who signs for a firm.
    """

    name: str
    id_kind: str
    id_number: str
    address: str
    phone: str
    representative: str = "/"

    @property
    def is_organisation(self) -> bool:
        """True for a firm, which signs by seal and representative."""
        return self.representative != "/"


@dataclass(frozen=True)
class Lender:
    """The branch that lends."""

    name: str
    address: str
    representative: str
    phone: str


@dataclass(frozen=True)
class Account:
    """A bank account: whose it is, its number and the bank that keeps it."""

    holder: str
    number: str
    bank: str


class PlanRow(NamedTuple):
    """One instalment; amounts in fen."""

    n: int
    due: date
    principal: Fen
    interest: Fen
    total: Fen
    balance: Fen


class SecurityLine(NamedTuple):
    """A security contract that covers the loan: its kind, number and provider."""

    kind: str
    number: str
    provider: str


@dataclass(frozen=True)
class LoanTerms:
    """What a loan contract (D07) says.

    Attributes:
        amount: In fen.
        annual_rate: Percent a year, simple interest.
        rate_basis: How the rate was made: the LPR it stands on and the points added.
        apr_simple: Yearly cost of the loan in percent, by simple interest.
        apr_compound: The same by compound interest.
        overdue_rate: Percent a year on what is overdue.
        misuse_rate: Percent a year on what is used for another purpose.
        payment_mode: 自主支付 or 受托支付.
        payee: Whom the bank pays on the borrower's order; None if the borrower pays.
        court: Where disputes are decided.
        special: Special terms agreed, or ``/``.
        repays: The earlier loan that the money repays 续贷（借新还旧）, in words; None if it repays none.
    """

    borrower: PartyLine
    lender: Lender
    loan_kind: str
    purpose: str
    amount: Fen
    annual_rate: Percent
    rate_basis: str
    apr_simple: Percent
    apr_compound: Percent
    overdue_rate: Percent
    misuse_rate: Percent
    months: int
    start: date
    end: date
    method: str
    payment_mode: str
    loan_account: Account
    repayment_account: Account
    plan: tuple[PlanRow, ...]
    court: str
    signing_place: str
    co_borrowers: tuple[PartyLine, ...] = ()
    payee: Account | None = None
    securities: tuple[SecurityLine, ...] = ()
    special: str = "/"
    repays: str | None = None


@dataclass(frozen=True)
class SecuredDebt:
    """The debt a security stands for; amounts in fen."""

    contract_number: str
    debtor: str
    kind: str
    amount: Fen
    start: date
    end: date


@dataclass(frozen=True)
class LandRight:
    """A right to farm that is mortgaged: one certificate or transfer contract with its parcels.

    Attributes:
        certificate: Number of the certificate or contract that proves it.
        contract_code: Code of the land contract 承包合同编码.
        issuer: The collective that let the land out 发包方.
        parcels: Codes of the parcels.
        location: As the certificate says it.
        area_mu: In mu, copied from the certificate.
        use: What may be grown or kept.
        until: Day on which the right ends.
        value: Agreed value in fen.
        co_owners: Who shares it, or ``/``.
    """

    certificate: str
    contract_code: str
    issuer: str
    parcels: tuple[str, ...]
    location: str
    area_mu: Mu
    use: str
    until: date
    value: Fen
    co_owners: str = "/"


@dataclass(frozen=True)
class MortgageTerms:
    """What a mortgage contract on farmland operation rights (D08) says.

    Attributes:
        rights: The schedule of property.
        contractor: Who consented in writing if the mortgagor holds the land by transfer.
        filing: The issuer with whom the mortgage is filed 备案.
        registry: Where it is registered.
        insurance: Insurance agreed, or ``/``.
    """

    mortgagor: PartyLine
    lender: Lender
    debt: SecuredDebt
    rights: tuple[LandRight, ...]
    filing: str
    registry: str
    court: str
    signing_place: str
    contractor: PartyLine | None = None
    insurance: str = "/"
    special: str = "/"

    @property
    def parcels(self) -> tuple[str, ...]:
        """The codes of all parcels."""
        return tuple(code for right in self.rights for code in right.parcels)

    @property
    def co_owners(self) -> tuple[str, ...]:
        """Who shares the land, each once."""
        names = (name for right in self.rights for name in right.co_owners.split("、") if name != "/")
        return tuple(dict.fromkeys(names))

    @property
    def contract_codes(self) -> tuple[str, ...]:
        """The codes of the land contracts, each once."""
        return tuple(dict.fromkeys(right.contract_code for right in self.rights))

    @property
    def area(self) -> Mu:
        """The area of all parcels."""
        return sum((right.area_mu for right in self.rights), start=Decimal(0))

    @property
    def total(self) -> Fen:
        """The agreed value of all rights, in fen."""
        return sum(right.value for right in self.rights)


@dataclass(frozen=True)
class Receivable:
    """One receivable of the schedule; amounts in fen."""

    debtor: str
    debtor_code: str
    contract: str
    invoices: tuple[str, ...]
    balance: Fen
    due: date


@dataclass(frozen=True)
class PledgeTerms:
    """What a pledge contract on receivables (D09) says.

    Attributes:
        receivables: The schedule.
        account: To which debtors pay 回款专户.
        registry_months: For how long the pledge is registered.
    """

    pledgor: PartyLine
    lender: Lender
    debt: SecuredDebt
    receivables: tuple[Receivable, ...]
    account: Account
    registry_months: int
    court: str
    signing_place: str
    special: str = "/"

    @property
    def total(self) -> Fen:
        """What all debtors owe, in fen."""
        return sum(receivable.balance for receivable in self.receivables)


class Thing(NamedTuple):
    """One object of a schedule.

    Attributes:
        name: What it is called.
        facts: What its papers say, each with its label.
        co_owners: Who shares it, or ``/``.
        value: Agreed value in fen.
    """

    name: str
    facts: tuple[tuple[str, str], ...]
    co_owners: str
    value: Fen


@dataclass(frozen=True, kw_only=True)
class ObjectTerms:
    """What every contract says that charges objects by their papers: property, movables, rights.

    Attributes:
        things: The schedule.
        arises_by: Which act creates the right: constitutive, opposable, delivery, control.
        registry: Who registers it, or ``/``.
        co_owners: Who signs besides the owner, or ``/``.
        account: Into which money flows, where the contract names one.
        insurance: Insurance agreed, or ``/``.
        floating: Whether present and future stock is charged as a whole 浮动抵押.
        purchase_money: Whether the loan pays for the object itself.
    """

    lender: Lender
    debt: SecuredDebt
    things: tuple[Thing, ...]
    arises_by: str
    registry: str
    court: str
    signing_place: str
    co_owners: str = "/"
    account: Account | None = None
    insurance: str = "/"
    floating: bool = False
    purchase_money: bool = False
    special: str = "/"

    @property
    def total(self) -> Fen:
        """The agreed value of all things, in fen."""
        return sum(thing.value for thing in self.things)


@dataclass(frozen=True, kw_only=True)
class ObjectMortgageTerms(ObjectTerms):
    """What a mortgage of real property or movables (D08) says."""

    mortgagor: PartyLine


@dataclass(frozen=True, kw_only=True)
class ObjectPledgeTerms(ObjectTerms):
    """What a pledge of intellectual property, equity, revenue or deposits (D10, D11) says."""

    pledgor: PartyLine


class CostItem(NamedTuple):
    """A cost of the loan when it runs as agreed.

    Attributes:
        name: Of the cost: 贷款利息, 担保费.
        way: How it is charged: 按月, 一次性.
        standard: The rate or amount.
        charger: Who charges it.
        yearly: Percent of the principal a year.
    """

    name: str
    way: str
    standard: str
    charger: str
    yearly: Percent


class ContingentCost(NamedTuple):
    """A cost that arises only on breach or on the customer's wish."""

    name: str
    standard: str
    charger: str


@dataclass(frozen=True)
class CostSheetTerms:
    """What the sheet of total financing cost (D04) says; amounts in fen, rates in percent a year."""

    borrower: PartyLine
    lender: Lender
    principal: Fen
    months: int
    method: str
    costs: tuple[CostItem, ...]
    contingent: tuple[ContingentCost, ...]
    apr_simple: Percent
    apr_compound: Percent
    issued: date

    @property
    def yearly(self) -> Percent:
        """What all costs make in a year, in percent of the principal."""
        return sum((cost.yearly for cost in self.costs), start=Decimal(0))


@dataclass(frozen=True)
class NoteTerms:
    """What a loan note (D13) says; amounts in fen, rates in percent a year."""

    borrower: PartyLine
    lender: Lender
    contract_number: str
    loan_kind: str
    purpose: str
    amount: Fen
    annual_rate: Percent
    overdue_rate: Percent
    drawn: date
    due: date
    method: str
    account: Account
    security: str


class ExplainedRow(NamedTuple):
    """One instalment with the sentence that says how its figures are made; amounts in fen."""

    row: PlanRow
    why: str


class YearTotal(NamedTuple):
    """What a calendar year asks for; amounts in fen."""

    year: int
    principal: Fen
    interest: Fen


@dataclass(frozen=True)
class PlanTerms:
    """What a repayment plan (D15) says; amounts in fen, rates in percent a year."""

    borrower: PartyLine
    lender: Lender
    contract_number: str
    amount: Fen
    annual_rate: Percent
    rate_basis: str
    method: str
    start: date
    end: date
    rows: tuple[ExplainedRow, ...]
    years: tuple[YearTotal, ...]
    account: Account
