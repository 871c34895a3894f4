"""Everything about one case, read together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval.records import CaseEvent, Decision, SurveySignature
from models.base import Record, find
from models.collateral.base import Kind, kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.documents.contract import Contract
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.claims import Claim, before, claim_of, claims_on, twins
from models.lending.credit import Drawdown, Facility, LoanNote
from models.lending.days import add_months
from models.lending.limits import Limit
from models.lending.states import APPROVED_STATES, MONEY_OUT, PAID_BACK, State
from models.parameters import parameters
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.postloan.aftercare import Aftercare, Reader
from models.sync.wire import body_hash, pack

R = TypeVar("R", bound=Record)

UNDER_COMMITMENT = APPROVED_STATES


@dataclass
class Security:
    """One collateral as it stands in a case.

    Attributes:
        pledge: What it secures here.
        collateral: The object.
        facts: What its kind says of it.
        valuation: Its latest value.
        prior_claims: What is paid from it before this case, in fen.
        claims: Every claim on it that counts, in order.
        twins: Other objects that stand for the same thing.
    """

    pledge: Pledge
    collateral: Collateral
    facts: Kind
    valuation: Valuation | None
    prior_claims: int = 0
    claims: list[Claim] = field(default_factory=list)
    twins: list[Collateral] = field(default_factory=list)

    @property
    def others(self) -> list[Claim]:
        """The claims of other cases on the same object."""
        return [claim for claim in self.claims if claim.pledge_id != self.pledge.id]

    @property
    def rivals(self) -> list[Claim]:
        """The claims that hold the same rank and came first; the later one has to go behind."""
        own = claim_of(self.pledge)
        return [claim for claim in self.others if claim.rank == own.rank and claim.place < own.place]

    def cap_percent(self, on: date) -> int:
        """Return the loan-to-value cap of the object, in percent, as it stands on that day."""
        cap: int = parameters("collateral", on)["cap_percent"][self.facts.cap_key]
        return cap

    def lendable(self, on: date) -> int:
        """Return the fen that may be lent on it: current value × cap − prior claims (domain 3.9)."""
        value = self.valuation.value if self.valuation else None
        return max(0, (value or 0) * self.cap_percent(on) // 100 - self.prior_claims)

    def revalue_by(self, on: date) -> date | None:
        """Return the day by which the object must be valued anew (商业银行押品管理指引), where it has a value."""
        if self.valuation is None or self.valuation.valued_on is None:
            return None
        months: int = parameters("collateral", on)["revaluation_months"][self.collateral.collateral_kind]
        return add_months(self.valuation.valued_on, months)


@dataclass
class Dossier:
    """A case with all that hangs on it, detached from any question of where it is stored."""

    case: LoanCase
    applicant: Farmer | Enterprise | None
    members: list[HouseholdMember] = field(default_factory=list)
    securities: list[Security] = field(default_factory=list)
    signatures: list[SurveySignature] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    facility: Facility | None = None
    drawdowns: list[Drawdown] = field(default_factory=list)
    notes: list[LoanNote] = field(default_factory=list)
    other_exposure: int = 0
    aftercare: Aftercare = field(default_factory=Aftercare)
    renewed: "Dossier | None" = None
    limit: Limit | None = None

    @property
    def state(self) -> State:
        """Where the case stands."""
        return State(self.case.state or State.DRAFT)

    @property
    def exposure(self) -> int:
        """What the customer and household would owe in all, with this case, in fen."""
        return self.other_exposure + (self.case.amount or 0)

    @property
    def is_secured(self) -> bool:
        """Whether anything secures the case besides the borrower's word."""
        return bool(self.securities)

    @property
    def fingerprint(self) -> str:
        """The hash of what is asked for and what secures it, by which a later reader knows what was signed."""
        given: list[Record] = [self.case]
        for each in self.securities:
            given += [each.pledge, each.collateral, *([each.valuation] if each.valuation else [])]
        return body_hash([_facts_of(record) for record in given])

    @property
    def unchanged_since_signed(self) -> bool:
        """Whether every signature under the survey stands under the data as they are now."""
        return all(each.fingerprint == self.fingerprint for each in self.signatures)

    def due_on(self, start: date) -> date:
        """Return the day the loan would be due if it were drawn on *start*."""
        return add_months(start, self.case.months or 0)

    @classmethod
    def load(cls, session: Session, institution_id: str, case_id: UUID) -> "Dossier":
        """Return the dossier of a case.

        Raises:
            NotFound: There is no such case here.
        """
        case = find(session, LoanCase, institution_id, case_id)
        of_case = _reader(session, case)
        applicant = _applicant(session, case)
        facilities = [each for each in of_case(Facility) if not each.void]
        return cls(
            case=case,
            applicant=applicant,
            members=_members(session, applicant),
            securities=[_security(session, pledge) for pledge in of_case(Pledge)],
            signatures=[each for each in of_case(SurveySignature) if not each.void],
            decisions=[each for each in of_case(Decision) if not each.void],
            events=of_case(CaseEvent),
            contracts=[each for each in of_case(Contract) if each.void_on is None],
            facility=facilities[-1] if facilities else None,
            drawdowns=[each for each in of_case(Drawdown) if not each.void],
            notes=of_case(LoanNote),
            other_exposure=_other_exposure(session, case, applicant),
            aftercare=Aftercare.load(of_case)
            if State(case.state or State.DRAFT) in MONEY_OUT | PAID_BACK
            else Aftercare(),
            renewed=cls.loan(session, institution_id, case.renews) if case.renews else None,
            limit=session.get(Limit, (institution_id, case.limit_id)) if case.limit_id else None,
        )

    @classmethod
    def loan(cls, session: Session, institution_id: str, case_id: UUID) -> "Dossier | None":
        """Return of a case what its payments depend on and nothing else; nothing where it is not here."""
        case = session.get(LoanCase, (institution_id, case_id))
        if case is None:
            return None
        of_case = _reader(session, case)
        return cls(case=case, applicant=None, notes=of_case(LoanNote), aftercare=Aftercare.load(of_case))


def _reader(session: Session, case: LoanCase) -> Reader:
    def of_case(record: type[R]) -> list[R]:
        rows = select(record).where(
            record.institution_id == case.institution_id, _column(record, "case_id") == case.id
        )
        return list(session.scalars(rows.order_by(record.id)))

    return of_case


def _facts_of(record: Record) -> list[Any]:
    """Return what people typed into a record, packed; evidence may follow a signature and is left out."""
    typed = {
        name: pack(each, getattr(record, name))
        for name, each in fields_of(type(record)).items()
        if not each.commanded and not each.evidence
    }
    if isinstance(record, Collateral):
        known = fields_of(kinds()[record.collateral_kind])
        typed["facts"] = {
            name: value
            for name, value in (record.facts or {}).items()
            if not (name in known and known[name].evidence)
        }
    return [str(record.id), typed]


def _column(record: type[Record], name: str) -> Any:
    return getattr(record, name)


def _applicant(session: Session, case: LoanCase) -> Farmer | Enterprise | None:
    key = (case.institution_id, case.applicant_id)
    if case.applicant_kind == "farmer":
        return session.get(Farmer, key)
    return session.get(Enterprise, key)


def _members(session: Session, applicant: Farmer | Enterprise | None) -> list[HouseholdMember]:
    if not isinstance(applicant, Farmer):
        return []
    rows = select(HouseholdMember).where(
        HouseholdMember.institution_id == applicant.institution_id,
        HouseholdMember.farmer_id == applicant.id,
    )
    return list(session.scalars(rows.order_by(HouseholdMember.id)))


def _security(session: Session, pledge: Pledge) -> Security:
    if pledge.collateral_id is None:
        message = "a pledge always names its collateral"
        raise ValueError(message)
    collateral = find(session, Collateral, pledge.institution_id, pledge.collateral_id)
    same = (Valuation.institution_id == pledge.institution_id, Valuation.collateral_id == collateral.id)
    latest = select(Valuation).where(*same).order_by(Valuation.valued_on.desc(), Valuation.id.desc()).limit(1)
    claims = claims_on(session, pledge.institution_id, collateral.id)
    return Security(
        pledge=pledge,
        collateral=collateral,
        facts=kinds()[collateral.collateral_kind].read(collateral.facts),
        valuation=session.scalars(latest).first(),
        prior_claims=before(claim_of(pledge), claims),
        claims=claims,
        twins=twins(session, collateral),
    )


def _other_exposure(session: Session, case: LoanCase, applicant: Farmer | Enterprise | None) -> int:
    """Return what the customer's and the household's other cases owe or may still draw (domain 2.5, 3.2)."""
    people = _household(session, applicant) if isinstance(applicant, Farmer) else [case.applicant_id]
    others = select(LoanCase.id, LoanCase.state, LoanCase.amount, LoanCase.revolving).where(
        LoanCase.institution_id == case.institution_id,
        LoanCase.applicant_id.in_(people),
        LoanCase.id != case.id,
    )
    rows = session.execute(others).all()
    open_ended = _open_limits(session, case.institution_id, [row.id for row in rows if row.revolving])
    committed = {row.id: row.amount or 0 for row in rows if row.state in UNDER_COMMITMENT} | open_ended
    drawn = select(LoanNote.outstanding).where(
        LoanNote.institution_id == case.institution_id,
        LoanNote.case_id.in_([row.id for row in rows if row.id not in committed]),
    )
    return sum(committed.values()) + sum(owed or 0 for owed in session.scalars(drawn))


def _open_limits(session: Session, institution_id: str, cases: Sequence[UUID]) -> dict[UUID, int]:
    """Return the ceilings of the cases whose revolving limit is open: it may be drawn to the full any day."""
    if not cases:
        return {}
    rows = select(Limit).where(
        Limit.institution_id == institution_id, Limit.case_id.in_(cases), Limit.standing == "open"
    )
    return {each.case_id: each.ceiling or 0 for each in session.scalars(rows) if each.case_id}


def _household(session: Session, farmer: Farmer) -> Sequence[UUID]:
    """Return the files of everybody in the household, whichever of them it is written down under."""
    same_bank = HouseholdMember.institution_id == farmer.institution_id
    named_by = select(HouseholdMember.farmer_id).where(
        same_bank, HouseholdMember.id_number == farmer.id_number, HouseholdMember.id_number != ""
    )
    heads = {farmer.id, *(head for head in session.scalars(named_by) if head)}
    numbers = select(HouseholdMember.id_number).where(
        same_bank, HouseholdMember.farmer_id.in_(heads), HouseholdMember.id_number != ""
    )
    related = select(Farmer.id).where(
        Farmer.institution_id == farmer.institution_id, Farmer.id_number.in_(numbers)
    )
    return sorted(heads.union(session.scalars(related)))
